//! What texts mean: items, or what is no item. Short links are asked where they lead.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};
use itemget::{
    CachePolicy, Client, Error, ErrorKind, ItemLink, Link, LinkError, Network,
    ResolveError, ShortLink,
};

use crate::exit::Exit;
use crate::report;

/// What a text means.
#[derive(Debug, Clone)]
pub(crate) enum Meaning {
    /// It is this item, or a short link to it.
    Item { link: ItemLink, followed: bool },
    /// It is no item, and nothing was asked.
    NotAnItem(LinkError),
    /// It is a short link, and which item it leads to is not known.
    Unresolved(Unresolved),
}

/// Why it is not known which item a short link leads to.
#[derive(Debug, Clone)]
pub(crate) enum Unresolved {
    /// It leads to none, or to what is not asked.
    Leads(Arc<ResolveError>),
    /// Nobody answered, or nobody was to be asked.
    NotAnswered(Arc<Error>),
}

/// How many short links are asked at once: they are pages for browsers, and no API.
const AT_ONCE: usize = 4;

/// Whether any of `texts` has to be followed.
pub(crate) fn any_short(client: &Client, texts: &[String]) -> bool {
    let reach = client.reach();
    texts.iter().any(|text| matches!(reach.link(text), Ok(Link::Short(_))))
}

/// What each of `texts` means, in their order. A short link that stands there twice is asked
/// once; nothing is where `policy` allows no calls.
pub(crate) async fn of_all(
    client: &Client,
    texts: &[String],
    policy: &CachePolicy,
) -> Vec<Meaning> {
    let reach = client.reach();
    let links: Vec<Result<Link, LinkError>> =
        texts.iter().map(|text| reach.link(text)).collect();
    let mut short: BTreeMap<String, ShortLink> = BTreeMap::new();
    for link in &links {
        if let Ok(Link::Short(link)) = link {
            short.insert(link.url.clone(), link.clone());
        }
    }
    // Boxed, so that the compiler sees for itself that it can go to another thread.
    let asked =
        short.into_iter().map(|(url, link)| ask(client, url, link, policy).boxed());
    let asked: Vec<BoxFuture<'_, (String, Meaning)>> = asked.collect();
    let answers: BTreeMap<String, Meaning> =
        stream::iter(asked).buffered(AT_ONCE).collect().await;
    let meaning = |link: &Result<Link, LinkError>| match link {
        Ok(Link::Item(link)) => Meaning::Item { link: *link, followed: false },
        Ok(Link::Short(link)) => answers[link.url.as_str()].clone(),
        Err(error) => Meaning::NotAnItem(error.clone()),
    };
    links.iter().map(meaning).collect()
}

async fn ask(
    client: &Client,
    url: String,
    link: ShortLink,
    policy: &CachePolicy,
) -> (String, Meaning) {
    let meaning = follow(client, &link, policy).await;
    (url, meaning)
}

async fn follow(client: &Client, link: &ShortLink, policy: &CachePolicy) -> Meaning {
    let host = || {
        let url = url::Url::parse(&link.url).ok();
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    };
    if policy.network == Network::Never {
        let error = Error::new(host(), 0, ErrorKind::NotCached);
        return Meaning::Unresolved(Unresolved::NotAnswered(Arc::new(error)));
    }
    match client.resolve(link, client.reach()).await {
        Ok(link) => Meaning::Item { link, followed: true },
        Err(ResolveError::Unreachable { host, source }) => {
            let error = Error::new(host, 1, *source);
            Meaning::Unresolved(Unresolved::NotAnswered(Arc::new(error)))
        }
        Err(error) => Meaning::Unresolved(Unresolved::Leads(Arc::new(error))),
    }
}

impl Unresolved {
    /// The stable word for it.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotAnswered(_) => "not_answered",
            Self::Leads(error) => match &**error {
                ResolveError::Elsewhere { .. } => "leads_elsewhere",
                ResolveError::Credentials => "leads_to_credentials",
                ResolveError::Circle { .. } => "circle",
                ResolveError::TooLong => "too_many_redirects",
                ResolveError::Nowhere { .. } => "leads_nowhere",
                ResolveError::NotAnItem { .. } => "not_an_item",
                ResolveError::Dead { .. } => "dead",
                _ => "not_resolved",
            },
        }
    }

    /// How the program ends for it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Leads(_) => Exit::NotFound,
            Self::NotAnswered(error) => report::of_call(error),
        }
    }

    /// The error that it is.
    pub(crate) fn error(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Leads(error) => &**error,
            Self::NotAnswered(error) => &**error,
        }
    }
}

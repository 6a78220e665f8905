//! Any number of addresses and ids into links that earn commission: fifty a call, the asked
//! order, one outcome each.

mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::stream::{self, Stream, StreamExt as _};

use crate::api::affiliate::{LinkGenerate, LinkKind, PromotionLink};
use crate::client::Client;
use crate::error::Error;
use crate::locale::Country;

pub use target::{LinkTarget, LinkTargetError};

/// How promotion links are made.
#[derive(Debug, Clone)]
pub struct LinkOptions {
    /// Whose commission it is.
    pub tracking_id: String,
    /// Which kind of link.
    pub kind: LinkKind,
    /// Where buyers are.
    pub ship_to: Option<Country>,
    /// How many calls may be under way at once.
    pub concurrency: usize,
}

impl LinkOptions {
    /// Ordinary links that count for `tracking_id`, four calls at a time.
    pub fn new(tracking_id: impl Into<String>) -> Self {
        Self {
            tracking_id: tracking_id.into(),
            kind: LinkKind::Normal,
            ship_to: None,
            concurrency: 4,
        }
    }
}

/// One asked target and what came of it.
#[derive(Debug, Clone)]
pub struct MadeLink {
    /// What was asked for.
    pub target: LinkTarget,
    /// What came of it.
    pub outcome: LinkOutcome,
}

/// What came of asking for one link.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum LinkOutcome {
    /// The link.
    Made(String),
    /// The platform makes none to this address.
    Refused {
        /// The platform's reason, where it gives one.
        message: Option<String>,
    },
    /// The answer has no entry for this address.
    NotAnswered {
        /// The platform's number of the exchange.
        request_id: Option<String>,
    },
    /// The call came to nothing; shared by the addresses of one call.
    Failed(Arc<Error>),
}

/// How many targets are looked at together: within such a window each address is asked for
/// once, however often it stands there.
const WINDOW: usize = 500;

impl Client {
    /// Makes a link to each of `targets`, in their order. Memory is bounded by a window of
    /// them, not by their number.
    pub fn promotion_links<'a, I>(
        &'a self,
        targets: I,
        options: &'a LinkOptions,
    ) -> impl Stream<Item = MadeLink> + 'a
    where
        I: IntoIterator<Item = LinkTarget>,
        I::IntoIter: 'a,
    {
        let windows = stream::iter(targets).chunks(WINDOW);
        let made = windows.then(move |window| async move {
            let calls: Vec<Vec<LinkTarget>> = distinct(&window)
                .chunks(LinkGenerate::LIMIT)
                .map(<[_]>::to_vec)
                .collect();
            let answers = stream::iter(calls)
                .map(|some| self.one_call(some, options))
                .buffered(options.concurrency.max(1));
            let outcomes: BTreeMap<LinkTarget, LinkOutcome> =
                answers.flat_map(stream::iter).collect().await;
            let made = move |target: LinkTarget| {
                let outcome = outcomes.get(&target).expect("each was asked for").clone();
                MadeLink { target, outcome }
            };
            stream::iter(window.into_iter().map(made))
        });
        made.flatten()
    }

    async fn one_call(
        &self,
        targets: Vec<LinkTarget>,
        options: &LinkOptions,
    ) -> Vec<(LinkTarget, LinkOutcome)> {
        let sources: Vec<String> =
            targets.iter().map(|target| target.as_sent().to_owned()).collect();
        let call = LinkGenerate {
            sources,
            kind: options.kind,
            tracking_id: options.tracking_id.clone(),
            ship_to: options.ship_to,
        };
        match self.send(&call).await {
            Ok(answer) => {
                let request_id = answer.request_id().map(str::to_owned);
                matched(targets, answer.value.links, request_id.as_deref())
            }
            Err(error) => {
                let failed = LinkOutcome::Failed(Arc::new(error));
                targets.into_iter().map(|target| (target, failed.clone())).collect()
            }
        }
    }
}

/// Each target once, in the order of its first mention.
fn distinct(window: &[LinkTarget]) -> Vec<LinkTarget> {
    let mut seen = BTreeSet::new();
    window.iter().filter(|target| seen.insert(*target)).cloned().collect()
}

/// Puts each entry to the target that its source names: as it was sent, or, should the
/// platform have decoded it, as it is written plainly. An entry whose source is nobody's
/// is nobody's, however well its place would fit.
fn matched(
    targets: Vec<LinkTarget>,
    links: Vec<PromotionLink>,
    request_id: Option<&str>,
) -> Vec<(LinkTarget, LinkOutcome)> {
    let mut by_source: BTreeMap<String, PromotionLink> = BTreeMap::new();
    for link in links {
        // Should an address be answered twice, an entry with a link says more.
        let known = by_source.get(&link.source);
        if known.is_none_or(|known| known.link.is_none()) {
            by_source.insert(link.source.clone(), link);
        }
    }
    let outcome = |target: &LinkTarget| {
        let names = [target.as_sent(), target.as_written()];
        let found = names.iter().find_map(|name| by_source.get(*name));
        let plainly = || by_source.values().find(|link| target.is_same(&link.source));
        match found.or_else(plainly) {
            Some(PromotionLink { link: Some(link), .. }) => {
                LinkOutcome::Made(link.clone())
            }
            Some(PromotionLink { message, .. }) => {
                LinkOutcome::Refused { message: message.clone() }
            }
            None => {
                LinkOutcome::NotAnswered { request_id: request_id.map(str::to_owned) }
            }
        }
    };
    let told = |target: LinkTarget| {
        let outcome = outcome(&target);
        (target, outcome)
    };
    targets.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> LinkTarget {
        text.parse().unwrap()
    }

    fn entry(source: &str, link: Option<&str>) -> PromotionLink {
        let message = link.is_none().then(|| "not supported".to_owned());
        PromotionLink { source: source.to_owned(), link: link.map(Into::into), message }
    }

    fn told(targets: &[&str], links: &[PromotionLink]) -> Vec<String> {
        let targets = targets.iter().map(|text| target(text)).collect();
        let told = matched(targets, links.to_vec(), Some("2101"));
        let word = |(_, outcome): (_, LinkOutcome)| match outcome {
            LinkOutcome::Made(link) => link,
            LinkOutcome::Refused { message } => format!("refused: {}", message.unwrap()),
            LinkOutcome::NotAnswered { request_id } => {
                format!("nothing in {}", request_id.unwrap())
            }
            LinkOutcome::Failed(error) => panic!("{error:?}"),
        };
        told.into_iter().map(word).collect()
    }

    #[test]
    fn an_entry_goes_to_its_source_and_never_to_its_place() {
        let page = "https://www.aliexpress.com/item/1005006000000017.html";
        let other = "https://www.aliexpress.com/item/1005006000000023.html";
        let commas = "https://www.aliexpress.com/p/a.html?ids=1,2&q=%E7%81%AF";
        let sent = "https://www.aliexpress.com/p/a.html?ids=1%2C2&q=%E7%81%AF";
        let plain = "https://www.aliexpress.com/p/a.html?ids=1,2&q=灯";
        for (asked, answered, expected) in [
            (
                vec![page, other],
                vec![entry(other, Some("b")), entry(page, Some("a"))],
                vec!["a", "b"],
            ),
            (vec![page], vec![entry(other, Some("b"))], vec!["nothing in 2101"]),
            (vec!["1005006000000017"], vec![entry(page, Some("a"))], vec!["a"]),
            (vec![page], vec![entry(page, None)], vec!["refused: not supported"]),
            (vec![page], vec![entry(page, None), entry(page, Some("a"))], vec!["a"]),
            (vec![commas], vec![entry(sent, Some("c"))], vec!["c"]),
            (vec![commas], vec![entry(commas, Some("c"))], vec!["c"]),
            (vec![commas], vec![entry(plain, Some("c"))], vec!["c"]),
        ] {
            assert_eq!(told(&asked, &answered), expected, "{asked:?} {answered:?}");
        }
    }
}

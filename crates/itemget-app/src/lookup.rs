//! The use case behind `get`: texts in, one verdict each out, in their order.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use itemget::item::Group;
use itemget::{
    Advice, Client, Error, ErrorKind, Freight, Item, ItemId, ItemLink, ItemRef, Link,
    LinkError, Lookup, LookupOptions, Miss, Outcome, OutcomeKind, SkuFreight,
};
use tokio::sync::mpsc;

use crate::exit::Exit;
use crate::fields::Fields;
use crate::inputs::{InputError, Texts};
use crate::meaning::{self, Meaning, Unresolved};
use crate::report;

/// What came of one text.
#[derive(Debug)]
pub(crate) struct Told {
    /// The text, as it was given.
    pub(crate) asked: String,
    /// What came of it.
    pub(crate) verdict: Verdict,
    /// What else there is to know of it.
    pub(crate) remarks: Remarks,
}

/// What to know of an answer besides what it says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remarks {
    /// What the API said that was asked first, where another one was asked after it.
    pub(crate) asked_before: Option<Miss>,
    /// The groups that were wanted and that no API gave.
    pub(crate) missing: Vec<Group>,
    /// How old the answer is, where it is older than it should be.
    pub(crate) stale: Option<Duration>,
    /// Whether nobody was asked for it at all.
    pub(crate) not_asked: bool,
    /// What became of asking how each SKU is brought, where that was asked.
    pub(crate) freight: Option<Arc<[SkuFreight]>>,
    /// Whether it was a short link, which was asked where it leads.
    pub(crate) followed: bool,
}

/// What can come of a text.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The platform was asked for the item with this id.
    Asked(ItemId, Outcome),
    /// It is no item, and nothing was asked.
    NotAnItem(LinkError),
    /// It is a short link, and which item it leads to is not known.
    Unresolved(Unresolved),
}

/// How many texts are looked at together, so that an item that is asked for twice costs
/// one call, and affiliate calls are full.
pub(crate) const WINDOW: usize = 500;

/// How long an unfinished window waits for company: another program may write its ids
/// one by one, and read each answer before the next.
const PATIENCE: Duration = Duration::from_millis(200);

/// Texts on their way from a thread that reads them: reading can block, and must keep
/// neither the calls nor Ctrl-C waiting.
#[derive(Debug)]
pub(crate) struct Waiting(mpsc::Receiver<Result<String, InputError>>);

impl Waiting {
    /// Starts reading. The thread is not waited for: nothing ends a read of the standard
    /// input but its other side.
    pub(crate) fn read(texts: Texts) -> Self {
        let (sender, receiver) = mpsc::channel(WINDOW);
        std::thread::spawn(move || {
            for text in texts {
                if sender.blocking_send(text).is_err() {
                    break;
                }
            }
        });
        Self(receiver)
    }

    /// The next texts: a full window, or what is there. None at the end.
    pub(crate) async fn window(&mut self) -> Result<Option<Vec<String>>, InputError> {
        let Some(first) = self.0.recv().await else { return Ok(None) };
        let mut window = vec![first?];
        while window.len() < WINDOW {
            match tokio::time::timeout(PATIENCE, self.0.recv()).await {
                Ok(Some(text)) => window.push(text?),
                Ok(None) | Err(_) => break,
            }
        }
        Ok(Some(window))
    }
}

/// Looks up a window of texts.
pub(crate) fn look_up<'a>(
    client: &'a Client,
    window: Vec<String>,
    options: &'a LookupOptions,
) -> BoxStream<'a, Told> {
    let told = async move {
        let meanings = meaning::of_all(client, &window, &options.cache).await;
        look_up_meanings(client, window.into_iter().zip(meanings).collect(), options)
    };
    stream::once(told).flatten().boxed()
}

/// Looks up one text.
pub(crate) async fn look_up_one(
    client: &Client,
    text: &str,
    options: &LookupOptions,
) -> Told {
    let mut told = look_up(client, vec![text.to_owned()], options);
    told.next().await.expect("there is one for each text")
}

fn look_up_meanings<'a>(
    client: &'a Client,
    asked: Vec<(String, Meaning)>,
    options: &'a LookupOptions,
) -> impl Stream<Item = Told> + 'a {
    let item = |(_, meaning): &(String, Meaning)| match meaning {
        Meaning::Item { link, .. } => Some(link.item),
        Meaning::NotAnItem(_) | Meaning::Unresolved(_) => None,
    };
    let items: Vec<ItemRef> = asked.iter().filter_map(item).collect();
    let answers = Box::pin(client.lookup(items, options));
    stream::unfold((asked.into_iter(), answers), |(mut asked, mut answers)| async move {
        let (text, meaning) = asked.next()?;
        let (verdict, remarks) = match meaning {
            Meaning::NotAnItem(error) => (Verdict::NotAnItem(error), Remarks::default()),
            Meaning::Unresolved(why) => (Verdict::Unresolved(why), Remarks::default()),
            Meaning::Item { link: ItemLink { item, .. }, followed } => {
                let Lookup { outcome, asked_before, missing, stale, freight, .. } =
                    answers.next().await?;
                let not_asked = was_not_asked(&outcome, asked_before.as_ref());
                let remarks = Remarks {
                    asked_before,
                    missing,
                    stale,
                    not_asked,
                    freight,
                    followed,
                };
                (Verdict::Asked(item.id, outcome), remarks)
            }
        };
        Some((Told { asked: text, verdict, remarks }, (asked, answers)))
    })
}

/// Whether a limit on this side kept the call from being sent, or the second one that
/// might have found what the first did not.
fn was_not_asked(outcome: &Outcome, asked_before: Option<&Miss>) -> bool {
    let limited = |miss: &Miss| {
        miss.error.as_deref().is_some_and(|error| {
            error.attempts() == 0 && matches!(error.kind(), ErrorKind::Limited(_))
        })
    };
    let Some(miss) = outcome.miss() else { return false };
    limited(miss) || asked_before.is_some_and(limited)
}

/// What there is to tell of a text that is asked for no more, for the reason that `error`
/// says.
pub(crate) fn not_asked(text: String, error: &Arc<Error>) -> Told {
    let (verdict, not_asked) = match text.parse::<Link>() {
        Err(error) => (Verdict::NotAnItem(error), false),
        Ok(Link::Short(_)) => {
            let why = Unresolved::NotAnswered(Arc::clone(error));
            (Verdict::Unresolved(why), true)
        }
        Ok(Link::Item(link)) => {
            let outcome = Outcome::from_error(error.method(), Arc::clone(error));
            (Verdict::Asked(link.item.id, outcome), true)
        }
    };
    Told { asked: text, verdict, remarks: Remarks { not_asked, ..Remarks::default() } }
}

impl Told {
    /// The item, where it was found and is on sale.
    pub(crate) fn found(&self) -> Option<&Item> {
        match &self.verdict {
            Verdict::Asked(_, Outcome::Found(item)) => Some(item),
            _ => None,
        }
    }

    /// The stable word for what came of it.
    pub(crate) fn code(&self) -> &'static str {
        match &self.verdict {
            _ if self.remarks.not_asked => "not_asked",
            Verdict::NotAnItem(_) => "not_an_item",
            Verdict::Unresolved(_) => "not_resolved",
            Verdict::Asked(_, outcome) => outcome.kind().code(),
        }
    }

    /// How the program ends when this is all it was to do.
    pub(crate) fn exit(&self) -> Exit {
        match self.remarks.not_asked {
            true => Exit::TryAgain,
            false => {
                let freight = self.freight_errors().map(|error| report::of_call(error));
                freight.fold(self.verdict.exit(), Exit::or_worse)
            }
        }
    }

    /// How each SKU is brought, where that was asked.
    pub(crate) fn freight(&self) -> &[SkuFreight] {
        self.remarks.freight.as_deref().unwrap_or_default()
    }

    /// Why it is not known how SKUs are brought that were asked for. That nobody brings
    /// one is no error.
    pub(crate) fn freight_errors(&self) -> impl Iterator<Item = &Arc<Error>> {
        self.freight().iter().filter_map(|sku| match &sku.freight {
            Freight::Failed(error) => Some(error),
            _ => None,
        })
    }

    /// The groups that were wanted and that no API gave.
    pub(crate) fn missing(&self, fields: &Fields) -> Vec<Group> {
        let wanted = fields.wanted_groups();
        let is_wanted = |group: &Group| {
            wanted.contains(group) || *group == Group::Logistics && fields.want_freight()
        };
        self.remarks.missing.iter().copied().filter(is_wanted).collect()
    }
}

impl Verdict {
    /// The item, where there is one.
    pub(crate) fn item(&self) -> Option<&Item> {
        match self {
            Self::Asked(_, outcome) => outcome.item(),
            Self::NotAnItem(_) | Self::Unresolved(_) => None,
        }
    }

    /// Why no item could be asked for, where none could.
    pub(crate) fn no_item(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Asked(..) => None,
            Self::NotAnItem(error) => Some(error),
            Self::Unresolved(why) => Some(why.error()),
        }
    }

    fn exit(&self) -> Exit {
        let outcome = match self {
            Self::Asked(_, outcome) => outcome,
            Self::NotAnItem(_) => return Exit::Usage,
            Self::Unresolved(why) => return why.exit(),
        };
        match outcome.kind() {
            OutcomeKind::Found | OutcomeKind::OffSale => Exit::Done,
            OutcomeKind::NotFound
            | OutcomeKind::NotInAffiliateProgramme
            | OutcomeKind::NotSoldToCountry => Exit::NotFound,
            OutcomeKind::Throttled => Exit::TryAgain,
            OutcomeKind::Unauthorised => Exit::NotAllowed,
            OutcomeKind::Unreadable => Exit::Software,
            _ => match outcome.miss().and_then(|miss| miss.error.as_deref()) {
                Some(error) => report::of_call(error),
                None => Exit::Software,
            },
        }
    }

    /// What to do about it, if there is anything.
    pub(crate) fn advice(&self) -> Option<Advice> {
        match self {
            Self::NotAnItem(_) | Self::Unresolved(Unresolved::Leads(_)) => None,
            Self::Unresolved(Unresolved::NotAnswered(error)) => Some(error.advice()),
            Self::Asked(_, Outcome::OffSale(_)) => Some(Advice::WaitForSale),
            Self::Asked(_, outcome) => outcome.miss().map(|miss| miss.advice),
        }
    }
}

//! What came of each id that was asked for: one outcome an id, in the asked order.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::advice::Advice;
use crate::error::Error;
use crate::freight::SkuFreight;
use crate::item::{Group, Item, Unread};
use crate::link::ItemRef;
use crate::refusal::{Cause, Refusal};

/// One asked item and what came of it.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// What was asked for.
    pub item: ItemRef,
    /// What came of it.
    pub outcome: Outcome,
    /// What the API that was asked first said, where another one was asked after it.
    pub asked_before: Option<Miss>,
    /// The groups that were wanted and that no API gave.
    pub missing: Vec<Group>,
    /// How old the answer is, where it is older than it should be: the call failed, or
    /// none may be made.
    pub stale: Option<Duration>,
    /// What became of asking how each SKU is brought, in the item's order. `None` is not
    /// asked: it was not wanted, or no SKU is known to ask for.
    pub freight: Option<Arc<[SkuFreight]>>,
}

impl Lookup {
    /// An outcome from one API, of the age it should be.
    pub(crate) fn new(item: ItemRef, outcome: Outcome) -> Self {
        Self {
            item,
            outcome,
            asked_before: None,
            missing: Vec::new(),
            stale: None,
            freight: None,
        }
    }
}

/// What came of asking for one item.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome {
    /// Here it is.
    Found(Box<Item>),
    /// It exists and cannot be bought now.
    OffSale(Box<Item>),
    /// The platform knows no such id.
    NotFound(Miss),
    /// It may well exist: the affiliate API does not have it.
    NotInAffiliateProgramme(Miss),
    /// It exists and is not sold to the country asked for.
    NotSoldToCountry(Miss),
    /// The platform refused for the number of calls, beyond what was worth waiting for.
    Throttled(Miss),
    /// The platform refused for key, signature, token or permission.
    Unauthorised(Miss),
    /// It answered and the answer could not be read; the bytes are in the error.
    Unreadable(Miss),
    /// Anything else: network, the platform's faults, wrong parameters.
    Failed(Miss),
}

/// An [`Outcome`] without its contents, as programs are told it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// See [`Outcome::Found`].
    Found,
    /// See [`Outcome::OffSale`].
    OffSale,
    /// See [`Outcome::NotFound`].
    NotFound,
    /// See [`Outcome::NotInAffiliateProgramme`].
    NotInAffiliateProgramme,
    /// See [`Outcome::NotSoldToCountry`].
    NotSoldToCountry,
    /// See [`Outcome::Throttled`].
    Throttled,
    /// See [`Outcome::Unauthorised`].
    Unauthorised,
    /// See [`Outcome::Unreadable`].
    Unreadable,
    /// See [`Outcome::Failed`].
    Failed,
}

/// Why there is no item.
#[derive(Debug, Clone)]
pub struct Miss {
    /// The gateway's name of the API that was asked.
    pub source: String,
    /// The platform's code, verbatim.
    pub code: Option<String>,
    /// The platform's words, verbatim.
    pub message: Option<String>,
    /// The platform's number of the exchange.
    pub request_id: Option<String>,
    /// What to do about it.
    pub advice: Advice,
    /// The whole error, where there was one; shared by the ids of one batch.
    pub error: Option<Arc<Error>>,
}

impl Outcome {
    /// What an error means for the item it was asked for.
    pub fn from_error(source: &str, error: Arc<Error>) -> Self {
        let refusal = error.refusal();
        let kind = match refusal.map(|refusal| refusal.cause) {
            Some(cause) => kind_of(cause),
            None if error.is_unreadable() => OutcomeKind::Unreadable,
            None if error.is_rate_limited() => OutcomeKind::Throttled,
            None if error.is_auth() => OutcomeKind::Unauthorised,
            None => OutcomeKind::Failed,
        };
        let miss = Miss {
            source: source.to_owned(),
            code: refusal.map(full_code),
            message: refusal.map(|refusal| refusal.message.clone()),
            request_id: error.request_id().map(str::to_owned),
            advice: error.advice(),
            error: Some(Arc::clone(&error)),
        };
        Self::missed(kind, miss)
    }

    /// The outcome of an affiliate answer that leaves an id out: the API does not say why.
    pub fn silently_absent(source: &str, request_id: Option<String>) -> Self {
        Self::NotInAffiliateProgramme(Miss {
            source: source.to_owned(),
            code: None,
            message: None,
            request_id,
            advice: Advice::UseDropshipApi,
            error: None,
        })
    }

    /// The outcome of an answer that leaves an id out and has rows that could not be read:
    /// the item may be one of them.
    pub fn lost_in(source: &str, request_id: Option<String>, unread: &[Unread]) -> Self {
        let places: Vec<&str> = unread.iter().map(|row| row.path.as_str()).collect();
        Self::Unreadable(Miss {
            source: source.to_owned(),
            code: None,
            message: Some(format!("rows that could not be read: {}", places.join(", "))),
            request_id,
            advice: Advice::ReportBody,
            error: None,
        })
    }

    fn missed(kind: OutcomeKind, miss: Miss) -> Self {
        match kind {
            OutcomeKind::NotFound => Self::NotFound(miss),
            OutcomeKind::NotInAffiliateProgramme => Self::NotInAffiliateProgramme(miss),
            OutcomeKind::NotSoldToCountry => Self::NotSoldToCountry(miss),
            OutcomeKind::Throttled => Self::Throttled(miss),
            OutcomeKind::Unauthorised => Self::Unauthorised(miss),
            OutcomeKind::Unreadable => Self::Unreadable(miss),
            OutcomeKind::Found | OutcomeKind::OffSale | OutcomeKind::Failed => {
                Self::Failed(miss)
            }
        }
    }

    /// Which of the outcomes it is.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Found(_) => OutcomeKind::Found,
            Self::OffSale(_) => OutcomeKind::OffSale,
            Self::NotFound(_) => OutcomeKind::NotFound,
            Self::NotInAffiliateProgramme(_) => OutcomeKind::NotInAffiliateProgramme,
            Self::NotSoldToCountry(_) => OutcomeKind::NotSoldToCountry,
            Self::Throttled(_) => OutcomeKind::Throttled,
            Self::Unauthorised(_) => OutcomeKind::Unauthorised,
            Self::Unreadable(_) => OutcomeKind::Unreadable,
            Self::Failed(_) => OutcomeKind::Failed,
        }
    }

    /// The item, where there is one.
    pub fn item(&self) -> Option<&Item> {
        match self {
            Self::Found(item) | Self::OffSale(item) => Some(item),
            _ => None,
        }
    }

    /// Why there is no item, where there is none.
    pub fn miss(&self) -> Option<&Miss> {
        match self {
            Self::Found(_) | Self::OffSale(_) => None,
            Self::NotFound(miss)
            | Self::NotInAffiliateProgramme(miss)
            | Self::NotSoldToCountry(miss)
            | Self::Throttled(miss)
            | Self::Unauthorised(miss)
            | Self::Unreadable(miss)
            | Self::Failed(miss) => Some(miss),
        }
    }
}

impl OutcomeKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Found,
        Self::OffSale,
        Self::NotFound,
        Self::NotInAffiliateProgramme,
        Self::NotSoldToCountry,
        Self::Throttled,
        Self::Unauthorised,
        Self::Unreadable,
        Self::Failed,
    ];

    /// The stable word for it: `not_found`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::OffSale => "off_sale",
            Self::NotFound => "not_found",
            Self::NotInAffiliateProgramme => "not_in_affiliate_programme",
            Self::NotSoldToCountry => "not_sold_to_country",
            Self::Throttled => "throttled",
            Self::Unauthorised => "unauthorised",
            Self::Unreadable => "unreadable",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for OutcomeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

fn full_code(refusal: &Refusal) -> String {
    match &refusal.sub_code {
        Some(sub_code) => format!("{} {sub_code}", refusal.code),
        None => refusal.code.clone(),
    }
}

fn kind_of(cause: Cause) -> OutcomeKind {
    match cause {
        Cause::NotFound => OutcomeKind::NotFound,
        Cause::NotInAffiliateProgramme => OutcomeKind::NotInAffiliateProgramme,
        Cause::NotSoldToCountry => OutcomeKind::NotSoldToCountry,
        Cause::Throttled | Cause::DailyQuota => OutcomeKind::Throttled,
        Cause::AccessToken
        | Cause::Consent
        | Cause::Signature
        | Cause::Clock
        | Cause::AppKey
        | Cause::Permission => OutcomeKind::Unauthorised,
        Cause::MissingParameter
        | Cause::BadParameter
        | Cause::UnknownMethod
        | Cause::NotDeliverable
        | Cause::PlatformFault
        | Cause::Unknown => OutcomeKind::Failed,
    }
}

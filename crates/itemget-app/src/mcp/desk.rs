//! Where the tools are asked: what they work with, and the way from a tool's name to its
//! answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use itemget::limit::{LedgerError, RateLimiter};
use itemget::{CachePolicy, Client, Clock, LookupOptions, View};
use itemget_store::{Store, StoreError};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::budget::{Budgets, Exhausted, Who};
use super::{compare, find, history, price, quota, search, track, tracked};
use crate::calling::MAX_AGE;
use crate::database::World;
use crate::fields::Fields;
use crate::lang::Lang;
use crate::lookup::{Told, look_up_one};
use crate::records::why;
use crate::rules::BookError;
use crate::source::SourceName;

/// What the tools work with.
pub(crate) struct Desk {
    pub(crate) store: Store,
    /// Whose data the store holds.
    pub(crate) world: World,
    pub(crate) client: Client,
    /// The app that calls are made for.
    pub(crate) app_key: String,
    pub(crate) limiter: RateLimiter,
    pub(crate) clock: Arc<dyn Clock>,
    /// Seen from where.
    pub(crate) view: View,
    /// The API that is asked where an item names none.
    pub(crate) source: SourceName,
    pub(crate) budgets: Budgets,
}

/// Who asks, and whether they may change what is followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) who: Who,
    pub(super) may_track: bool,
}

/// Why a tool has no answer: what is the case, and what to do about it.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) says: String,
    pub(super) hint: String,
    /// Why, where that is the program's own affair: for the log.
    pub(super) cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Trouble {
    pub(super) fn new(says: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { says: says.into(), hint: hint.into(), cause: None }
    }

    fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let trouble = Self::new(
            "this could not be answered",
            "the program's log says why; asking again may help",
        );
        Self { cause: Some(cause.into()), ..trouble }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl From<BookError> for Trouble {
    fn from(error: BookError) -> Self {
        Self::internal(error)
    }
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        Self::internal(error)
    }
}

/// What the platform said may be as old as that, and no older where it cannot be asked: an
/// assistant would tell the price of yesterday as that of now.
pub(super) fn policy() -> CachePolicy {
    CachePolicy::default().with_max_age(MAX_AGE).with_stale_if_error(Duration::ZERO)
}

impl Desk {
    /// Answers a call of a tool; none where there is no such tool.
    pub(super) async fn call(
        &self,
        caller: Caller,
        tool: &str,
        arguments: Map<String, Value>,
    ) -> Option<Result<String, Trouble>> {
        let tool = super::list::NAMES.into_iter().find(|name| *name == tool)?;
        if let Err(over) = self.budgets.take(caller.who, tool, Instant::now()) {
            return Some(Err(exhausted(tool, over)));
        }
        Some(match tool {
            "find_item" => find::answer(self, arguments).await,
            "compare_variants" => compare::answer(self, arguments).await,
            "check_price" => price::answer(self, arguments).await,
            "price_history" => history::answer(self, arguments).await,
            "search_items" => search::answer(self, arguments).await,
            "track_item" => track::answer(self, caller, arguments).await,
            "list_tracked" => tracked::answer(self, arguments).await,
            _ => quota::answer(self, caller).await,
        })
    }

    /// Looks an item up by its id or link.
    pub(super) async fn look(
        &self,
        text: &str,
        fields: &Fields,
    ) -> Result<Told, Trouble> {
        let options = LookupOptions {
            cache: policy(),
            ..LookupOptions::new(self.view)
                .with_source(self.source.source())
                .with_groups(fields.groups())
        };
        let told = look_up_one(&self.client, text, &options).await;
        match told.verdict.item() {
            Some(_) => Ok(told),
            None => {
                let says = why(&told, Lang::En);
                let outcome = told.code().replace('_', " ");
                let hint = "check the id or link, or find the item with search_items";
                Err(Trouble::new(format!("{outcome}: {says}"), hint))
            }
        }
    }

    pub(super) fn is_synthetic(&self) -> bool {
        self.world == World::Sandbox
    }
}

/// The arguments of a tool.
pub(super) fn read<T: DeserializeOwned>(
    arguments: Map<String, Value>,
) -> Result<T, Trouble> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        let hint = "see the tool's input schema";
        Trouble::new(format!("the arguments cannot be read: {error}"), hint)
    })
}

fn exhausted(tool: &str, over: Exhausted) -> Trouble {
    let Exhausted { most, of_tool, again_in } = over;
    let whose = if of_tool { format!("{tool}'s") } else { "all".to_owned() };
    let hint = match again_in {
        Some(again_in) => {
            format!("again in {} min; work with what is known", again_in.as_secs() / 60 + 1)
        }
        None => {
            "work with what is known; a person can start another session, or give one more with `itemget mcp --calls`"
                .to_owned()
        }
    };
    Trouble::new(format!("{whose} {most} calls are spent"), hint)
}

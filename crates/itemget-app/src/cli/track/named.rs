//! Which of what is followed a command is about.

use clap::Args;
use itemget::ItemRef;
use itemget_store::{Store, Tracked, TrackedId, Which};

use super::super::Context;
use crate::lang::Lang;
use crate::tracking::TrackingError;
use crate::tracking::group_name;

/// Which of what is followed.
#[derive(Debug, Args)]
pub(super) struct NamedArgs {
    /// Ids or links of what is followed
    #[arg(value_name = "ID|LINK")]
    pub(super) texts: Vec<String>,
    /// Those in this list
    #[arg(long, value_name = "NAME")]
    pub(super) list: Option<String>,
    /// Those with this tag
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Option<String>,
    /// All that is followed
    #[arg(long, conflicts_with_all = ["texts", "list", "tag"])]
    pub(super) all: bool,
}

/// What was named, and what of it is not followed.
pub(super) struct Named {
    pub(super) tracked: Vec<Tracked>,
    missing: Vec<ItemRef>,
}

impl NamedArgs {
    /// Whether nothing was named.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.list.is_none() && self.tag.is_none() && !self.all
    }

    /// The list and tag as a filter.
    pub(super) fn which(&self) -> Result<Which, TrackingError> {
        let list = self.list.as_deref().map(group_name).transpose()?;
        let tag = self.tag.as_deref().map(group_name).transpose()?;
        Ok(Which {
            list: list.map(str::to_owned),
            tag: tag.map(str::to_owned),
            ..Which::default()
        })
    }

    /// Finds what was named; all where `or_all` and nothing was.
    pub(super) async fn find(
        &self,
        store: &Store,
        or_all: bool,
    ) -> anyhow::Result<Named> {
        if self.is_empty() && !or_all {
            return Err(TrackingError::NothingNamed.into());
        }
        let which = self.which()?;
        if let Some(name) = &which.list
            && !store.lists().await?.iter().any(|list| list.name == *name)
        {
            return Err(TrackingError::NoList { name: name.clone() }.into());
        }
        let mut named = Named { tracked: Vec::new(), missing: Vec::new() };
        if self.texts.is_empty() {
            named.tracked = store.tracked(&which).await?;
            return Ok(named);
        }
        for text in &self.texts {
            let item: ItemRef = text.parse()?;
            let found =
                store.tracked(&Which { item: Some(item), ..which.clone() }).await?;
            match found.is_empty() {
                true => named.missing.push(item),
                false => named.tracked.extend(found),
            }
        }
        named.tracked.sort_by_key(|tracked| tracked.id);
        named.tracked.dedup_by_key(|tracked| tracked.id);
        Ok(named)
    }
}

impl Named {
    /// Their numbers.
    pub(super) fn ids(&self) -> Vec<TrackedId> {
        self.tracked.iter().map(|tracked| tracked.id).collect()
    }

    /// Says what of it is not followed; whether there is any.
    pub(super) fn say_missing(&self, context: &Context<'_>) -> bool {
        for item in &self.missing {
            context.output.warn(&match context.lang {
                Lang::En => format!("{item} is not followed"),
                Lang::Zh => format!("{item} 不在跟踪列表中"),
            });
        }
        !self.missing.is_empty()
    }
}

//! `itemget run --simulate`: time that passes in the sandbox, in seconds.

use std::time::Duration;

use itemget_history::Moment;
use itemget_sandbox::ClockSetting;
use itemget_store::{Store, TrackedChange, TrackedId, Which};

use super::RunArgs;
use crate::config::{Set, Settings};
use crate::connect::Target;
use crate::database::World;
use crate::usage::UsageError;

/// Lets the sandbox begin so long ago; gives the moment.
pub(super) fn simulation(
    settings: &mut Settings,
    args: &RunArgs,
    world: World,
    end: Moment,
    time: Duration,
) -> Result<Moment, UsageError> {
    let has_endpoint =
        settings.endpoint.is_some() && args.account.target() != Target::Sandbox;
    if world != World::Sandbox || has_endpoint {
        return Err(UsageError::OnlySandbox);
    }
    let start = end - time;
    let pinned = ClockSetting::Pinned(start.into());
    settings.sandbox_clock = Some(Set::by_default(pinned.to_string()));
    Ok(start)
}

/// Makes what was never looked at due from `start` on, and says how much that is: nothing
/// else has a past that could be made up.
pub(super) async fn rewind(store: &Store, start: Moment) -> anyhow::Result<usize> {
    let all = store.tracked(&Which::default()).await?;
    let never = all.into_iter().filter(|it| it.last_at.is_none());
    let ids: Vec<TrackedId> = never.map(|it| it.id).collect();
    store.change_tracked(&ids, &TrackedChange::NextAt(start)).await?;
    Ok(ids.len())
}

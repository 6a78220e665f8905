//! The flags of commands that call: what it may cost, and what it may be answered from.

use std::path::PathBuf;

use clap::Args;
use itemget::CachePolicy;

use crate::calling::{Age, Calling, Keep, SandboxWay};

/// What calls may cost, and where answers may come from instead.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Calls and answers")]
pub(super) struct CallingArgs {
    /// Say which calls it would take, and make none
    #[arg(long)]
    pub(super) plan: bool,
    /// Stop after so many calls, each sending counted
    #[arg(long, value_name = "NUMBER")]
    max_calls: Option<u64>,
    /// Wait for the next day when the day's calls are spent, instead of stopping
    #[arg(long)]
    wait: bool,
    /// How old a kept answer may be, such as 90s, 15m, 2h or 7d; by field if not said
    #[arg(long, value_name = "AGE")]
    max_age: Option<Age>,
    /// Call nothing: answer from what is kept, however old
    #[arg(long)]
    offline: bool,
    /// Neither use kept answers nor keep any
    #[arg(long, conflicts_with_all = ["max_age", "offline"])]
    no_cache: bool,
    /// Write each exchange into this folder, without secrets
    #[arg(long, value_name = "FOLDER")]
    record: Option<PathBuf>,
    /// Answer from a folder that --record wrote, and call nothing
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["record", "max_age", "offline", "no_cache"])]
    replay: Option<PathBuf>,
    #[arg(skip)]
    sandbox: SandboxWay,
}

impl CallingArgs {
    /// What looks at tracked items may cost: no kept answer is a new look, and none is
    /// kept but in the history.
    pub(super) fn for_looks(max_calls: Option<u64>) -> Self {
        Self { max_calls, no_cache: true, ..Self::default() }
    }

    /// The same, with the sandbox inside the program asked in this way.
    pub(super) fn with_sandbox(self, sandbox: SandboxWay) -> Self {
        Self { sandbox, ..self }
    }

    pub(super) fn calling(&self) -> Calling {
        let policy = CachePolicy::default();
        let policy = self.max_age.map_or(policy, |Age(age)| policy.with_max_age(age));
        let keep = match (self.no_cache, self.max_age.is_some() || self.offline) {
            (true, _) => Keep::Never,
            (false, true) => Keep::Always,
            (false, false) => Keep::OfThePlatform,
        };
        Calling {
            keep,
            policy: if self.offline { policy.offline() } else { policy },
            record: self.record.clone(),
            replay: self.replay.clone(),
            max_calls: self.max_calls,
            waits: self.wait,
            strict: false,
            sandbox: self.sandbox,
        }
    }
}

//! What `itemget run` says of what it kept, and in the end.

use std::io;

use itemget_history::{Moment, TrailKey};
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::looking::ended_word;
use crate::cli::output::Output;
use crate::follow::{Round, Tally};
use crate::records::json_line;

/// A reading that is kept: it is there whatever happens next.
#[derive(Debug, Serialize)]
struct KeptRecord<'a> {
    event: &'static str,
    #[serde(flatten)]
    trail: &'a TrailKey,
    at: Moment,
}

/// Tells of what a round has kept, and makes it arrive.
pub(super) fn tell_kept(round: &Round, output: &mut Output) -> io::Result<()> {
    for (trail, at) in &round.kept {
        let record = KeptRecord { event: "kept", trail, at: *at };
        json_line(output.data(), &record)?;
    }
    output.flush()
}

/// What a run came to, for programs.
#[derive(Debug, Serialize)]
pub(super) struct RunRecord {
    looked: u64,
    changed: u64,
    failed: u64,
    alerts: u64,
    delivered: u64,
    undelivered: u64,
    /// `quota`, `budget`, `not_allowed` or `uncounted`, where it ended before its time.
    ended: Option<&'static str>,
    until: Timestamp,
    synthetic: bool,
}

impl RunRecord {
    /// What this tally says.
    pub(super) fn of(tally: &Tally, until: Timestamp, synthetic: bool) -> Self {
        Self {
            looked: tally.looked,
            changed: tally.changed,
            failed: tally.failed,
            alerts: tally.alerts,
            delivered: tally.delivered,
            undelivered: tally.undelivered,
            ended: tally.ended.as_ref().map(ended_word),
            until,
            synthetic,
        }
    }
}

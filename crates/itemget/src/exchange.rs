//! Exchanges with the platform, written to a folder and answered from one.
//!
//! [`Recorder`] goes around a transport and writes each exchange as a file that can be
//! read, compared and kept in a repository: what goes into it is what a list allows, so
//! that no key, token or signature can. [`Replayer`] is a transport that answers from such
//! a folder, and from nothing else.

mod asked;
mod json_text;
mod names;
mod record;
mod recording;
mod redact;
mod replay;

pub use record::{RecordError, RecordLog, Recorder};
pub use replay::{NotRecorded, ReplayError, Replayer};

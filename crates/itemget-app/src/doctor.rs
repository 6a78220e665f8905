//! Looks for what is wrong before the platform has to say it: facts are gathered, then
//! judged by pure functions, one for each thing that can be wrong.

mod checks;
mod conclusion;
mod facts;
mod finding;
mod gather;
mod live;
mod mail;
mod signatures;

pub(crate) use checks::findings;
pub(crate) use conclusion::Conclusion;
pub(crate) use finding::{Blame, Finding, Group, Verdict};
pub(crate) use gather::gather;
pub(crate) use live::{CALLS as LIVE_CALLS, look as look_live};
pub(crate) use mail::{Ask, look as look_at_mail};

//! What is followed: lists of items read from any file, each row judged before a call is
//! spent, and the settings that hold for an item.

mod apply;
mod column;
mod error;
mod judge;
mod levels;
mod now;
mod sheet;
mod tidy;

pub(crate) use apply::{apply, global, set_global};
pub(crate) use column::choose;
pub(crate) use error::TrackingError;
pub(crate) use judge::{Asked, Judged, Place, Unsupported, Verdict, judge};
pub(crate) use levels::{EveryWord, ItemLevel, Level};
pub(crate) use now::{Looks, NowState};
pub(crate) use sheet::{Sheet, SheetForm};

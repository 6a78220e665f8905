//! What is followed: lists of items read from any file, each row judged before a call is
//! spent, and the settings that hold for an item.

mod apply;
mod column;
mod error;
mod groups;
mod judge;
mod levels;
mod now;
mod sheet;
mod tidy;
mod wish;

pub(crate) use apply::{apply, change_global, change_list, global, members};
pub(crate) use column::choose;
pub(crate) use error::TrackingError;
pub(crate) use groups::group_name;
pub(crate) use judge::{Asked, Judged, Place, Unsupported, Verdict, judge};
pub(crate) use levels::{EveryWord, ItemLevel, Level, resolve};
pub(crate) use now::{Change, NowState, telling};
pub(crate) use sheet::{Sheet, SheetForm};
pub(crate) use wish::{Wish, followed};

//! Is a request signed as the platform asks, and signed now? Pure, and written from the
//! protocol alone: nothing of the SDK is used, so a mistake has to be made twice.

pub(crate) mod diagnose;
pub(crate) mod received;
pub(crate) mod rules;
pub(crate) mod signature;
pub(crate) mod timestamp;
mod tweaks;

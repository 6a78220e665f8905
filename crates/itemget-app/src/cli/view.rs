//! The flags that say with whose eyes items are seen.

use clap::Args;

use crate::config::{Flags, keys};

/// Where, in which currency and language.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is asked for")]
pub(super) struct ViewArgs {
    /// The country of delivery, such as FR; US if not said
    #[arg(long, value_name = "COUNTRY")]
    ship_to: Option<String>,
    /// The currency of prices, such as EUR; USD if not said
    #[arg(long, value_name = "CURRENCY")]
    currency: Option<String>,
    #[arg(long, value_name = "LANGUAGE", help = LANGUAGE_HELP)]
    language: Option<String>,
}

/// Not a doc comment: as one it would have to have backticks.
const LANGUAGE_HELP: &str = "The language of titles, such as fr_FR; en_US if not said";

impl ViewArgs {
    pub(super) fn add_to(&self, flags: Flags) -> Flags {
        flags
            .with(&keys::SHIP_TO, self.ship_to.as_deref())
            .with(&keys::CURRENCY, self.currency.as_deref())
            .with(&keys::LANGUAGE, self.language.as_deref())
    }
}

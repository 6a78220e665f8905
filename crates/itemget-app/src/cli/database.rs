//! The flags that say where history is kept, and opening it.

use clap::Args;

use super::Context;
use crate::config::{Flags, Settings, keys};
use crate::connect::Target;
use crate::database::{self, DatabaseError, Found, World};

/// Where history is kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Database")]
pub(super) struct DatabaseArgs {
    #[command(flatten)]
    address: AddressArgs,
    /// What is made up by the sandbox, whatever account is configured
    #[arg(long, global = true)]
    sandbox: bool,
}

/// The same for commands that say whom they ask.
#[derive(Debug, Args)]
pub(super) struct AddressArgs {
    #[arg(long, value_name = "ADDRESS", global = true, help = DATABASE_HELP)]
    database: Option<String>,
}

/// Not a doc comment: as one the address would have to be a link.
pub(super) const DATABASE_HELP: &str =
    "Where history is kept: sqlite:PATH or postgres://USER@HOST/NAME";

impl AddressArgs {
    pub(super) fn add_to(&self, flags: Flags) -> Flags {
        flags.with(&keys::DATABASE, self.database.as_deref())
    }
}

impl DatabaseArgs {
    pub(super) fn add_to(&self, flags: Flags) -> Flags {
        self.address.add_to(flags)
    }

    /// Whether a sandbox's data is asked for in so many words.
    pub(super) fn is_sandbox(&self) -> bool {
        self.sandbox
    }

    /// Whose data is meant.
    pub(super) fn world(&self, settings: &Settings) -> World {
        let target = match self.sandbox {
            true => Target::Sandbox,
            false => Target::AsConfigured,
        };
        World::of(settings, target)
    }

    /// Opens what is there to be looked at; says so where there is nothing.
    pub(super) async fn find(
        &self,
        settings: &Settings,
        context: &Context<'_>,
    ) -> Result<Option<Found>, DatabaseError> {
        let world = self.world(settings);
        let found = database::find(settings, world).await?;
        match &found {
            Some(Found { world: World::Sandbox, .. }) => {
                context.output.note(context.lang.pick(
                    "note: this is the sandbox's data: synthetic",
                    "注意：此处为沙箱的数据，均为虚构",
                ));
            }
            Some(_) => {}
            None => {
                let at = database::address(settings, world)?;
                context.output.warn(&context.lang.pick(
                    format!(
                        "nothing is kept at {at} yet: `itemget track add` and `itemget run` begin it"
                    ),
                    format!("{at} 尚无数据：可用 `itemget track add` 和 `itemget run` 开始"),
                ));
            }
        }
        Ok(found)
    }
}

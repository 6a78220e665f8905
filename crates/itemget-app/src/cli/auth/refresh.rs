//! `itemget auth refresh`: a new access token now, for the same consent.

use clap::Args;
use itemget::Clock as _;

use super::super::Context;
use super::Whose;
use super::shown::lines;
use crate::calling::Calling;
use crate::connect;
use crate::exit::Exit;
use crate::tokens;

/// Renew the access token now; commands do it by themselves when it is due
#[derive(Debug, Args)]
pub(super) struct RefreshArgs {
    #[command(flatten)]
    whose: Whose,
}

pub(super) fn run(args: &RefreshArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let place = args.whose.place(context)?;
    let target = args.whose.account.target();
    let token = super::super::runtime()?.block_on(async {
        let connection =
            connect::connect(&place.settings, target, place.dialect, &Calling::default())
                .await?;
        let now = place.settings.clock()?.now();
        let renewed = tokens::renew(&connection.client, &place.store, place.dialect, now);
        Ok::<_, anyhow::Error>(renewed.await?)
    })?;
    let now = place.settings.clock()?.now();
    for line in lines(&place, &token, now, context) {
        context.output.line(&line)?;
    }
    Ok(Exit::Done)
}

//! `itemget auth logout`: the consent is forgotten here. Nothing is sent.

use clap::Args;
use itemget::TokenStore as _;

use super::super::Context;
use super::Whose;
use crate::exit::Exit;
use crate::lang::Lang;

/// Forget the consent on this machine; nothing is sent
#[derive(Debug, Args)]
pub(super) struct LogoutArgs {
    #[command(flatten)]
    whose: Whose,
}

pub(super) fn run(args: &LogoutArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let place = args.whose.place(context)?;
    let was_there = super::super::runtime()?.block_on(async {
        let was_there = place.store.is_used().await;
        // Nobody is renewing it meanwhile, and would put it back.
        let _lock = match was_there {
            true => Some(place.store.lock().await?),
            false => None,
        };
        place.store.clear().await?;
        anyhow::Ok(was_there)
    })?;
    let (lang, kept_in) = (context.lang, place.store.place());
    context.output.line(&match (was_there, lang) {
        (true, Lang::En) => format!("forgotten: {kept_in}"),
        (true, Lang::Zh) => format!("已删除：{kept_in}"),
        (false, Lang::En) => "nobody was logged in".to_owned(),
        (false, Lang::Zh) => "尚未登录，无需退出".to_owned(),
    })?;
    if was_there {
        context.output.note(lang.pick(
            "note: the platform still knows the consent until it ends, or until the user \
             takes it back in the account's settings",
            "注意：在授权到期或用户于账号设置中撤销之前，平台仍保留该授权",
        ));
    }
    if let Some(set) = &place.settings.access_token {
        context.output.warn(&match lang {
            Lang::En => format!("an access token is still set: {}", set.origin),
            Lang::Zh => format!("仍设有访问令牌：{}", set.origin.zh()),
        });
    }
    Ok(Exit::Done)
}

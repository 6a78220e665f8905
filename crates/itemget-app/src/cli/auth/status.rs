//! `itemget auth status`: whose consent there is, and until when. Nothing is sent.

use clap::Args;
use itemget::{Clock as _, TokenStore as _};

use super::super::Context;
use super::super::format::Format;
use super::shown::{ConsentRecord, endpoint, lines};
use super::{Place, Whose};
use crate::auth::{Standing, standing};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::json_text;

/// Say whose consent there is and until when; nothing is sent
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// table or json; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    whose: Whose,
}

pub(super) fn run(args: &StatusArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let place = args.whose.place(context)?;
    let now = place.settings.clock()?.now();
    let token = super::super::runtime()?.block_on(place.store.load())?;
    match Format::or_for(args.format, context.output.data_is_for_a_person) {
        Format::Table => {
            if let Some(token) = &token {
                for line in lines(&place, token, now, context) {
                    context.output.line(&line)?;
                }
            }
        }
        Format::Json => {
            let record = ConsentRecord::of(&place, token.as_ref(), now);
            let text = serde_json::to_string_pretty(&record)?;
            context.output.line(&text)?;
        }
        Format::Jsonl | Format::Csv => {
            json_text(
                context.output.data(),
                &ConsentRecord::of(&place, token.as_ref(), now),
            )?;
        }
    }
    let stands = token.as_ref().map(|token| standing(token, now));
    remark(stands, &place, context);
    Ok(match stands {
        None => Exit::NotFound,
        Some(Standing::Ended) => Exit::NotAllowed,
        Some(Standing::Good | Standing::EndsSoon) => Exit::Done,
    })
}

fn remark(stands: Option<Standing>, place: &Place, context: &Context<'_>) {
    let lang = context.lang;
    if let Some(set) = &place.settings.access_token {
        context.output.warn(&match lang {
            Lang::En => {
                format!("calls use another access token: the one of {}", set.origin)
            }
            Lang::Zh => {
                format!("调用实际使用的是另一个访问令牌（来自{}）", set.origin.zh())
            }
        });
    }
    let said = match stands {
        Some(Standing::Good) => return,
        None => match lang {
            Lang::En => format!(
                "nobody has logged in for app {} at {}: run `itemget auth login`",
                place.app_key,
                endpoint(place, context)
            ),
            Lang::Zh => format!(
                "应用 {} 在 {} 尚无用户授权：请运行 `itemget auth login`",
                place.app_key,
                endpoint(place, context)
            ),
        },
        Some(Standing::Ended) => lang
            .pick(
                "the consent has ended: run `itemget auth login`",
                "授权已到期：请运行 `itemget auth login`",
            )
            .to_owned(),
        Some(Standing::EndsSoon) => lang
            .pick(
                "the consent ends soon, and renewing does not prolong it: run `itemget auth login`",
                "授权即将到期，刷新令牌不会延长：请运行 `itemget auth login`",
            )
            .to_owned(),
    };
    context.output.warn(&said);
}

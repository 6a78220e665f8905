//! `itemget auth login`: the consent page is opened, its answer received, the code turned
//! into a token, the token kept.

use std::io::{BufRead as _, IsTerminal as _};
use std::time::Duration;

use clap::Args;
use itemget::{AuthCode, Client, Clock as _, TokenStore as _};
use tokio::sync::mpsc;

use super::super::Context;
use super::super::interrupt::Interrupt;
use super::shown::lines;
use super::{Place, Whose};
use crate::auth::{Asking, Callback, LoginError, Receiver, Way, browser, exchange};
use crate::calling::Calling;
use crate::config::keys;
use crate::connect;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::secrets::SecretPlace;
use crate::usage::UsageError;

/// Have a user consent in a browser, and keep the consent
#[derive(Debug, Args)]
pub(super) struct LoginArgs {
    /// The port of this machine to receive the answer on; any that is free if not said
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// The callback of the app's console page, if it is not on this machine
    #[arg(long, value_name = "URL")]
    redirect_uri: Option<String>,
    /// Read the answer from the standard input: the code, or the address with it
    #[arg(long)]
    paste: bool,
    /// Show the address and open no browser
    #[arg(long)]
    no_browser: bool,
    /// How many seconds to wait for the answer
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    timeout: u64,
    #[command(flatten)]
    whose: Whose,
}

pub(super) fn run(args: &LoginArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.whose.add_to(context.flags.clone());
    let flags = flags.with(&keys::REDIRECT_URI, args.redirect_uri.as_deref());
    let place = args.whose.place_in(context.settings(flags)?)?;
    let secret = place.settings.app_secret.as_ref().map(|set| &set.value);
    if args.paste && secret == Some(&SecretPlace::StandardInput) {
        return Err(UsageError::StandardInputTwice.into());
    }
    let redirect_uri = place.settings.redirect_uri.as_ref().map(|set| &*set.value);
    let way = Way::of(redirect_uri, args.port)?;
    super::super::runtime()?.block_on(async {
        let mut interrupt = Interrupt::listen()?;
        let target = args.whose.account.target();
        // What is wrong with the secret or the endpoint is said before anybody consents.
        let connection =
            connect::connect(&place.settings, target, place.dialect, &Calling::default())
                .await?;
        tokio::select! {
            kept = log_in(args, way, &place, &connection.client, context) => kept,
            wish = interrupt.wish() => Ok(wish),
        }
    })
}

async fn log_in(
    args: &LoginArgs,
    way: Way,
    place: &Place,
    client: &Client,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let (mut receiver, path, redirect_uri) = match way {
        Way::ByHand { address } => (None, String::new(), address),
        Way::Loopback { path, address, .. } if args.paste => {
            // The page will lead to a port where nobody is; the browser's bar has the code.
            let here = || format!("http://127.0.0.1:{}{path}", args.port.max(1));
            (None, String::new(), address.unwrap_or_else(here))
        }
        Way::Loopback { port, path, address } => {
            let receiver = Receiver::listen(port).await?;
            let here = format!("http://127.0.0.1:{}{path}", receiver.port());
            (Some(receiver), path, address.unwrap_or(here))
        }
    };
    let can_paste = args.paste || std::io::stdin().is_terminal();
    if receiver.is_none() && !can_paste {
        return Err(LoginError::NoTerminal { address: redirect_uri }.into());
    }
    let asking = Asking::new(redirect_uri)?;
    let endpoint = place.settings.endpoint.as_ref().map(|set| &*set.value);
    let page = asking.page(&place.app_key, endpoint)?;
    invite(args, page.as_str(), receiver.is_some(), can_paste, context)?;

    let (tell, mut told) = mpsc::channel(4);
    if can_paste {
        read_pasted(asking.state.clone(), tell.clone());
    }
    let answer = async {
        match &mut receiver {
            Some(receiver) => {
                let serve = receiver.serve(&path, &asking.state, lang, tell);
                tokio::select! {
                    code = wait(&mut told, context) => code,
                    () = serve => unreachable!("it is served until it is dropped"),
                }
            }
            None => {
                drop(tell);
                wait(&mut told, context).await
            }
        }
    };
    let limit = Duration::from_secs(args.timeout);
    let code = tokio::time::timeout(limit, answer).await;
    if let Some(receiver) = receiver {
        receiver.say_goodbye().await;
    }
    let code = code.unwrap_or(Err(LoginError::TimedOut { seconds: args.timeout }))?;
    let token = exchange(client, place.dialect, code, asking.redirect_uri).await?;
    {
        let _lock = place.store.lock().await?;
        place.store.save(&token).await?;
    }
    let now = place.settings.clock()?.now();
    let heading = lang.pick("Logged in.", "登录成功。");
    context.output.line(&context.output.paint.good(heading))?;
    for line in lines(place, &token, now, context) {
        context.output.line(&line)?;
    }
    if let Some(set) = &place.settings.access_token {
        context.output.warn(&match lang {
            Lang::En => format!(
                "warning: calls still use the access token of {}, and not this one",
                set.origin
            ),
            Lang::Zh => {
                format!("警告：调用仍会使用{}中的访问令牌，而不是这一个", set.origin.zh())
            }
        });
    }
    Ok(Exit::Done)
}

/// Shows where to go, and opens it where that can be seen.
fn invite(
    args: &LoginArgs,
    page: &str,
    receives: bool,
    can_paste: bool,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let lang = context.lang;
    let opener = browser::opener(std::env::consts::OS, context.environment);
    let opener = opener.filter(|_| !args.no_browser);
    // Where it cannot be opened, the address is there to be opened by hand.
    let opened = opener.is_some_and(|opener| browser::open(&opener, page).is_ok());
    context.output.note(match opened {
        true => lang.pick(
            "The browser is opened for the consent. If it is not, open this address:",
            "已打开浏览器请求授权。若未打开，请访问：",
        ),
        false => lang.pick("Open this address to consent:", "请访问以下地址完成授权："),
    });
    // Data, so that it can be taken from a pipe; no secret is in it.
    context.output.line(page)?;
    context.output.flush()?;
    if receives {
        context.output.note(lang.pick("Waiting for the answer …", "正在等待授权结果……"));
    }
    if can_paste {
        context.output.note(match receives {
            true => lang.pick(
                "(or paste the code here, or the whole address that the page led to)",
                "（也可在此粘贴授权码，或授权后跳转到的完整地址）",
            ),
            false => lang.pick(
                "Paste the code, or the whole address that the page led to:",
                "请粘贴授权码，或授权后跳转到的完整地址：",
            ),
        });
    }
    Ok(())
}

/// The first good answer; others are spoken of.
async fn wait(
    told: &mut mpsc::Receiver<Callback>,
    context: &Context<'_>,
) -> Result<AuthCode, LoginError> {
    let lang = context.lang;
    while let Some(callback) = told.recv().await {
        match callback {
            Callback::Code(code) => return Ok(code),
            Callback::Denied { reason } => return Err(LoginError::Denied { reason }),
            Callback::WrongState => context.output.warn(lang.pick(
                "an answer came that belongs to another login: it was ignored",
                "收到不属于本次登录的结果，已忽略",
            )),
            Callback::Nothing => context.output.warn(lang.pick(
                "this is neither a code nor an address with one in it",
                "这既不是授权码，也不是带授权码的地址",
            )),
        }
    }
    Err(LoginError::NothingPasted)
}

/// Reads pasted lines on a thread of its own, which nothing but the input's end ends.
fn read_pasted(state: String, tell: mpsc::Sender<Callback>) {
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if line.trim().is_empty() {
                continue;
            }
            if tell.blocking_send(Callback::of_pasted(&line, &state)).is_err() {
                return;
            }
        }
    });
}

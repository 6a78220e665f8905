//! A demonstration's history: made once, and gone on with where making it was broken off.

use std::sync::Arc;
use std::time::{Duration, Instant};

use itemget::{ItemId, ItemRef};
use itemget_history::Moment;
use itemget_sandbox::{Clock, ClockSetting};
use itemget_store::{
    Every, Membership, NewTracked, RuleScope, Store, TrackedId, Watch, Which,
};
use serde::{Deserialize, Serialize};

use super::{Context, Lang, ProgramClock, thousands};
use crate::config::Settings;
use crate::connect::Connection;
use crate::follow::{Bodies, Follower, Mode, Options, Quit, Tally};

/// The first of the sandbox's products that are followed.
const FIRST: u64 = 1_005_006_000_000_001;
/// How often they are looked at. Once a day, so that one does not wait long for the pages.
const EVERY: Duration = Duration::from_secs(24 * 3600);
/// Of so long a time the platform's answers are kept as they came: of each product the last
/// one, to be shown.
const BODIES_OF: Duration = Duration::from_secs(30 * 3600);
/// The lists that they are in, in turn.
const LISTS: [(&str, &str); 3] =
    [("lamps", "灯具"), ("gifts", "礼品"), ("spare parts", "配件")];
/// What is to be told of them.
const RULES: [&str; 3] =
    ["sale_price drops 10%", "back in stock", "sale_price below lowest ever"];
/// How often it is said how far it is.
const SAID_EVERY: Duration = Duration::from_secs(2);

/// How much of it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    pub(super) items: u64,
    pub(super) days: u32,
}

/// What is noted of it in its own database: before it is begun, and when all of it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Noted {
    #[serde(flatten)]
    of: Wanted,
    is_whole: bool,
}

impl Noted {
    /// The setting that it stands in.
    const NAME: &str = "demo";

    fn text(self) -> String {
        serde_json::to_string(&self).expect("numbers are JSON")
    }
}

/// What is to be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Todo {
    /// All of it.
    Begin(Wanted),
    /// What is missing.
    GoOn(Wanted),
    /// Nothing; it is this much, where that is known.
    Nothing(Option<Wanted>),
}

impl Todo {
    fn of(noted: Option<Noted>, followed: u64, wanted: Wanted) -> Self {
        match noted {
            None if followed == 0 => Self::Begin(wanted),
            None => Self::Nothing(None),
            Some(Noted { of, is_whole: true }) => Self::Nothing(Some(of)),
            Some(Noted { of, is_whole: false }) => Self::GoOn(of),
        }
    }
}

/// What it takes to make it.
pub(super) struct Past<'a> {
    pub(super) connection: &'a Connection,
    pub(super) settings: &'a Settings,
    pub(super) store: Store,
    /// The sandbox's.
    pub(super) clock: Clock,
    /// Until when.
    pub(super) end: Moment,
}

impl Past<'_> {
    /// Makes what is missing of it. Where there is a wish to quit, the next one goes on.
    pub(super) async fn make(
        &self,
        wanted: Wanted,
        quit: &Quit,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        let noted = self.store.setting(Noted::NAME).await?;
        let noted = noted.and_then(|text| serde_json::from_str(&text).ok());
        let followed = self.store.count_tracked(&Which::default()).await?;
        let of = match Todo::of(noted, followed, wanted) {
            Todo::Nothing(of) => {
                if let Some(of) = of.filter(|of| *of != wanted) {
                    say_that_it_is_another(of, context);
                }
                return Ok(());
            }
            Todo::Begin(of) | Todo::GoOn(of) => of,
        };
        say_that_it_is_made(of, context);
        let begun = Instant::now();
        self.note(of, false).await?;
        let whole = Duration::from_secs(u64::from(of.days) * 86_400);
        self.follow(of, self.end - whole, context.lang).await?;
        let next = self.store.next_due(Moment::MIN).await?.unwrap_or(self.end);
        self.clock.set(ClockSetting::Pinned(next.min(self.end).into()));
        let looked = self.look(quit, context).await?;
        if quit.borrow().is_none() {
            self.note(of, true).await?;
            say_that_it_is_there(looked, begun.elapsed(), context);
        }
        Ok(())
    }

    async fn note(&self, of: Wanted, is_whole: bool) -> anyhow::Result<()> {
        Ok(self.store.set(Noted::NAME, &Noted { of, is_whole }.text()).await?)
    }

    /// Lets the time pass; gives how many looks were made.
    async fn look(&self, quit: &Quit, context: &Context<'_>) -> anyhow::Result<u64> {
        let now = Arc::new(ProgramClock::new(self.clock.clone()));
        let options = Options::for_made_up_time();
        let mut follower = Follower::over(
            self.connection,
            self.store.clone(),
            now,
            options,
            context.lang,
        )?;
        let mut looked = 0;
        let last = self.end - BODIES_OF;
        for (until, bodies) in [(last, Bodies::Dropped), (self.end, Bodies::Kept)] {
            if Moment::from(self.clock.now()) > until || quit.borrow().is_some() {
                continue;
            }
            follower.options.bodies = bodies;
            let mode = Mode::Simulated { clock: self.clock.clone(), until };
            let before = looked;
            let mut said = Instant::now();
            let mut heard = |_: &_, tally: &Tally, now: Moment| {
                if said.elapsed() >= SAID_EVERY {
                    said = Instant::now();
                    say_how_far(before + tally.looked, now, context);
                }
                Ok(())
            };
            looked += follower.drive(&mode, quit.clone(), &mut heard).await?.looked;
        }
        Ok(looked)
    }

    /// Begins to follow the sandbox's first products, in lists and with rules; what of it was
    /// done before stays as it is.
    async fn follow(&self, of: Wanted, from: Moment, lang: Lang) -> anyhow::Result<()> {
        let settings = self.settings;
        let ids = (FIRST..).take(usize::try_from(of.items)?);
        let new: Vec<NewTracked> = ids
            .filter_map(ItemId::from_u64)
            .map(|id| NewTracked {
                watch: Watch {
                    item: ItemRef::aliexpress(id),
                    view: settings.view,
                    source: settings.source.value.as_str().to_owned(),
                },
                every: Every::Fixed(EVERY),
                importance: 100,
                next_at: from,
            })
            .collect();
        let added = self.store.track(&new, None, from).await?;
        for (at, (en, zh)) in LISTS.into_iter().enumerate() {
            let members = added.iter().skip(at).step_by(LISTS.len());
            let members: Vec<TrackedId> = members.map(|added| added.id()).collect();
            self.store.enlist(&members, lang.pick(en, zh), Membership::In).await?;
        }
        for rule in RULES {
            self.store.add_rule(rule, &RuleScope::All, &[], from).await?;
        }
        Ok(())
    }
}

fn say_that_it_is_made(of: Wanted, context: &Context<'_>) {
    let (items, days) = (thousands(of.items), of.days);
    context.output.note(&match context.lang {
        Lang::En => {
            format!("{items} made-up products are followed through {days} days …")
        }
        Lang::Zh => format!("正在用 {items} 个虚构商品模拟 {days} 天的历史……"),
    });
}

fn say_how_far(looked: u64, now: Moment, context: &Context<'_>) {
    let (looked, date) = (thousands(looked), now.to_string());
    let date = date.split('T').next().unwrap_or_default();
    context.output.note(&match context.lang {
        Lang::En => format!("{date}: {looked} looks"),
        Lang::Zh => format!("{date}：已查询 {looked} 次"),
    });
}

fn say_that_it_is_there(looked: u64, took: Duration, context: &Context<'_>) {
    let (looked, took) = (thousands(looked), took.as_secs_f64());
    context.output.note(&match context.lang {
        Lang::En => format!("{looked} looks were made in {took:.1} seconds"),
        Lang::Zh => format!("共查询 {looked} 次，用时 {took:.1} 秒"),
    });
}

fn say_that_it_is_another(of: Wanted, context: &Context<'_>) {
    let (items, days) = (thousands(of.items), of.days);
    context.output.note(&match context.lang {
        Lang::En => format!(
            "this folder holds {items} products over {days} days, and that is shown: \
             --items and --days are for a new folder"
        ),
        Lang::Zh => format!(
            "该目录已有 {items} 个商品、{days} 天的历史，将直接展示：--items 和 --days 只用于新目录"
        ),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_broken_off_is_gone_on_with_as_it_was_begun() {
        let [small, large] =
            [Wanted { items: 3, days: 2 }, Wanted { items: 300, days: 90 }];
        let noted = |of, is_whole| Some(Noted { of, is_whole });
        for (was, followed, todo) in [
            (None, 0, Todo::Begin(large)),
            // Killed before the first product was followed, and between two of them.
            (noted(small, false), 0, Todo::GoOn(small)),
            (noted(small, false), 2, Todo::GoOn(small)),
            (noted(small, true), 3, Todo::Nothing(Some(small))),
            // Of a program that noted nothing.
            (None, 60, Todo::Nothing(None)),
        ] {
            assert_eq!(Todo::of(was, followed, large), todo, "{was:?}");
        }
        let noted = Noted { of: large, is_whole: true };
        assert_eq!(serde_json::from_str::<Noted>(&noted.text()).unwrap(), noted);
    }
}

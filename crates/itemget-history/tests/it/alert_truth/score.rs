//! Told and true, compared.

use std::collections::{BTreeMap, BTreeSet};

use itemget::SkuId;
use itemget_history::alert::{
    Exchange, Firing, Outcome, Policy, Rule, Wanted, Watch, replay,
};
use itemget_history::{Moment, Reading, Tail, Trail, TrailKey};

use super::chance::Chance;
use super::oracle::{LATEST, Move, moves};
use super::reader::{Reader, View, Wrongs};
use super::world::{DAY, DAYS, Item, Rates, Sku};

/// How the rules are followed.
pub(crate) struct Setting {
    pub(crate) rules: Vec<Rule>,
    pub(crate) policy: Policy,
}

/// How true what was told was.
#[derive(Debug, Default)]
pub(crate) struct Score {
    pub(crate) wrongs: Wrongs,
    pub(crate) told: usize,
    pub(crate) must: usize,
    pub(crate) wrong: Vec<Wrong>,
    pub(crate) missed: Vec<String>,
    pub(crate) replayed: usize,
    pub(crate) replayed_wrong: Vec<String>,
    /// The most alerts that one rule made of one spell of going to and fro.
    pub(crate) most_of_a_spell: usize,
    /// Seconds between each move and its alert.
    delays: Vec<i64>,
}

/// A false alert.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) is_flap: bool,
    pub(crate) what: String,
}

impl Score {
    /// Reads an item for 90 days, follows the rules, and compares.
    pub(crate) fn add(
        &mut self,
        setting: &Setting,
        item: &Item,
        rates: &Rates,
        exchange: Option<&dyn Exchange>,
        chance: Chance,
    ) {
        let mut reader = Reader::new(item, rates, chance);
        let mut eyes =
            [View::Germany, View::America].map(|view| Eyes::new(item, view, setting));
        let mut told = Vec::new();
        let mut on_its_way: Option<Reading> = None;
        let (mut at, mut regular) = (0, 0);
        while at < DAYS * DAY {
            let view = reader.view(at);
            let reading = reader.read(at);
            let looking = &mut eyes[usize::from(view == View::America)];
            let mut arrived = Vec::new();
            match on_its_way.take() {
                None if reader.is_late(at) => on_its_way = Some(reading),
                late => {
                    arrived.push(reading);
                    arrived.extend(late);
                }
            }
            let mut wanted: Option<i64> = None;
            for reading in arrived {
                for outcome in looking.take(&reading, setting, exchange) {
                    match outcome {
                        Outcome::Tell(firing) => told.push((view, *firing)),
                        Outcome::Unconfirmed(unconfirmed) => {
                            let Wanted::SecondRead { not_before } = unconfirmed.wanted;
                            let second = not_before.seconds().max(at + 600);
                            wanted = Some(wanted.map_or(second, |it| it.min(second)));
                        }
                        Outcome::Withheld(..) => {}
                    }
                }
            }
            if at >= regular {
                regular = reader.next(at);
            }
            let second = wanted.filter(|second| *second < regular);
            reader.wrongs.asked_for += usize::from(second.is_some());
            at = second.unwrap_or(regular);
        }
        self.wrongs.add(reader.wrongs);
        self.compare(item, &setting.rules, &told);
        for (looking, view) in eyes.iter().zip([View::Germany, View::America]) {
            self.compare_replay(item, setting, looking, view, exchange);
        }
    }

    fn compare(&mut self, item: &Item, rules: &[Rule], told: &[(View, Firing)]) {
        self.told += told.len();
        let mut seen = BTreeSet::new();
        let mut spells: BTreeMap<(String, u64, i64), usize> = BTreeMap::new();
        for (view, firing) in told {
            let sku = firing.series.sku.map(SkuId::get);
            let true_move = true_move(item, firing, *view);
            let is_new = true_move.is_some_and(|it| {
                seen.insert((firing.rule.to_string(), sku, it.from, *view as u8))
            });
            match true_move {
                Some(it) if is_new => {
                    if it.must {
                        self.delays.push(firing.at.seconds() - it.from);
                    }
                }
                _ => {
                    let spell = spell(item, firing);
                    if let Some(spell) = spell {
                        let sku = sku.unwrap_or_default();
                        let count = spells.entry((firing.rule.to_string(), sku, spell));
                        *count.or_default() += 1;
                    }
                    self.wrong.push(Wrong {
                        is_flap: spell.is_some(),
                        what: short(firing, item),
                    });
                }
            }
        }
        self.most_of_a_spell =
            self.most_of_a_spell.max(spells.values().copied().max().unwrap_or(0));
        for rule in rules {
            for sku in item.skus.iter().map(Some).chain([None]) {
                for it in due(rule, item, sku) {
                    self.must += 1;
                    let id = sku.map(|sku| sku.id);
                    if !(0..2)
                        .any(|view| seen.contains(&(rule.to_string(), id, it.from, view)))
                    {
                        self.missed
                            .push(format!("{rule} {id:?} {it:?}; {}", phases(item, id)));
                    }
                }
            }
        }
    }

    fn compare_replay(
        &mut self,
        item: &Item,
        setting: &Setting,
        eyes: &Eyes,
        view: View,
        exchange: Option<&dyn Exchange>,
    ) {
        for rule in &setting.rules {
            let policy = &setting.policy;
            let replayed =
                replay(rule, &eyes.key, &eyes.trail, Moment::MIN, policy, exchange);
            self.replayed += replayed.told.len();
            // A confirming reading is taken to have been as late as it can have been, by
            // when the next move may have been made.
            let is_true = |it: &Firing, at| {
                true_move(item, &Firing { at, ..it.clone() }, view).is_some()
            };
            let is_false =
                |it: &&Firing| !is_true(it, it.at) && !is_true(it, it.confirmation.first);
            let wrong = replayed.told.iter().filter(is_false);
            self.replayed_wrong.extend(wrong.map(|firing| short(firing, item)));
        }
    }

    pub(crate) fn keeps_its_promise(&self) {
        let wrong: Vec<_> = self.wrong.iter().take(8).map(|it| &it.what).collect();
        assert!(wrong.is_empty(), "{} false: {wrong:#?}", self.wrong.len());
        let replayed: Vec<_> = self.replayed_wrong.iter().take(5).collect();
        assert!(
            replayed.is_empty(),
            "{} replayed: {replayed:#?}",
            self.replayed_wrong.len()
        );
        let missed: Vec<_> = self.missed.iter().take(8).collect();
        assert!(missed.is_empty(), "{} missed: {missed:#?}", self.missed.len());
    }

    pub(crate) fn table(&self, title: &str) -> String {
        let Wrongs {
            readings,
            asked_for,
            glitches,
            to_and_fro,
            failed,
            unread,
            late,
            other_view,
        } = self.wrongs;
        let mut delays = self.delays.clone();
        delays.sort_unstable();
        let delay = |share: usize| {
            let at = (delays.len() * share / 100).min(delays.len().saturating_sub(1));
            delays.get(at).copied().unwrap_or_default() / 360
        };
        let tenths = |delay: i64| format!("{}.{} h", delay / 10, delay % 10);
        let asked = asked_for * 1000 / readings.max(1);
        format!(
            "{title}\n  readings {readings}, of which asked for to confirm {asked_for} ({}.{} %)\n  \
             wrong readings {glitches}, going to and fro {to_and_fro}, failed {failed}, \
             not understood {unread}, late {late}, in another view {other_view}\n  \
             told {}, false {} (most of one spell: {}); true moves {}, missed {}\n  \
             from move to alert: half within {}, nine of ten within {}\n  \
             replayed from the changes kept: told {}, false {}\n",
            asked / 10,
            asked % 10,
            self.told,
            self.wrong.len(),
            self.most_of_a_spell,
            self.must,
            self.missed.len(),
            tenths(delay(50)),
            tenths(delay(90)),
            self.replayed,
            self.replayed_wrong.len(),
        )
    }
}

/// One item in one view: what is kept, and the rules over it.
struct Eyes {
    key: TrailKey,
    trail: Trail,
    tail: Tail,
    watches: Vec<Watch>,
}

impl Eyes {
    fn new(item: &Item, view: View, setting: &Setting) -> Self {
        let (country, currency) = match view {
            View::Germany => ("DE", "EUR"),
            View::America => ("US", "USD"),
        };
        let id = 1_005_006_000_000_000 + item.number;
        let key = TrailKey {
            item: id.to_string().parse().unwrap(),
            ship_to: country.parse().unwrap(),
            currency: currency.parse().unwrap(),
            source: "test".to_owned(),
        };
        let watches = setting.rules.iter().cloned().map(Watch::new).collect();
        Self { key, trail: Trail::default(), tail: Tail::default(), watches }
    }

    fn take(
        &mut self,
        reading: &Reading,
        setting: &Setting,
        exchange: Option<&dyn Exchange>,
    ) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for watch in &mut self.watches {
            let policy = &setting.policy;
            outcomes.extend(watch.read(&self.key, &self.tail, reading, policy, exchange));
        }
        self.tail.take_in(reading, &[]);
        self.trail.lay(reading);
        outcomes
    }
}

/// The true move that an alert is about: the one in whose phase it was told, in one view.
fn true_move(item: &Item, firing: &Firing, view: View) -> Option<Move> {
    if spell(item, firing).is_some() {
        return None;
    }
    let sku = firing.series.sku.map(SkuId::get);
    let sku = item.skus.iter().find(|it| Some(it.id) == sku);
    let at = firing.at.seconds();
    // With new eyes one begins anew, and is told of no move that was before; of a height
    // one is told where it is passed already.
    let begins = match view {
        View::Germany => i64::MIN,
        View::America => item.view_changes?,
    };
    let found = moves(&firing.rule, item, sku, begins)
        .into_iter()
        .find(|it| (it.from..it.until).contains(&at))?;
    let is_height = firing.rule.to_string().starts_with("stock below");
    (found.from >= begins || is_height).then_some(found)
}

/// The spell of going to and fro that an alert comes from.
fn spell(item: &Item, firing: &Firing) -> Option<i64> {
    let sku = firing.series.sku.map(SkuId::get);
    let sku = item.skus.iter().find(|it| Some(it.id) == sku)?;
    let first = firing.after.since.seconds();
    let is_of = |flap: &&super::world::Flap| {
        let is_price = flap.of == super::world::Flapping::Price;
        let rule_is_of_price = firing.rule.to_string().starts_with("sale_price");
        // The last way back may be read after the spell, and after an outage.
        (flap.from..flap.until + LATEST).contains(&first) && is_price == rule_is_of_price
    };
    sku.flaps.iter().find(is_of).map(|flap| flap.from)
}

/// What must be told, as far as somebody looked for long enough, and with the same eyes.
fn due(rule: &Rule, item: &Item, sku: Option<&Sku>) -> Vec<Move> {
    let is_due = |it: &Move| {
        let end = it.until.min(DAYS * DAY);
        let is_seen = it.must && it.from + LATEST < end;
        let has_same_eyes = item.view_changes.is_none_or(|change| {
            // After the change the past is learned anew.
            it.from + LATEST < change || it.from > change + 35 * DAY
        });
        is_seen && has_same_eyes
    };
    moves(rule, item, sku, i64::MIN).into_iter().filter(is_due).collect()
}

impl Wrongs {
    fn add(&mut self, more: Self) {
        self.readings += more.readings;
        self.asked_for += more.asked_for;
        self.glitches += more.glitches;
        self.to_and_fro += more.to_and_fro;
        self.failed += more.failed;
        self.unread += more.unread;
        self.late += more.late;
        self.other_view += more.other_view;
    }
}

fn short(firing: &Firing, item: &Item) -> String {
    let hours = |moment: Moment| moment.seconds() / 3600;
    let sku = firing.series.sku.map(SkuId::get);
    format!(
        "{} at {} h, first read {} h, {:?} from {:?} against {:?}; {}",
        firing.rule,
        hours(firing.at),
        hours(firing.confirmation.first),
        firing.after.fact,
        firing.before.map(|it| (it.fact, hours(it.since), hours(it.seen))),
        firing.against,
        phases(item, sku),
    )
}

fn phases(item: &Item, sku: Option<u64>) -> String {
    let hours = |seconds: &i64| seconds / 3600;
    let sku = item.skus.iter().find(|it| Some(it.id) == sku);
    let listed: Vec<_> = item.listed.0.iter().map(|it| (hours(&it.0), it.1)).collect();
    let Some(sku) = sku else { return format!("listed {listed:?}") };
    let prices: Vec<_> = sku.price.0.iter().map(|it| (hours(&it.0), it.1)).collect();
    let stock: Vec<_> = sku.stock.0.iter().map(|it| (hours(&it.0), it.1)).collect();
    let flaps: Vec<_> = sku.flaps.iter().map(|it| (hours(&it.from), it.of)).collect();
    format!("prices {prices:?} stock {stock:?} flaps {flaps:?} listed {listed:?}")
}

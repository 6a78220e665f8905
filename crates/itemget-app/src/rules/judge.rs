//! What the rules in force make of readings as they come.

use itemget_history::alert::{Exchange, Firing, Outcome, Policy, Wanted, Watch};
use itemget_history::{Moment, Reading, Tail, Trail, TrailKey};
use itemget_store::{Edition, NewAlert, TrailMemory, Watched};

use super::book::InForce;

/// A rule over a trail, with what it remembers.
#[derive(Debug, Clone)]
pub(crate) struct Watching {
    rule: InForce,
    key: TrailKey,
    /// The edition of the trail that there is.
    edition: Edition,
    /// None where it is new, and has to learn from the past first.
    watch: Option<Watch>,
    /// The edition of the trail that the watch knows.
    known: Option<Edition>,
}

/// What rules made of the readings of one look.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// What they remember from now on.
    pub(crate) watched: Vec<Watched>,
    /// What they say.
    pub(crate) alerts: Vec<NewAlert>,
    /// The first moment at which a second reading would make something sure.
    pub(crate) second_read: Option<Moment>,
    /// How far the nearest rule is from being told, as a share of where it is.
    pub(crate) to_threshold: Option<f64>,
}

/// The rules over these trails, with what they remember of them.
pub(crate) fn watching(rules: &[InForce], trails: &[TrailMemory]) -> Vec<Watching> {
    let mut watching = Vec::new();
    for of_trail in trails {
        let (key, edition) = (&of_trail.trail, of_trail.edition);
        for rule in rules.iter().filter(|rule| rule.rule.is_for(key)) {
            let kept = of_trail.watched.iter().find(|it| it.rule == rule.id);
            let read = kept.and_then(|it| serde_json::from_str::<Watch>(&it.state).ok());
            let watch = read.and_then(|watch| watch.ruled(&rule.rule));
            let known = kept.map(|it| it.edition);
            let (rule, key) = (rule.clone(), key.clone());
            watching.push(Watching { rule, key, edition, watch, known });
        }
    }
    watching
}

impl Watching {
    /// Whether it knows its trail's past, of which this is the last reading. It does not
    /// where it is new, nor where the item was looked at while it was out of force, nor
    /// where history was put to the trail since: then it has to learn first.
    pub(crate) fn knows(&self, last: impl Fn(&TrailKey) -> Option<Moment>) -> bool {
        let watch = self.watch.as_ref();
        !self.is_of_an_earlier_edition()
            && watch.is_some_and(|watch| watch.last_reading() >= last(&self.key))
    }

    /// Whether history was put to its trail since it learned.
    pub(crate) fn is_of_an_earlier_edition(&self) -> bool {
        self.known.is_some_and(|known| known != self.edition)
    }

    /// Lets it learn from the past, and tell nobody of it.
    pub(crate) fn learn(
        &mut self,
        trails: &[(TrailKey, Trail)],
        policy: &Policy,
        exchange: Option<&dyn Exchange>,
    ) {
        let nothing = Trail::default();
        let trail = trails.iter().find(|(key, _)| *key == self.key);
        let trail = trail.map_or(&nothing, |(_, trail)| trail);
        let (key, rule) = (&self.key, self.rule.rule.clone());
        self.watch = Some(match self.watch.take() {
            Some(watch) => watch.caught_up(key, trail, policy, exchange),
            None => Watch::primed(rule, key, trail, policy, exchange),
        });
        self.known = Some(self.edition);
    }
}

/// What rules make of readings. `tails` are the ends of the trails before them.
pub(crate) fn judge(
    watching: &mut [Watching],
    readings: &[(TrailKey, Reading)],
    tails: &[(TrailKey, Tail)],
    policy: &Policy,
    exchange: Option<&dyn Exchange>,
) -> Judged {
    let mut judged = Judged::default();
    let nothing = Tail::default();
    for (key, reading) in readings {
        let tail = tails.iter().find(|(it, _)| it == key);
        let tail = tail.map_or(&nothing, |(_, tail)| tail);
        for Watching { rule, watch, edition, .. } in
            watching.iter_mut().filter(|it| it.key == *key)
        {
            let watch = watch.get_or_insert_with(|| Watch::new(rule.rule.clone()));
            for outcome in watch.read(key, tail, reading, policy, exchange) {
                judged.hear(rule, outcome);
            }
            let state = serde_json::to_string(watch).expect("a watch is plain data");
            let (rule, trail, edition) = (rule.id, key.clone(), *edition);
            judged.watched.push(Watched { rule, trail, edition, state });
            let distances = [judged.to_threshold, watch.to_threshold()].into_iter();
            judged.to_threshold = distances.flatten().min_by(f64::total_cmp);
        }
    }
    judged
}

impl Judged {
    fn hear(&mut self, rule: &InForce, outcome: Outcome) {
        match outcome {
            Outcome::Tell(firing) if rule.says_of(firing.series) => {
                self.alerts.push(alert(rule, &firing));
            }
            Outcome::Unconfirmed(it) if rule.says_of(it.firing.series) => {
                let Wanted::SecondRead { not_before } = it.wanted;
                let earlier =
                    self.second_read.map_or(not_before, |it| it.min(not_before));
                self.second_read = Some(earlier);
            }
            Outcome::Tell(_) | Outcome::Unconfirmed(_) | Outcome::Withheld(..) => {}
        }
    }
}

fn alert(rule: &InForce, firing: &Firing) -> NewAlert {
    NewAlert {
        identity: firing.identity(),
        rule: rule.id,
        item: firing.key.item,
        at: firing.at,
        tell_at: firing.tell_at,
        firing: serde_json::to_string(firing).expect("a firing is plain data"),
        channels: rule.channels.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use itemget_history::alert::SellersIn;
    use itemget_history::rates::Rates;
    use itemget_history::{Entry, Kind, Quantity, Series, State};
    use itemget_store::RuleId;

    use super::*;

    fn key() -> TrailKey {
        TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: "FR".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: "a".to_owned(),
        }
    }

    fn priced(hour: i64, price: i64) -> Reading {
        let entry = Entry {
            series: Series::of_item(Kind::SalePrice),
            state: State::Value(Quantity::whole(price)),
        };
        let at = Moment::from_seconds(1_790_000_000 + hour * 3600);
        Reading::of_item(at, Duration::from_secs(40 * 3600), vec![entry])
    }

    fn rule(text: &str) -> InForce {
        InForce {
            id: RuleId(1),
            rule: text.parse().unwrap(),
            channels: vec!["phone".to_owned()],
            but: BTreeSet::new(),
        }
    }

    /// Follows the readings as a run does, with all memory in the store's form; the rule's
    /// text may be another one from a reading on, and none while it is out of force.
    fn follow<'a>(
        readings: &[Reading],
        rule_at: impl Fn(usize) -> &'a str,
        exchange: Option<&dyn Exchange>,
    ) -> (Vec<NewAlert>, Vec<Option<Moment>>) {
        follow_put(readings, rule_at, exchange, &[])
    }

    /// The same where before the reading of a number, history is put to the trail.
    fn follow_put<'a>(
        readings: &[Reading],
        rule_at: impl Fn(usize) -> &'a str,
        exchange: Option<&dyn Exchange>,
        put: &[(usize, Reading)],
    ) -> (Vec<NewAlert>, Vec<Option<Moment>>) {
        let (mut trail, mut remembered) = (Trail::default(), Vec::new());
        let mut edition = Edition::default();
        let (mut alerts, mut wanted) = (Vec::new(), Vec::new());
        let policy = Policy::default();
        for (at, reading) in readings.iter().enumerate() {
            for (_, older) in put.iter().filter(|(before, _)| *before == at) {
                trail.lay(older);
                edition.0 += 1;
            }
            if rule_at(at).is_empty() {
                trail.lay(reading);
                continue;
            }
            let told = [(key(), reading.clone())];
            let tails = [(key(), Tail::of(&trail))];
            let of_trail = TrailMemory { trail: key(), edition, watched: remembered };
            let mut watching = watching(&[rule(rule_at(at))], &[of_trail]);
            let last = |_: &TrailKey| trail.last_reading();
            for new in watching.iter_mut().filter(|it| !it.knows(last)) {
                new.learn(&[(key(), trail.clone())], &policy, exchange);
            }
            let judged = judge(&mut watching, &told, &tails, &policy, exchange);
            alerts.extend(judged.alerts);
            wanted.push(judged.second_read);
            remembered = judged.watched;
            trail.lay(reading);
        }
        (alerts, wanted)
    }

    const DROPS: &str = "sale_price drops 10%";

    #[test]
    fn a_drop_is_told_once_a_second_reading_says_so_too() {
        let readings = [priced(0, 100), priced(1, 100), priced(2, 80), priced(3, 80)];
        let (alerts, wanted) = follow(&readings, |_| DROPS, None);
        assert_eq!(alerts.len(), 1, "{alerts:?}");
        assert_eq!(alerts[0].channels, ["phone"]);
        assert!(wanted[2].is_some_and(|it| it <= priced(3, 80).at), "{wanted:?}");
        assert_eq!(wanted[3], None);
    }

    #[test]
    fn a_slip_of_one_reading_is_told_to_nobody() {
        let prices = [100, 100, 1, 100, 100];
        let readings: Vec<_> =
            (0..).zip(prices).map(|(hour, price)| priced(hour, price)).collect();
        assert_eq!(follow(&readings, |_| DROPS, None).0, []);
    }

    #[test]
    fn a_price_that_follows_its_exchange_rate_is_told_to_nobody() {
        let mut rates = Rates::new("a test");
        let yuan = "CNY".parse().unwrap();
        // 2026-09-21 is the day of the first reading.
        for (day, units) in [("2026-09-20", 8), ("2026-09-21", 8), ("2026-09-22", 10)] {
            assert!(rates.insert(day.parse().unwrap(), yuan, units.into()));
        }
        let sellers = SellersIn { currency: yuan, rates: &rates };
        let prices = [(0, 100), (1, 100), (26, 80), (27, 80)];
        let readings: Vec<_> =
            prices.iter().map(|(hour, price)| priced(*hour, *price)).collect();
        assert_eq!(follow(&readings, |_| DROPS, None).0.len(), 1);
        assert_eq!(follow(&readings, |_| DROPS, Some(&sellers)).0, []);
    }

    #[test]
    fn a_rule_whose_options_change_goes_on_and_one_that_is_another_begins_anew() {
        let prices = [100, 100, 80, 80, 80];
        let readings: Vec<_> =
            (0..).zip(prices).map(|(hour, price)| priced(hour, price)).collect();
        let later = |then: &'static str| {
            let text = move |at| if at < 3 { DROPS } else { then };
            follow(&readings, text, None).0.len()
        };
        assert_eq!(later("sale_price drops 10%, once"), 1);
        // What it learned from is not believed yet: one reading alone said so.
        assert!(later("sale_price drops 50%") == 0);
    }

    #[test]
    fn a_changed_rule_knows_all_that_was_seen_and_tells_what_comes_by_its_new_text() {
        let told = |changed: usize, then: &'static str, prices: &[i64]| {
            let readings: Vec<_> =
                (0..).zip(prices).map(|(day, price)| priced(day * 24, *price)).collect();
            let text =
                move |at| if at < changed { "sale_price below 65 EUR" } else { then };
            follow(&readings, text, None).0
        };
        let lowest = "sale_price below lowest ever";
        // A week must be known for that. What was low before it was changed is known to it: eighty is no record.
        assert_eq!(
            told(8, lowest, &[70, 70, 100, 100, 100, 100, 100, 100, 100, 80, 80, 80]),
            []
        );
        let new =
            told(8, lowest, &[70, 70, 100, 100, 100, 100, 100, 100, 100, 60, 60, 60]);
        assert_eq!(new.len(), 1, "{new:?}");
        assert!(new[0].firing.contains("lowest"), "{new:?}");
        // As a new rule does, it tells what is so, once: nobody was told of that.
        let below = "sale_price below 90 EUR";
        let new = told(4, below, &[100, 100, 80, 80, 80, 80, 80, 80]);
        assert_eq!(new.len(), 1, "{new:?}");
        assert!(new[0].firing.contains("below 90 EUR"), "{new:?}");
    }

    #[test]
    fn history_that_is_put_to_what_is_known_is_learned_before_the_next_reading() {
        let told = |prices: &[i64], put: &[(usize, Reading)]| {
            let readings: Vec<_> =
                (0..).zip(prices).map(|(day, price)| priced(day * 24, *price)).collect();
            follow_put(&readings, |_| "sale_price below lowest ever", None, put).0.len()
        };
        let older = |before: usize, price| {
            // Watched all the time, or else nobody could say what was lowest.
            let days = (1..20).rev();
            days.map(|day| (before, priced(-24 * day, price))).collect::<Vec<_>>()
        };
        let prices = [&[20; 9][..], &[15; 3], &[12; 3]].concat();
        assert_eq!(told(&prices, &[]), 2);
        // What was told is told, and the twelve is no record any more.
        assert_eq!(told(&prices, &older(12, 10)), 1);
        // Neither is it one that waits to be seen once more.
        assert_eq!(told(&prices, &older(13, 10)), 1);
        assert_eq!(told(&prices, &older(3, 10)), 0);
        // What says nothing new makes nobody tell anything twice, or not at all.
        for before in 1..prices.len() {
            assert_eq!(told(&prices, &older(before, 20)), 2, "{before}");
        }
    }

    #[test]
    fn what_happened_while_a_rule_was_out_of_force_is_known_to_it() {
        let told =
            |rule: &'static str, prices: &[(i64, i64)], out: std::ops::Range<i64>| {
                let readings: Vec<_> =
                    prices.iter().map(|(hour, price)| priced(*hour, *price)).collect();
                let rule_at = |at: usize| match out.contains(&prices[at].0) {
                    true => "",
                    false => rule,
                };
                follow(&readings, rule_at, None).0.len()
            };
        let days = |prices: &[i64]| -> Vec<(i64, i64)> {
            (0..).zip(prices).map(|(day, price)| (day * 24, *price)).collect()
        };
        let lowest = "sale_price below lowest ever";
        let prices = days(&[20, 15, 15, 20, 10, 10, 10, 20, 12, 12, 12]);
        // The twelve is no record: there was a ten.
        assert_eq!(told(lowest, &prices, 96..180), 0);
        let prices = days(&[20, 15, 15, 20, 20, 20, 20, 20, 12, 12, 12]);
        assert_eq!(told(lowest, &prices, 96..180), 1);
        let below = "sale_price below 18 EUR";
        // Told before, and so all the time: not told again.
        let prices = days(&[20, 20, 15, 15, 15, 15, 15, 15]);
        assert_eq!(told(below, &prices, 96..144), 1);
        // It was over meanwhile, and is so again.
        let prices = days(&[20, 20, 15, 15, 30, 30, 30, 30, 15, 15]);
        assert_eq!(told(below, &prices, 96..180), 2);
        // It came to be so meanwhile.
        let prices = days(&[20, 20, 20, 20, 15, 15, 15, 15, 15]);
        assert_eq!(told(below, &prices, 96..144), 1);
    }
}

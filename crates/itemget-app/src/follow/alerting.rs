//! What rules make of readings as they come.

use itemget_history::alert::{Firing, Outcome, Policy, Rule, Wanted, Watch};
use itemget_history::{Moment, Reading, Trail, TrailKey};
use itemget_store::{
    KeptRule, NewAlert, RuleId, RuleScope, Store, StoreError, Tracked, Watched,
};

/// A rule that is in force.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    pub(crate) id: RuleId,
    pub(crate) rule: Rule,
    pub(crate) scope: RuleScope,
    pub(crate) channels: Vec<String>,
}

/// The rules in force. One whose text this program does not understand is of a newer one,
/// and left to it.
pub(crate) async fn in_force(store: &Store) -> Result<Vec<InForce>, StoreError> {
    let rules = store.rules().await?.into_iter().filter(|kept| kept.enabled);
    let read = |kept: KeptRule| {
        let rule = kept.rule.parse().ok()?;
        Some(InForce { id: kept.id, rule, scope: kept.scope, channels: kept.channels })
    };
    Ok(rules.filter_map(read).collect())
}

impl InForce {
    /// Whether it is about something that is tracked, and in these lists.
    pub(crate) fn is_about(&self, tracked: &Tracked, lists: &[String]) -> bool {
        match &self.scope {
            RuleScope::All => true,
            RuleScope::List(name) => lists.contains(name),
            RuleScope::Tracked(id) => *id == tracked.id,
        }
    }
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
}

/// What `rules` make of readings. `known` are the trails before them, `remembered` what
/// the rules remember of those.
pub(crate) fn judge(
    rules: &[&InForce],
    readings: &[(TrailKey, Reading)],
    known: &[(TrailKey, Trail)],
    remembered: &[Watched],
    policy: &Policy,
) -> Judged {
    let mut judged = Judged::default();
    let nothing = Trail::default();
    for (key, reading) in readings {
        let trail = known.iter().find(|(it, _)| it == key).map(|(_, trail)| trail);
        let trail = trail.unwrap_or(&nothing);
        for rule in rules.iter().filter(|rule| rule.rule.is_for(key)) {
            let kept =
                remembered.iter().find(|it| it.rule == rule.id && it.trail == *key);
            let kept = kept.and_then(|it| serde_json::from_str::<Watch>(&it.state).ok());
            // A new rule has learned from the past, and tells nobody of it.
            let mut watch = kept.unwrap_or_else(|| {
                Watch::primed(rule.rule.clone(), key, trail, policy, None)
            });
            for outcome in watch.read(key, trail, reading, policy, None) {
                judged.hear(rule, outcome);
            }
            let state = serde_json::to_string(&watch).expect("a watch is plain data");
            judged.watched.push(Watched { rule: rule.id, trail: key.clone(), state });
        }
    }
    judged
}

impl Judged {
    fn hear(&mut self, rule: &InForce, outcome: Outcome) {
        match outcome {
            Outcome::Tell(firing) => self.alerts.push(alert(rule, &firing)),
            Outcome::Unconfirmed(unconfirmed) => {
                let Wanted::SecondRead { not_before } = unconfirmed.wanted;
                let earlier =
                    self.second_read.map_or(not_before, |it| it.min(not_before));
                self.second_read = Some(earlier);
            }
            Outcome::Withheld(..) => {}
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
    use std::time::Duration;

    use itemget_history::{Entry, Kind, Quantity, Series, State};

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

    fn rule() -> InForce {
        InForce {
            id: RuleId(1),
            rule: "sale_price drops 10%".parse().unwrap(),
            scope: RuleScope::All,
            channels: vec!["phone".to_owned()],
        }
    }

    /// Follows the readings as a run does, with all memory in the store's form.
    fn follow(readings: &[Reading]) -> (Vec<NewAlert>, Vec<Option<Moment>>) {
        let rule = rule();
        let (mut trail, mut remembered) = (Trail::default(), Vec::new());
        let (mut alerts, mut wanted) = (Vec::new(), Vec::new());
        for reading in readings {
            let known = [(key(), trail.clone())];
            let told = [(key(), reading.clone())];
            let policy = Policy::default();
            let judged = judge(&[&rule], &told, &known, &remembered, &policy);
            alerts.extend(judged.alerts);
            wanted.push(judged.second_read);
            remembered = judged.watched;
            trail.lay(reading);
        }
        (alerts, wanted)
    }

    #[test]
    fn a_drop_is_told_once_a_second_reading_says_so_too() {
        let (alerts, wanted) =
            follow(&[priced(0, 100), priced(1, 100), priced(2, 80), priced(3, 80)]);
        assert_eq!(alerts.len(), 1, "{alerts:?}");
        assert_eq!(alerts[0].channels, ["phone"]);
        assert!(wanted[2].is_some_and(|it| it <= priced(3, 80).at), "{wanted:?}");
        assert_eq!(wanted[3], None);
    }

    #[test]
    fn a_slip_of_one_reading_is_told_to_nobody() {
        let (alerts, _) = follow(&[
            priced(0, 100),
            priced(1, 100),
            priced(2, 1),
            priced(3, 100),
            priced(4, 100),
        ]);
        assert_eq!(alerts, []);
    }
}

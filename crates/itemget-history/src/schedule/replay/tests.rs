//! What the schedule is worth, on lists whose true rates are known.

use super::*;

/// splitmix64: the same lists with every version of every library.
struct Chance(u64);

impl Chance {
    /// 0 to 1, 1 left out.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^= word >> 31;
        (word >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Until the next of so many events a day.
    fn wait(&mut self, per_day: f64) -> f64 {
        -(-self.share()).ln_1p() / per_day
    }
}

fn day(days: f64) -> Moment {
    Moment::from_seconds((days * 86_400.0) as i64)
}

fn how(until: f64, per_item_day: f64) -> Replay {
    Replay { until: day(until), per_item_day, replan: Duration::from_secs(6 * 3600) }
}

/// Items that change at random, their rates between 0.01 and 10 a day.
fn unlike(items: usize, until: f64, chance: &mut Chance) -> Vec<Past> {
    let one = |_| {
        let per_day = 0.01 * 1000_f64.powf(chance.share());
        let mut changes = Vec::new();
        let mut at = chance.wait(per_day);
        while at < until {
            changes.push((day(at), changes.len() as u64));
            at += chance.wait(per_day);
        }
        Past { from: day(0.0), changes, per_day: Some(per_day) }
    };
    (0..items).map(one).collect()
}

/// Like items that are calm but for campaigns, in which most of them change twice.
fn campaigns(items: usize, until: f64, chance: &mut Chance) -> Vec<Past> {
    let mut begins = Vec::new();
    let mut at = 1.0;
    while at < until {
        begins.push(at);
        at += 2.0 + chance.wait(0.4);
    }
    let one = |_| {
        let mut at = Vec::new();
        for begin in &begins {
            if chance.share() < 0.8 {
                at.extend([
                    begin + chance.share() / 30.0,
                    begin + 0.4 + chance.share() / 30.0,
                ]);
            }
        }
        let per_day = Some(at.len() as f64 / until);
        let changes = at.iter().enumerate().map(|(n, at)| (day(*at), n as u64)).collect();
        Past { from: day(0.0), changes, per_day }
    };
    (0..items).map(one).collect()
}

#[test]
fn unlike_items_give_half_as_much_again_and_nearly_what_knowing_them_would_give() {
    let past = unlike(120, 40.0, &mut Chance(4));
    // Half of the few checks of the smaller budget go into getting to know the items.
    for (per_item_day, of_known) in [(0.5, 0.9), (1.0, 0.94)] {
        let [fixed, auto, known] = [Policy::Fixed, Policy::Auto, Policy::Known]
            .map(|policy| replay(&past, how(40.0, per_item_day), policy));
        let told = format!("{per_item_day}: {fixed:?} {auto:?} {known:?}");
        assert!(auto.calls <= (120.0 * 40.0 * per_item_day) as u64, "{told}");
        assert!(auto.per_call() >= 1.5 * fixed.per_call(), "{told}");
        assert!(auto.per_call() >= of_known * known.per_call(), "{told}");
    }
}

#[test]
fn what_one_item_does_is_used_for_all() {
    let past = campaigns(120, 24.0, &mut Chance(5));
    let [rates, auto] = [Policy::Rates, Policy::Auto].map(|policy| {
        replay(
            &past,
            Replay { replan: Duration::from_secs(2 * 3600), ..how(24.0, 1.0) },
            policy,
        )
    });
    assert!(auto.per_call() >= 1.2 * rates.per_call(), "{rates:?} {auto:?}");
    assert!(auto.caught >= rates.caught, "{rates:?} {auto:?}");
}

#[test]
fn no_policy_spends_more_than_there_is_and_none_catches_more_than_there_was() {
    let past = unlike(20, 10.0, &mut Chance(6));
    let policies =
        [Policy::Fixed, Policy::Rates, Policy::Auto, Policy::Known, Policy::Told];
    for policy in policies {
        let caught = replay(&past, how(10.0, 2.0), policy);
        assert!(caught.calls <= 400, "{policy:?} {caught:?}");
        assert!(
            caught.caught <= caught.calls.min(caught.changes),
            "{policy:?} {caught:?}"
        );
        assert!((0.0..=1.0).contains(&caught.stale), "{policy:?} {caught:?}");
    }
}

#[test]
fn a_change_that_was_taken_back_before_anybody_looked_is_not_caught() {
    let changes = vec![(day(1.0), 1), (day(2.0), 2), (day(2.001), 1)];
    let past = [Past { from: day(0.0), changes, per_day: Some(1.0) }];
    let caught = replay(&past, how(4.0, 3.0), Policy::Fixed);
    assert_eq!((caught.caught, caught.changes), (1, 3), "{caught:?}");
}

#[test]
fn an_empty_list_and_items_that_never_change_are_no_trouble() {
    assert_eq!(replay(&[], how(3.0, 1.0), Policy::Auto), Caught::default());
    let past = vec![Past { from: day(0.0), changes: Vec::new(), per_day: Some(0.0) }; 5];
    for policy in [Policy::Auto, Policy::Known] {
        let caught = replay(&past, how(3.0, 1.0), policy);
        assert_eq!((caught.caught, caught.stale), (0, 0.0), "{policy:?}");
    }
}

//! Made lists, whose true rates are known.

use itemget_history::Moment;
use itemget_history::schedule::Past;

/// splitmix64: the same lists with every version of every library.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// 0 to 1, 1 left out.
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^= word >> 31;
        (word >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Days until the next of so many events a day.
    fn wait(&mut self, per_day: f64) -> f64 {
        -(-self.share()).ln_1p() / per_day
    }
}

pub(crate) fn day(days: f64) -> Moment {
    Moment::from_seconds((days * 86_400.0) as i64)
}

/// Three orders of magnitude, each as likely as the others.
fn rate(chance: &mut Chance) -> f64 {
    0.01 * 1000_f64.powf(chance.share())
}

fn past(at: &[f64], per_day: f64) -> Past {
    let changes = at.iter().enumerate().map(|(n, at)| (day(*at), n as u64 + 1)).collect();
    Past { from: day(0.0), changes, per_day: Some(per_day) }
}

/// Items that change at random.
pub(crate) fn unlike(items: usize, until: f64, chance: &mut Chance) -> Vec<Past> {
    let one = |_| {
        let per_day = rate(chance);
        let mut at = vec![chance.wait(per_day)];
        while at[at.len() - 1] < until {
            at.push(at[at.len() - 1] + chance.wait(per_day));
        }
        at.pop();
        past(&at, per_day)
    };
    (0..items).map(one).collect()
}

/// What these items did until then.
pub(crate) fn first(items: &[Past], until: f64) -> Vec<Past> {
    let one = |item: &Past| {
        let mut item = item.clone();
        item.changes.retain(|(at, _)| *at < day(until));
        item
    };
    items.iter().map(one).collect()
}

/// Items that are calm for nine days on average and busy for one.
pub(crate) fn bursts(items: usize, until: f64, chance: &mut Chance) -> Vec<Past> {
    let one = |_| {
        let per_day = rate(chance);
        let (mut at, mut begin, mut busy) = (Vec::new(), 0.0, false);
        while begin < until {
            let (speed, lasts) = if busy { (5.5, 1.0) } else { (0.5, 9.0) };
            let end = f64::min(begin + chance.wait(1.0 / lasts), until);
            let mut next = begin + chance.wait(per_day * speed);
            while next < end {
                at.push(next);
                next += chance.wait(per_day * speed);
            }
            (begin, busy) = (end, !busy);
        }
        past(&at, per_day)
    };
    (0..items).map(one).collect()
}

/// Items of which four in five join in each campaign: a price within its first hour,
/// another ten hours later; and a change at random in ten days.
pub(crate) fn campaigns(items: usize, until: f64, chance: &mut Chance) -> Vec<Past> {
    let mut begins = vec![1.0];
    while begins[begins.len() - 1] < until {
        begins.push(begins[begins.len() - 1] + 2.0 + chance.wait(0.5));
    }
    let one = |_| {
        let mut at = Vec::new();
        for begin in &begins {
            if chance.share() < 0.8 {
                at.extend([
                    begin + chance.share() / 24.0,
                    begin + (10.0 + chance.share()) / 24.0,
                ]);
            }
        }
        let mut alone = chance.wait(0.1);
        while alone < until {
            at.push(alone);
            alone += chance.wait(0.1);
        }
        at.retain(|at| *at < until);
        at.sort_by(f64::total_cmp);
        past(&at, at.len() as f64 / until)
    };
    (0..items).map(one).collect()
}

//! How often somebody may be wrong about a key or its secret. Counted for each key and
//! whoever asks, so that a guesser elsewhere does not lock its owner out.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use itemget_store::DoorKeyId;

/// Of which key, none where it is not known; and from where.
type Of = (Option<DoorKeyId>, IpAddr);

/// How often somebody was wrong.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<BTreeMap<Of, Left>>);

/// How many guesses are left at a moment. Those that were under way together may make it
/// less than none: then it takes longer until there is one again.
#[derive(Debug, Clone, Copy)]
struct Left {
    guesses: f64,
    at: Instant,
}

/// So many in a row are no slip of a hand.
const IN_A_ROW: f64 = 20.0;
/// After so many seconds there is one more.
const SECONDS_FOR_ONE: f64 = 6.0;
/// Of how many it is remembered.
const MOST: usize = 10_000;

impl Left {
    fn at(self, now: Instant) -> Self {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        let guesses = (self.guesses + passed / SECONDS_FOR_ONE).min(IN_A_ROW);
        Self { guesses, at: now }
    }
}

impl Guesses {
    /// Whether somebody may show a key and a secret; else, in how many seconds.
    pub(super) fn allow(
        &self,
        key: Option<DoorKeyId>,
        peer: IpAddr,
        now: Instant,
    ) -> Result<(), u64> {
        let guesses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(left) = guesses.get(&of(key, peer)) else { return Ok(()) };
        let left = left.at(now).guesses;
        match left >= 1.0 {
            true => Ok(()),
            false => {
                let waits = Duration::from_secs_f64((1.0 - left) * SECONDS_FOR_ONE);
                Err(u64::try_from(waits.as_millis().div_ceil(1000)).unwrap_or(u64::MAX))
            }
        }
    }

    /// Somebody was wrong.
    pub(super) fn wrong(&self, key: Option<DoorKeyId>, peer: IpAddr, now: Instant) {
        let mut guesses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if guesses.len() >= MOST {
            guesses.retain(|_, left| left.at(now).guesses < IN_A_ROW);
        }
        if guesses.len() >= MOST {
            guesses.clear();
        }
        let left = guesses.entry(of(key, peer));
        let left = left.or_insert(Left { guesses: IN_A_ROW, at: now });
        *left = left.at(now);
        left.guesses -= 1.0;
    }
}

/// Who asks: of the newer addresses, a line's owner has as many as he likes.
fn of(key: Option<DoorKeyId>, peer: IpAddr) -> Of {
    let peer = match peer.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        older => older,
    };
    (key, peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_is_stopped_and_the_owner_elsewhere_is_not() {
        let guesses = Guesses::default();
        let (key, begin) = (Some(DoorKeyId(1)), Instant::now());
        let (guesser, owner): (IpAddr, IpAddr) =
            ("2001:db8::1".parse().unwrap(), "192.0.2.7".parse().unwrap());
        for _ in 0..20 {
            assert_eq!(guesses.allow(key, guesser, begin), Ok(()));
            guesses.wrong(key, guesser, begin);
        }
        assert_eq!(guesses.allow(key, guesser, begin), Err(6));
        let neighbour = "2001:db8::2".parse().unwrap();
        assert_eq!(guesses.allow(key, neighbour, begin), Err(6));
        assert_eq!(guesses.allow(key, owner, begin), Ok(()));
        assert_eq!(guesses.allow(Some(DoorKeyId(2)), guesser, begin), Ok(()));
        assert_eq!(guesses.allow(None, guesser, begin), Ok(()));
        let later = begin + Duration::from_secs(6);
        assert_eq!(guesses.allow(key, guesser, later), Ok(()));
        guesses.wrong(key, guesser, later);
        guesses.wrong(key, guesser, later);
        assert_eq!(guesses.allow(key, guesser, later), Err(12));
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        for at in 0..10_005_u32 {
            guesses.wrong(None, IpAddr::V4(at.into()), now);
        }
        assert!(guesses.0.lock().unwrap().len() <= MOST);
    }
}

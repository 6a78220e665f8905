//! How a price band is split; pure.

use crate::api::affiliate::PriceBand;

/// The largest bound that is sent, in cents: which type the platform reads it with is not
/// documented, and a signed one of 32 bits is the least it can be.
const LARGEST: u32 = i32::MAX.unsigned_abs();

/// The first bound that is put into a band without an end: ten of the currency.
const FIRST: u32 = 1000;

/// The two bands that a band is made of: together they have each of its prices, and each
/// once. None where a band is one price, or lies beyond all bounds that can be sent.
///
/// A band is split where its bounds' ratio halves and not in its middle: there are as many
/// products from 1 to 2 as from 100 to 200, by and large, and not as many as from 100 to
/// 101.
pub(super) fn split(band: PriceBand) -> Option<(PriceBand, PriceBand)> {
    let last_of_lower = match band.most {
        Some(most) if most <= band.least => return None,
        Some(most) => middle(band.least, most),
        None if band.least >= LARGEST => return None,
        None => band.least.saturating_mul(4).clamp(FIRST, LARGEST) - 1,
    };
    // Only a band without an end that starts next to the largest bound comes here so.
    let last_of_lower = last_of_lower.max(band.least);
    let lower = PriceBand { least: band.least, most: Some(last_of_lower) };
    let upper = PriceBand { least: last_of_lower + 1, most: band.most };
    Some((lower, upper))
}

/// The geometric middle, below `most`.
fn middle(least: u32, most: u32) -> u32 {
    let product = (u64::from(least) + 1) * (u64::from(most) + 1);
    let root = u32::try_from(product.isqrt()).expect("the root of two u32 is a u32");
    root.clamp(least, most - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bands_are_split_by_their_ratio_down_to_one_price() {
        let closed = PriceBand::between;
        for (band, expected) in [
            (PriceBand::ALL, Some((closed(0, 999), PriceBand::from(1000)))),
            (PriceBand::from(1000), Some((closed(1000, 3999), PriceBand::from(4000)))),
            (closed(0, 999), Some((closed(0, 31), closed(32, 999)))),
            (closed(100, 10_000), Some((closed(100, 1005), closed(1006, 10_000)))),
            (closed(7, 8), Some((closed(7, 7), closed(8, 8)))),
            (closed(7, 7), None),
            (closed(8, 7), None),
            (PriceBand::from(LARGEST), None),
            (PriceBand::from(u32::MAX), None),
            (
                PriceBand::from(LARGEST - 1),
                Some((closed(LARGEST - 1, LARGEST - 1), PriceBand::from(LARGEST))),
            ),
        ] {
            assert_eq!(split(band), expected, "{band:?}");
        }
    }

    /// All pieces of a band, where those that hold one of `crowded` are split on.
    fn pieces(band: PriceBand, crowded: &[u32]) -> Vec<PriceBand> {
        let (mut left, mut done) = (vec![band], Vec::new());
        while let Some(band) = left.pop() {
            let holds = |price: &u32| {
                *price >= band.least && band.most.is_none_or(|it| *price <= it)
            };
            match split(band).filter(|_| crowded.iter().any(holds)) {
                Some((lower, upper)) => left.extend([upper, lower]),
                None => done.push(band),
            }
        }
        done
    }

    proptest! {
        #[test]
        fn the_pieces_have_every_price_once_and_there_is_an_end(
            least in 0_u32..5_000_000,
            width in prop::option::of(0_u32..5_000_000),
            crowded in prop::collection::vec(0_u32..20_000_000, 0..6),
        ) {
            let band = PriceBand { least, most: width.map(|width| least + width) };
            let pieces = pieces(band, &crowded);
            prop_assert_eq!(pieces[0].least, band.least);
            prop_assert_eq!(pieces[pieces.len() - 1].most, band.most);
            for two in pieces.windows(2) {
                prop_assert_eq!(two[0].most.map(|most| most + 1), Some(two[1].least));
            }
            for piece in &pieces {
                prop_assert!(piece.most.is_none_or(|most| most >= piece.least), "{piece:?}");
            }
            // Halving a ratio is done in few steps: each crowded price costs these at most.
            prop_assert!(pieces.len() <= 1 + crowded.len() * 80, "{}", pieces.len());
        }
    }
}

//! Duplicates: asked for once, answered wherever they stand.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, Stream, StreamExt as _};

use crate::link::ItemRef;
use crate::outcome::Lookup;

/// Each item once, in the order of its first mention.
pub(super) fn distinct(window: &[ItemRef]) -> Vec<ItemRef> {
    let mut seen = BTreeSet::new();
    window.iter().copied().filter(|item| seen.insert(*item)).collect()
}

/// Puts answers, one for each distinct item in the order of first mention, to the items
/// as they were asked for.
pub(super) fn in_asked_order<'a>(
    window: Vec<ItemRef>,
    answers: impl Stream<Item = Lookup> + Send + 'a,
) -> impl Stream<Item = Lookup> + Send + 'a {
    let mut left = BTreeMap::new();
    for item in &window {
        *left.entry(*item).or_insert(0_usize) += 1;
    }
    let kept: BTreeMap<ItemRef, Lookup> = BTreeMap::new();
    let state = (window.into_iter(), Box::pin(answers), left, kept);
    stream::unfold(state, |(mut asked, mut answers, mut left, mut kept)| async move {
        let item = asked.next()?;
        let lookup = match kept.remove(&item) {
            Some(lookup) => lookup,
            // Not kept, so it is the next distinct one.
            None => answers.next().await?,
        };
        let mentions = left.get_mut(&item).expect("every asked item was counted");
        *mentions -= 1;
        if *mentions > 0 {
            kept.insert(item, lookup.clone());
        }
        Some((lookup, (asked, answers, left, kept)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Outcome;

    fn refs(ids: &[u64]) -> Vec<ItemRef> {
        let id = |id: &u64| ItemRef::aliexpress(crate::ItemId::from_u64(*id).unwrap());
        ids.iter().map(id).collect()
    }

    #[tokio::test]
    async fn duplicates_are_asked_once_and_answered_in_their_places() {
        let asked = refs(&[3, 1, 3, 2, 1, 3]);
        let once = distinct(&asked);
        assert_eq!(once, refs(&[3, 1, 2]));
        let answer = |item| Lookup::new(item, Outcome::silently_absent("x", None));
        let answers = stream::iter(once).map(answer);
        let told: Vec<_> = in_asked_order(asked.clone(), answers).collect().await;
        assert_eq!(told.iter().map(|lookup| lookup.item).collect::<Vec<_>>(), asked);
    }
}

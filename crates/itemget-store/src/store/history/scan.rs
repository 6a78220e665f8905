//! What is asked of all trails at once, read off their segments as they lie.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use itemget_history::block::{self, Packed, Reader};
use itemget_history::scan::{self, Fall, Point, Since};
use itemget_history::{Kind, Moment, PackedError, Series};

use super::{PackedTrail, TrailId};
use crate::error::StoreError;
use crate::store::Store;

/// The lowest value that a series ever had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lowest {
    /// Of which trail.
    pub trail: TrailId,
    /// Of which of its series.
    pub series: Series,
    /// The value, and when it was first seen.
    pub point: Point,
}

/// A series whose value fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fallen {
    /// Of which trail.
    pub trail: TrailId,
    /// Which of its series.
    pub series: Series,
    /// From what to what.
    pub fall: Fall,
}

/// Trails that are read together.
const AT_ONCE: i64 = 1000;
/// Ranges that are read or looked through at the same time.
const SIDE_BY_SIDE: usize = 4;

impl Store {
    /// The lowest value ever of each series of `kind` that had one, in the order of trails
    /// and variants.
    pub async fn lowest(&self, kind: Kind) -> Result<Vec<Lowest>, StoreError> {
        self.scan(move |packed, found| {
            let trail = packed.id;
            let of_all = fold(packed, kind, scan::lowest, |a, b| match (a, b) {
                (Some(a), Some(b)) => Some(a.lower(b)),
                (a, b) => a.or(b),
            })?;
            let known = of_all.into_iter().filter_map(|(series, point)| {
                Some(Lowest { trail, series, point: point? })
            });
            found.extend(known);
            Ok(())
        })
        .await
    }

    /// The largest falls of all series of `kind`, by their share of what the value was
    /// last seen to be until `cut`: at most `most` of them, the largest first. Of equal
    /// ones, those of trails and variants with lower numbers.
    pub async fn falls(
        &self,
        kind: Kind,
        cut: Moment,
        most: usize,
    ) -> Result<Vec<Fallen>, StoreError> {
        let look = move |packed: &PackedTrail, found: &mut Vec<_>| {
            let since = move |series: &Packed<'_>| scan::since(series, cut);
            for (series, since) in fold(packed, kind, since, Since::then)? {
                if let Some(fall) = since.fall() {
                    let fallen = Fallen { trail: packed.id, series, fall };
                    found.push((fall.share(), fallen));
                }
            }
            Ok(())
        };
        let mut falls = self.scan(look).await?;
        falls.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
        Ok(falls.into_iter().take(most).map(|(_, fallen)| fallen).collect())
    }

    /// Looks at all trails, some of them side by side; what was found is in their order.
    async fn scan<T: Send + 'static>(
        &self,
        look: impl Fn(&PackedTrail, &mut Vec<T>) -> Result<(), PackedError>
        + Copy
        + Send
        + 'static,
    ) -> Result<Vec<T>, StoreError> {
        let end = self.trails_end().await?;
        let starts = (0..).map(|n| TrailId(n * AT_ONCE)).take_while(|it| *it < end);
        let parts = starts.map(|start| async move {
            let packed = self.packed_trails(start..TrailId(start.0 + AT_ONCE)).await?;
            let looked = tokio::task::spawn_blocking(move || {
                let mut found = Vec::new();
                for packed in &packed {
                    look(packed, &mut found).map_err(|error| {
                        let trail = packed.id.0;
                        StoreError::damaged(format!(
                            "a segment of trail {trail}: {error}"
                        ))
                    })?;
                }
                Ok(found)
            });
            looked.await.expect("looking does not panic")
        });
        let parts = stream::iter(parts).buffered(SIDE_BY_SIDE);
        parts.try_concat().await
    }
}

/// What `of` finds in each series of `kind`, block by block, put together by `then`.
fn fold<T: Copy>(
    packed: &PackedTrail,
    kind: Kind,
    of: impl Fn(&Packed<'_>) -> Result<T, PackedError>,
    then: impl Fn(T, T) -> T,
) -> Result<Vec<(Series, T)>, PackedError> {
    let mut found: Vec<(Series, T)> = Vec::new();
    let whole;
    let blocks = match packed.head.is_empty() {
        true => &packed.segments[..],
        // What waits in the head may belong anywhere: then all of it is laid together.
        false => {
            whole = [block::encode(&packed.laid()?)];
            &whole[..]
        }
    };
    for (number, bytes) in blocks.iter().enumerate() {
        let reader = Reader::open(bytes)?;
        for series in reader.of_kind(kind) {
            let series = series?;
            let (name, told) = (series.series(), of(&series)?);
            let before = found.iter_mut().find(|(known, _)| number > 0 && *known == name);
            match before {
                Some((_, before)) => *before = then(*before, told),
                None => found.push((name, told)),
            }
        }
    }
    Ok(found)
}

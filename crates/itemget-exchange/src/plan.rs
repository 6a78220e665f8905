//! Which parts are written together, so that what is in memory and how many files are open
//! has a bound. Pure.

use std::collections::BTreeMap;

use crate::part::Partition;

/// How many rows each partition has.
pub type Census = BTreeMap<Partition, u64>;

/// Partitions that are written in one walk over the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Which, in order.
    pub partitions: Vec<Partition>,
    /// How many rows they have together.
    pub rows: u64,
}

/// How many files are open at once at the most.
const OPEN: usize = 100;

/// The partitions that are wanted, in order, in as few batches as hold at most `rows` rows
/// each. A partition with more than that is a batch of its own.
pub fn batches(
    census: &Census,
    rows: u64,
    wanted: impl Fn(&Partition) -> bool,
) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for (partition, count) in census.iter().filter(|(partition, _)| wanted(partition)) {
        match batches.last_mut() {
            Some(last) if last.rows + count <= rows && last.partitions.len() < OPEN => {
                last.partitions.push(*partition);
                last.rows += count;
            }
            _ => batches.push(Batch { partitions: vec![*partition], rows: *count }),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use itemget::Platform;
    use itemget_history::Moment;

    use super::*;
    use crate::table::Table;

    fn day(day: i64) -> Partition {
        let at = Moment::from_seconds(day * 86_400);
        Partition::of(Table::Changes, Platform::AliExpress, at)
    }

    fn rows(counts: &[u64], most: u64) -> Vec<Vec<u64>> {
        let census: Census = (0..).map(day).zip(counts.iter().copied()).collect();
        let batches = batches(&census, most, |it| *it != day(9));
        let of = |batch: Batch| batch.partitions.iter().map(|it| census[it]).collect();
        batches.into_iter().map(of).collect()
    }

    #[test]
    fn batches_hold_no_more_than_they_may_and_every_partition_is_in_one() {
        assert_eq!(rows(&[3, 4, 5], 7), [vec![3, 4], vec![5]]);
        assert_eq!(rows(&[3, 40, 5], 7), [vec![3], vec![40], vec![5]]);
        assert_eq!(rows(&[], 7), Vec::<Vec<u64>>::new());
        let many = [1; 250];
        let lengths: Vec<_> = rows(&many, 1000).iter().map(Vec::len).collect();
        assert_eq!(lengths, [100, 100, 49]);
    }
}

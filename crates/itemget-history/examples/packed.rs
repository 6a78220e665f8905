//! How small histories are packed and how fast they are read: daily sweeps over items of
//! four variants. `cargo run --release -p itemget-history --example packed [ITEMS [SWEEPS]]`
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::time::{Duration, Instant};

use itemget_history::block::{self, Reader};
use itemget_history::scan::{self, Since};
use itemget_history::synthetic::Shape;
use itemget_history::{Kind, Moment, PackedError, Reading, Trail, record};

/// How often each scan is made; the fastest counts.
const ROUNDS: usize = 5;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let items: u64 = args.next().map_or(Ok(25_000), |it| it.parse())?;
    let sweeps: usize = args.next().map_or(Ok(100), |it| it.parse())?;
    let shape = Shape::DAILY;
    let packed = Packing::of(shape, items, sweeps)?;
    packed.tell();
    scans(&packed.blocks, shape.start + shape.every * u32::try_from(sweeps)?)?;
    Ok(())
}

/// What packing took.
#[derive(Default)]
struct Packing {
    observations: u64,
    changed: u64,
    changes: usize,
    record_bytes: usize,
    block_bytes: usize,
    blocks: Vec<Vec<u8>>,
    record_encode: Duration,
    record_decode: Duration,
    lay: Duration,
    block_encode: Duration,
    block_decode: Duration,
}

impl Packing {
    fn of(shape: Shape, items: u64, sweeps: usize) -> Result<Self, PackedError> {
        let mut this = Self::default();
        for item in 0..items {
            let readings: Vec<Reading> = shape.readings(item).take(sweeps).collect();
            this.count(shape, &readings);
            this.pack(&readings)?;
        }
        Ok(this)
    }

    /// Observations of a variant, and those in which anything of it changed, the first
    /// one among them.
    fn count(&mut self, shape: Shape, readings: &[Reading]) {
        self.changed += shape.skus;
        self.observations += shape.skus * readings.len() as u64;
        for pair in readings.windows(2) {
            let [before, after] = [&pair[0], &pair[1]].map(|it| it.seen.entries());
            let skus = before.chunks(3).zip(after.chunks(3));
            self.changed += skus.filter(|(before, after)| before != after).count() as u64;
        }
    }

    fn pack(&mut self, readings: &[Reading]) -> Result<(), PackedError> {
        let start = Instant::now();
        let records: Vec<_> = readings.iter().map(record::encode).collect();
        self.record_encode += start.elapsed();
        self.record_bytes += records.iter().map(Vec::len).sum::<usize>();

        let start = Instant::now();
        let read: Result<Vec<_>, _> =
            records.iter().map(|it| record::decode(it)).collect();
        self.record_decode += start.elapsed();

        let read = read?;
        let start = Instant::now();
        let mut trail = Trail::default();
        read.iter().for_each(|reading| trail.lay(reading));
        self.lay += start.elapsed();
        self.changes += trail.len();

        let start = Instant::now();
        let bytes = block::encode(&trail);
        self.block_encode += start.elapsed();
        self.block_bytes += bytes.len();

        let start = Instant::now();
        let back = block::decode(&bytes)?;
        self.block_decode += start.elapsed();
        assert!(back == trail && read == readings, "what comes back is what went in");
        self.blocks.push(bytes);
        Ok(())
    }

    fn tell(&self) {
        let count = |it: u64| it as f64;
        let each = |bytes: usize, of: f64| bytes as f64 / of;
        let (observed, changed) = (count(self.observations), count(self.changed));
        println!("observations of a variant  {:>12}", self.observations);
        println!("in which anything changed  {:>12}", self.changed);
        println!("changes of all series      {:>12}", self.changes);
        println!("bytes, records             {:>12}", self.record_bytes);
        println!(
            "  an observation           {:>12.2}",
            each(self.record_bytes, observed)
        );
        println!("bytes, blocks              {:>12}", self.block_bytes);
        println!("  a changed observation    {:>12.2}", each(self.block_bytes, changed));
        println!("  an observation           {:>12.2}", each(self.block_bytes, observed));
        let rate = |what: &str, took: Duration| {
            println!("{what} {:>10.1} M/s", observed / took.as_secs_f64() / 1e6);
        };
        println!("observations a second");
        rate("  record, encoded       ", self.record_encode);
        rate("  record, decoded       ", self.record_decode);
        rate("  laid into a trail     ", self.lay);
        rate("  block, encoded        ", self.block_encode);
        rate("  block, decoded        ", self.block_decode);
    }
}

fn scans(blocks: &[Vec<u8>], end: Moment) -> Result<(), PackedError> {
    let week = end - Duration::from_secs(7 * 86_400);
    let lowest = || -> Result<usize, PackedError> {
        let mut found = 0;
        for block in blocks {
            let reader = Reader::open(block)?;
            for series in reader.of_kind(Kind::SalePrice) {
                found += usize::from(scan::lowest(&series?)?.is_some());
            }
        }
        Ok(found)
    };
    let falls = || -> Result<usize, PackedError> {
        let mut falls = Vec::new();
        for block in blocks {
            let reader = Reader::open(block)?;
            for series in reader.of_kind(Kind::SalePrice) {
                let since: Since = scan::since(&series?, week)?;
                falls.extend(since.fall().map(|fall| fall.share()));
            }
        }
        falls.sort_unstable_by(|a, b| b.cmp(a));
        falls.truncate(100);
        Ok(falls.len())
    };
    let every = || -> Result<usize, PackedError> {
        let mut changes = 0;
        for block in blocks {
            let reader = Reader::open(block)?;
            for series in reader.series() {
                changes +=
                    series?.changes().try_fold(0, |sum, it| it.map(|_| sum + 1))?;
            }
        }
        Ok(changes)
    };
    println!("fastest of {ROUNDS}, all blocks in memory");
    tell("  lowest price ever of all  ", lowest)?;
    tell("  100 largest drops, 7 days ", falls)?;
    tell("  every change of all series", every)?;
    Ok(())
}

fn tell(
    what: &str,
    scan: impl Fn() -> Result<usize, PackedError>,
) -> Result<(), PackedError> {
    let mut best = Duration::MAX;
    let mut found = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        found = scan()?;
        best = best.min(start.elapsed());
    }
    println!("{what} {:>8.1} ms  ({found})", best.as_secs_f64() * 1e3);
    Ok(())
}

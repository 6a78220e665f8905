//! The same sweeps kept by each engine in turn, and the same questions asked of each: an
//! answer that differs from the first engine's ends the experiment.

use std::collections::BTreeMap;
use std::time::Duration;

use itemget::ItemId;
use itemget_history::synthetic::{Readings, Shape};
use itemget_history::{Kind, Moment, Reading, TrailKey};

use crate::Failure;
use crate::engine::{Change, Engine, Fall, Low, Observation, Sweep};

/// How much of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Items of four variants.
    pub(crate) items: u64,
    /// Sweeps over all of them, a day apart.
    pub(crate) sweeps: u32,
    /// So many variants' histories are asked for.
    pub(crate) histories: usize,
    /// So many of them one after the other, before another engine is asked.
    pub(crate) at_once: usize,
    /// How often all variants are asked about.
    pub(crate) rounds: usize,
}

/// What one engine took.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) name: String,
    pub(crate) ingest: Took,
    /// Bytes on disk as they lie when all is kept, and with unused room given back.
    pub(crate) bytes: u64,
    pub(crate) shrunk: Option<u64>,
    pub(crate) histories: Vec<Took>,
    /// Those of them that were asked for when another engine had been asked before.
    pub(crate) first_histories: Vec<Took>,
    pub(crate) lowest: Vec<Took>,
    pub(crate) falls: Vec<Took>,
}

/// What something took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Took {
    pub(crate) wall: Duration,
    /// Of all threads; nothing where another process did it.
    pub(crate) cpu: Duration,
}

impl std::ops::AddAssign for Took {
    fn add_assign(&mut self, other: Self) {
        self.wall += other.wall;
        self.cpu += other.cpu;
    }
}

/// What was kept, and what that took.
#[derive(Debug)]
pub(crate) struct Done {
    /// Observations of a variant.
    pub(crate) observations: u64,
    /// Those in which anything of it was another than before, the first ones among them.
    pub(crate) changed: u64,
    pub(crate) engines: Vec<Figures>,
}

/// Drops within so many days before the end are asked for, and so many of them.
const DAYS: u32 = 7;
const MOST: usize = 100;

/// Runs it.
pub(crate) fn run(
    size: Size,
    engines: &mut [Box<dyn Engine>],
    mut heard: impl FnMut(&str),
) -> Result<Done, Failure> {
    let mut figures: Vec<Figures> = engines
        .iter()
        .map(|it| Figures { name: it.name().to_owned(), ..Figures::default() })
        .collect();
    let mut world = World::new(Shape::DAILY, size.items)?;
    for number in 1..=size.sweeps {
        let sweep = world.sweep();
        for (engine, figures) in engines.iter_mut().zip(&mut figures) {
            figures.ingest += engine.keep(&sweep)?;
        }
        if number % 10 == 0 {
            heard(&format!("{number} of {} sweeps", size.sweeps));
        }
    }
    for (engine, figures) in engines.iter_mut().zip(&mut figures) {
        figures.ingest += engine.settle()?;
        figures.bytes = engine.bytes()?;
    }
    heard("questions");
    ask(size, &world, engines, &mut figures)?;
    for (engine, figures) in engines.iter_mut().zip(&mut figures) {
        figures.shrunk = engine.shrink()?;
    }
    Ok(Done {
        observations: world.observations,
        changed: world.changed,
        engines: figures,
    })
}

/// Asks each engine the same, in turn, and compares.
fn ask(
    size: Size,
    world: &World,
    engines: &mut [Box<dyn Engine>],
    figures: &mut [Figures],
) -> Result<(), Failure> {
    for skus in world.some(size.histories).chunks(size.at_once) {
        let mut first: Vec<Option<Vec<Change>>> = vec![None; skus.len()];
        for (engine, figures) in engines.iter_mut().zip(&mut *figures) {
            let mut turn = Vec::with_capacity(skus.len());
            for (sku, first) in skus.iter().zip(&mut first) {
                let (took, found) = engine.history(*sku)?;
                turn.push(took);
                same(&format!("the history of {}", sku.1), engine.name(), first, found)?;
            }
            figures.first_histories.extend(turn.first());
            figures.histories.extend(turn);
        }
    }
    let cut = world.shape.start + world.shape.every * (size.sweeps.saturating_sub(DAYS));
    let (mut lowest, mut falls): (Option<Vec<Low>>, Option<Vec<Fall>>) = (None, None);
    for _ in 0..size.rounds {
        for (engine, figures) in engines.iter_mut().zip(&mut *figures) {
            let (took, mut found) = engine.lowest()?;
            found.sort_unstable();
            figures.lowest.push(took);
            same("the lowest prices", engine.name(), &mut lowest, found)?;
            let (took, found) = engine.falls(cut, MOST)?;
            figures.falls.push(took);
            same("the largest drops", engine.name(), &mut falls, found)?;
        }
    }
    let count = lowest.map_or(0, |it| it.len() as u64);
    if count != size.items * world.shape.skus || falls.is_none_or(|it| it.is_empty()) {
        return Err(format!("{count} variants have a lowest price, and none fell").into());
    }
    Ok(())
}

/// Compares an answer with the first one.
fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    engine: &str,
    first: &mut Option<Vec<T>>,
    found: Vec<T>,
) -> Result<(), Failure> {
    let Some(expected) = first else {
        *first = Some(found);
        return Ok(());
    };
    if *expected == found {
        return Ok(());
    }
    let place = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
    let at = |answer: &[T]| format!("{:?}", answer.get(place));
    Err(format!(
        "{engine} says otherwise of {what}: number {place} of {} is {}, not {}",
        found.len(),
        at(&found),
        at(expected)
    )
    .into())
}

/// The items, and what was said of them so far.
struct World {
    shape: Shape,
    items: Vec<(TrailKey, Readings)>,
    /// What each variant was last seen as.
    last: BTreeMap<u64, [i64; 3]>,
    observations: u64,
    changed: u64,
}

impl World {
    fn new(shape: Shape, items: u64) -> Result<Self, Failure> {
        let item = |number: u64| -> Result<_, Failure> {
            let id = ItemId::from_u64(1_005_006_000_000_000 + number);
            let key = TrailKey {
                item: itemget::ItemRef::aliexpress(id.ok_or("an id of nothing")?),
                ship_to: "FR".parse()?,
                currency: "EUR".parse()?,
                source: "aliexpress.ds.product.get".to_owned(),
            };
            Ok((key, shape.readings(number)))
        };
        let items = (0..items).map(item).collect::<Result<_, _>>()?;
        let last = BTreeMap::new();
        Ok(Self { shape, items, last, observations: 0, changed: 0 })
    }

    /// The next reading of each item.
    fn sweep(&mut self) -> Sweep {
        let mut sweep = Sweep::default();
        for (key, readings) in &mut self.items {
            let reading = readings.next().expect("readings have no end");
            let rows = observations(&reading);
            for row in &rows {
                let seen = [row.sale, row.list, row.stock];
                self.observations += 1;
                let before = self.last.insert(row.sku, seen);
                self.changed += u64::from(before != Some(seen));
            }
            sweep.rows.extend(rows);
            sweep.readings.push((key.clone(), reading));
        }
        sweep
    }

    /// Some variants with their items' trails, from all over.
    fn some(&self, count: usize) -> Vec<(&TrailKey, u64)> {
        let skus: Vec<u64> = self.last.keys().copied().collect();
        let each = usize::try_from(self.shape.skus).expect("a few");
        // Two numbers without a common divisor go round everywhere.
        let places = (0..count).map(|n| n.wrapping_mul(7919 * each + 1) % skus.len());
        places.map(|place| (&self.items[place / each].0, skus[place])).collect()
    }
}

/// A row for each variant of a reading.
fn observations(reading: &Reading) -> Vec<Observation> {
    let mut rows: Vec<Observation> = Vec::new();
    for entry in reading.seen.entries() {
        let Some(sku) = entry.series.sku else { continue };
        let Some(value) = entry.state.value() else { continue };
        let at = Moment::seconds(reading.at);
        if rows.last().is_none_or(|row| row.sku != sku.get()) {
            rows.push(Observation { sku: sku.get(), at, sale: 0, list: 0, stock: 0 });
        }
        let row = rows.last_mut().expect("one was pushed where there was none");
        let told = value.at_scale(if entry.series.kind == Kind::Stock { 0 } else { 2 });
        let told = told.expect("prices have two decimals at most, and stock none");
        match entry.series.kind {
            Kind::SalePrice => row.sale = told,
            Kind::ListPrice => row.list = told,
            _ => row.stock = told,
        }
    }
    rows
}

//! The load that each of our clients is measured under: so many workers, one thread, warm.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::str::FromStr;
use std::time::Instant;

use itemget::{Item, ItemId};
use tokio::task::LocalSet;

use crate::{Failure, bodies, memory, used};

/// Which call is measured, and of which item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    pub(crate) called: Called,
    pub(crate) item: ItemId,
}

/// Which call is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Called {
    ItemGet,
    ProductGet,
}

impl FromStr for Work {
    type Err = Failure;

    /// A dialect, and behind a colon the item where it is not the usual one.
    fn from_str(words: &str) -> Result<Self, Failure> {
        let (dialect, item) = words.split_once(':').unwrap_or((words, bodies::ID));
        let called = match dialect {
            "item-get" => Called::ItemGet,
            "iop" => Called::ProductGet,
            other => return Err(format!("there is no dialect `{other}`").into()),
        };
        Ok(Self { called, item: item.parse()? })
    }
}

impl Work {
    /// Whether an item was read whole: one that was not would be cheap.
    pub(crate) fn judge(self, item: &Item) -> Result<(), String> {
        let whole = match self.called {
            Called::ItemGet => item.price.is_some(),
            Called::ProductGet => {
                let variants = item.variants.as_ref();
                variants.is_some_and(|it| it.value.skus.len() == bodies::SKUS)
            }
        };
        if whole {
            Ok(())
        } else {
            Err(format!("an item did not arrive whole: {item:?}"))
        }
    }
}

/// How much is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) warm: u64,
    pub(crate) count: u64,
    pub(crate) in_flight: u64,
}

/// Brings one item after the other.
pub(crate) trait Worker: 'static {
    /// Brings one item.
    fn one(&mut self) -> impl Future<Output = Result<(), String>>;
}

impl Load {
    /// Runs it with the workers that `start` makes, and says in a line of JSON what it cost.
    pub(crate) fn run<W: Worker, F: Future<Output = Result<W, Failure>>>(
        self,
        start: impl Fn() -> F,
    ) -> Result<String, Failure> {
        // One thread: a second worker costs more CPU than it brings calls.
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        LocalSet::new().block_on(&runtime, async {
            let mut workers = Vec::new();
            for _ in 0..self.in_flight {
                workers.push(start().await?);
            }
            let workers = fetch(workers, self.warm).await?;
            let (cpu, wall) = (used::cpu()?, Instant::now());
            fetch(workers, self.count).await?;
            let (cpu, wall) = (used::cpu()? - cpu, wall.elapsed());
            Ok(format!(
                r#"{{"items":{},"cpu_us":{},"wall_us":{},"most_memory_kb":{}}}"#,
                self.count,
                cpu.as_micros(),
                wall.as_micros(),
                memory::most()?,
            ))
        })
    }
}

/// Has the workers bring `count` items between them, and gives them back.
async fn fetch<W: Worker>(workers: Vec<W>, count: u64) -> Result<Vec<W>, Failure> {
    let left = Rc::new(Cell::new(count));
    let run = |mut worker: W| {
        let left = Rc::clone(&left);
        tokio::task::spawn_local(async move {
            while left.get() > 0 {
                left.set(left.get() - 1);
                worker.one().await?;
            }
            Ok::<W, String>(worker)
        })
    };
    let running: Vec<_> = workers.into_iter().map(run).collect();
    let mut workers = Vec::new();
    for worker in running {
        workers.push(worker.await??);
    }
    Ok(workers)
}

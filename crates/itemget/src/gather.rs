//! Singles asked for at the same moment by many tasks, gathered into batched calls.
//!
//! A web service answers one item a request; fifty such requests within a few
//! milliseconds are one affiliate call. And those who ask for an item that is being asked
//! for already wait for the same answer.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::link::ItemRef;
use crate::lookup::LookupOptions;
use crate::outcome::Outcome;

/// Looks up single items for many tasks. Cheap to clone, and made to be shared.
#[derive(Debug, Clone)]
pub struct Gatherer {
    asks: mpsc::Sender<Ask>,
}

/// How long the first of a batch waits for others, and how many there are at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gathering {
    /// How long an ask may wait for company: what it costs when there is none.
    pub patience: Duration,
    /// A batch of so many goes at once.
    pub most: usize,
}

impl Default for Gathering {
    /// 5 ms, and fifty: as many as one affiliate call takes.
    fn default() -> Self {
        Self { patience: Duration::from_millis(5), most: 50 }
    }
}

#[derive(Debug)]
struct Ask {
    item: ItemRef,
    answer: oneshot::Sender<Outcome>,
}

/// Those who wait for each item, whether it is still gathered or being asked for.
type Waiting = BTreeMap<ItemRef, Vec<oneshot::Sender<Outcome>>>;

impl Gatherer {
    /// Gathers for `client`, and looks up with `options`.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime: it runs as a task of its own, so that nobody's answer
    /// is lost when somebody else stops waiting. The task ends with the last clone.
    pub fn start(client: Client, options: LookupOptions, gathering: Gathering) -> Self {
        // As many as a batch may wait to be taken in; those beyond wait to be let in.
        let (asks, incoming) = mpsc::channel(gathering.most.max(1));
        tokio::spawn(serve(client, options, gathering, incoming));
        Self { asks }
    }

    /// What comes of `item`; none when the runtime is shut down meanwhile.
    pub async fn look_up(&self, item: ItemRef) -> Option<Outcome> {
        let (answer, answered) = oneshot::channel();
        self.asks.send(Ask { item, answer }).await.ok()?;
        answered.await.ok()
    }
}

/// Takes asks in, sends batches off, and hands answers out, until nobody is left to ask.
async fn serve(
    client: Client,
    options: LookupOptions,
    gathering: Gathering,
    mut incoming: mpsc::Receiver<Ask>,
) {
    let mut under_way = Waiting::new();
    let mut calls = JoinSet::new();
    let mut gathered = Vec::new();
    let mut deadline = None;
    let mut open = true;
    while open || !calls.is_empty() || !gathered.is_empty() {
        let full = gathered.len() >= gathering.most.max(1);
        let due = async {
            match deadline {
                Some(deadline) if open && !full => {
                    tokio::time::sleep_until(deadline).await;
                }
                Some(_) => {}
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            Some(answers) = calls.join_next() => {
                match answers {
                    Ok(answers) => hand_out(&mut under_way, answers),
                    // A call that was cut off leaves people waiting, and it is not known
                    // whom: all are told, by dropping their senders.
                    Err(_) => return,
                }
            }
            () = due => {
                deadline = None;
                let batch = std::mem::take(&mut gathered);
                calls.spawn(look_up(client.clone(), options.clone(), batch));
            }
            ask = incoming.recv(), if open => match ask {
                None => open = false,
                Some(Ask { item, answer }) => {
                    let waiting = under_way.entry(item).or_default();
                    if waiting.is_empty() {
                        gathered.push(item);
                        deadline.get_or_insert_with(|| {
                            tokio::time::Instant::now() + gathering.patience
                        });
                    }
                    waiting.push(answer);
                }
            },
        }
    }
}

async fn look_up(
    client: Client,
    options: LookupOptions,
    batch: Vec<ItemRef>,
) -> Vec<(ItemRef, Outcome)> {
    let answers = client.lookup(batch, &options);
    answers.map(|lookup| (lookup.item, lookup.outcome)).collect().await
}

fn hand_out(under_way: &mut Waiting, answers: Vec<(ItemRef, Outcome)>) {
    for (item, outcome) in answers {
        for waiting in under_way.remove(&item).unwrap_or_default() {
            // Whoever is not there any more does not want it.
            drop(waiting.send(outcome.clone()));
        }
    }
}

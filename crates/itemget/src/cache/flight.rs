//! One call for all who ask the same at the same moment.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::OnceCell;

use super::CacheKey;

/// The questions that are being asked just now, each with what its asker will bring.
#[derive(Debug)]
pub(super) struct Flights<T> {
    under_way: Mutex<BTreeMap<CacheKey, Weak<OnceCell<T>>>>,
}

/// A place among those who wait for one answer.
#[derive(Debug)]
struct Seat<'a, T> {
    flights: &'a Flights<T>,
    key: CacheKey,
    // None only while it is dropped.
    cell: Option<Arc<OnceCell<T>>>,
}

impl<T: Clone> Flights<T> {
    pub(super) fn new() -> Self {
        Self { under_way: Mutex::default() }
    }

    /// What `ask` brings, or what another one who asks `key` at this moment brings. Where
    /// the one who asks is dropped before the answer, one of the waiting asks instead.
    pub(super) async fn join<F>(&self, key: CacheKey, ask: impl FnOnce() -> F) -> T
    where
        F: Future<Output = T>,
    {
        let seat = self.sit_down(key);
        seat.cell().get_or_init(ask).await.clone()
    }

    fn sit_down(&self, key: CacheKey) -> Seat<'_, T> {
        let mut under_way = self.lock();
        let joined = under_way.get(&key).and_then(Weak::upgrade);
        let cell = match joined {
            // An answer that is there already is of an earlier moment.
            Some(cell) if !cell.initialized() => cell,
            _ => {
                let cell = Arc::new(OnceCell::new());
                under_way.insert(key, Arc::downgrade(&cell));
                cell
            }
        };
        Seat { flights: self, key, cell: Some(cell) }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }
}

impl<T> Flights<T> {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<CacheKey, Weak<OnceCell<T>>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Seat<'_, T> {
    fn cell(&self) -> &OnceCell<T> {
        self.cell.as_ref().expect("it is there until the seat is dropped")
    }
}

impl<T> Drop for Seat<'_, T> {
    fn drop(&mut self) {
        // Under the lock, so that of two who leave together the second sees the first gone.
        let mut under_way = self.flights.lock();
        drop(self.cell.take());
        if under_way.get(&self.key).is_some_and(|cell| cell.strong_count() == 0) {
            under_way.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use std::future::pending;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn a_crowd_asks_once() {
        let flights = Flights::new();
        let asked = AtomicU32::new(0);
        let ask = || async {
            tokio::task::yield_now().await;
            asked.fetch_add(1, Ordering::Relaxed)
        };
        let key = CacheKey::of_number(1);
        let crowd = (0..100).map(|_| flights.join(key, ask));
        let answers = futures_util::future::join_all(crowd).await;
        assert_eq!(answers, [0; 100]);
        assert_eq!(flights.join(key, ask).await, 1, "the next one asks again");
        assert_eq!(flights.join(CacheKey::of_number(2), ask).await, 2);
        assert_eq!(flights.len(), 0, "nothing is remembered of what is over");
    }

    #[tokio::test]
    async fn where_the_asker_leaves_a_waiting_one_asks() {
        let flights = Flights::new();
        let key = CacheKey::of_number(1);
        let mut asker = Box::pin(flights.join(key, pending::<u32>));
        let mut waiting = Box::pin(flights.join(key, || async { 7 }));
        assert!(asker.as_mut().now_or_never().is_none());
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(asker);
        assert_eq!(waiting.await, 7);
        assert_eq!(flights.len(), 0);
    }
}

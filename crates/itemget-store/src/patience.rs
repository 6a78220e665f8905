//! Going on where a database is away for a while: a server that restarts, a network that is
//! cut.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// The first pause before something is tried again; each one is twice as long as the last.
const FIRST: Duration = Duration::from_millis(100);
/// The longest pause.
const MOST: Duration = Duration::from_secs(5);

/// Whether the database is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// As far as is known.
    Up,
    /// It is not, and this is why, for people.
    Down(String),
}

/// How long to wait for a database that is away, and what is known of it.
///
/// Who is patient tries again what can be done twice; for how long is said once, for all
/// that is done with a store. It tells whoever listens when the database goes and comes.
#[derive(Debug)]
pub struct Patience {
    limit: Duration,
    link: watch::Sender<Link>,
    given_up: watch::Sender<bool>,
}

/// What can be said of an error of the database.
pub(crate) trait Fallible: std::error::Error {
    /// Whether the same may work when it is tried again.
    fn is_transient(&self) -> bool;
    /// Whether it says that the database was not reached.
    fn is_lost(&self) -> bool;
}

impl Patience {
    /// Waits for so long at most, each time the database goes.
    pub fn new(limit: Duration) -> Arc<Self> {
        Arc::new(Self {
            limit,
            link: watch::Sender::new(Link::Up),
            given_up: watch::Sender::new(false),
        })
    }

    /// The same for so long at most: it tells the same listeners, and ends with this one.
    pub(crate) fn of(&self, limit: Duration) -> Arc<Self> {
        let (link, given_up) = (self.link.clone(), self.given_up.clone());
        Arc::new(Self { limit, link, given_up })
    }

    /// Whether the database is reached, and news of it.
    pub fn link(&self) -> watch::Receiver<Link> {
        self.link.subscribe()
    }

    /// Waits no longer: what fails now fails. For a program that is to end.
    pub fn give_up(&self) {
        self.given_up.send_replace(true);
    }

    /// Does `work`, which can be done twice, again until it is done or it is no use.
    pub(crate) async fn retry<T, E, F>(&self, mut work: impl FnMut() -> F) -> Result<T, E>
    where
        E: Fallible,
        F: Future<Output = Result<T, E>>,
    {
        let began = Instant::now();
        let mut pause = FIRST;
        loop {
            let error = match work().await {
                Ok(done) => {
                    self.tell(Link::Up);
                    return Ok(done);
                }
                Err(error) if error.is_transient() => error,
                // It was reached, and says no.
                Err(error) => return Err(error),
            };
            if error.is_lost() {
                self.tell(Link::Down(words(&error)));
            }
            if began.elapsed() >= self.limit || self.wait(pause).await == Waited::GivenUp
            {
                return Err(error);
            }
            pause = (pause * 2).min(MOST);
        }
    }

    async fn wait(&self, pause: Duration) -> Waited {
        let mut given_up = self.given_up.subscribe();
        if *given_up.borrow() {
            return Waited::GivenUp;
        }
        // Not all at the same moment, when a server comes back.
        let pause = pause.mul_f64(0.5 + fastrand::f64());
        tokio::select! {
            () = tokio::time::sleep(pause) => Waited::Well,
            // One last try: it may be back.
            _ = given_up.changed() => Waited::Well,
        }
    }

    fn tell(&self, link: Link) {
        self.link.send_if_modified(|known| {
            let is_news = matches!(
                (&*known, &link),
                (Link::Up, Link::Down(_)) | (Link::Down(_), Link::Up)
            );
            if is_news {
                *known = link;
            }
            is_news
        });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Waited {
    Well,
    GivenUp,
}

/// An error and its causes, in a line.
fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        // Some libraries say what their cause says.
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        cause = error.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fmt;

    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Fault {
        Lost,
        InTheWay,
        Wrong,
    }

    impl fmt::Display for Fault {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{self:?}")
        }
    }

    impl std::error::Error for Fault {}

    impl Fallible for Fault {
        fn is_transient(&self) -> bool {
            *self != Self::Wrong
        }

        fn is_lost(&self) -> bool {
            *self == Self::Lost
        }
    }

    /// Fails so often with `fault`, then succeeds; gives what came of it and the tries.
    async fn after(
        patience: &Patience,
        fails: u32,
        fault: Fault,
    ) -> (Result<(), Fault>, u32) {
        let tries = Cell::new(0);
        let done = patience
            .retry(|| {
                tries.set(tries.get() + 1);
                let failed = tries.get() <= fails;
                std::future::ready(if failed { Err(fault) } else { Ok(()) })
            })
            .await;
        (done, tries.get())
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_work_again_is_tried_again_and_nothing_else() {
        let patience = Patience::new(Duration::from_secs(600));
        assert_eq!(after(&patience, 0, Fault::Lost).await, (Ok(()), 1));
        assert_eq!(after(&patience, 9, Fault::Lost).await, (Ok(()), 10));
        assert_eq!(after(&patience, 9, Fault::InTheWay).await, (Ok(()), 10));
        assert_eq!(after(&patience, 9, Fault::Wrong).await, (Err(Fault::Wrong), 1));
    }

    #[tokio::test(start_paused = true)]
    async fn patience_has_an_end() {
        let patience = Patience::new(Duration::from_secs(60));
        let began = Instant::now();
        let (done, tries) = after(&patience, 10_000, Fault::Lost).await;
        assert_eq!(done, Err(Fault::Lost));
        let waited = began.elapsed();
        assert!(waited >= Duration::from_secs(60), "{waited:?}");
        assert!((10..60).contains(&tries), "{tries} in a minute");
    }

    #[tokio::test(start_paused = true)]
    async fn who_gave_up_tries_once() {
        let patience = Patience::new(Duration::from_secs(60));
        patience.give_up();
        assert_eq!(after(&patience, 5, Fault::Lost).await, (Err(Fault::Lost), 1));
    }

    #[tokio::test(start_paused = true)]
    async fn that_the_database_goes_and_comes_is_told_once() {
        let patience = Patience::new(Duration::from_secs(600));
        let mut link = patience.link();
        let listening = tokio::spawn(async move {
            let mut told = Vec::new();
            while told.len() < 2 && link.changed().await.is_ok() {
                told.push(link.borrow_and_update().clone());
            }
            told
        });
        tokio::task::yield_now().await;
        assert_eq!(after(&patience, 6, Fault::Lost).await.1, 7);
        let told = listening.await.unwrap();
        assert_eq!(told, [Link::Down("Lost".to_owned()), Link::Up]);
    }
}

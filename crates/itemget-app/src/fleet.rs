//! Many who follow the same together, on as many machines: each by the server's clock, each
//! seen by the others, and each going on when the server was away.

mod clock;
mod heart;
mod standing;

use std::io;
use std::time::Duration;

use itemget_history::Moment;

use crate::follow::{FollowError, Follower, Mode, Quit, Round, Tally};

pub(crate) use clock::ServerClock;
pub(crate) use heart::{Body, Heart, Pulse};
pub(crate) use standing::{Standing, State, staleness, state};

/// How long to wait before going on after something went wrong with the server.
const AGAIN: Duration = Duration::from_secs(1);

/// Follows until there is a wish to quit or no use in going on; `heard` is told after each
/// round what all of them came to. What goes wrong with the server is waited out, for as
/// long as it takes.
pub(crate) async fn work(
    follower: &mut Follower,
    quit: Quit,
    heard: &mut impl FnMut(&Round, &Tally, Moment) -> io::Result<()>,
) -> Result<Tally, FollowError> {
    let mut before = Tally::default();
    loop {
        let mut all = before.clone();
        let mut hear = |round: &Round, tally: &Tally, now: Moment| {
            all = before.and(tally);
            heard(round, &all, now)
        };
        let driven = follower.drive(&Mode::Forever, quit.clone(), &mut hear).await;
        let error = match driven {
            Ok(tally) => return Ok(before.and(&tally)),
            Err(error) => error,
        };
        if !error.is_transient() || quit.borrow().is_some() {
            return Err(error);
        }
        before = all;
        tokio::time::sleep(AGAIN).await;
        // What was taken when it went wrong: nobody looks at it.
        match follower.give_back().await {
            Err(error) if !error.is_transient() => return Err(error),
            _ => {}
        }
    }
}

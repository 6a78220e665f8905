//! The way of the log's lines to the standard error: whoever says something lays it down
//! and goes on, and a thread of its own writes what has gathered. A line a write would cost
//! more than many an answer.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lines that wait to be written.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// Something came, or is in a hurry.
    came: Condvar,
    /// A batch was written.
    written: Condvar,
}

#[derive(Debug)]
struct State {
    waiting: Vec<u8>,
    /// How many lines found no room since it was last said.
    lost: u64,
    /// Whether a batch is being written.
    is_writing: bool,
    /// Whether somebody waits for the batch.
    hurries: bool,
    /// Whether a thread writes; else whoever says something does.
    is_worked: bool,
}

/// How much may wait, in bytes: what comes faster than it is taken for long is counted
/// and not kept, for a full pipe must not hold up answers.
const ROOM: usize = 16 << 20;
/// So much is written without waiting for more, in bytes.
const PLENTY: usize = 64 << 10;
/// How long the first line of a batch waits for others.
const MOMENT: Duration = Duration::from_millis(5);
/// How long the end of the program waits for what is still to be written.
const FLUSHED_WITHIN: Duration = Duration::from_secs(2);

impl Queue {
    pub(super) const fn new() -> Self {
        let state = State {
            waiting: Vec::new(),
            lost: 0,
            is_writing: false,
            hurries: false,
            is_worked: false,
        };
        Self { state: Mutex::new(state), came: Condvar::new(), written: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on lines wait for whoever calls [`work`](Self::work).
    pub(super) fn begin(&self) {
        self.state().is_worked = true;
    }

    /// Takes a line, or writes it at once where nobody else does.
    fn take(&self, line: &[u8], direct: &mut impl Write) -> io::Result<()> {
        let mut state = self.state();
        if !state.is_worked {
            return direct.write_all(line);
        }
        if state.waiting.len() + line.len() > ROOM {
            state.lost += 1;
            return Ok(());
        }
        let before = state.waiting.len();
        state.waiting.extend_from_slice(line);
        let is_plenty = before < PLENTY && state.waiting.len() >= PLENTY;
        drop(state);
        if before == 0 || is_plenty {
            self.came.notify_one();
        }
        Ok(())
    }

    /// Writes what comes, batch by batch, until it is over; `lost` is told how many lines
    /// found no room.
    pub(super) fn work(&self, to: &mut impl Write, lost: impl Fn(u64)) {
        let mut batch = Vec::new();
        while let Some(missing) = self.next(&mut batch) {
            // Where a log cannot be written there is nowhere to say so, and what the
            // service is there for goes on.
            drop(to.write_all(&batch));
            batch.clear();
            self.state().is_writing = false;
            self.written.notify_all();
            if missing > 0 {
                lost(missing);
            }
        }
    }

    /// Waits for a batch, and how many lines are missing before it; none when it is over.
    fn next(&self, batch: &mut Vec<u8>) -> Option<u64> {
        let state = self.state();
        let mut state = self
            .came
            .wait_while(state, |it| it.waiting.is_empty() && it.is_worked)
            .unwrap_or_else(PoisonError::into_inner);
        if state.waiting.is_empty() {
            return None;
        }
        let gathers =
            |it: &mut State| it.waiting.len() < PLENTY && !it.hurries && it.is_worked;
        let waited = self.came.wait_timeout_while(state, MOMENT, gathers);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
        std::mem::swap(&mut state.waiting, batch);
        state.is_writing = true;
        Some(std::mem::take(&mut state.lost))
    }

    /// Waits until all that was said is written, within bounds: a pipe that nobody reads
    /// from holds up no end.
    pub(super) fn flush(&self) {
        let mut state = self.state();
        if !state.is_worked {
            return;
        }
        state.hurries = true;
        self.came.notify_one();
        let is_under_way = |it: &mut State| !it.waiting.is_empty() || it.is_writing;
        let waited = self.written.wait_timeout_while(state, FLUSHED_WITHIN, is_under_way);
        waited.unwrap_or_else(PoisonError::into_inner).0.hurries = false;
    }

    /// Writes what waits; who says something from now on writes it himself.
    pub(super) fn end(&self) {
        self.flush();
        self.state().is_worked = false;
        self.came.notify_one();
    }
}

/// One who says something: each write is a whole line.
impl Write for &'static Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.take(line, &mut io::stderr())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// What is written to it, and how often.
    #[derive(Default)]
    struct Written(Vec<Vec<u8>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_said_is_written_in_its_order_and_in_batches() {
        let queue = Queue::new();
        let mut direct = Vec::new();
        queue.take(b"before\n", &mut direct).unwrap();
        assert_eq!(direct, b"before\n");
        queue.begin();
        let expected: String = (0..1000).map(|at| format!("{at}\n")).collect();
        let written = std::thread::scope(|scope| {
            let working = scope.spawn(|| {
                let mut written = Written::default();
                queue.work(&mut written, |lost| assert_eq!(lost, 0));
                written
            });
            for line in expected.split_inclusive('\n') {
                queue.take(line.as_bytes(), &mut direct).unwrap();
            }
            queue.end();
            working.join().unwrap()
        });
        assert_eq!(String::from_utf8(written.0.concat()).unwrap(), expected);
        assert!(written.0.len() < 1000, "{} writes", written.0.len());
        queue.take(b"after\n", &mut direct).unwrap();
        assert_eq!(direct, b"before\nafter\n");
    }

    #[test]
    fn what_finds_no_room_is_counted_and_said() {
        let queue = Queue::new();
        queue.begin();
        let line = vec![b'x'; ROOM / 4];
        for _ in 0..7 {
            queue.take(&line, &mut io::sink()).unwrap();
        }
        let (told, mut written) = (Cell::new(0), Written::default());
        let mut batch = Vec::new();
        assert_eq!(queue.next(&mut batch), Some(3));
        assert_eq!(batch.len(), ROOM);
        // Said once.
        queue.state().is_writing = false;
        queue.take(b"x\n", &mut io::sink()).unwrap();
        queue.state().is_worked = false;
        queue.work(&mut written, |lost| told.set(told.get() + lost));
        assert_eq!((told.get(), written.0.concat()), (0, b"x\n".to_vec()));
    }
}

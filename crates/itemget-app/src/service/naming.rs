//! The numbers of requests: what joins a client's question to a line of the log.

use std::sync::atomic::{AtomicU64, Ordering};

/// Gives each request a number that no other one has, nor one of another process.
#[derive(Debug)]
pub(crate) struct Requests {
    process: u32,
    count: AtomicU64,
}

impl Requests {
    /// Of a process that has this number by chance.
    pub(crate) fn of_process(process: u32) -> Self {
        Self { process, count: AtomicU64::new(1) }
    }

    pub(super) fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:08x}-{count}", self.process)
    }
}

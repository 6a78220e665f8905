//! The numbers of requests: what joins a client's question to a line of the log.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives each request a number that no other one has, nor one of another process.
#[derive(Debug)]
pub(crate) struct Requests {
    /// What the numbers of this process begin with.
    process: String,
    count: AtomicU64,
}

/// No number is longer: that of the process, a line, and the digits of the largest count.
const LONGEST: usize = 8 + 1 + 20;

impl Requests {
    /// Of a process that has this number by chance.
    pub(crate) fn of_process(process: u32) -> Self {
        Self { process: format!("{process:08x}-"), count: AtomicU64::new(1) }
    }

    pub(super) fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let mut number = String::with_capacity(LONGEST);
        number.push_str(&self.process);
        write!(number, "{count}").expect("a text takes whatever is written");
        number
    }
}

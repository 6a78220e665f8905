//! What this process has cost so far.

use std::time::Duration;

use crate::Failure;

/// CPU time of all threads that this process has now, in user space and kernel.
///
/// As the scheduler counts it, to the nanosecond: what `/proc/self/stat` tells is in grains
/// of 10 ms. The system's clock for it cannot be asked under valgrind, which runs this as
/// well.
pub(crate) fn cpu() -> Result<Duration, Failure> {
    let mut all = Duration::ZERO;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let said = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        all +=
            ran(&said).ok_or_else(|| format!("schedstat is not as expected: {said}"))?;
    }
    Ok(all)
}

/// How long a thread ran: the first of three numbers, in nanoseconds.
fn ran(schedstat: &str) -> Option<Duration> {
    Some(Duration::from_nanos(schedstat.split(' ').next()?.parse().ok()?))
}

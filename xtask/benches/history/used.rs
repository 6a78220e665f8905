//! What this process has cost so far.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::Failure;

/// CPU time of all threads that this process has and had, in user space and kernel.
///
/// Those of threads that have ended count as well, which `/proc/self/task` does not tell,
/// and no file is read, which would take as long as what is measured.
pub(crate) fn cpu() -> Result<Duration, Failure> {
    let taken = clock_gettime(ClockId::ProcessCPUTime);
    let whole = Duration::from_secs(u64::try_from(taken.tv_sec)?);
    Ok(whole + Duration::from_nanos(u64::try_from(taken.tv_nsec)?))
}

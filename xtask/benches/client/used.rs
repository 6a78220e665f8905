//! What this process has cost so far.

use std::time::Duration;

use crate::Failure;

/// CPU time of all threads of this process, in user space and kernel.
///
/// From `/proc/self/stat`, whose grain is 10 ms: what is measured has to take long.
pub(crate) fn cpu() -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    ticks(&stat)
        // Linux shows 100 ticks a second to programs on every machine we know.
        .map(|ticks| Duration::from_millis(ticks * 10))
        .ok_or_else(|| format!("/proc/self/stat is not as expected: {stat}").into())
}

/// User and kernel ticks: fields 14 and 15, counted behind the program's name, which may
/// hold blanks and brackets itself.
fn ticks(stat: &str) -> Option<u64> {
    let (_, behind_name) = stat.rsplit_once(") ")?;
    let mut fields = behind_name.split(' ').skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(user + kernel)
}

//! The most memory that this process ever had.

use crate::Failure;

/// In KiB.
pub(crate) fn most() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    number.ok_or_else(|| "/proc/self/status says nothing of memory".into())
}

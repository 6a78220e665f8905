//! How many files, and so connections, this process may have open at once.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Left for what is no connection: the store, pictures, the platform.
const OTHERS: u64 = 256;
/// How many connections there may be however many files may be open.
const MOST: u32 = 16_384;

/// Lets this process open as many files as it may: the usual limit is for programs that
/// watch a few, and a thousand idle connections would use it up. How many connections there
/// can be with that.
pub(super) fn connections() -> u32 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = u64::from(MOST) + OTHERS;
    let aim = maximum.map_or(wanted, |most| most.min(wanted));
    let mut now = current.unwrap_or(u64::MAX);
    if now < aim {
        let more = Rlimit { current: Some(aim), maximum };
        match setrlimit(Resource::Nofile, more) {
            Ok(()) => now = aim,
            Err(error) => tracing::warn!(%error, "no more than {now} files may be open"),
        }
    }
    within(now)
}

/// How many connections there can be where so many files may be open.
fn within(files: u64) -> u32 {
    let connections = files.saturating_sub(OTHERS).max(files / 2).max(1);
    u32::try_from(connections).unwrap_or(MOST).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_room_for_the_store() {
        for (files, expected) in
            [(0, 1), (100, 50), (1024, 768), (20_000, MOST), (u64::MAX, MOST)]
        {
            assert_eq!(within(files), expected, "{files}");
        }
    }

    #[test]
    fn there_are_never_fewer_than_before() {
        let before = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        let connections = connections();
        assert!(connections >= within(before), "{connections} of {before}");
        assert!(getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX) >= before);
    }
}

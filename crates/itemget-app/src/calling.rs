//! What a run of calls may draw on: kept answers, a recording, a number of calls.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use itemget::CachePolicy;

/// How old an answer may be that costs no call, where a program, or an assistant, does not
/// say.
pub(crate) const MAX_AGE: Duration = Duration::from_secs(15 * 60);

/// What calls may draw on, and what becomes of their answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Calling {
    /// Whether answers are kept.
    pub(crate) keep: Keep,
    /// What may be given instead of a call.
    pub(crate) policy: CachePolicy,
    /// The folder that exchanges are recorded in.
    pub(crate) record: Option<PathBuf>,
    /// The folder that is answered from, instead of the network.
    pub(crate) replay: Option<PathBuf>,
    /// How many calls may be made in all.
    pub(crate) max_calls: Option<u64>,
    /// Whether the next day is waited for, when a day's calls are spent.
    pub(crate) waits: bool,
    /// Whether windows are counted from each answer: never exceeded, whatever the network
    /// does, and less of the quota used.
    pub(crate) strict: bool,
    /// How the sandbox inside the program is asked, where that answers.
    pub(crate) sandbox: SandboxWay,
}

/// How the sandbox inside the program is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SandboxWay {
    /// Over the network, as the platform is.
    #[default]
    Sockets,
    /// Its answers are handed over: a year of looks would otherwise be carried through
    /// the machine's loopback for most of the time it takes.
    Handed,
}

/// Whether answers are kept on disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Those of the platform are. What answers on this machine is a sandbox: it costs
    /// nothing, its time can be set, and each start of it may be another world, so that
    /// kept answers would only be wrong ones.
    #[default]
    OfThePlatform,
    /// They are, whoever answers: it was asked for.
    Always,
    Never,
}

impl Calling {
    /// Whether answers are kept when it is `here`, on this machine, that they come from.
    pub(crate) fn keeps(&self, here: bool) -> bool {
        match self.keep {
            // What is replayed is kept already.
            _ if self.replay.is_some() => false,
            Keep::Always => true,
            Keep::OfThePlatform => !here,
            Keep::Never => false,
        }
    }
}

/// An age: `90s`, `15m`, `2h`, `7d`, or `0`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Age(pub(crate) Duration);

/// A text that should be an age and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("90s, 15m, 2h, 7d")]
pub(crate) struct ParseAgeError;

impl FromStr for Age {
    type Err = ParseAgeError;

    fn from_str(text: &str) -> Result<Self, ParseAgeError> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let number: u64 = number.parse().ok().ok_or(ParseAgeError)?;
        let seconds = match unit {
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3600,
            "d" => 86_400,
            "" if number == 0 => 1,
            _ => return Err(ParseAgeError),
        };
        let seconds = number.checked_mul(seconds).ok_or(ParseAgeError)?;
        Ok(Self(Duration::from_secs(seconds)))
    }
}

/// A number of bytes: `512MB`, `2GB`, `1048576`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByteSize(pub(crate) u64);

/// A text that should be a number of bytes and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no size: a size is `512MB` or `2GB`")]
pub(crate) struct ParseByteSizeError {
    pub(crate) text: String,
}

impl FromStr for ByteSize {
    type Err = ParseByteSizeError;

    fn from_str(text: &str) -> Result<Self, ParseByteSizeError> {
        let bad = || ParseByteSizeError { text: text.chars().take(40).collect() };
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let number: u64 = number.parse().ok().ok_or_else(bad)?;
        let factor = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" | "kib" => 1 << 10,
            "m" | "mb" | "mib" => 1 << 20,
            "g" | "gb" | "gib" => 1 << 30,
            _ => return Err(bad()),
        };
        number.checked_mul(factor).map(Self).ok_or_else(bad)
    }
}

impl ByteSize {
    /// The size with its unit.
    pub(crate) fn words(self) -> String {
        let bytes = u128::from(self.0);
        for (unit, name) in [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")] {
            if bytes >= unit {
                let tenths = bytes * 10 / unit;
                return format!("{}.{} {name}", tenths / 10, tenths % 10);
            }
        }
        format!("{} B", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_says_its_unit() {
        for (text, seconds) in [
            ("0", Some(0)),
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("15min", Some(900)),
            ("2h", Some(7200)),
            ("7d", Some(604_800)),
            ("15", None),
            ("", None),
            ("-1s", None),
            ("1.5h", None),
            ("99999999999999999999s", None),
            ("9999999999999999999d", None),
        ] {
            let found = text.parse::<Age>().ok().map(|age| age.0.as_secs());
            assert_eq!(found, seconds, "{text:?}");
        }
    }

    #[test]
    fn a_size_is_read_and_said() {
        for (text, bytes, words) in [
            ("512MB", 512 << 20, "512.0 MB"),
            ("2 GB", 2 << 30, "2.0 GB"),
            ("1536k", 1536 << 10, "1.5 MB"),
            ("17", 17, "17 B"),
        ] {
            let size: ByteSize = text.parse().unwrap();
            assert_eq!((size.0, size.words().as_str()), (bytes, words), "{text}");
        }
        for text in ["", "MB", "5 parsecs", "-1MB", "99999999999GB"] {
            assert!(text.parse::<ByteSize>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn answers_of_this_machine_are_kept_only_when_asked_for() {
        let keep = |keep| Calling { keep, ..Calling::default() };
        for (calling, platform, here) in [
            (keep(Keep::OfThePlatform), true, false),
            (keep(Keep::Always), true, true),
            (keep(Keep::Never), false, false),
            (Calling { replay: Some("r".into()), ..keep(Keep::Always) }, false, false),
        ] {
            let keeps = (calling.keeps(false), calling.keeps(true));
            assert_eq!(keeps, (platform, here), "{calling:?}");
        }
    }
}

//! Moments for people: the time where they are, and how far from now it is.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::lang::Lang;

/// `2026-12-23 17:20 UTC (in 30 days)`.
pub(crate) fn moment(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let (local, distance) = (local(at, &TimeZone::system()), distance(at, now, lang));
    lang.pick(format!("{local} ({distance})"), format!("{local}（{distance}）"))
}

/// The time in a zone, with the zone's name.
pub(crate) fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// How far a moment is from now: `in 30 days`, `5 minutes ago`. Rounded down: what is left
/// is never told to be more than it is.
pub(crate) fn distance(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    let seconds = at.as_second() - now.as_second();
    let length = length(seconds.unsigned_abs(), lang);
    match (seconds, lang) {
        (0.., Lang::En) => format!("in {length}"),
        (_, Lang::En) => format!("{length} ago"),
        (0.., Lang::Zh) => format!("{length}后"),
        (_, Lang::Zh) => format!("{length}前"),
    }
}

fn length(seconds: u64, lang: Lang) -> String {
    let (number, one, many, zh) = match seconds {
        0..60 => (seconds, "second", "seconds", "秒"),
        60..3600 => (seconds / 60, "minute", "minutes", "分钟"),
        3600..172_800 => (seconds / 3600, "hour", "hours", "小时"),
        _ => (seconds / 86_400, "day", "days", "天"),
    };
    match lang {
        Lang::En => format!("{number} {}", if number == 1 { one } else { many }),
        Lang::Zh => format!("{number} {zh}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_as_far_as_it_is() {
        let now: Timestamp = "2026-11-23T17:20:27Z".parse().unwrap();
        for (at, en, zh) in [
            ("2026-12-23T17:20:27Z", "in 30 days", "30 天后"),
            ("2026-12-23T17:20:26Z", "in 29 days", "29 天后"),
            ("2026-11-25T17:20:26Z", "in 47 hours", "47 小时后"),
            ("2026-11-23T17:21:27Z", "in 1 minute", "1 分钟后"),
            ("2026-11-23T17:20:27Z", "in 0 seconds", "0 秒后"),
            ("2026-11-23T16:20:27Z", "1 hour ago", "1 小时前"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(distance(at, now, Lang::En), en);
            assert_eq!(distance(at, now, Lang::Zh), zh);
        }
        let beijing = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(local(now, &beijing), "2026-11-24 01:20 +08");
    }
}

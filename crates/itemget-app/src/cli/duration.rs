//! Lengths of time as people say them: two figures that count, no more.

use std::time::Duration;

use crate::lang::Lang;

/// `3.2 days`, `2 hours`, `45 s`.
pub(super) fn words(duration: Duration, lang: Lang) -> String {
    let seconds = duration.as_secs_f64();
    for (unit, en, zh) in [(86_400.0, "days", "天"), (3600.0, "hours", "小时")] {
        if seconds >= unit * 1.95 || (unit > 5000.0 && seconds >= unit) {
            return match lang {
                Lang::En => format!("{} {en}", short(seconds / unit)),
                Lang::Zh => format!("{} {zh}", short(seconds / unit)),
            };
        }
    }
    match (lang, seconds) {
        (Lang::En, 120.0..) => format!("{} min", short(seconds / 60.0)),
        (Lang::Zh, 120.0..) => format!("{} 分钟", short(seconds / 60.0)),
        (Lang::En, _) => format!("{} s", short(seconds)),
        (Lang::Zh, _) => format!("{} 秒", short(seconds)),
    }
}

/// At most one figure behind the point, and that below ten only.
fn short(number: f64) -> String {
    let text = match number < 9.95 {
        true => format!("{number:.1}"),
        false => format!("{number:.0}"),
    };
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_said_in_its_own_unit() {
        for (seconds, en, zh) in [
            (0.0, "0 s", "0 秒"),
            (0.24, "0.2 s", "0.2 秒"),
            (45.0, "45 s", "45 秒"),
            (119.0, "119 s", "119 秒"),
            (125.0, "2.1 min", "2.1 分钟"),
            (5400.0, "90 min", "90 分钟"),
            (7200.0, "2 hours", "2 小时"),
            (86_399.0, "24 hours", "24 小时"),
            (276_480.0, "3.2 days", "3.2 天"),
            (1e9, "11574 days", "11574 天"),
        ] {
            let duration = Duration::from_secs_f64(seconds);
            assert_eq!(words(duration, Lang::En), en);
            assert_eq!(words(duration, Lang::Zh), zh);
        }
    }
}

//! Values as pages show them: ages, prices, and where a price is in its range.

use itemget_history::{Figure, Moment, Told};
use jiff::Timestamp;

use crate::lang::Lang;
use crate::told;

/// A moment: how long ago it was, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Age {
    /// `5 min`, `3 h`, `12 d`.
    pub(super) text: String,
    /// For programs and for who points at it.
    pub(super) iso: String,
}

impl Age {
    pub(super) fn of(at: Moment, now: Moment, lang: Lang) -> Self {
        let seconds = now.seconds() - at.seconds();
        let (number, en, zh) = match seconds.unsigned_abs() {
            it @ 0..60 => (it, "s", "秒"),
            it @ 60..3600 => (it / 60, "min", "分钟"),
            it @ 3600..172_800 => (it / 3600, "h", "小时"),
            it => (it / 86_400, "d", "天"),
        };
        let text = match (seconds >= 0, lang) {
            (true, Lang::En) => format!("{number} {en} ago"),
            (false, Lang::En) => format!("in {number} {en}"),
            (true, Lang::Zh) => format!("{number} {zh}前"),
            (false, Lang::Zh) => format!("{number} {zh}后"),
        };
        Self { text, iso: Timestamp::from(at).to_string() }
    }
}

/// A number or why there is none, and how that is to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// The number alone.
    pub(super) text: String,
    /// What it is in.
    pub(super) unit: String,
    /// `value`, `absent` or `unknown`.
    pub(super) class: &'static str,
}

impl Value {
    pub(super) fn of(told: Option<&Told>, lang: Lang) -> Self {
        let (class, unit) = match told {
            Some(Told::Value(figure)) => {
                ("value", figure.currency.map(|it| it.to_string()).unwrap_or_default())
            }
            Some(Told::Absent { .. }) => ("absent", String::new()),
            Some(Told::NotObserved { .. }) | None => ("unknown", String::new()),
        };
        let text = match told {
            Some(Told::Value(figure)) => amount(figure),
            other => told::told(other, lang),
        };
        Self { text, unit, class }
    }
}

/// A number without its currency, with commas between its thousands.
pub(super) fn amount(figure: &Figure) -> String {
    let text = Figure { currency: None, ..*figure }.to_string();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[..digits].parse() {
        Ok(whole) => format!("{}{}", crate::plain::thousands(whole), &text[digits..]),
        Err(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use itemget::Bound;

    use super::*;

    #[test]
    fn an_age_is_rounded_down_and_knows_before_from_after() {
        let now = Moment::from_seconds(1_790_000_000);
        for (seconds, en, zh) in [
            (0, "0 s ago", "0 秒前"),
            (59, "59 s ago", "59 秒前"),
            (3599, "59 min ago", "59 分钟前"),
            (172_799, "47 h ago", "47 小时前"),
            (172_800, "2 d ago", "2 天前"),
            (-7200, "in 2 h", "2 小时后"),
        ] {
            let at = Moment::from_seconds(now.seconds() - seconds);
            assert_eq!(Age::of(at, now, Lang::En).text, en);
            assert_eq!(Age::of(at, now, Lang::Zh).text, zh);
        }
    }

    #[test]
    fn thousands_have_commas_and_a_lower_bound_keeps_its_plus() {
        for (text, bound, expected) in [
            ("1234.5", Bound::Exact, "1,234.5"),
            ("5000", Bound::AtLeast, "5,000+"),
            ("0.5", Bound::Exact, "0.5"),
        ] {
            let figure = Figure::new(text.parse().unwrap(), None, bound);
            assert_eq!(amount(&figure), expected);
        }
    }
}

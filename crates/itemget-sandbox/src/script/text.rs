//! Faults as text: `limited*2 ban=1`, `truncated method=aliexpress.ds.product.get`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::fault::{Fault, FaultKind};

/// The forms a fault can be written in, for messages and `--help`.
const FORMS: &str = "limited ban=1, app-limited ban=60, slow ms=500, reset-before, \
    reset-after, truncated, html, wrong-types, http status=503, expired-token, \
    skewed-clock seconds=10800, isp, refused code=ServiceUnavailable, \
    flat code=IllegalAccessToken, bad-signature, no-permission, empty, partial, no-images, \
    numeric-ids, simplified, without field=shop_url, new-fields, broken-json, empty-body, \
    stalled, stalled-body; \
    each with *N or *always, and method=API";

/// A text that is no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no fault: {what}")]
pub struct ParseFaultError {
    text: String,
    what: String,
}

impl ParseFaultError {
    /// The forms a fault can be written in.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        FORMS
    }
}

impl FromStr for Fault {
    type Err = ParseFaultError;

    /// Reads `KIND[*N|*always] [name=value]…`:
    ///
    /// ```text
    /// limited*2 ban=1          app-limited ban=3600      slow ms=500
    /// reset-before             reset-after               truncated
    /// html                     wrong-types               http status=503
    /// expired-token            skewed-clock seconds=10800
    /// isp                      refused code=ServiceUnavailable
    /// bad-signature            no-permission             flat code=IllegalAccessToken
    /// empty                    partial                   simplified
    /// no-images                numeric-ids               without field=shop_url
    /// new-fields               broken-json               empty-body
    /// stalled                  stalled-body
    /// ```
    ///
    /// Each may have `method=aliexpress.ds.product.get`. Without a number it comes once.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let failed = |what: String| ParseFaultError { text: text.to_owned(), what };
        let mut words = text.split_ascii_whitespace();
        let first = words.next().ok_or_else(|| failed("it is empty".to_owned()))?;
        let (kind, count) = first.split_once('*').unwrap_or((first, "1"));
        let times = match count {
            "always" => None,
            count => match count.parse::<u32>() {
                Ok(times) if times > 0 => Some(times),
                _ => return Err(failed(format!("`{count}` is no count"))),
            },
        };
        let mut method = None;
        let mut option = None;
        for word in words {
            match word.split_once('=') {
                Some(("method", api)) if !api.is_empty() => method = Some(api.to_owned()),
                Some(named) if option.is_none() => option = Some(named),
                _ => return Err(failed(format!("`{word}` has no meaning here"))),
            }
        }
        let kind = kind_of(kind, option).map_err(failed)?;
        Ok(Self { kind, times, method })
    }
}

fn kind_of(kind: &str, option: Option<(&str, &str)>) -> Result<FaultKind, String> {
    fn number<T: FromStr>(value: &str) -> Result<T, String> {
        value.parse().ok().ok_or_else(|| format!("`{value}` is no fitting number"))
    }
    Ok(match (kind, option) {
        ("limited", None) => FaultKind::Limited { ban_seconds: 1 },
        ("limited", Some(("ban", value))) => {
            FaultKind::Limited { ban_seconds: number(value)? }
        }
        ("app-limited", None) => FaultKind::AppLimited { ban_seconds: 1 },
        ("app-limited", Some(("ban", value))) => {
            FaultKind::AppLimited { ban_seconds: number(value)? }
        }
        ("slow", None) => FaultKind::Slow(Duration::from_millis(500)),
        ("slow", Some(("ms", value))) => {
            FaultKind::Slow(Duration::from_millis(number::<u32>(value)?.into()))
        }
        ("reset-before", None) => FaultKind::ResetBefore,
        ("reset-after", None) => FaultKind::ResetAfter,
        ("truncated", None) => FaultKind::Truncated,
        ("html", None) => FaultKind::Html,
        ("wrong-types", None) => FaultKind::WrongTypes,
        ("http", None) => FaultKind::Http(503),
        ("http", Some(("status", value))) => match number(value)? {
            status @ 400..=599 => FaultKind::Http(status),
            other => return Err(format!("`{other}` is not a status from 400 to 599")),
        },
        ("expired-token", None) => FaultKind::ExpiredToken,
        ("skewed-clock", None) => FaultKind::SkewedClock { seconds: 10_800 },
        ("skewed-clock", Some(("seconds", value))) => {
            FaultKind::SkewedClock { seconds: number::<i32>(value)?.into() }
        }
        ("isp", None) => FaultKind::Isp,
        ("bad-signature", None) => FaultKind::BadSignature,
        ("no-permission", None) => FaultKind::NoPermission,
        ("empty", None) => FaultKind::Empty,
        ("partial", None) => FaultKind::Partial,
        ("no-images", None) => FaultKind::NoImages,
        ("numeric-ids", None) => FaultKind::NumericIds,
        ("simplified", None) => FaultKind::Simplified,
        ("new-fields", None) => FaultKind::NewFields,
        ("broken-json", None) => FaultKind::BrokenJson,
        ("empty-body", None) => FaultKind::EmptyBody,
        ("stalled", None) => FaultKind::Stalled,
        ("stalled-body", None) => FaultKind::StalledBody,
        ("flat", Some(("code", code))) if !code.is_empty() => {
            FaultKind::Flat { code: code.to_owned() }
        }
        ("without", Some(("field", field))) if !field.is_empty() => {
            FaultKind::Without { field: field.to_owned() }
        }
        ("refused", Some(("code", code))) if !code.is_empty() => {
            FaultKind::Refused { code: code.to_owned() }
        }
        ("refused" | "flat", None) => return Err("it needs `code=…`".to_owned()),
        ("without", None) => return Err("it needs `field=…`".to_owned()),
        (kind, Some((name, _))) => return Err(format!("`{kind}` has no `{name}`")),
        (kind, None) => return Err(format!("nothing is called `{kind}`")),
    })
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        match self.times {
            None => f.write_str("*always")?,
            Some(1) => {}
            Some(times) => write!(f, "*{times}")?,
        }
        match &self.kind {
            FaultKind::Limited { ban_seconds }
            | FaultKind::AppLimited { ban_seconds } => {
                write!(f, " ban={ban_seconds}")?;
            }
            FaultKind::Slow(by) => write!(f, " ms={}", by.as_millis())?,
            FaultKind::Http(status) => write!(f, " status={status}")?,
            FaultKind::SkewedClock { seconds } => write!(f, " seconds={seconds}")?,
            FaultKind::Refused { code } | FaultKind::Flat { code } => {
                write!(f, " code={code}")?;
            }
            FaultKind::Without { field } => write!(f, " field={field}")?,
            _ => {}
        }
        match &self.method {
            Some(method) => write!(f, " method={method}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::known::{OTHER_FAULTS, PEER_FAULTS};

    #[test]
    fn faults_are_read_and_written() {
        for (text, written) in [
            ("limited*2 ban=3", "limited*2 ban=3"),
            ("limited", "limited ban=1"),
            ("app-limited ban=60", "app-limited ban=60"),
            ("slow ms=20", "slow ms=20"),
            ("reset-before", "reset-before"),
            ("reset-after*always", "reset-after*always"),
            ("truncated method=a.b", "truncated method=a.b"),
            ("html*3 method=/auth/token/refresh", "html*3 method=/auth/token/refresh"),
            ("wrong-types", "wrong-types"),
            ("http status=429", "http status=429"),
            ("expired-token", "expired-token"),
            ("skewed-clock seconds=-9000", "skewed-clock seconds=-9000"),
            ("isp", "isp"),
            ("refused code=SystemError", "refused code=SystemError"),
        ] {
            let fault = text.parse::<Fault>().unwrap();
            assert_eq!(fault.to_string(), written);
            assert_eq!(written.parse::<Fault>().unwrap(), fault);
        }
    }

    #[test]
    fn every_known_fault_is_read_and_written_as_it_stands() {
        for known in PEER_FAULTS.iter().chain(OTHER_FAULTS) {
            let fault = known.script.parse::<Fault>().unwrap();
            assert_eq!(fault.to_string(), known.script, "{}", known.name);
        }
    }

    #[test]
    fn what_is_no_fault_says_what_would_be() {
        for (text, what) in [
            ("", "it is empty"),
            ("burning", "nothing is called `burning`"),
            ("limited*0", "`0` is no count"),
            ("limited*x", "`x` is no count"),
            ("limited ban=x", "`x` is no fitting number"),
            ("limited ms=1", "`limited` has no `ms`"),
            ("http status=200", "`200` is not a status"),
            ("slow ms=1 ms=2", "`ms=2` has no meaning here"),
            ("refused", "it needs `code=…`"),
            ("flat", "it needs `code=…`"),
            ("without", "it needs `field=…`"),
            ("empty code=1", "`empty` has no `code`"),
            ("isp loud", "`loud` has no meaning here"),
        ] {
            let error = text.parse::<Fault>().unwrap_err();
            assert!(error.to_string().contains(what), "{text}: {error}");
            assert!(error.hint().contains("reset-after"), "{text}: {error}");
        }
    }
}

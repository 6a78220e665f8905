//! An event as a line of JSON: when, how grave, what was said, and each field by its name.
//! Written straight to the line: a service that answers from memory writes more log than
//! anything else.

use std::cell::RefCell;
use std::fmt::{self, Write as _};

use itemget::{Clock as _, SystemClock};
use jiff::Timestamp;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Lines of JSON.
#[derive(Debug, Clone, Copy)]
pub(super) struct JsonLines;

thread_local! {
    /// Where a thread lays its lines out.
    static LINE: RefCell<Line> = RefCell::default();
}

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut to: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        LINE.with(|line| match line.try_borrow_mut() {
            Ok(mut line) => line.write(event, &mut to),
            // A value that says something itself while it is laid out.
            Err(_taken) => Line::default().write(event, &mut to),
        })
    }
}

/// A line that is laid out, and what is of use for the next one.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// Where values are laid out that are no text by themselves.
    said: String,
    /// Whether a value would not be laid out.
    is_broken: bool,
    /// The second of the last line, and how it is written.
    second: Option<(i64, String)>,
}

impl Line {
    fn write(&mut self, event: &Event<'_>, to: &mut Writer<'_>) -> fmt::Result {
        self.lay_out(event, SystemClock.now())?;
        to.write_str(&self.text)
    }

    fn lay_out(&mut self, event: &Event<'_>, now: Timestamp) -> fmt::Result {
        self.is_broken = false;
        self.text.clear();
        self.text.push_str("{\"timestamp\":\"");
        self.time(now)?;
        self.text.push_str("\",\"level\":\"");
        self.text.push_str(event.metadata().level().as_str());
        self.text.push('"');
        event.record(self);
        self.text.push_str("}\n");
        if self.is_broken { Err(fmt::Error) } else { Ok(()) }
    }

    /// Of lines in one second, all but the last part of the time is the same.
    fn time(&mut self, now: Timestamp) -> fmt::Result {
        let (of, part) = (now.as_second(), now.subsec_microsecond());
        if self.second.as_ref().is_none_or(|(second, _)| *second != of) {
            let shown = now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
            self.second = Some((of, shown));
        }
        let shown = self.second.as_ref().map(|(_, shown)| shown.as_str());
        self.text.push_str(shown.unwrap_or_default());
        write!(self.text, ".{part:06}Z")
    }

    fn text(&mut self, field: &Field, value: &str) {
        self.add(field, |line| {
            quoted(line, value);
            Ok(())
        });
    }

    fn add(&mut self, field: &Field, value: impl FnOnce(&mut String) -> fmt::Result) {
        let line = &mut self.text;
        line.push(',');
        quoted(line, field.name());
        line.push(':');
        self.is_broken |= value(line).is_err();
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, |line| write!(line, "{value}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, |line| write!(line, "{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, |line| write!(line, "{value}"));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no word for what is no number.
        match value.is_finite() {
            true => self.add(field, |line| write!(line, "{value}")),
            false => self.add(field, |line| {
                line.push_str("null");
                Ok(())
            }),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut said = std::mem::take(&mut self.said);
        said.clear();
        let laid_out = write!(said, "{value:?}");
        self.text(field, &said);
        self.said = said;
        self.is_broken |= laid_out.is_err();
    }
}

/// A text as JSON has it.
fn quoted(line: &mut String, text: &str) {
    // Looked through to the end, which is done many bytes at a time.
    let needs_more = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    let is_plain = !text.bytes().fold(false, |found, byte| found | needs_more(byte));
    if is_plain {
        line.push('"');
        line.push_str(text);
        line.push('"');
        return;
    }
    line.push_str(&serde_json::to_string(text).expect("a text can be written as JSON"));
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Said(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Said {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_time_is_written_whole_in_each_line() {
        let mut line = Line::default();
        for (at, expected) in [
            ("2026-11-29T04:09:33.853771364Z", "2026-11-29T04:09:33.853771Z"),
            ("2026-11-29T04:09:33Z", "2026-11-29T04:09:33.000000Z"),
            ("2026-11-29T04:09:34.000001Z", "2026-11-29T04:09:34.000001Z"),
            ("2026-11-29T04:09:33.9Z", "2026-11-29T04:09:33.900000Z"),
        ] {
            line.text.clear();
            line.time(at.parse().unwrap()).unwrap();
            assert_eq!(line.text, expected);
        }
    }

    #[test]
    fn an_event_is_a_line_that_programs_read() {
        let said = Said::default();
        let to = said.clone();
        let log = tracing_subscriber::fmt()
            .with_writer(move || to.clone())
            .event_format(JsonLines)
            .finish();
        let (nasty, code) = ("a \"b\" \\ \n \u{7} 商品", Option::<&str>::None);
        let method = http::Method::GET;
        tracing::subscriber::with_default(log, || {
            tracing::info!(
                nasty, %method, status = 200_u16, less = -1, share = 0.5,
                none = f64::NAN, is_well = true, code, "answered"
            );
            tracing::error!(cause = ?Some("x"), "failed");
        });
        let text = String::from_utf8(said.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let [one, other] = &lines[..] else { panic!("{text}") };
        for (name, expected) in [
            ("level", serde_json::json!("INFO")),
            ("message", "answered".into()),
            ("nasty", nasty.into()),
            ("method", "GET".into()),
            ("status", 200.into()),
            ("less", (-1).into()),
            ("share", 0.5.into()),
            ("none", serde_json::Value::Null),
            ("is_well", true.into()),
        ] {
            assert_eq!(one.get(name), Some(&expected), "{name}: {text}");
        }
        assert_eq!(one.get("code"), None);
        let when = one["timestamp"].as_str().unwrap();
        assert!(when.parse::<Timestamp>().is_ok(), "{when}");
        assert_eq!(
            (&other["level"], &other["cause"]),
            (&"ERROR".into(), &"Some(\"x\")".into())
        );
    }
}

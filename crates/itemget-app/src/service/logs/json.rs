//! An event as a line of JSON: when, how grave, what was said, and each field by its name.
//! Written straight to the line: a service that answers from memory writes more log than
//! anything else.

use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Lines of JSON.
#[derive(Debug, Clone, Copy)]
pub(super) struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        line.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut line)?;
        line.write_str("\",\"level\":\"")?;
        line.write_str(event.metadata().level().as_str())?;
        line.write_char('"')?;
        let mut fields = Fields { line, said: String::new(), ended: Ok(()) };
        event.record(&mut fields);
        fields.ended?;
        fields.line.write_str("}\n")
    }
}

/// The fields of an event, one after the other.
struct Fields<'a> {
    line: Writer<'a>,
    /// Where values are laid out that are no text by themselves.
    said: String,
    ended: fmt::Result,
}

impl Fields<'_> {
    fn text(&mut self, field: &Field, value: &str) {
        self.add(field, |line| quoted(line, value));
    }

    fn add(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        let line = &mut self.line;
        let added = line
            .write_char(',')
            .and_then(|()| quoted(line, field.name()))
            .and_then(|()| line.write_char(':'))
            .and_then(|()| value(line));
        self.ended = self.ended.and(added);
    }
}

impl Visit for Fields<'_> {
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
            false => self.add(field, |line| line.write_str("null")),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut said = std::mem::take(&mut self.said);
        said.clear();
        let laid_out = write!(said, "{value:?}");
        self.text(field, &said);
        self.said = said;
        self.ended = self.ended.and(laid_out);
    }
}

/// A text as JSON has it.
fn quoted(line: &mut Writer<'_>, text: &str) -> fmt::Result {
    let is_plain = text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
    if is_plain {
        line.write_char('"')?;
        line.write_str(text)?;
        return line.write_char('"');
    }
    let text = serde_json::to_string(text).map_err(|_unreachable| fmt::Error)?;
    line.write_str(&text)
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
        assert!(when.parse::<jiff::Timestamp>().is_ok(), "{when}");
        assert_eq!(
            (&other["level"], &other["cause"]),
            (&"ERROR".into(), &"Some(\"x\")".into())
        );
    }
}

//! Keeps all that is traced while it listens, as text: for tests that look for what must
//! stand there and for what must not.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Clones keep the same text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorder {
    text: Arc<Mutex<String>>,
    next: Arc<AtomicU64>,
}

impl Recorder {
    /// Everything so far, a field a line.
    pub(crate) fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

struct Lines<'a>(&'a mut String);

impl Visit for Lines<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("itemget")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.text.lock().unwrap();
        writeln!(text, "span {}", span.metadata().name()).unwrap();
        span.record(&mut Lines(&mut text));
        Id::from_u64(self.next.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Lines(&mut self.text.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Lines(&mut self.text.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

//! One cell of the matrix: a call meets a fault, and everything that came of it is looked
//! at.

use itemget::{Error, ErrorKind};
use itemget_sandbox::Entry;
use serde_json::Value;
use tracing::instrument::WithSubscriber as _;

use super::calls::{Row, Sent};
use super::faults::{Ends, Fault, How};
use crate::recorder::Recorder;
use crate::server::{Act, Server};
use crate::surface::whole;
use crate::world::World;

/// What a cell has come to.
pub(super) struct Cell {
    name: String,
    expected: Ends,
    found: Ends,
    requests: usize,
    sent: Sent,
    /// What was sent to the client, where that is known byte for byte.
    body: Option<Vec<u8>>,
    /// The answer that comes where nothing goes wrong.
    unharmed: Option<Value>,
    /// The sandbox's: its answers hold links to itself.
    address: String,
    trace: String,
    journal: String,
    secrets: Vec<String>,
}

/// What a failure is in a few words: `refused Throttled`, `status 503`.
pub(super) fn told(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Refused(refusal) => format!("refused {:?}", refusal.cause),
        ErrorKind::Transport(error) => format!("transport {:?}", error.kind),
        ErrorKind::Status { status, .. } => format!("status {status}"),
        ErrorKind::Unreadable(_) => "unreadable".to_owned(),
        other => format!("{other:?}"),
    }
}

impl Cell {
    /// Lets the call meet the fault.
    pub(super) async fn play(row: &Row, fault: &Fault) -> Self {
        let script = match fault.how {
            How::Script(script) => script,
            How::Answer(_) => "",
        };
        let world = World::with_faults(script).await;
        let code = world.sandbox.open_code();
        let (server, body) = match &fault.how {
            How::Script(_) => (None, None),
            How::Answer(answer) => {
                let (bytes, body) = answer();
                let acts = vec![Act::Send(bytes); 8];
                (Some(Server::start(acts).await), Some(body))
            }
        };
        let client = match &server {
            Some(server) => world.client().with_endpoints(server.url()),
            None => world.client(),
        };
        let client = client.build().unwrap();
        let recorder = Recorder::default();
        let sent = (row.send)(&client, &code).with_subscriber(recorder.clone()).await;
        let (attempts, told) = match &sent.result {
            Ok(answer) => (answer.attempts, "fine".to_owned()),
            Err(error) => (error.attempts(), told(error)),
        };
        let pauses = world.clock.pauses();
        let entries = world.sandbox.journal().entries();
        let requests = match &server {
            Some(server) => server.received().len(),
            None => entries.len(),
        };
        Self {
            name: format!("{} x {}", row.method, fault.name),
            expected: fault.ends(row),
            found: Ends { attempts, pauses, told },
            requests,
            unharmed: unharmed(row, &sent).await,
            address: world.sandbox.address().to_string(),
            sent,
            body,
            trace: recorder.text(),
            journal: format!("{entries:?}"),
            secrets: secrets(&world, code, &entries),
        }
    }

    /// All that is not as it should be.
    pub(super) fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.found.attempts != self.expected.attempts
            || self.found.pauses != self.expected.pauses
            || !self.ends_well()
        {
            wrong.push(format!("{:?}, not {:?}", self.found, self.expected));
        }
        if self.requests != usize::try_from(self.found.attempts).unwrap() {
            wrong.push(format!("{} requests came", self.requests));
        }
        wrong.extend(self.lost());
        wrong.extend(self.shown_secrets());
        wrong.into_iter().map(|what| format!("{}: {what}", self.name)).collect()
    }

    fn ends_well(&self) -> bool {
        match self.expected.told.as_str() {
            // What cannot be read is said, be it for parts or for the whole.
            "not silent" => match &self.sent.result {
                Ok(answer) => answer.printed.contains("Unread {"),
                Err(_) => self.found.told == "unreadable",
            },
            // Read, though it is not what comes as a rule: `lost` sees to the body.
            "changed" => self.found.told == "fine",
            "no answer of something" => {
                ["fine", "refused"].iter().any(|end| self.found.told.starts_with(end))
            }
            expected => self.found.told == expected,
        }
    }

    /// What the platform said and the caller does not get.
    fn lost(&self) -> Option<String> {
        let kept = match &self.sent.result {
            Ok(answer) => Some((&answer.body, answer.body.len())),
            Err(error) => match error.kind() {
                ErrorKind::Unreadable(it) => Some((&it.body, it.length)),
                _ => None,
            },
        };
        let (kept, length) = kept?;
        if kept.is_empty() && length > 0 || kept.len() != length {
            return Some(format!("{} of {length} bytes are kept", kept.len()));
        }
        if let Some(body) = &self.body
            && kept != body
        {
            return Some(format!("the body is another one: {kept:?}"));
        }
        // After a fault that passed, the answer is what it is without the fault.
        if self.found.told == "fine"
            && self.expected.told == "fine"
            && let Some(unharmed) = &self.unharmed
            && plain(kept, &self.address) != *unharmed
        {
            return Some("the answer differs from that of an unharmed call".to_owned());
        }
        None
    }

    fn shown_secrets(&self) -> Option<String> {
        let told = match &self.sent.result {
            Ok(answer) => answer.printed.clone(),
            Err(error) => whole(error),
        };
        let shown = [&*self.trace, &self.journal, &self.sent.call, &told].join("\n");
        let secret = self.secrets.iter().find(|secret| shown.contains(*secret))?;
        Some(format!("`{secret}` is shown in\n{shown}"))
    }
}

/// The body of the same call in a world where nothing goes wrong.
async fn unharmed(row: &Row, sent: &Sent) -> Option<Value> {
    sent.result.as_ref().ok()?;
    let world = World::with_faults("").await;
    let code = world.sandbox.open_code();
    let client = world.client().build().unwrap();
    let body = (row.send)(&client, &code).await.result.ok()?.body;
    Some(plain(&body, &world.sandbox.address().to_string()))
}

/// A body without what differs from one exchange to the next.
fn plain(body: &[u8], address: &str) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in ["request_id", "_trace_id_", "access_token", "refresh_token"]
                {
                    fields.remove(name);
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::from_str(
        &std::str::from_utf8(body).unwrap().replace(address, "sandbox"),
    )
    .unwrap();
    strip(&mut value);
    value
}

/// What nobody may see: all that was given to the client, and all that it could have got.
fn secrets(world: &World, code: String, entries: &[Entry]) -> Vec<String> {
    let known = world.sandbox.credentials();
    assert!(entries.iter().all(|entry| !entry.params.values().any(|it| *it == code)));
    let mut secrets: Vec<String> =
        [known.app_secret(), known.access_token(), known.refresh_token()]
            .map(str::to_owned)
            .into();
    secrets.push(code);
    // The new tokens of the sandbox and of the bodies in the fault list begin like this.
    secrets.extend(["50000".to_owned(), "50001".to_owned(), "planted".to_owned()]);
    secrets
}

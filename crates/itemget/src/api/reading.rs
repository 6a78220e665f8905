//! Opening a reply down to where its payload is: what the calls that give lists share.

use crate::envelope::{self, Envelope};
use crate::item::Unread;
use crate::reply::{Reply, ReplyError};
use crate::wire::{Field, Notes};

/// Opens a reply that must be a success with an object at the end of the path `at`, and has
/// `take` read it; told as well is whether a sandbox made it up. What could not be
/// understood comes beside what was read.
pub(crate) fn read<T>(
    reply: &Reply,
    at: &[&str],
    take: impl FnOnce(Field<'_, '_>, bool) -> T,
) -> Result<(T, Vec<Unread>), ReplyError> {
    let document = envelope::document(&reply.body)?;
    let envelope = Envelope::open_success(&document, &reply.body)?;
    let notes = Notes::new(envelope.payload);
    let found = at.iter().fold(notes.root(), |field, name| field.at(name).object());
    if !found.is_there() {
        let expected = format!("an object at `{}`", at.join("."));
        return Err(envelope.unexpected(&reply.body, &expected).into());
    }
    let taken = take(found, envelope.synthetic);
    Ok((taken, notes.into_unread()))
}

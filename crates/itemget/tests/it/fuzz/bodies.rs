//! Replies: envelopes, documents, `decode`, and every typed call's reading of them.

use bytes::Bytes;

use super::engine::run;
use super::{holds, seeds};
use crate::fixtures::{france, reply};
use crate::matrix::calls::rows;

#[test]
fn any_body_is_decoded_or_told_to_be_none() {
    run("decode", &seeds::of("responses"), |input| holds::decoded(input, france()));
}

#[test]
fn any_body_is_read_by_every_call() {
    let rows = rows();
    run("calls", &seeds::of("responses"), |input| {
        for row in &rows {
            let told = (row.read)(&reply(Bytes::copy_from_slice(input)));
            if let Err(itemget::ReplyError::Unreadable(unreadable)) = told {
                let of_row = |what| format!("{}: {what}", row.method);
                holds::honest(&unreadable, input).map_err(of_row)?;
            }
        }
        Ok(())
    });
}

#[test]
fn any_answer_of_any_status_is_opened() {
    let opener = holds::Opener::new();
    let mut seeds = seeds::of("responses");
    seeds.extend(
        ["Wed, 31 Dec 1969 00:00:00 GMT", "18446744073709551615", "7", "<html>"]
            .map(|text| text.as_bytes().to_vec()),
    );
    run("envelope", &seeds, |input| opener.opened(input));
}

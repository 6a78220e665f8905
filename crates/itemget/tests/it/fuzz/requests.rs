//! Requests as they come to the sandbox: raw HTTP with a query, a form, a multipart form or
//! JSON; and what the signature's diagnosis makes of them, which hashes each a thousand
//! times and has a target of its own for that.

use super::engine::run;
use super::{holds, seeds};

#[test]
fn any_request_is_read_or_told_to_be_none() {
    run("request", &seeds::of("fuzz/request"), holds::request);
}

#[test]
fn any_request_is_diagnosed_without_its_secret() {
    run("diagnosis", &seeds::of("fuzz/request"), holds::diagnosis);
}

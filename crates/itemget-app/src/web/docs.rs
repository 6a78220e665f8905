//! `/docs`: what programs can ask, for people: rendered from the document that programs
//! read, so that there is one truth.

mod reading;

use std::sync::LazyLock;

use askama::Template;
use axum::response::Response;

use self::reading::{Piece, Reading};
use super::answer::PageError;
use super::visit::Visit;
use crate::service::document;

static READING: LazyLock<Reading> = LazyLock::new(|| Reading::of(document()));

#[derive(Debug, Template)]
#[template(path = "docs.html")]
struct Docs<'a> {
    visit: &'a Visit,
    reading: &'a Reading,
}

pub(super) async fn show(visit: Visit) -> Response {
    visit.answer(page(&visit))
}

fn page(visit: &Visit) -> Result<Response, PageError> {
    visit.page(&Docs { visit, reading: &READING })
}

//! What a request's texts must look like, as schemas: no narrower and no wider than what is
//! read from them.

use itemget_history::Kind;
use utoipa::openapi::schema::{ArrayBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};

use crate::api_tokens::Scope;
use crate::records::words::{one_of, one_of_or_null};
use crate::source::SourceName;

/// A text of this pattern, or null, which is as if it were not said.
fn text(about: &str, pattern: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .description(Some(about))
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .pattern(Some(pattern))
        .examples([example])
        .into()
}

pub(super) fn country() -> RefOr<Schema> {
    text("Seen from this country: its two letters.", "^[A-Za-z]{2}$", "US")
}

pub(super) fn currency() -> RefOr<Schema> {
    text("In this currency: its three letters.", "^[A-Za-z]{3}$", "USD")
}

pub(super) fn language() -> RefOr<Schema> {
    text("In this language.", "^[A-Za-z]{2}([_-][A-Za-z]{2})?$", "en_US")
}

/// Longer ages are read as well; nobody means them.
pub(super) fn age() -> RefOr<Schema> {
    text(
        "An age: `0`, `90s`, `15m`, `2h`, `7d`. How old an answer may be that costs no call, where nothing else is said; 15 minutes where it is not given.",
        "^(0|[0-9]{1,6}(s|m|min|h|d))$",
        "15m",
    )
}

/// From how long ago on.
pub(super) fn ago() -> RefOr<Schema> {
    text(
        "From how long ago on: `90s`, `15m`, `2h`, `30d`; from the beginning where it is not said.",
        "^(0|[0-9]{1,6}(s|m|min|h|d))$",
        "30d",
    )
}

pub(super) fn since() -> RefOr<Schema> {
    text(
        "From when on: `90d`, a date, or `all`.",
        "^(all|0|[0-9]{1,6}(s|m|min|h|d)|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
        "90d",
    )
}

pub(super) fn with() -> RefOr<Schema> {
    one_of_or_null("`freight`: how each variant is brought, a call each.", ["freight"])
}

pub(super) fn job_format() -> RefOr<Schema> {
    one_of_or_null(
        "As lines of JSON or as rows of CSV; what `accept` says where it is not said.",
        ["jsonl", "csv"],
    )
}

pub(super) fn search_source() -> RefOr<Schema> {
    one_of_or_null(
        "Which API looks; `affiliate` where it is not said.",
        ["affiliate", "dropship"],
    )
}

pub(super) fn source() -> RefOr<Schema> {
    one_of_or_null(
        "Whom to ask; as the service is set (`source`) where it is not said.",
        SourceName::ALL.iter().map(|it| it.as_str()),
    )
}

pub(super) fn amount() -> RefOr<Schema> {
    text(
        "A price in the view's currency, with two decimals at most; of `affiliate` alone.",
        "^[0-9]{1,9}(\\.[0-9]{0,2})?$",
        "9.99",
    )
}

pub(super) fn kinds() -> RefOr<Schema> {
    let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let one = words.join("|");
    text(
        "What of it, with commas between; `sale_price` where it is not said.",
        &format!("^(all|({one})(,({one}))*)$"),
        "sale_price,stock",
    )
}

pub(super) fn skus() -> RefOr<Schema> {
    text(
        "`all`, or numbers of variants; the item as a whole where it is not said.",
        "^(all|[1-9][0-9]{0,18}(,[1-9][0-9]{0,18})*)$",
        "all",
    )
}

pub(super) fn numbers() -> RefOr<Schema> {
    text(
        "Numbers of variants, up to 100, with commas between; all of the item's where it is not said, a call each.",
        "^[1-9][0-9]{0,17}(,[1-9][0-9]{0,17}){0,99}$",
        "12000036000000001",
    )
}

pub(super) fn code() -> RefOr<Schema> {
    text(
        "The code of a province or city, where the fee depends on it; of `dropship` alone.",
        "^[A-Za-z0-9_-]{1,64}$",
        "920000000000000000",
    )
}

pub(super) fn freight_source() -> RefOr<Schema> {
    one_of_or_null(
        "`dropship` for all ways, `affiliate` for one fee without a user's consent; where it is not said, `dropship` if there is a consent.",
        ["dropship", "affiliate"],
    )
}

/// The name of a list, a tag or a token.
fn name_of(kinds: impl Into<SchemaType>) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(kinds)
        .min_length(Some(1))
        .max_length(Some(60))
        .pattern(Some("^[^\\s\\x00-\\x1f\\x7f-\\x9f]([^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f])?$"))
        .examples(["lamps"])
}

pub(super) fn name() -> RefOr<Schema> {
    name_of(Type::String).into()
}

pub(super) fn name_or_null() -> RefOr<Schema> {
    name_of(SchemaType::from_iter([Type::String, Type::Null])).into()
}

pub(super) fn names() -> RefOr<Schema> {
    ArrayBuilder::new().items(name_of(Type::String)).into()
}

pub(super) fn scopes() -> RefOr<Schema> {
    let words = Scope::ALL.iter().map(|it| it.word());
    ArrayBuilder::new().items(one_of(words)).min_items(Some(1)).into()
}

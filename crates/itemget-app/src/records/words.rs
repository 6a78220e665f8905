//! The stable words of records, as schemas: what a field can be where it is not any text.

use itemget::OutcomeKind;
use itemget::item::Group;
use itemget_store::JobState;
use utoipa::openapi::schema::{ArrayBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};

use crate::api_tokens::Scope;
use crate::jobs::Trouble;
use crate::source::SourceName;

/// One of these words.
pub(crate) fn one_of(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
}

/// One of these words, or null.
pub(crate) fn one_of_or_null(
    about: &str,
    words: impl IntoIterator<Item = &'static str>,
) -> RefOr<Schema> {
    let values = words.into_iter().map(Some).chain([None]);
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some(about))
        .enum_values(Some(values))
        .into()
}

/// Some of these words.
pub(crate) fn some_of(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ArrayBuilder::new().items(one_of(words)).into()
}

/// What came of an id: the SDK's words, and those for what was never asked.
pub(crate) fn outcome() -> RefOr<Schema> {
    let own = ["not_asked", "not_an_item", "not_resolved"];
    one_of(OutcomeKind::ALL.iter().map(|it| it.code()).chain(own))
}

/// Names of an item's groups.
pub(crate) fn groups() -> RefOr<Schema> {
    some_of(Group::ALL.iter().map(|it| it.code()))
}

/// Whom to ask.
pub(crate) fn source() -> RefOr<Schema> {
    one_of(SourceName::ALL.iter().map(|it| it.as_str()))
}

/// What a token allows.
pub(crate) fn scopes() -> RefOr<Schema> {
    some_of(Scope::ALL.iter().map(|it| it.word()))
}

/// What a rule is about.
pub(crate) fn rule_scope() -> RefOr<Schema> {
    one_of(["all", "list", "tracked", "sku"])
}

/// How a variant is brought.
pub(crate) fn freight() -> RefOr<Schema> {
    one_of(["deliverable", "not_deliverable", "unknown_sku", "not_told", "failed"])
}

/// Whose calls are counted.
pub(crate) fn quota_scope() -> RefOr<Schema> {
    one_of(["app", "app_api", "api"])
}

/// Why no calls are made.
pub(crate) fn closed_why() -> RefOr<Schema> {
    one_of_or_null("Why no calls are made.", ["ban", "day", "damage"])
}

/// What becomes of a row.
pub(crate) fn verdict() -> RefOr<Schema> {
    one_of(["new", "tracked", "duplicate", "unsupported"])
}

/// How far a job is.
pub(crate) fn job_state() -> RefOr<Schema> {
    one_of(JobState::ALL.iter().map(|it| it.word()))
}

/// Why a job waits.
pub(crate) fn job_trouble() -> RefOr<Schema> {
    one_of_or_null(
        "Why it waits, if it does: the quota is spent, the platform knows neither key nor token, not one call was answered, or the service has a trouble that its log tells.",
        Trouble::ALL.map(Trouble::word),
    )
}

/// What came of telling.
pub(crate) fn job_told() -> RefOr<Schema> {
    one_of(["to_be_told", "told", "given_up"])
}

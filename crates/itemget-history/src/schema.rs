//! What is written as a text, as schemas of OpenAPI: moments, numbers, rules. Feature
//! `utoipa`; all other types derive theirs.

use utoipa::openapi::schema::{KnownFormat, Schema, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::alert::Rule;
use crate::moment::Moment;
use crate::state::Quantity;

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A moment, to the second, in UTC."))
            .examples(["2026-03-01T08:00:00Z"])
            .into()
    }
}
impl ToSchema for Moment {}

impl PartialSchema for Quantity {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "A number as a decimal text; with a plus behind it a lower bound.",
            ))
            .pattern(Some(r"^-?[0-9]+(\.[0-9]+)?\+?$"))
            .examples(["8.5", "5000+"])
            .into()
    }
}
impl ToSchema for Quantity {}

impl PartialSchema for Rule {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A rule, in the words of `itemget alerts`."))
            .examples(["price below 20 USD"])
            .into()
    }
}
impl ToSchema for Rule {}

/// A length of time as serde writes it.
pub(crate) fn duration() -> RefOr<Schema> {
    let whole = |about: &str| {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .description(Some(about))
    };
    ObjectBuilder::new()
        .property("secs", whole("Whole seconds."))
        .property("nanos", whole("Billionths of a second above them."))
        .required("secs")
        .required("nanos")
        .into()
}

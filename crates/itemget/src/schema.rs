//! What is written as a text, as schemas of OpenAPI: ids, codes, percentages. Feature
//! `utoipa`; all other types of the model derive theirs.

use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::ids::{ItemId, SkuId};
use crate::locale::{Country, Currency, Language};
use crate::money::Percent;

/// A text of this pattern.
fn text(about: &str, pattern: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(about))
        .pattern(Some(pattern))
        .examples([example])
        .into()
}

macro_rules! texts {
    ($($type:ident: $about:literal, $pattern:literal, $example:literal;)*) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                text($about, $pattern, $example)
            }
        }
        impl ToSchema for $type {}
    )*};
}
texts! {
    ItemId: "A product's id, as a text: it can be larger than 2^53.",
        "^[1-9][0-9]{0,18}$", "1005006000000001";
    SkuId: "A variant's id, as a text: it is larger than 2^53 as a rule.",
        "^[1-9][0-9]{0,18}$", "12000044126059467";
    Country: "A country's two letters.", "^[A-Z]{2}$", "US";
    Currency: "A currency's three letters.", "^[A-Z]{3}$", "USD";
    Language: "A language, and its region where it has one.",
        "^[a-z]{2}(_[A-Z]{2})?$", "en_US";
    Percent: "A share in percent, as a decimal text: `50` is one half.",
        "^-?[0-9]+(\\.[0-9]+)?$", "12.5";
}

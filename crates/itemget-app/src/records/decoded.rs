//! A saved reply, as a record.

use itemget::item::{Unread, Variants};
use itemget::{Contents, Decoded, Refusal};
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::items::{AdviceRecord, Shown};
use crate::fields::Fields;
use crate::lang::Lang;

/// What a saved reply turned out to be.
#[derive(Debug, Serialize)]
pub(crate) struct DecodeRecord<'a> {
    schema_version: u32,
    /// The method that answers so.
    api: Option<&'a str>,
    /// How it is written: `wrapped`, `simplified`.
    shape: &'static str,
    request_id: Option<&'a str>,
    /// `items`, `variants`, `refusal`, `token`, `no_items` or `unknown`.
    contents: &'static str,
    items: Vec<Shown<'a>>,
    variants: Option<&'a Variants>,
    refusal: Option<RefusalRecord<'a>>,
    /// What could not be read.
    unread: &'a [Unread],
}

/// The platform's no.
#[derive(Debug, Serialize)]
struct RefusalRecord<'a> {
    code: &'a str,
    sub_code: Option<&'a str>,
    message: &'a str,
    advice: AdviceRecord,
}

impl<'a> DecodeRecord<'a> {
    /// The record of what was read.
    pub(crate) fn of(decoded: &'a Decoded, fields: &Fields, lang: Lang) -> Self {
        let mut record = Self {
            schema_version: SCHEMA_VERSION,
            api: decoded.api.as_deref(),
            shape: decoded.shape.code(),
            request_id: decoded.request_id.as_deref(),
            contents: "unknown",
            items: Vec::new(),
            variants: None,
            refusal: None,
            unread: &decoded.unread,
        };
        match &decoded.contents {
            Contents::Items(items) => {
                record.contents = "items";
                record.items = items.iter().map(|it| Shown::of(it, fields)).collect();
            }
            Contents::Variants(variants) => {
                record.contents = "variants";
                record.variants = Some(variants);
            }
            Contents::Refusal(refusal) => {
                record.contents = "refusal";
                record.refusal = Some(RefusalRecord::of(refusal, lang));
            }
            Contents::Token => record.contents = "token",
            Contents::Recognised => record.contents = "no_items",
            _ => {}
        }
        record
    }
}

impl<'a> RefusalRecord<'a> {
    fn of(refusal: &'a Refusal, lang: Lang) -> Self {
        Self {
            code: &refusal.code,
            sub_code: refusal.sub_code.as_deref(),
            message: &refusal.message,
            advice: AdviceRecord::of(refusal.advice(), lang),
        }
    }
}

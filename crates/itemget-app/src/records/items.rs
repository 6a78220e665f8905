//! What came of an id, as a record.

use itemget::{Advice, Item, ItemId, Miss, Outcome};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::freight::SkuFreightRecord;
use super::ids::link_code;
use super::words;
use crate::fields::Fields;
use crate::lang::Lang;
use crate::lookup::{Told, Verdict};
use crate::messages;

/// What came of one asked text. Every field is always there; what is not known is null.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemRecord<'a> {
    /// The text, as it was given.
    pub(crate) asked: String,
    /// The global id of the product it means.
    pub(crate) id: Option<ItemId>,
    /// A stable word: `found`, `not_found`.
    #[schema(schema_with = words::outcome)]
    pub(crate) outcome: &'static str,
    /// The item, with the fields that were wanted.
    #[schema(value_type = Option<Item>)]
    pub(crate) item: Option<Shown<'a>>,
    /// The API that said no.
    pub(crate) source: Option<String>,
    /// The platform's code, verbatim; of a text that is no item, our own.
    pub(crate) code: Option<String>,
    /// The platform's words, or ours where it said none.
    pub(crate) message: Option<String>,
    /// The platform's number of the exchange that ended in a no.
    pub(crate) request_id: Option<String>,
    /// What to do about it.
    pub(crate) advice: Option<AdviceRecord>,
    /// The API that was asked first and could not answer, and what it said.
    pub(crate) asked_before: Option<AskedBefore>,
    /// The groups that were wanted and that no API gave.
    #[schema(schema_with = words::groups)]
    pub(crate) missing: Vec<&'static str>,
    /// How old the answer is, where it is older than it should be.
    pub(crate) stale_seconds: Option<u64>,
    /// How each SKU is brought and what it costs at the door, where that was asked.
    pub(crate) freight: Option<Vec<SkuFreightRecord<'a>>>,
}

/// What an API said before another one was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedBefore {
    pub(crate) source: String,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

/// An item, or as much of it as was wanted.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Shown<'a> {
    Whole(&'a Item),
    Part(Value),
}

/// What to do: a stable word, and words for people.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdviceRecord {
    pub(crate) code: &'static str,
    pub(crate) text: String,
}

impl<'a> ItemRecord<'a> {
    /// The record of what was told.
    pub(crate) fn of(told: &'a Told, fields: &Fields, lang: Lang) -> Self {
        let mut record = Self {
            asked: told.asked.clone(),
            id: None,
            outcome: told.code(),
            item: None,
            source: None,
            code: None,
            message: None,
            request_id: None,
            advice: told.verdict.advice().map(|advice| AdviceRecord::of(advice, lang)),
            asked_before: told.remarks.asked_before.as_ref().map(AskedBefore::of),
            missing: told.missing(fields).iter().map(|group| group.code()).collect(),
            stale_seconds: told.remarks.stale.map(|age| age.as_secs()),
            freight: None,
        };
        match &told.verdict {
            Verdict::NotAnItem(error) => {
                record.code = Some(link_code(error).to_owned());
                record.message = Some(messages::error(error, lang));
            }
            Verdict::Unresolved(why) => {
                record.code = Some(why.code().to_owned());
                record.message = Some(messages::in_full(why.error(), lang));
            }
            Verdict::Asked(id, outcome) => {
                record.id = Some(*id);
                record.item = outcome.item().map(|item| Shown::of(item, fields));
                let asked = outcome.item().zip(told.remarks.freight.as_deref());
                record.freight =
                    asked.map(|(item, skus)| SkuFreightRecord::all(item, skus, lang));
                if let Some(miss) = outcome.miss() {
                    record.source = Some(miss.source.clone());
                    record.code.clone_from(&miss.code);
                    record.message = message(outcome, lang);
                    record.request_id.clone_from(&miss.request_id);
                }
            }
        }
        record
    }
}

impl AskedBefore {
    fn of(miss: &Miss) -> Self {
        Self {
            source: miss.source.clone(),
            code: miss.code.clone(),
            message: miss.message.clone(),
        }
    }
}

impl AdviceRecord {
    pub(super) fn of(advice: Advice, lang: Lang) -> Self {
        Self { code: advice.code(), text: messages::advice(advice, lang) }
    }
}

impl<'a> Shown<'a> {
    pub(super) fn of(item: &'a Item, fields: &Fields) -> Self {
        if fields.are_all() {
            return Self::Whole(item);
        }
        let mut part = serde_json::to_value(item).expect("an item is plain data");
        fields.prune(&mut part);
        Self::Part(part)
    }
}

/// Why a text has come to no item, and what to do about it, in one line.
pub(crate) fn why(told: &Told, lang: Lang) -> String {
    let record = ItemRecord::of(told, &Fields::ALL, lang);
    let advice = record.advice.map(|advice| advice.text);
    let said = record.message.filter(|said| !said.is_empty());
    let said = said.unwrap_or_else(|| record.outcome.replace('_', " "));
    let parts: Vec<String> = [Some(said), advice].into_iter().flatten().collect();
    parts.join(lang.pick("; ", "；"))
}

/// The platform's words; where it said none, the error's with its causes.
pub(crate) fn message(outcome: &Outcome, lang: Lang) -> Option<String> {
    let miss = outcome.miss()?;
    if let Some(message) = miss.message.as_ref().filter(|message| !message.is_empty()) {
        return Some(message.clone());
    }
    Some(messages::in_full(miss.error.as_deref()?, lang))
}

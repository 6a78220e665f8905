//! What programs read: records with stable names, described in `docs/JSON.md`.

mod alerts;
mod api_tokens;
mod decoded;
mod door_keys;
mod explanations;
mod figures;
mod fleet;
mod freight;
mod histories;
mod ids;
mod items;
mod jobs;
mod market;
mod named_rules;
mod plans;
mod pretty;
mod quotas;
mod rows;
mod stream;
mod tracked;
mod verdicts;
pub(crate) mod words;

pub(crate) use alerts::AlertRecord;
pub(crate) use api_tokens::ApiTokenRecord;
pub(crate) use decoded::DecodeRecord;
pub(crate) use door_keys::DoorKeyRecord;
pub(crate) use explanations::ExplanationRecord;
pub(crate) use figures::{Conversion, ConvertedRecord, DiscountRecord, StatsRecord};
pub(crate) use fleet::{Parts, StatusRecord, WorkerRecord};
pub(crate) use freight::{FreightRecord, explained as freight_explained, why_no_price};
pub(crate) use histories::{HistoryRecord, SeriesRecord, StepRecord};
pub(crate) use ids::IdRecord;
pub(crate) use items::{ItemRecord, message, why};
pub(crate) use jobs::JobRecord;
pub(crate) use market::{CategoryRecord, FeedRecord, LinkRecord};
pub(crate) use named_rules::{NamedRule, named};
pub(crate) use plans::{CallsRecord, ListRecord, PlanRecord};
pub(crate) use pretty::pretty;
pub(crate) use quotas::{QuotaRecord, RateRecord, ScopeRecord};
pub(crate) use rows::{header, rows};
pub(crate) use stream::{JsonDocument, csv_line, json_line, json_text};
pub(crate) use tracked::{TrackListRecord, TrackedRecord};
pub(crate) use verdicts::VerdictRecord;

/// The version of all records. It changes when a field goes or means something else, not
/// when one is added.
pub(crate) const SCHEMA_VERSION: u32 = 1;

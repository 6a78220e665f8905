//! Links, feeds and categories, as records.

use itemget::api::Promo;
use itemget::{CategoryNode, CategoryTree, Count, LinkOutcome, LinkTargetError};
use serde::Serialize;

use super::items::AdviceRecord;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::{messages, report};

/// What came of asking for a promotion link.
#[derive(Debug, Serialize)]
pub(crate) struct LinkRecord {
    /// As it was given.
    pub(crate) asked: String,
    /// `made`, `refused`, `not_answered`, `failed` or `not_an_address`.
    pub(crate) outcome: &'static str,
    pub(crate) link: Option<String>,
    /// The platform's code, verbatim.
    code: Option<String>,
    /// The platform's words, or ours where it said none.
    pub(crate) message: Option<String>,
    request_id: Option<String>,
    advice: Option<AdviceRecord>,
    #[serde(skip)]
    pub(crate) exit: Exit,
}

impl LinkRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 6] =
        ["asked", "outcome", "link", "code", "message", "request_id"];

    fn new(asked: String, outcome: &'static str, exit: Exit) -> Self {
        Self {
            asked,
            outcome,
            link: None,
            code: None,
            message: None,
            request_id: None,
            advice: None,
            exit,
        }
    }

    /// Of a text that no link can be made to.
    pub(crate) fn not_a_target(
        asked: String,
        error: &LinkTargetError,
        lang: Lang,
    ) -> Self {
        let message = Some(messages::error(error, lang));
        Self { message, ..Self::new(asked, "not_an_address", Exit::Usage) }
    }

    /// Of what the platform said.
    pub(crate) fn of(asked: String, outcome: &LinkOutcome, lang: Lang) -> Self {
        match outcome {
            LinkOutcome::Made(link) => {
                let link = Some(link.clone());
                Self { link, ..Self::new(asked, "made", Exit::Done) }
            }
            LinkOutcome::Refused { message } => {
                let message = message.clone();
                Self { message, ..Self::new(asked, "refused", Exit::NotFound) }
            }
            LinkOutcome::NotAnswered { request_id } => {
                let request_id = request_id.clone();
                Self { request_id, ..Self::new(asked, "not_answered", Exit::NotFound) }
            }
            LinkOutcome::Failed(error) => Self {
                code: error.refusal().map(|refusal| refusal.code.clone()),
                message: Some(messages::in_full(&**error, lang)),
                request_id: error.request_id().map(str::to_owned),
                advice: Some(AdviceRecord::of(error.advice(), lang)),
                ..Self::new(asked, "failed", report::of_call(error))
            },
            _ => Self::new(asked, "failed", Exit::Software),
        }
    }

    /// Its cells; what is not known is empty.
    pub(crate) fn cells(&self) -> [String; 6] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            self.asked.clone(),
            self.outcome.to_owned(),
            text(&self.link),
            text(&self.code),
            text(&self.message),
            text(&self.request_id),
        ]
    }
}

/// A feed or a promotion.
#[derive(Debug, Serialize)]
pub(crate) struct FeedRecord<'a> {
    name: &'a str,
    description: Option<&'a str>,
    items: Option<Count>,
}

impl<'a> FeedRecord<'a> {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 3] = ["name", "description", "items"];

    pub(crate) fn of(promo: &'a Promo) -> Self {
        let description = promo.description.as_deref();
        Self { name: &promo.name, description, items: promo.products }
    }

    pub(crate) fn cells(&self) -> [String; 3] {
        let items = self.items.map(|items| items.to_string());
        let description = self.description.unwrap_or_default();
        [self.name.to_owned(), description.to_owned(), items.unwrap_or_default()]
    }
}

/// A category.
#[derive(Debug, Serialize)]
pub(crate) struct CategoryRecord<'a> {
    id: u64,
    name: Option<&'a str>,
    /// The category it stands in, by the platform's word.
    parent: Option<u64>,
    /// The names from the top down to it.
    path: Vec<Option<&'a str>>,
    /// The categories directly in it.
    children: &'a [u64],
}

impl<'a> CategoryRecord<'a> {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 5] =
        ["id", "name", "parent", "path", "children"];

    pub(crate) fn of(tree: &'a CategoryTree, node: &'a CategoryNode) -> Self {
        let path = tree.path(node.row.id).into_iter();
        Self {
            id: node.row.id,
            name: node.row.name.as_deref(),
            parent: node.row.parent,
            path: path.map(|node| node.row.name.as_deref()).collect(),
            children: &node.children,
        }
    }

    pub(crate) fn cells(&self) -> [String; 5] {
        let path: Vec<&str> = self.path.iter().map(|it| it.unwrap_or_default()).collect();
        [
            self.id.to_string(),
            self.name.unwrap_or_default().to_owned(),
            self.parent.map(|parent| parent.to_string()).unwrap_or_default(),
            path.join(" > "),
            self.children.len().to_string(),
        ]
    }
}

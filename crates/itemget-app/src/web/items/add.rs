//! `/items/add`: links, ids or a file; what becomes of each line is said before it is done.

use std::path::Path;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use itemget_history::Moment;
use itemget_store::List;

use super::bulk::wrong;
use crate::plain::thousands;
use crate::records::VerdictRecord;
use crate::service::App;
use crate::tracking::{
    Asked, Level, Sheet, SheetForm, Wish, choose, followed, group_name, judge,
};
use crate::web::answer::{PageError, go};
use crate::web::done::{Deed, Done};
use crate::web::forms::Posted;
use crate::web::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "add.html")]
struct Add<'a> {
    visit: &'a Visit,
    /// As it was pasted.
    text: &'a str,
    list: &'a str,
    lists: Vec<List>,
    verdicts: Vec<VerdictRecord>,
    tally: Tally,
    /// What is wrong with the file.
    trouble: Option<String>,
    /// So many lines are taken at once.
    most: String,
}

#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    new: usize,
    tracked: usize,
    twice: usize,
    refused: usize,
}

/// So many lines are taken at once: all of them are judged and shown.
const MOST: usize = 10_000;

pub(in crate::web) async fn ask(State(app): State<Arc<App>>, visit: Visit) -> Response {
    visit.answer(empty(&app, &visit).await)
}

/// How many lines are taken at once, for people.
fn most() -> String {
    thousands(MOST as u64)
}

async fn empty(app: &App, visit: &Visit) -> Result<Response, PageError> {
    visit.page(&Add {
        visit,
        text: "",
        list: "",
        lists: app.store.lists().await?,
        verdicts: Vec::new(),
        tally: Tally::default(),
        trouble: None,
        most: most(),
    })
}

pub(in crate::web) async fn answer(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    visit.answer(judged(&app, &visit, &posted).await)
}

/// How what is begun in the pages is followed: as the service is set.
pub(in crate::web) fn wish(app: &App, list: Option<String>) -> Wish {
    Wish {
        view: app.view,
        source: app.source.as_str().to_owned(),
        list,
        own: Level::default(),
        tags: Vec::new(),
        now: Moment::from(app.clock.now()),
    }
}

/// Judges what was given, and follows it where that is what was asked.
async fn judged(
    app: &App,
    visit: &Visit,
    posted: &Posted,
) -> Result<Response, PageError> {
    let (rows, trouble) = rows(posted, visit);
    if rows.len() > MOST {
        let lines = thousands(rows.len() as u64);
        let most = most();
        return Err(PageError::Wrong(visit.lang.pick(
            format!("these are {lines} lines; at most {most} are taken at once"),
            format!("共 {lines} 行，一次最多 {most} 行"),
        )));
    }
    let list = posted.one("list").trim();
    if !list.is_empty() {
        group_name(list).map_err(|error| wrong(&error, visit))?;
    }
    let wish = wish(app, Some(list.to_owned()).filter(|it| !it.is_empty()));
    let known = followed(&app.store, wish.view, &wish.source).await?;
    let mut verdicts = judge(rows, &known);
    // A file's lines are shown as text from here on, so that they can be mended.
    let given = verdicts.iter().filter(|it| it.can_be_text());
    let given: Vec<&str> = given.map(|it| it.asked.text.as_str()).collect();
    let text = given.join("\n");
    let records: Vec<VerdictRecord> =
        verdicts.iter().map(|it| VerdictRecord::of(it, visit.lang)).collect();
    let count = |word: &str| records.iter().filter(|it| it.verdict == word).count();
    let tally = Tally {
        new: count("new"),
        tracked: count("tracked"),
        twice: count("duplicate"),
        refused: count("unsupported"),
    };
    if posted.one("do") == "follow" && tally.new + tally.tracked > 0 {
        wish.keep(&app.store, &mut verdicts).await?;
        let done = match tally.new {
            0 => Done {
                list: list.to_owned(),
                ..Done::of(Deed::Enlist, tally.tracked as u64)
            },
            new => {
                Done { left: tally.tracked as u64, ..Done::of(Deed::Follow, new as u64) }
            }
        };
        return go(&done.on("/items"));
    }
    visit.page(&Add {
        visit,
        text: &text,
        list,
        lists: app.store.lists().await?,
        verdicts: records,
        tally,
        trouble,
        most: most(),
    })
}

/// The lines of the text and of the file, and what is wrong with the file.
pub(in crate::web) fn rows(
    posted: &Posted,
    visit: &Visit,
) -> (Vec<Asked>, Option<String>) {
    let mut rows = Asked::lines(posted.one("text"));
    let mut trouble = None;
    if let Some((name, bytes)) = &posted.file {
        let read = Sheet::read(bytes, SheetForm::of(Path::new(name)))
            .and_then(|sheet| Ok(Asked::column(&sheet, &choose(&sheet, None)?)));
        match read {
            Ok(more) => rows.extend(more),
            Err(error) => {
                trouble = Some(crate::messages::error(&error, visit.lang));
            }
        }
    }
    (rows, trouble)
}

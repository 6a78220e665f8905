//! `/jobs`: long lists of ids that are asked for beside everything else: begun from what is
//! pasted or a file, watched, cancelled, and what came of them as files.

mod shown;

use std::collections::BTreeMap;
use std::error::Error;
use std::str::FromStr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use itemget::View;
use itemget_history::Moment;
use itemget_store::{JobAdded, JobId};
use url::form_urlencoded::parse;

use super::answer::{PageError, go};
use super::done::{Deed, Done};
use super::forms::Posted;
use super::items::add::rows;
use super::visit::Visit;
use crate::fields::Fields;
use crate::jobs::{self, MOST_IDS};
use crate::lang::Lang;
use crate::plain::thousands;
use crate::service::{App, NewBatch, Wanted, after, begin_job, end_job};
use crate::tracking::{Asked, Unsupported, Verdict, judge};
use shown::JobShown;

#[derive(Debug, Template)]
#[template(path = "jobs.html")]
struct Jobs<'a> {
    visit: &'a Visit,
    draft: Draft,
    /// What is wrong with it.
    wrong: Option<String>,
    jobs: Vec<JobShown>,
    /// Where older ones are.
    older: Option<String>,
    done: Option<Done>,
}

/// A job that is being written.
#[derive(Debug, Default)]
struct Draft {
    text: String,
    fields: String,
    ship_to: String,
    currency: String,
    language: String,
    /// The number by which it is known when the form is sent once more.
    key: String,
}

/// So many jobs are on a page.
const SHOWN: u32 = 50;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let before = parse(query.as_bytes()).find(|(name, _)| name == "before");
    let before = before.and_then(|(_, text)| text.parse().ok()).map(JobId);
    let page = match Draft::empty(app.view) {
        Ok(draft) => page(&app, &visit, draft, None, before, Done::read(&query)).await,
        Err(error) => Err(error),
    };
    visit.answer(page)
}

async fn page(
    app: &App,
    visit: &Visit,
    draft: Draft,
    wrong: Option<String>,
    before: Option<JobId>,
    done: Option<Done>,
) -> Result<Response, PageError> {
    let now = Moment::from(app.clock.now());
    let jobs = app.store.jobs(before, SHOWN).await?;
    let older = after(&jobs, SHOWN, |job| job.id.0);
    let older = older.map(|id| format!("/jobs?before={id}"));
    let jobs = jobs.iter().map(|job| JobShown::of(job, now, visit.lang)).collect();
    visit.page(&Jobs { visit, draft, wrong, jobs, older, done })
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    visit.answer(changed(&app, &visit, &posted).await)
}

async fn changed(
    app: &App,
    visit: &Visit,
    posted: &Posted,
) -> Result<Response, PageError> {
    match posted.one("do") {
        "begin" => begun(app, visit, posted).await,
        "cancel" => {
            let id = JobId(posted.number("id")?);
            app.store.job(id).await?.ok_or(PageError::NotFound)?;
            end_job(app, id).await?;
            go(&Done::of(Deed::Cancel, 1).on("/jobs"))
        }
        _ => Err(PageError::NotFound),
    }
}

async fn begun(app: &App, visit: &Visit, posted: &Posted) -> Result<Response, PageError> {
    let lang = visit.lang;
    let (asked, trouble) = rows(posted, visit);
    let draft = Draft::of(posted, &asked);
    let said = match trouble {
        Some(trouble) => Err(trouble),
        None => ids(asked, lang).and_then(|ids| Ok((ids, draft.wanted(lang)?))),
    };
    let (ids, want) = match said {
        Ok(said) => said,
        Err(wrong) => return page(app, visit, draft, Some(wrong), None, None).await,
    };
    let key = Some(draft.key.as_str()).filter(|key| jobs::is_key(key));
    let batch = NewBatch { ids: &ids, want: &want, webhook: None, key };
    let wrong = match begin_job(app, batch).await? {
        JobAdded::New(_) | JobAdded::Known(_) => {
            return go(&Done::of(Deed::Job, ids.len() as u64).on("/jobs"));
        }
        JobAdded::KeyIsTaken => visit.t(
            "This form has begun another job already: load the page again for one more.",
            "该表单已提交过另一个任务，请重新加载页面后再提交。",
        ),
        JobAdded::Full => visit.t(
            "Too many jobs wait or run: begin it when some are done.",
            "等待或进行中的任务过多，请在部分任务完成后再提交。",
        ),
    };
    page(app, visit, draft, Some(wrong.to_owned()), None, None).await
}

/// What a job asks for; or what is wrong with that.
fn ids(asked: Vec<Asked>, lang: Lang) -> Result<Vec<String>, String> {
    let judged = judge(asked, &BTreeMap::new());
    let rounded = Verdict::Unsupported(Unsupported::Rounded);
    let rounded = judged.iter().filter(|it| it.verdict == rounded).count();
    if rounded > 0 {
        let count = thousands(rounded as u64);
        return Err(lang.pick(
            format!("a spreadsheet has rounded {count} of these ids: give their column the format “text”, and paste them anew"),
            format!("表格软件已对其中 {count} 个 ID 取整：请将该列设为“文本”格式后重新填写"),
        ));
    }
    let most = thousands(MOST_IDS as u64);
    match judged.len() {
        0 => Err(lang
            .pick(
                "there are no ids in it: paste some, or choose a file",
                "没有任何 ID：请粘贴或选择文件",
            )
            .to_owned()),
        count if count > MOST_IDS => {
            let count = thousands(count as u64);
            Err(lang.pick(
                format!("these are {count} ids; a job has at most {most}"),
                format!("共 {count} 个 ID，一个任务最多 {most} 个"),
            ))
        }
        _ => Ok(judged.into_iter().map(|it| it.asked.text).collect()),
    }
}

impl Draft {
    /// Nothing yet, seen from here.
    fn empty(view: View) -> Result<Self, PageError> {
        let mut chance = [0; 16];
        getrandom::fill(&mut chance).map_err(PageError::NoChance)?;
        Ok(Self {
            text: String::new(),
            fields: String::new(),
            ship_to: view.ship_to.to_string(),
            currency: view.currency.to_string(),
            language: view.language.to_string(),
            key: hex::encode(chance),
        })
    }

    fn of(posted: &Posted, asked: &[Asked]) -> Self {
        // A file's lines are shown as text from here on, so that they can be mended.
        let texts: Vec<&str> = asked.iter().map(|it| it.text.as_str()).collect();
        let field = |name| posted.one(name).trim().to_owned();
        Self {
            text: texts.join("\n"),
            fields: field("fields"),
            ship_to: field("ship_to"),
            currency: field("currency"),
            language: field("language"),
            key: field("key"),
        }
    }

    /// What is wanted of each id; or what is wrong with that.
    fn wanted(&self, lang: Lang) -> Result<Wanted, String> {
        fn read<T: FromStr>(text: &str, lang: Lang) -> Result<T, String>
        where
            T::Err: Error + 'static,
        {
            text.parse().map_err(|error: T::Err| crate::messages::error(&error, lang))
        }
        let view = View {
            ship_to: read(&self.ship_to, lang)?,
            currency: read(&self.currency, lang)?,
            language: read(&self.language, lang)?,
        };
        read::<Fields>(&self.fields, lang)?;
        Ok(Wanted::of(view, &self.fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_job_can_be_made_of_is_said() {
        let many = "1005006000000001\n".repeat(MOST_IDS + 1);
        for (text, expected) in [
            ("", Some("there are no ids")),
            (" \n \n", Some("there are no ids")),
            (many.as_str(), Some("at most 100,000")),
            // What is no item is told of as such in the result.
            ("1005006000000001\nlamp", None),
        ] {
            let ids = ids(Asked::lines(text), Lang::En);
            match expected {
                None => assert_eq!(ids.unwrap().len(), 2),
                Some(part) => assert!(ids.unwrap_err().contains(part)),
            }
        }
    }

    #[test]
    fn what_is_wanted_is_checked_before_a_job_is_begun() {
        let usual = Draft {
            ship_to: "US".to_owned(),
            currency: "USD".to_owned(),
            language: "en".to_owned(),
            ..Draft::default()
        };
        assert!(usual.wanted(Lang::En).is_ok());
        let some = Draft { fields: "title,price.sale".to_owned(), ..usual };
        assert!(some.wanted(Lang::En).is_ok());
        let wrong = Draft { fields: "title,colour".to_owned(), ..some };
        assert!(wrong.wanted(Lang::En).unwrap_err().contains("colour"));
        let wrong = Draft { currency: "money".to_owned(), ..wrong };
        assert!(wrong.wanted(Lang::Zh).is_err());
    }
}

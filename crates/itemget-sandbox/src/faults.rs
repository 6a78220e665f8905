//! What the script's faults do: refuse, answer instead, or spoil the answer.

use jiff::Timestamp;

use crate::answer::{Answer, Fate};
use crate::quota::LimitedBy;
use crate::refusal::Refusal;
use crate::script::fault::FaultKind;

mod bodies;

/// Refuses where the script says that too much was asked.
pub(crate) fn limit(fault: Option<&FaultKind>) -> Result<(), Refusal> {
    match fault {
        Some(FaultKind::Limited { ban_seconds }) => {
            Err(Refusal::limit(LimitedBy::AppApi, u64::from(*ban_seconds)))
        }
        Some(FaultKind::AppLimited { ban_seconds }) => {
            Err(Refusal::limit(LimitedBy::App, u64::from(*ban_seconds)))
        }
        _ => Ok(()),
    }
}

/// Refuses where the script says that an API fails.
pub(crate) fn back_end(fault: Option<&FaultKind>) -> Result<(), Refusal> {
    match fault {
        Some(FaultKind::Isp) => Err(Refusal::back_end()),
        Some(FaultKind::Refused { code } | FaultKind::Flat { code }) => {
            Err(Refusal::other(code.clone(), "The script says so", None))
        }
        _ => Ok(()),
    }
}

/// The answer that comes instead of the platform's, which then never saw the request.
pub(crate) fn instead(kind: &FaultKind, date: Timestamp) -> Option<Answer> {
    match kind {
        FaultKind::ResetBefore => {
            Some(Answer::new(200, "text/plain", "", date).with_fate(Fate::Reset))
        }
        FaultKind::Stalled => {
            Some(Answer::new(200, "text/plain", "", date).with_fate(Fate::Silent))
        }
        FaultKind::EmptyBody => {
            Some(Answer::new(200, "application/json;charset=UTF-8", "", date))
        }
        FaultKind::Html => Some(Answer::new(
            200,
            "text/html;charset=UTF-8",
            "<!DOCTYPE html>\n<html><head><title>Sorry</title></head>\
             <body><h1>The page is taking a rest</h1></body></html>\n",
            date,
        )),
        FaultKind::Http(status) => {
            let mut answer =
                Answer::new(*status, "text/plain", format!("HTTP {status}\n"), date);
            answer.retry_after = (*status == 429).then_some(1);
            Some(answer)
        }
        _ => None,
    }
}

/// The platform's answer after a fault has met it on its way out.
pub(crate) fn spoiled(answer: Answer, fault: Option<&FaultKind>) -> Answer {
    let Some(fault) = fault else { return answer };
    match fault {
        FaultKind::Slow(by) => answer.with_fate(Fate::Late(*by)),
        FaultKind::ResetAfter => answer.with_fate(Fate::Reset),
        FaultKind::Truncated => answer.with_fate(Fate::Truncated),
        FaultKind::StalledBody => answer.with_fate(Fate::Stuck),
        FaultKind::BrokenJson => Answer { body: bodies::broken(&answer.body), ..answer },
        _ => match bodies::change(fault).zip(serde_json::from_slice(&answer.body).ok()) {
            Some((change, body)) => {
                Answer { body: change(body).to_string().into(), ..answer }
            }
            None => answer,
        },
    }
}

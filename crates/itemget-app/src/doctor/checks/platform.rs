//! The platform: whether it lets this app in.

use super::super::facts::LiveFacts;
use super::super::finding::{Finding, Group};
use super::super::live::CALLS;
use super::network::not_live;
use crate::lang::Lang;

const GROUP: Group = Group::Platform;

/// Whether each group of APIs is open to this app.
pub(super) fn permissions(live: Option<&LiveFacts>, lang: Lang) -> Vec<Finding> {
    CALLS.iter().map(|(id, method)| permission(live, id, method, lang)).collect()
}

fn permission(
    live: Option<&LiveFacts>,
    id: &'static str,
    method: &str,
    lang: Lang,
) -> Finding {
    let Some(live) = live else { return Finding::skipped(id, GROUP, not_live(lang)) };
    let Some(call) = live.calls.iter().find(|call| call.id == id) else {
        let why =
            lang.pick("there is no consent to call it with", "没有可用于调用的授权");
        return Finding::skipped(id, GROUP, why);
    };
    match &call.ended {
        Ok(()) => Finding::ok(
            id,
            GROUP,
            lang.pick(format!("`{method}` answered"), format!("`{method}` 已应答")),
        ),
        Err(failed) => Finding::of_problem(id, GROUP, failed.blame, &failed.problem),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::facts::{LiveCall, LiveProblem};
    use super::super::super::finding::{Blame, Problem, Verdict};
    use super::*;

    #[test]
    fn a_refusal_says_whose_affair_it_is() {
        let (id, _) = CALLS[0];
        for (blame, verdict) in
            [(Blame::You, Verdict::Fail), (Blame::Platform, Verdict::Fail)]
        {
            let problem = Problem { text: "no".to_owned(), fix: None };
            let ended = Err(LiveProblem { problem, blame });
            let live = LiveFacts { reached: None, calls: vec![LiveCall { id, ended }] };
            let found = permissions(Some(&live), Lang::En);
            assert_eq!((found[0].verdict, found[0].blame), (verdict, Some(blame)));
            assert_eq!(found[1].verdict, Verdict::Skipped, "it was not called");
        }
    }
}

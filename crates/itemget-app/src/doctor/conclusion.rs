//! What all findings come to, in a sentence: above all, whose affair it is.

use super::finding::{Blame, Finding, Group, Verdict};
use crate::exit::Exit;
use crate::lang::Lang;

/// What all findings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conclusion {
    /// Nothing is wrong.
    Well,
    /// Nothing is broken, and something should be looked at.
    WellEnough,
    /// The platform changed or has a fault; nothing here is wrong.
    Platform,
    /// Something here is to be mended.
    You,
    /// Both.
    YouAndPlatform,
    /// Nothing gets through.
    Network,
    /// A mail server does not answer; all else does.
    Mail,
    /// It passes by itself.
    Time,
}

impl Conclusion {
    /// What they come to. What is broken counts before what should be looked at; the
    /// platform is told apart wherever it is to blame.
    pub(crate) fn of(findings: &[Finding]) -> Self {
        let any = |verdict, blame| {
            findings.iter().any(|it| it.verdict == verdict && it.blame == Some(blame))
        };
        let fails = |blame| any(Verdict::Fail, blame);
        let platform = fails(Blame::Platform) || any(Verdict::Warn, Blame::Platform);
        if fails(Blame::You) {
            return if platform { Self::YouAndPlatform } else { Self::You };
        }
        let mut unreached = findings
            .iter()
            .filter(|it| it.verdict == Verdict::Fail && it.blame == Some(Blame::Network));
        if unreached.clone().any(|it| it.group != Group::Alerts) {
            return Self::Network;
        }
        let is_worse = fails(Blame::Platform) || fails(Blame::Time);
        if unreached.next().is_some() && !is_worse {
            return Self::Mail;
        }
        if platform {
            return Self::Platform;
        }
        if fails(Blame::Time) {
            return Self::Time;
        }
        match findings.iter().any(|it| it.verdict == Verdict::Warn) {
            true => Self::WellEnough,
            false => Self::Well,
        }
    }

    /// A stable word for it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::WellEnough => "well_enough",
            Self::Platform => "platform",
            Self::You => "you",
            Self::YouAndPlatform => "you_and_platform",
            Self::Network => "network",
            Self::Mail => "mail",
            Self::Time => "time",
        }
    }

    /// In a sentence.
    pub(crate) fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Well => lang.pick("Nothing is wrong.", "一切正常。"),
            Self::WellEnough => lang.pick(
                "Nothing is broken. The warnings are worth a look.",
                "没有故障，但有警告值得留意。",
            ),
            Self::Platform => lang.pick(
                "The platform changed, not you: what it answers is not what this version reads.",
                "变化出在平台一侧，不是你的问题：平台的应答与本版本所能解析的不一致。",
            ),
            Self::You => lang.pick(
                "Something here is to be mended: the fixes stand under what failed.",
                "本机或配置有问题需要修复：办法写在各失败项下面。",
            ),
            Self::YouAndPlatform => lang.pick(
                "Something here is to be mended first; apart from that the platform changed.",
                "请先修复本机或配置的问题；此外平台一侧也有变化。",
            ),
            Self::Network => lang.pick(
                "Nothing gets through to the platform: network, proxy or endpoint.",
                "无法连通平台：请检查网络、代理或接口地址。",
            ),
            Self::Mail => lang.pick(
                "Alerts by e-mail wait: the mail server does not answer as it should.",
                "邮件提醒暂时发不出去：邮件服务器没有正常应答。",
            ),
            Self::Time => lang.pick(
                "Nothing is to be mended: it passes by itself, at the time that is said.",
                "无需修复：到所示时间会自行恢复。",
            ),
        }
    }

    /// How the program ends.
    pub(crate) fn exit(self, findings: &[Finding]) -> Exit {
        let is_broken = findings.iter().any(|it| it.verdict == Verdict::Fail);
        match self {
            _ if !is_broken => Exit::Done,
            Self::You | Self::YouAndPlatform => Exit::Config,
            Self::Platform => Exit::Software,
            Self::Network | Self::Mail | Self::Time => Exit::TryAgain,
            Self::Well | Self::WellEnough => Exit::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_is_told_apart_from_you() {
        let fail = |blame| Finding::fail("x", Group::App, blame, "");
        let warn = |blame| Finding::warn("x", Group::App, blame, "");
        let unsent = || Finding::fail("x", Group::Alerts, Blame::Network, "");
        let ok = || Finding::ok("x", Group::App, "");
        for (findings, expected, exit) in [
            (vec![ok()], Conclusion::Well, Exit::Done),
            (vec![ok(), warn(Blame::You)], Conclusion::WellEnough, Exit::Done),
            (vec![warn(Blame::Platform)], Conclusion::Platform, Exit::Done),
            (vec![fail(Blame::Platform)], Conclusion::Platform, Exit::Software),
            (
                vec![fail(Blame::Platform), warn(Blame::You)],
                Conclusion::Platform,
                Exit::Software,
            ),
            (vec![fail(Blame::You), fail(Blame::Network)], Conclusion::You, Exit::Config),
            (
                vec![fail(Blame::You), warn(Blame::Platform)],
                Conclusion::YouAndPlatform,
                Exit::Config,
            ),
            (vec![fail(Blame::Network)], Conclusion::Network, Exit::TryAgain),
            (vec![unsent()], Conclusion::Mail, Exit::TryAgain),
            (vec![unsent(), warn(Blame::Platform)], Conclusion::Mail, Exit::TryAgain),
            (vec![fail(Blame::Network), unsent()], Conclusion::Network, Exit::TryAgain),
            (vec![unsent(), fail(Blame::You)], Conclusion::You, Exit::Config),
            (vec![unsent(), fail(Blame::Platform)], Conclusion::Platform, Exit::Software),
            (vec![fail(Blame::Time)], Conclusion::Time, Exit::TryAgain),
        ] {
            let conclusion = Conclusion::of(&findings);
            assert_eq!(conclusion, expected, "{findings:?}");
            assert_eq!(conclusion.exit(&findings), exit, "{findings:?}");
        }
    }
}

//! What a check found.

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// A stable word for the check: `clock_skew`.
    pub(crate) id: &'static str,
    pub(crate) group: Group,
    pub(crate) verdict: Verdict,
    /// What was found, for people.
    pub(crate) text: String,
    /// More of it, a line each.
    pub(crate) details: Vec<String>,
    /// What to do about it.
    pub(crate) fix: Option<String>,
    /// Whose affair it is, where it is not good.
    pub(crate) blame: Option<Blame>,
}

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Program,
    Configuration,
    App,
    Consent,
    Quota,
    Machine,
    Network,
    Platform,
    Alerts,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Ok,
    /// It works, and will not for long, or not as it seems.
    Warn,
    /// Calls, or messages, fail for it.
    Fail,
    /// It was not looked at.
    Skipped,
}

/// Whose affair it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blame {
    /// The user's: a setting, a secret, this machine.
    You,
    /// The platform's: it answers in a new way, or has a fault.
    Platform,
    /// The network's between the two.
    Network,
    /// Nobody's: it passes by itself.
    Time,
}

/// Something that did not work, with what to do about it where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) text: String,
    pub(crate) fix: Option<String>,
}

impl Finding {
    fn new(id: &'static str, group: Group, verdict: Verdict, text: String) -> Self {
        Self { id, group, verdict, text, details: Vec::new(), fix: None, blame: None }
    }

    /// It is as it should be.
    pub(super) fn ok(id: &'static str, group: Group, text: impl Into<String>) -> Self {
        Self::new(id, group, Verdict::Ok, text.into())
    }

    /// It was not looked at, and why.
    pub(super) fn skipped(
        id: &'static str,
        group: Group,
        text: impl Into<String>,
    ) -> Self {
        Self::new(id, group, Verdict::Skipped, text.into())
    }

    /// It should be otherwise, and it is whose affair.
    pub(super) fn warn(
        id: &'static str,
        group: Group,
        blame: Blame,
        text: impl Into<String>,
    ) -> Self {
        let blame = Some(blame);
        Self { blame, ..Self::new(id, group, Verdict::Warn, text.into()) }
    }

    /// Calls fail for it, and it is whose affair.
    pub(super) fn fail(
        id: &'static str,
        group: Group,
        blame: Blame,
        text: impl Into<String>,
    ) -> Self {
        let blame = Some(blame);
        Self { blame, ..Self::new(id, group, Verdict::Fail, text.into()) }
    }

    /// The same with what to do about it.
    pub(super) fn fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }

    /// The same with more of it.
    pub(super) fn details(self, details: Vec<String>) -> Self {
        Self { details, ..self }
    }

    /// A problem that calls fail for.
    pub(super) fn of_problem(
        id: &'static str,
        group: Group,
        blame: Blame,
        problem: &Problem,
    ) -> Self {
        let finding = Self::fail(id, group, blame, &problem.text);
        Self { fix: problem.fix.clone(), ..finding }
    }
}

impl Verdict {
    /// A stable word for it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skipped => "skipped",
        }
    }
}

impl Blame {
    /// A stable word for it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::Platform => "platform",
            Self::Network => "network",
            Self::Time => "time",
        }
    }
}

impl Group {
    /// A stable word for it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Configuration => "configuration",
            Self::App => "app",
            Self::Consent => "consent",
            Self::Quota => "quota",
            Self::Machine => "machine",
            Self::Network => "network",
            Self::Platform => "platform",
            Self::Alerts => "alerts",
        }
    }
}

//! The apps the platform knows, and what each may call.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::credentials::{self, Credentials};

/// Where an app stands in its life: it decides how long its tokens live (doc 1364, 1590).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AppState {
    /// Not yet published: access tokens live a day, refresh tokens two.
    Test,
    /// Published: 30 and 60 days.
    #[default]
    Online,
}

impl AppState {
    pub(crate) fn access_lifetime(self) -> SignedDuration {
        match self {
            Self::Test => SignedDuration::from_hours(24),
            Self::Online => SignedDuration::from_hours(30 * 24),
        }
    }

    pub(crate) fn refresh_lifetime(self) -> SignedDuration {
        self.access_lifetime().saturating_mul(2)
    }
}

/// The apps of a sandbox.
#[derive(Debug)]
pub(crate) struct Apps {
    known: [Credentials; 2],
    /// The API groups granted to them; all, if nothing was said.
    groups: Option<BTreeSet<String>>,
}

impl Apps {
    pub(crate) fn new(groups: Option<BTreeSet<String>>) -> Self {
        Self { known: [credentials::DEFAULT, credentials::TUTORIAL], groups }
    }

    pub(crate) fn find(&self, app_key: &str) -> Option<&Credentials> {
        self.known.iter().find(|app| app.app_key() == app_key)
    }

    /// The API groups granted to the apps; nothing where they have all.
    pub(crate) fn groups(&self) -> Option<&BTreeSet<String>> {
        self.groups.as_ref()
    }

    pub(crate) fn may_call(&self, group: &str) -> bool {
        self.groups.as_ref().is_none_or(|granted| granted.contains(group))
    }
}

//! The accounts of the books, by app and method.
//!
//! There are few of them and each call is counted in three, several times over: a sorted list
//! that is searched without making a key is a quarter of the work of a map.

use serde::{Deserialize, Serialize};

use super::account::Account;
use crate::limit::day::duration;
use crate::limit::ledger::Closed;
use crate::limit::limits::Limit;
use crate::limit::scope::{AppId, LimitScope};

/// All accounts, sorted by their keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(AccountKey, Account)>")]
pub(super) struct Accounts(Vec<(AccountKey, Account)>);

/// Whose account it is, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct AccountKey {
    app: Option<AppId>,
    method: Option<String>,
}

/// Whose account is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whose<'a> {
    app: Option<&'a AppId>,
    method: Option<&'a str>,
}

impl<'a> Whose<'a> {
    /// The accounts of a call, in the order of `Want::limits`.
    pub(super) fn of_call(app: &'a AppId, method: &'a str) -> [Self; 3] {
        let (app, method) = (Some(app), Some(method));
        [Self { app, method: None }, Self { app: None, method }, Self { app, method }]
    }
}

impl Accounts {
    /// An account, opened where there is none yet.
    pub(super) fn of(&mut self, whose: Whose<'_>) -> &mut Account {
        let place = match self.place(whose) {
            Ok(place) => place,
            Err(place) => {
                let app = whose.app.cloned();
                let key = AccountKey { app, method: whose.method.map(Into::into) };
                self.0.insert(place, (key, Account::default()));
                place
            }
        };
        &mut self.0[place].1
    }

    fn place(&self, whose: Whose<'_>) -> Result<usize, usize> {
        self.0.binary_search_by(|(key, _)| key.whose().cmp(&whose))
    }

    /// Each account with its scope, as far as `app` sees it.
    pub(super) fn seen_from(
        &self,
        app: &AppId,
    ) -> impl Iterator<Item = (LimitScope, &Account)> {
        self.0.iter().filter_map(|(key, account)| Some((key.seen_from(app)?, account)))
    }

    /// What is closed for `app`.
    pub(super) fn shut(&self, now: i64, app: &AppId) -> impl Iterator<Item = Closed> {
        self.0.iter().filter_map(move |(key, account)| {
            // First what is hardly ever so.
            let (until, why) = account.shut(now, Limit::default(), 0)?;
            let scope = key.seen_from(app)?;
            Some(Closed { scope, reopens_in: duration(until - now), why })
        })
    }

    /// Goes along with the clock.
    pub(super) fn follow(&mut self, now: i64, step: i64) {
        for (_, account) in &mut self.0 {
            account.follow(now, step);
        }
    }

    /// Closes what there is nothing in.
    pub(super) fn close_blank(&mut self) {
        self.0.retain(|(_, account)| !account.is_blank());
    }
}

impl From<Vec<(AccountKey, Account)>> for Accounts {
    fn from(mut accounts: Vec<(AccountKey, Account)>) -> Self {
        accounts.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self(accounts)
    }
}

impl AccountKey {
    fn whose(&self) -> Whose<'_> {
        Whose { app: self.app.as_ref(), method: self.method.as_deref() }
    }

    fn seen_from(&self, app: &AppId) -> Option<LimitScope> {
        match (&self.app, &self.method) {
            (Some(own), _) if own != app => None,
            (Some(_), None) => Some(LimitScope::App),
            (Some(_), Some(method)) => Some(LimitScope::AppApi(method.clone())),
            (None, Some(method)) => Some(LimitScope::Api(method.clone())),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_in_any_order_is_found_and_opened_once() {
        let app = AppId::of("12345678");
        let mut accounts = Accounts::default();
        for method in ["b", "a", "c", "a"] {
            for whose in Whose::of_call(&app, method) {
                accounts.of(whose).charge(7, 1);
            }
        }
        assert_eq!(accounts.0.len(), 7);
        let mut kept: Vec<_> = accounts.0.clone();
        kept.reverse();
        let text = serde_json::to_string(&kept).unwrap();
        let read: Accounts = serde_json::from_str(&text).unwrap();
        let as_written = serde_json::to_string(&accounts).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), as_written);
    }
}

//! The accounts of the books, by app and method.
//!
//! There are few of them and each call is counted in three, several times over: a sorted list
//! that is searched without making a key is a quarter of the work of a map, and most calls are
//! of the method of the last one, whose places in the list are remembered.

use serde::{Deserialize, Serialize, Serializer};

use super::account::Account;
use crate::limit::day::duration;
use crate::limit::ledger::Closed;
use crate::limit::limits::Limit;
use crate::limit::scope::{AppId, LimitScope};

/// All accounts, sorted by their keys.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<(AccountKey, Account)>")]
pub(super) struct Accounts {
    list: Vec<(AccountKey, Account)>,
    /// Found last; nothing once the list's places are others.
    last: Option<Found>,
}

/// Where a call's accounts are in the list.
#[derive(Debug, Clone)]
struct Found {
    app: AppId,
    method: String,
    places: [usize; 3],
}

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
    /// Where the accounts of a call are, in the order of `Want::limits`; opened where there
    /// are none yet. It holds until others are opened, or blank ones closed.
    pub(super) fn of_call(&mut self, app: &AppId, method: &str) -> [usize; 3] {
        if let Some(last) = &self.last
            && last.method == method
            && last.app == *app
        {
            return last.places;
        }
        let all = Whose::of_call(app, method);
        for whose in all {
            self.open(whose);
        }
        let places = all.map(|whose| self.place(whose).expect("it was just opened"));
        let (app, method) = (app.clone(), method.to_owned());
        self.last = Some(Found { app, method, places });
        places
    }

    /// The account at a place.
    pub(super) fn at(&mut self, place: usize) -> &mut Account {
        &mut self.list[place].1
    }

    fn open(&mut self, whose: Whose<'_>) {
        if let Err(place) = self.place(whose) {
            let app = whose.app.cloned();
            let key = AccountKey { app, method: whose.method.map(Into::into) };
            self.list.insert(place, (key, Account::default()));
            self.last = None;
        }
    }

    fn place(&self, whose: Whose<'_>) -> Result<usize, usize> {
        self.list.binary_search_by(|(key, _)| key.whose().cmp(&whose))
    }

    /// Each account with its scope, as far as `app` sees it.
    pub(super) fn seen_from(
        &self,
        app: &AppId,
    ) -> impl Iterator<Item = (LimitScope, &Account)> {
        self.list.iter().filter_map(|(key, account)| Some((key.seen_from(app)?, account)))
    }

    /// What is closed for `app`.
    pub(super) fn shut(&self, now: i64, app: &AppId) -> impl Iterator<Item = Closed> {
        self.list.iter().filter_map(move |(key, account)| {
            // First what is hardly ever so.
            let (until, why) = account.shut(now, Limit::default(), 0)?;
            let scope = key.seen_from(app)?;
            Some(Closed { scope, reopens_in: duration(until - now), why })
        })
    }

    /// Goes along with the clock.
    pub(super) fn follow(&mut self, now: i64, step: i64) {
        for (_, account) in &mut self.list {
            account.follow(now, step);
        }
    }

    /// Closes what there is nothing in.
    pub(super) fn close_blank(&mut self) {
        if self.list.iter().any(|(_, account)| account.is_blank()) {
            self.list.retain(|(_, account)| !account.is_blank());
            self.last = None;
        }
    }
}

impl From<Vec<(AccountKey, Account)>> for Accounts {
    fn from(mut accounts: Vec<(AccountKey, Account)>) -> Self {
        accounts.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self { list: accounts, last: None }
    }
}

impl Serialize for Accounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
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
            for place in accounts.of_call(&app, method) {
                accounts.at(place).charge(7, 1);
            }
        }
        assert_eq!(accounts.list.len(), 7);
        let mut kept: Vec<_> = accounts.list.clone();
        kept.reverse();
        let text = serde_json::to_string(&kept).unwrap();
        let read: Accounts = serde_json::from_str(&text).unwrap();
        let as_written = serde_json::to_string(&accounts).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), as_written);
    }

    #[test]
    fn places_are_found_anew_when_the_list_changes() {
        let (app, other) = (AppId::of("12345678"), AppId::of("2"));
        let mut accounts = Accounts::default();
        let charge = |accounts: &mut Accounts, app: &AppId, method: &str, calls| {
            for place in accounts.of_call(app, method) {
                accounts.at(place).charge(7, calls);
            }
        };
        charge(&mut accounts, &app, "m", 1);
        charge(&mut accounts, &app, "m", 1);
        // Opened, and so put before and between the others.
        charge(&mut accounts, &app, "a", 10);
        charge(&mut accounts, &other, "m", 100);
        charge(&mut accounts, &app, "m", 1);
        // Opened and left blank, before the others again.
        accounts.of_call(&app, "0");
        accounts.close_blank();
        charge(&mut accounts, &app, "m", 1);
        let spent = |app: &AppId| {
            let seen = accounts.seen_from(app);
            let spent = seen.map(|(scope, account)| {
                (scope.clone(), account.report(scope, 7).spent.value)
            });
            let mut spent: Vec<_> = spent.collect();
            spent.sort();
            spent
        };
        let (api, app_api) =
            (|m: &str| LimitScope::Api(m.into()), |m: &str| LimitScope::AppApi(m.into()));
        let theirs = [
            (LimitScope::App, 14),
            (api("a"), 10),
            (api("m"), 104),
            (app_api("a"), 10),
            (app_api("m"), 4),
        ];
        assert_eq!(spent(&app), theirs);
        let others = [
            (LimitScope::App, 100),
            (api("a"), 10),
            (api("m"), 104),
            (app_api("m"), 100),
        ];
        assert_eq!(spent(&other), others);
    }
}

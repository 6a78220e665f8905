//! Which API is asked for what, and how many calls that takes. Pure.

use crate::advice::Advice;
use crate::api::affiliate::ProductDetailGet;
use crate::api::dropship::ProductGet;
use crate::api::tutorial::ItemGet;
use crate::call::Call as _;
use crate::item::Group;
use crate::outcome::{Miss, Outcome};

use super::{FallBack, LookupOptions, Source};

/// One way to ask for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Way {
    Affiliate,
    Dropship,
    ItemGet,
}

/// What is asked first, and what after it where it cannot answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) first: Way,
    pub(super) then: Option<Way>,
}

/// What a lookup will cost at one API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedCalls {
    /// The gateway's name of the API.
    pub method: &'static str,
    /// The fewest calls it can take.
    pub at_least: u64,
    /// The most it can take when each call is sent once: where the first API does not
    /// have an item, another one is asked.
    pub at_most: u64,
}

impl Way {
    /// The groups that an answer can hold.
    fn gives(self) -> &'static [Group] {
        match self {
            // Logistics there is one sentence on days, with a ship-to country.
            Self::Affiliate => &[Group::Basics, Group::Price, Group::Trade],
            Self::Dropship => &Group::ALL,
            Self::ItemGet => &Group::ALL,
        }
    }

    fn method(self) -> &'static str {
        match self {
            Self::Affiliate => ProductDetailGet::METHOD,
            Self::Dropship => ProductGet::METHOD,
            Self::ItemGet => ItemGet::METHOD,
        }
    }

    fn calls(self, items: u64) -> u64 {
        match self {
            Self::Affiliate => items.div_ceil(ProductDetailGet::LIMIT as u64),
            Self::Dropship | Self::ItemGet => items,
        }
    }
}

/// The fewest calls that give what is wanted. Fifty items go in one affiliate call, one in
/// a dropship call: what affiliate details can give is asked of them.
pub(super) fn plan(options: &LookupOptions, has_token: bool) -> Plan {
    let wanted = &options.groups;
    let affiliate_will_do = !wanted.is_empty()
        && wanted.iter().all(|group| Way::Affiliate.gives().contains(group));
    let (first, then) = match (options.source, has_token) {
        (Source::Affiliate, _) => (Way::Affiliate, None),
        (Source::Dropship, _) => (Way::Dropship, None),
        (Source::ItemGet, _) => (Way::ItemGet, None),
        (Source::Auto, false) => (Way::Affiliate, None),
        (Source::Auto, true) if affiliate_will_do => {
            (Way::Affiliate, Some(Way::Dropship))
        }
        (Source::Auto, true) => (Way::Dropship, Some(Way::Affiliate)),
    };
    let then = then.filter(|_| options.fall_back == FallBack::Yes);
    Plan { first, then }
}

impl Plan {
    /// Whether what the first API said leaves something for the second one to answer.
    pub(super) fn goes_on(self, first: &Outcome) -> Option<Way> {
        let then = self.then?;
        let can_help = match (then, first) {
            // It has what is not in the programme.
            (Way::Dropship, Outcome::NotInAffiliateProgramme(_)) => true,
            // It needs no consent and another permission. What to do about a signature,
            // a clock or a key is the same for both, and no second call is spent on it.
            (Way::Affiliate, Outcome::Unauthorised(miss)) => is_about_consent(miss),
            _ => false,
        };
        can_help.then_some(then)
    }

    /// What it takes for so many distinct items.
    pub(super) fn calls(self, items: u64) -> Vec<PlannedCalls> {
        let first = self.first.calls(items);
        let mut planned = vec![PlannedCalls {
            method: self.first.method(),
            at_least: first,
            at_most: first,
        }];
        if let Some(then) = self.then {
            let at_most = then.calls(items);
            planned.push(PlannedCalls { method: then.method(), at_least: 0, at_most });
        }
        planned
    }
}

fn is_about_consent(miss: &Miss) -> bool {
    matches!(
        miss.advice,
        Advice::AskForPermission | Advice::AuthoriseAgain | Advice::RefreshToken
    )
}

/// The groups that were wanted and are not there.
pub(super) fn missing(wanted: &[Group], outcome: &Outcome) -> Vec<Group> {
    let Some(item) = outcome.item() else { return Vec::new() };
    let is_there = |group: &Group| match group {
        Group::Basics => item.basics.is_some(),
        Group::Price => item.price.is_some(),
        Group::Stock => item.stock.is_some(),
        Group::Trade => item.trade.is_some(),
        Group::Variants => item.variants.is_some(),
        Group::Logistics => item.logistics.is_some(),
    };
    wanted.iter().copied().filter(|group| !is_there(group)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::View;

    fn options(source: Source, groups: &[Group]) -> LookupOptions {
        let options = LookupOptions::new(View::default()).with_source(source);
        LookupOptions { groups: groups.to_vec(), ..options }
    }

    #[test]
    fn the_fewest_calls_that_give_what_is_wanted_are_made() {
        use Group::{Price, Stock, Trade, Variants};
        use Way::{Affiliate, Dropship, ItemGet};
        for (source, groups, has_token, first, then) in [
            (Source::Auto, &[][..], true, Dropship, Some(Affiliate)),
            (Source::Auto, &[], false, Affiliate, None),
            (Source::Auto, &[Price, Trade], true, Affiliate, Some(Dropship)),
            (Source::Auto, &[Price, Stock], true, Dropship, Some(Affiliate)),
            (Source::Auto, &[Variants], false, Affiliate, None),
            (Source::Affiliate, &[Variants], true, Affiliate, None),
            (Source::Dropship, &[Price], true, Dropship, None),
            (Source::ItemGet, &[], true, ItemGet, None),
        ] {
            let found = plan(&options(source, groups), has_token);
            assert_eq!(found, Plan { first, then }, "{source:?} {groups:?} {has_token}");
        }
        let alone =
            LookupOptions { fall_back: FallBack::No, ..options(Source::Auto, &[Price]) };
        assert_eq!(plan(&alone, true).then, None);
    }

    #[test]
    fn a_thousand_items_are_twenty_affiliate_calls_or_a_thousand_dropship_calls() {
        let price = plan(&options(Source::Auto, &[Group::Price]), true);
        let [affiliate, dropship] = price.calls(1000)[..] else { panic!("two APIs") };
        assert_eq!((affiliate.at_least, affiliate.at_most), (20, 20));
        assert_eq!((dropship.at_least, dropship.at_most), (0, 1000));
        let all = plan(&options(Source::Dropship, &[]), true);
        assert_eq!(all.calls(1000)[0].at_most, 1000);
        assert_eq!(all.calls(1000).len(), 1);
        assert_eq!(
            plan(&options(Source::Affiliate, &[]), false).calls(51)[0].at_least,
            2
        );
    }

    #[test]
    fn the_second_api_is_only_asked_what_it_can_answer() {
        let miss = |advice| Miss {
            source: "x".to_owned(),
            code: None,
            message: None,
            request_id: None,
            advice,
            error: None,
        };
        let price_first = plan(&options(Source::Auto, &[Group::Price]), true);
        let all = plan(&options(Source::Auto, &[]), true);
        for (plan, outcome, expected) in [
            (
                price_first,
                Outcome::NotInAffiliateProgramme(miss(Advice::UseDropshipApi)),
                Some(Way::Dropship),
            ),
            (price_first, Outcome::Throttled(miss(Advice::SlowDown)), None),
            (
                all,
                Outcome::Unauthorised(miss(Advice::AskForPermission)),
                Some(Way::Affiliate),
            ),
            (all, Outcome::Unauthorised(miss(Advice::CheckSignature)), None),
            (all, Outcome::NotFound(miss(Advice::CheckId)), None),
            (all, Outcome::NotSoldToCountry(miss(Advice::ChangeCountry)), None),
        ] {
            assert_eq!(plan.goes_on(&outcome), expected, "{outcome:?}");
        }
    }
}

//! Which API is asked for what, and how many calls that takes. Pure.

use crate::advice::Advice;
use crate::api::affiliate::ProductDetailGet;
use crate::api::dropship::{FreightQuery, ProductGet};
use crate::api::tutorial::ItemGet;
use crate::call::Call as _;
use crate::item::Group;
use crate::outcome::{Lookup, Miss, Outcome};

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
    /// Whether each SKU's freight is asked for after it.
    pub(super) freight: bool,
}

/// What a lookup will cost at one API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedCalls {
    /// The gateway's name of the API.
    pub method: &'static str,
    /// The fewest calls it can take.
    pub at_least: u64,
    /// The most it can take when each call is sent once: where the first API does not
    /// have an item, another one is asked. Nothing where that is known only when the items
    /// are: freight takes a call for each SKU.
    pub at_most: Option<u64>,
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
        // It tells no SKUs to ask for.
        && options.freight.is_none()
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
    let tells_skus = [Some(first), then].contains(&Some(Way::Dropship));
    Plan { first, then, freight: options.freight.is_some() && tells_skus }
}

impl Plan {
    /// The way to an item that stands alone, where no second API may be asked after it.
    pub(super) fn alone(self) -> Option<Way> {
        let is_single = self.first != Way::Affiliate && self.then.is_none();
        is_single.then_some(self.first)
    }

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
            at_most: Some(first),
        }];
        if self.freight {
            let method = FreightQuery::METHOD;
            planned.push(PlannedCalls { method, at_least: 0, at_most: None });
        }
        if let Some(then) = self.then {
            let at_most = Some(then.calls(items));
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

/// The groups that were wanted and are not there; logistics where freight was wanted and
/// could not be asked for.
pub(super) fn missing(options: &LookupOptions, lookup: &Lookup) -> Vec<Group> {
    let Some(item) = lookup.outcome.item() else { return Vec::new() };
    let wanted = options.freight.is_some() && matches!(lookup.outcome, Outcome::Found(_));
    let unasked = wanted && lookup.freight.is_none();
    let is_there = |group: &Group| match group {
        Group::Basics => item.basics.is_some(),
        Group::Price => item.price.is_some(),
        Group::Stock => item.stock.is_some(),
        Group::Trade => item.trade.is_some(),
        Group::Variants => item.variants.is_some(),
        Group::Logistics => item.logistics.is_some() && !unasked,
    };
    let wanted = options.groups.iter().copied();
    let logistics = unasked && !options.groups.contains(&Group::Logistics);
    let wanted = wanted.chain(logistics.then_some(Group::Logistics));
    wanted.filter(|group| !is_there(group)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::freight::FreightOptions;
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
            let expected = Plan { first, then, freight: false };
            assert_eq!(found, expected, "{source:?} {groups:?} {has_token}");
        }
        let alone =
            LookupOptions { fall_back: FallBack::No, ..options(Source::Auto, &[Price]) };
        assert_eq!(plan(&alone, true).then, None);
    }

    #[test]
    fn a_thousand_items_are_twenty_affiliate_calls_or_a_thousand_dropship_calls() {
        let price = plan(&options(Source::Auto, &[Group::Price]), true);
        let [affiliate, dropship] = price.calls(1000)[..] else { panic!("two APIs") };
        assert_eq!((affiliate.at_least, affiliate.at_most), (20, Some(20)));
        assert_eq!((dropship.at_least, dropship.at_most), (0, Some(1000)));
        let all = plan(&options(Source::Dropship, &[]), true);
        assert_eq!(all.calls(1000)[0].at_most, Some(1000));
        assert_eq!(all.calls(1000).len(), 1);
        assert_eq!(
            plan(&options(Source::Affiliate, &[]), false).calls(51)[0].at_least,
            2
        );
    }

    #[test]
    fn freight_is_planned_only_where_skus_are_told_and_has_no_upper_bound() {
        let with_freight = |source, has_token| {
            let price = options(source, &[Group::Price]);
            plan(&price.with_freight(FreightOptions::default()), has_token)
        };
        for (source, has_token, first, methods) in [
            (
                Source::Auto,
                true,
                Way::Dropship,
                &[ProductGet::METHOD, FreightQuery::METHOD, ProductDetailGet::METHOD][..],
            ),
            (Source::Auto, false, Way::Affiliate, &[ProductDetailGet::METHOD]),
            (Source::Affiliate, true, Way::Affiliate, &[ProductDetailGet::METHOD]),
        ] {
            let plan = with_freight(source, has_token);
            assert_eq!(plan.first, first, "{source:?}");
            let calls = plan.calls(9);
            let found: Vec<&str> = calls.iter().map(|calls| calls.method).collect();
            assert_eq!(found, methods, "{source:?}");
            for calls in calls.iter().filter(|it| it.method == FreightQuery::METHOD) {
                assert_eq!((calls.at_least, calls.at_most), (0, None));
            }
        }
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

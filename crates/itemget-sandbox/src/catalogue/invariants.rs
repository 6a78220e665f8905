//! What is true of every item of the catalogue, at any time, in any country.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Catalogue;
use super::item::{Item, State};
use super::money::Currency;
use super::places::Country;
use super::prices::{DAY, HOUR};
use super::wording::Language;

fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn later(seconds: i64) -> Timestamp {
    Timestamp::from_second(noon().as_second() + seconds).unwrap()
}

/// The prices and stocks of all variants of an item.
fn standing(item: &Item, now: Timestamp) -> Vec<(u64, u64, u64)> {
    item.variants()
        .map(|variant| {
            let quote = item.quote(&variant, now);
            (quote.list, quote.sale, item.stock(&variant, now))
        })
        .collect()
}

#[test]
fn sale_prices_never_exceed_list_prices_in_any_currency_or_country() {
    let catalogue = Catalogue::default();
    let countries = ["FR", "BR"].map(|code| Country::find(code).unwrap());
    let currencies =
        ["CNY", "EUR", "KRW", "CLP"].map(|code| Currency::find(code).unwrap());
    for item in catalogue.all() {
        for hours in [0, 500, 5000] {
            let now = later(hours * HOUR);
            for variant in item.variants().take(3) {
                let quote = item.quote(&variant, now);
                assert!(
                    0 < quote.sale && quote.sale <= quote.list,
                    "{} {quote:?}",
                    item.id
                );
                for country in countries {
                    let permille = country.price_permille(item.seed, item.id);
                    let (sale, list) = (quote.sale * permille, quote.list * permille);
                    for currency in currencies {
                        assert!(
                            currency.amount(sale / 1000) <= currency.amount(list / 1000),
                            "{} in {}",
                            item.id,
                            currency.code
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn sku_ids_are_unique_and_beyond_what_a_float_can_hold() {
    let catalogue = Catalogue::default();
    let mut seen = BTreeSet::new();
    let tutorial = catalogue.find(1_234_567_890).unwrap();
    for item in catalogue.all().chain([tutorial]) {
        assert!((1..=60).contains(&item.variant_count()), "{}", item.id);
        let mut attrs = BTreeSet::new();
        for variant in item.variants() {
            let sku_id = variant.sku_id();
            assert!(sku_id > 1 << 53, "{sku_id}");
            assert_eq!(sku_id.to_string().len(), 17);
            assert!(seen.insert(sku_id), "{sku_id} twice");
            assert!(attrs.insert(variant.sku_attr()), "{} twice", variant.sku_attr());
            assert_eq!(item.variant(sku_id).unwrap().number, variant.number);
        }
        assert_eq!(item.axes.is_empty(), attrs.contains(""), "{}", item.id);
    }
    assert!(seen.iter().any(|&id| (id as f64) as u64 != id));
}

#[test]
fn a_sku_attr_spells_its_choices() {
    for item in Catalogue::default().all().take(500) {
        for variant in item.variants() {
            let spelt: Vec<String> = variant
                .choices()
                .map(|(axis, chosen)| {
                    let own = chosen.own_name.map(|own| format!("#{own}"));
                    let own = own.unwrap_or_default();
                    format!("{}:{}{own}", axis.property.id, chosen.value.id)
                })
                .collect();
            assert_eq!(variant.sku_attr(), spelt.join(";"));
        }
    }
}

#[test]
fn every_title_is_unlike_a_template_and_says_synthetic() {
    let titles: BTreeSet<String> =
        Catalogue::default().all().map(|item| item.title(Language::English)).collect();
    assert!(titles.len() > 4_500, "only {} different titles", titles.len());
    for title in &titles {
        assert!(title.ends_with(" (synthetic)"), "{title}");
        assert!(title.len() <= 160 && !title.contains("  "), "{title}");
    }
    for item in Catalogue::default().all().take(200) {
        let title = item.title(Language::Chinese);
        assert!(title.ends_with("(合成数据)"), "{title}");
    }
}

#[test]
fn the_same_moment_read_twice_is_the_same_and_thirty_days_are_not() {
    let catalogue = Catalogue::default();
    let mut prices_moved = 0;
    let mut stock_moved = 0;
    let items: Vec<Item> = catalogue.all().take(400).collect();
    for item in &items {
        let first = standing(item, noon());
        let month: Vec<_> = (0..30).map(|day| standing(item, later(day * DAY))).collect();
        // Asked again, afterwards, of an item drawn anew.
        let again = catalogue.find(item.id).unwrap();
        assert_eq!(standing(&again, noon()), first, "{}", item.id);
        prices_moved += usize::from(month.iter().any(|day| day[0].1 != first[0].1));
        stock_moved += usize::from(month.iter().any(|day| day[0].2 != first[0].2));
    }
    assert!(prices_moved > 300, "{prices_moved} of 400 prices moved in a month");
    assert!(stock_moved > 330, "{stock_moved} of 400 stocks moved in a month");
}

#[test]
fn prices_stand_still_between_their_steps() {
    for item in Catalogue::default().all().take(60) {
        let hourly: Vec<u64> =
            (0..30 * 24).map(|hour| standing(&item, later(hour * HOUR))[0].1).collect();
        let changes = hourly.windows(2).filter(|pair| pair[0] != pair[1]).count();
        // The quickest step is five hours; a campaign's two ends and a new list price
        // may come on top.
        assert!(changes <= 30 * 24 / 5 + 4, "{} changed {changes} times", item.id);
        let minutes: Vec<u64> =
            (0..60).map(|minute| standing(&item, later(minute * 60))[0].1).collect();
        let within_hour = minutes.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(within_hour <= 1, "{} changed {within_hour} times in an hour", item.id);
    }
}

#[test]
fn sales_only_grow_and_thirty_days_are_a_part_of_all() {
    for item in Catalogue::default().all().take(300) {
        let sold: Vec<u64> =
            (0..90).map(|day| item.units_sold(later(day * DAY))).collect();
        assert!(sold.is_sorted(), "{}: {sold:?}", item.id);
        let recent = item.units_sold_in_30_days(noon());
        assert!(recent <= item.units_sold(noon()), "{}: {recent}", item.id);
    }
    let before_all = "2001-01-01T00:00:00Z".parse().unwrap();
    let item = Catalogue::default().find(1_234_567_890).unwrap();
    assert_eq!(item.units_sold(before_all), item.sales.before);
}

#[test]
fn the_awkward_items_have_their_shares() {
    let items: Vec<Item> = Catalogue::default().all().collect();
    let share = |is: &dyn Fn(&Item) -> bool| items.iter().filter(|item| is(item)).count();
    let offline = share(&|item| item.state == State::Offline);
    let outside = share(&|item| !item.in_affiliate_programme);
    let single = share(&|item| item.axes.is_empty());
    let restricted = share(&|item| {
        ["FR", "BR", "US", "AU", "KR", "IL"]
            .iter()
            .any(|code| item.prohibited(&Country::find(code).unwrap()).is_some())
    });
    assert!((100..200).contains(&offline), "{offline} off sale");
    assert!((600..900).contains(&outside), "{outside} outside the programme");
    assert!((500..900).contains(&single), "{single} without variants");
    assert!((100..200).contains(&restricted), "{restricted} restricted");
}

#[test]
fn another_seed_is_another_catalogue() {
    let titles = |seed| -> Vec<String> {
        let catalogue = Catalogue::synthetic(seed, 20);
        catalogue.all().map(|item| item.title(Language::English)).collect()
    };
    assert_eq!(titles(1), titles(1));
    assert_ne!(titles(1), titles(2));
}

#[test]
fn ids_of_both_sites_find_one_item_and_no_others_are_known() {
    let catalogue = Catalogue::synthetic(1, 10);
    let item = catalogue.find(1_005_006_000_000_010).unwrap();
    assert_eq!(catalogue.find(item.us_id()).unwrap().id, item.id);
    assert_eq!(item.us_id(), 3_256_805_813_685_258);
    for unknown in [0, 1_005_006_000_000_000, 1_005_006_000_000_011, u64::MAX] {
        assert!(catalogue.find(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn the_first_variant_is_the_cheapest() {
    for item in Catalogue::default().all().take(1500) {
        let sales = item.variants().map(|variant| item.quote(&variant, noon()).sale);
        assert_eq!(item.cheapest(noon()).1.sale, sales.min().unwrap(), "{}", item.id);
    }
}

//! Charts for tests, of made-up items.

use itemget::SkuId;

use super::{Chart, Line};
use crate::availability::buyable;
use crate::series::{Kind, Series};
use crate::state::Absence;
use crate::stats::Window;
use crate::testing::Days;
use crate::trail::Trail;

/// A year of one price: sales, a sell-out, a month that nobody watched.
pub(crate) fn a_year() -> Chart {
    let mut days = Days::new();
    for day in 0..360 {
        let price = match day {
            40..=46 => "19.9",
            110..=150 => "22.49",
            151..=154 => "17.9",
            230..=250 => "23.4",
            300..=306 => "16.59",
            307.. => "21.99",
            _ => "24.9",
        };
        days = match day {
            170..=200 | 260..=262 => days,
            85..=99 | 255..=257 => days.away(day, Absence::SoldOut),
            _ => days.day(day, &[("sale", price)]),
        };
    }
    let line = line(&days.trail(), "sale price", None, 360);
    chart("Wireless earbuds with charging case, ANC, 40 h", vec![line], 360)
        .with_subtitle("sale price · sent to FR · aliexpress.ds.product.get")
}

/// Two months of three variants' prices, of which one sells out and one comes later.
pub(crate) fn three_variants() -> Chart {
    let mut days = Days::new();
    for day in 0..60 {
        let black = if (20..27).contains(&day) { "7.2" } else { "8.5" };
        let white = if day < 33 { "8.5" } else { "9.2" };
        let mut told = vec![("1/sale", black)];
        if !(40..52).contains(&day) {
            told.push(("2/sale", white));
        }
        if day > 12 {
            told.push(("3/sale", if day > 50 { "6.1" } else { "6.9" }));
        }
        days = if (29..32).contains(&day) { days } else { days.day(day, &told) };
    }
    let trail = days.trail();
    let labels = ["black, with case", "white", "黑色 <b>无充电盒</b>"];
    let lines =
        (1..).zip(labels).map(|(id, label)| line(&trail, label, Days::sku(id), 60));
    chart("By variant", lines.collect(), 60)
}

/// A stock that is sold and filled up again.
pub(crate) fn stock() -> Chart {
    let mut days = Days::new();
    for day in 0..30 {
        let level = match day {
            0..=12 => 60 - 5 * day,
            _ => 140 - 3 * day,
        };
        days = days.day(day, &[("stock", &level.max(0).to_string())]);
    }
    let trail = days.trail();
    let series = Series::of_item(Kind::Stock);
    let timeline = trail.timeline(series, Days::moment(30));
    let line = Line {
        label: "stock".to_owned(),
        timeline,
        kind: Kind::Stock,
        currency: Days::eur(),
    };
    chart("Stock", vec![line], 30)
}

/// A chart of a window in which nobody looked.
pub(crate) fn nothing() -> Chart {
    let trail = Days::new().day(0, &[("sale", "8")]).trail();
    let line = line(&trail, "sale price", None, 5);
    let window = Window { from: Days::moment(100), until: Days::moment(130) };
    Chart::new("Nothing", vec![line], window).unwrap()
}

fn line(trail: &Trail, label: &str, sku: Option<SkuId>, until: i64) -> Line {
    let series = Series { sku, kind: Kind::SalePrice };
    let timeline = buyable(trail, series, Days::moment(until));
    let label = label.to_owned();
    Line { label, timeline, kind: Kind::SalePrice, currency: Days::eur() }
}

fn chart(title: &str, lines: Vec<Line>, until: i64) -> Chart {
    let window = Window { from: Days::moment(0), until: Days::moment(until) };
    Chart::new(title, lines, window).unwrap()
}

//! The evidence as rows of a table, for a file that somebody else reads.

use itemget::Percent;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{DAYS_BEFORE, Discount, Seen, USUAL_DAYS};
use crate::figure::{Figure, Told};
use crate::moment::Moment;
use crate::stats::Window;

/// A row of the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What it tells, by a stable word.
    pub what: String,
    /// A number; or a word where it is not a number; nothing where it is not known.
    pub value: Option<String>,
    /// The number's currency, or `%`.
    pub unit: Option<String>,
    /// From when it was so.
    pub from: Option<Moment>,
    /// Until when.
    pub until: Option<Moment>,
    /// How much of the window that it is of was seen, in percent.
    pub observed: Option<Percent>,
}

impl Discount {
    /// All of it as rows: the verdict, what it rests on, and last every stretch of the
    /// 30 days, so that anybody can work it out again.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = vec![
            row("claim").worded(self.verdict.word()).until(self.now),
            row("stated_discount").percent(self.claimed.stated),
            row("list_price").money(self.claimed.list).from(self.claimed.list_since),
            row("discount_from_list_price").percent(self.claimed.computed),
        ];
        if let Some(present) = &self.present {
            rows.push(
                row("present_price")
                    .money(Some(present.price))
                    .from(Some(present.since))
                    .until(self.now),
            );
            let other = row("price_before").money(present.other);
            rows.push(Row { until: present.other_until, ..other });
        }
        if let Some(before) = &self.before {
            let observed = Some(before.coverage.observed);
            let lowest = row(&format!("lowest_of_{DAYS_BEFORE}_days_before"));
            let found = before.lowest.as_ref();
            rows.push(Row {
                from: found.map(|it| it.from),
                until: found.map(|it| it.until),
                observed,
                ..lowest.money(found.map(|it| it.value))
            });
            let discount = row("discount_from_lowest").percent(before.discount);
            rows.push(discount.within(before.coverage.window, observed));
        }
        let usual = &self.usual;
        let observed = Some(usual.coverage.observed);
        let value = usual.usual.as_ref().map(|it| it.value);
        let common = row(&format!("most_common_of_{USUAL_DAYS}_days")).money(value);
        rows.push(common.within(usual.coverage.window, observed));
        let discount = row("discount_from_most_common").percent(usual.discount);
        rows.push(discount.within(usual.coverage.window, observed));
        rows.extend(self.before.iter().flat_map(|it| &it.steps).map(seen));
        rows
    }
}

fn seen(step: &Seen) -> Row {
    let row = match step.told {
        Told::Value(figure) => row("seen").money(Some(figure)),
        Told::Absent { why } => row("absent").worded(why.word()),
        Told::NotObserved { why } => row("not_observed").worded(why.word()),
    };
    row.from(Some(step.from)).until(step.until)
}

fn row(what: &str) -> Row {
    let what = what.to_owned();
    Row { what, value: None, unit: None, from: None, until: None, observed: None }
}

impl Row {
    fn worded(self, word: &str) -> Self {
        Self { value: Some(word.to_owned()), ..self }
    }

    fn money(self, figure: Option<Figure>) -> Self {
        Self {
            value: figure.map(|it| it.amount.to_string()),
            unit: figure.and_then(|it| it.currency).map(|it| it.to_string()),
            ..self
        }
    }

    fn percent(self, percent: Option<Percent>) -> Self {
        let number = percent.map(|Percent(it): Percent| Decimal::normalize(&it));
        Self {
            value: number.map(|it| it.to_string()),
            unit: number.map(|_| "%".to_owned()),
            ..self
        }
    }

    fn from(self, from: Option<Moment>) -> Self {
        Self { from, ..self }
    }

    fn until(self, until: Moment) -> Self {
        Self { until: Some(until), ..self }
    }

    fn within(self, window: Window, observed: Option<Percent>) -> Self {
        Self { from: Some(window.from), until: Some(window.until), observed, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Kind, Series};
    use crate::state::Absence;
    use crate::testing::Days;

    #[test]
    fn the_evidence_is_a_table_from_which_it_can_be_worked_out_again() {
        let told = |price| [("sale", price), ("list", "20"), ("stated", "50")];
        let trail = Days::new()
            .days(0..20, &told("16"))
            .away(20, Absence::SoldOut)
            .days(25..30, &told("12.5"))
            .days(30..35, &told("10"))
            .trail();
        let series = Series::of_item(Kind::SalePrice);
        let evidence =
            Discount::of(&trail, series, Days::eur(), Days::moment(35)).unwrap();
        let rows = evidence.rows();
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                let day = |at: Option<Moment>| {
                    at.map_or_else(String::new, |at| Days::of(at).to_string())
                };
                let text = |it: &Option<String>| it.clone().unwrap_or_default();
                let observed = row.observed.map(|it| it.to_string());
                format!(
                    "{} | {} {} | {}..{} | {}",
                    row.what,
                    text(&row.value),
                    text(&row.unit),
                    day(row.from),
                    day(row.until),
                    text(&observed),
                )
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
        let text = serde_json::to_string(&evidence).unwrap();
        assert_eq!(serde_json::from_str::<Discount>(&text).unwrap(), evidence);
    }
}

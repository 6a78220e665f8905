//! What statistics say, in words.

use itemget_history::Figure;
use itemget_history::discount::Claim;
use itemget_history::stats::{UnitsPerDay, Verdict, WindowStats};

use crate::lang::Lang;

/// A verdict in words.
pub(crate) fn verdict(verdict: Verdict, lang: Lang) -> String {
    let (en, zh) = match verdict {
        Verdict::TooLittleSeen { days, enough, .. } => {
            let (least, share) = (enough.days, enough.observed);
            return match lang {
                Lang::En => format!(
                    "too little seen to judge: {days} days with a price ({least} and {share} of the time are needed)"
                ),
                Lang::Zh => format!(
                    "观测不足，无法判断：有价格的天数为 {days}（至少需要 {least} 天和 {share} 的时间）"
                ),
            };
        }
        Verdict::NotToBeHad { .. } => ("not to be had now", "目前无法购买"),
        Verdict::NotKnownNow { .. } => ("the price now is not known", "目前的价格未知"),
        Verdict::LowestEver => ("the lowest price ever seen", "有记录以来的最低价"),
        Verdict::Good => ("a good price: it was mostly higher", "好价：多数时间更贵"),
        Verdict::Usual => ("the usual price", "平常价"),
        Verdict::High => ("a high price: it was mostly lower", "偏贵：多数时间更便宜"),
        Verdict::HighestEver => ("the highest price ever seen", "有记录以来的最高价"),
    };
    lang.pick(en, zh).to_owned()
}

/// A verdict as one word or two, for a column.
pub(crate) fn short(verdict: Verdict, lang: Lang) -> &'static str {
    let (en, zh) = match verdict {
        Verdict::TooLittleSeen { .. } => ("too little seen", "观测不足"),
        Verdict::NotToBeHad { .. } => ("not to be had", "无法购买"),
        Verdict::NotKnownNow { .. } => ("not known now", "目前未知"),
        Verdict::LowestEver => ("lowest ever", "历史最低"),
        Verdict::Good => ("good", "好价"),
        Verdict::Usual => ("usual", "平常"),
        Verdict::High => ("high", "偏贵"),
        Verdict::HighestEver => ("highest ever", "历史最高"),
    };
    lang.pick(en, zh)
}

pub(crate) fn dash() -> String {
    "–".to_owned()
}

/// A number without its currency: that stands above.
pub(crate) fn amount(figure: Option<&Figure>) -> String {
    figure.map_or_else(dash, |figure| Figure { currency: None, ..*figure }.to_string())
}

/// Units per day as a range: `3–5`, or `3+` where nothing bounds it.
pub(crate) fn units(units: Option<&UnitsPerDay>) -> String {
    match units {
        None => dash(),
        Some(UnitsPerDay { least, most: Some(most), .. }) if least == most => {
            least.to_string()
        }
        Some(UnitsPerDay { least, most: Some(most), .. }) => format!("{least}–{most}"),
        Some(UnitsPerDay { least, most: None, .. }) => format!("{least}+"),
    }
}

/// The best-bounded way of counting sales that there is, each by itself in the data.
pub(crate) fn sold(window: &WindowStats) -> String {
    let of = &window.units;
    let total = of.sold_total.as_ref().or(of.thirty_days.as_ref());
    let stock = of.stock.as_ref().and_then(|it| it.per_day.as_ref());
    match (total, stock) {
        (Some(total), _) => units(Some(total)),
        (None, Some(stock)) => format!("{}+", stock.least),
        (None, None) => dash(),
    }
}

/// What a claimed discount is worth.
pub(crate) fn claim(claim: Claim, lang: Lang) -> String {
    match (claim, lang) {
        (Claim::NoPrice, Lang::En) => "no price now: nothing to compare".to_owned(),
        (Claim::NoPrice, Lang::Zh) => "目前没有价格，无从比较".to_owned(),
        (Claim::NotClaimed, Lang::En) => "no discount is claimed".to_owned(),
        (Claim::NotClaimed, Lang::Zh) => "没有标示折扣".to_owned(),
        (Claim::NotLower { claimed, .. }, Lang::En) => {
            format!("{claimed} claimed, and it was as low within the 30 days before")
        }
        (Claim::NotLower { claimed, .. }, Lang::Zh) => {
            format!("标示折扣 {claimed}，但此前 30 天内曾同样便宜或更便宜")
        }
        (Claim::Overstated { claimed, at_most }, Lang::En) => {
            format!("{claimed} claimed, {at_most} at most below the 30 days before")
        }
        (Claim::Overstated { claimed, at_most }, Lang::Zh) => {
            format!("标示折扣 {claimed}，实际比此前 30 天最多低 {at_most}")
        }
        (Claim::BorneOut { claimed, found }, Lang::En) => {
            format!("{claimed} claimed, {found} seen: it is borne out")
        }
        (Claim::BorneOut { claimed, found }, Lang::Zh) => {
            format!("标示折扣 {claimed}，实际观测为 {found}，属实")
        }
        (Claim::TooLittleSeen { claimed, observed, enough }, Lang::En) => format!(
            "{claimed} claimed; {observed} of the 30 days were seen, {enough} are needed to tell"
        ),
        (Claim::TooLittleSeen { claimed, observed, enough }, Lang::Zh) => {
            format!(
                "标示折扣 {claimed}；此前 30 天观测了 {observed}，至少需要 {enough} 才能判断"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use itemget::Count;
    use itemget_history::stats::{Coverage, Window};
    use itemget_history::{Moment, Timeline};

    use super::*;

    #[test]
    fn units_are_told_as_the_range_they_are() {
        let window =
            Window { from: Moment::from_seconds(0), until: Moment::from_seconds(9) };
        let coverage = Coverage::of(&Timeline::default(), Count::exact(0), window);
        for (least, most, expected) in
            [(3, Some(5), "3–5"), (3, Some(3), "3"), (3, None, "3+")]
        {
            let units_per_day = UnitsPerDay {
                least: least.into(),
                most: most.map(Into::into),
                units_least: 0,
                units_most: None,
                over: window,
                coverage: coverage.clone(),
            };
            assert_eq!(units(Some(&units_per_day)), expected);
        }
    }
}

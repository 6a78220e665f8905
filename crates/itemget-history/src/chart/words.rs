//! The words on a chart, in the reader's language.

use itemget::Percent;
use jiff::civil::{Date, DateTime};

use crate::state::{Absence, Gap};

/// The words on a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    English,
    Chinese,
}

impl Words {
    /// In English.
    pub fn english() -> Self {
        Self { language: Language::English }
    }

    /// In Chinese.
    pub fn chinese() -> Self {
        Self { language: Language::Chinese }
    }

    fn pick(self, english: &'static str, chinese: &'static str) -> &'static str {
        match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// For the language attribute of a document.
    pub(super) fn code(self) -> &'static str {
        self.pick("en", "zh")
    }

    /// For time in which there was known to be nothing to buy.
    pub(super) fn absent(self) -> &'static str {
        self.pick("could not be bought", "不可购买")
    }

    /// For time in which nobody looked, or what was seen could not be read.
    pub(super) fn not_observed(self) -> &'static str {
        self.pick("not observed", "未观测")
    }

    /// Why there was nothing to buy.
    pub(super) fn absence(self, why: Absence) -> &'static str {
        match why {
            Absence::SoldOut => self.pick("sold out", "售罄"),
            Absence::OffSale => self.pick("off sale", "已下架"),
            Absence::NotFound => self.pick("not found", "商品不存在"),
            Absence::NotSoldToCountry => {
                self.pick("not sold to this country", "不销往该国家")
            }
            Absence::NotInProgramme => {
                self.pick("not in the affiliate programme", "不在联盟推广中")
            }
            Absence::NotListed => self.pick("variant not listed", "该规格未列出"),
            Absence::NotDelivered => self.pick("not delivered there", "不配送至该地区"),
        }
    }

    /// Why nothing is known.
    pub(super) fn gap(self, why: Gap) -> &'static str {
        match why {
            Gap::Unwatched => self.pick("nobody looked", "无人查看"),
            Gap::Failed => self.pick("the call failed", "请求失败"),
            Gap::Throttled => {
                self.pick("refused for the number of calls", "调用次数受限")
            }
            Gap::Unauthorised => self.pick("not permitted", "未获授权"),
            Gap::Unreadable => self.pick("the answer could not be read", "应答无法读取"),
            Gap::NotTold => self.pick("the answer did not tell", "应答未提供"),
            Gap::Contested => self.pick("readings disagree", "观测结果有冲突"),
        }
    }

    /// A value and when it was last.
    pub(super) fn range(self, lowest: &str, highest: &str) -> String {
        match self.language {
            Language::English => format!("from {lowest} to {highest}"),
            Language::Chinese => format!("{lowest} 至 {highest}"),
        }
    }

    /// For falls from so many percent on.
    pub(super) fn drop_of(self, least: Percent) -> String {
        match self.language {
            Language::English => format!("drop of {least} or more"),
            Language::Chinese => format!("降幅不小于 {least}"),
        }
    }

    /// For the lowest value.
    pub(super) fn lowest(self) -> &'static str {
        self.pick("lowest", "最低")
    }

    /// For a chart in which nothing has a value.
    pub(super) fn blank(self) -> &'static str {
        self.pick("nothing was seen in this time", "此期间没有观测到数值")
    }

    /// Between two moments.
    pub(super) fn between(self, from: &str, until: &str) -> String {
        match self.language {
            Language::English => format!("{from} to {until}"),
            Language::Chinese => format!("{from} 至 {until}"),
        }
    }

    /// A day of a year that is clear: `3 Nov`.
    pub(super) fn day(self, date: Date) -> String {
        match self.language {
            Language::English => format!("{} {}", date.day(), month(date)),
            Language::Chinese => format!("{}月{}日", date.month(), date.day()),
        }
    }

    /// A day of some year: `3 Nov 2026`.
    pub(super) fn day_of_year(self, date: Date) -> String {
        match self.language {
            Language::English => format!("{} {}", self.day(date), date.year()),
            Language::Chinese => format!("{}年{}", date.year(), self.day(date)),
        }
    }

    /// A month of some year: `Nov 2026`.
    pub(super) fn month_of_year(self, date: Date) -> String {
        match self.language {
            Language::English => format!("{} {}", month(date), date.year()),
            Language::Chinese => format!("{}年{}月", date.year(), date.month()),
        }
    }

    /// A month of a year that is clear: `Nov`.
    pub(super) fn month(self, date: Date) -> String {
        match self.language {
            Language::English => month(date).to_owned(),
            Language::Chinese => format!("{}月", date.month()),
        }
    }

    /// A year.
    pub(super) fn year(self, date: Date) -> String {
        match self.language {
            Language::English => date.year().to_string(),
            Language::Chinese => format!("{}年", date.year()),
        }
    }

    /// A day and its time: the same in every language.
    pub(super) fn moment(self, moment: DateTime) -> String {
        moment.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

fn month(date: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
        "Dec",
    ];
    let at = usize::try_from(date.month() - 1).unwrap_or(0);
    NAMES[at]
}

//! What is wrong with an alert's rule, in Chinese.

use itemget_history::alert::{Expected, RuleError};

/// The error in Chinese.
pub(super) fn rule(error: &RuleError) -> Option<String> {
    let expected = expected(error.expected)?;
    let found = match &error.found {
        Some(word) => format!("`{word}`"),
        None => "结尾".to_owned(),
    };
    Some(format!(
        "`{}` 的第 {} 个字符处应为{expected}，实为{found}",
        error.text, error.at
    ))
}

fn expected(expected: Expected) -> Option<&'static str> {
    use Expected as E;
    Some(match expected {
        E::Condition => {
            "触发条件，如 `sale_price`、`stock`、`back in stock`、`out of stock`、\
             `off sale` 或 `sells faster than`"
        }
        E::NotAvailability => {
            "`back in stock`、`out of stock` 或 `off sale`：供应情况不是数值"
        }
        E::Verb => "`below`、`above`、`drops`、`rises` 或 `changes`",
        E::MoneyLevel => {
            "带币种的金额，或 `lowest of 30 days`（`above` 用 `highest`），或 `lowest ever`"
        }
        E::NumberLevel => {
            "数值，或 `lowest of 30 days`（`above` 用 `highest`），或 `lowest ever`"
        }
        E::PercentLevel => {
            "百分比，或 `lowest of 30 days`（`above` 用 `highest`），或 `lowest ever`"
        }
        E::MoneyAmount => "百分比，或带币种的金额",
        E::NumberAmount => "百分比或数值",
        E::PointsAmount => "相对原值的百分比，或百分点数（points）",
        E::Currency => "金额后的币种，如 `EUR`",
        E::MoreThanZero => "大于 0 的数",
        E::LessThanAll => "小于 100% 的比例：不可能跌去全部",
        E::Extreme => {
            "`lowest of 30 days`、`highest of 30 days`、`lowest ever` 或 `highest ever`"
        }
        E::Window => "`of 30 days`（最多 3650 天）或 `ever`",
        E::LastAlert => "`last alert`",
        E::InStock => "`in stock`",
        E::OfStock => "`of stock`",
        E::Sale => "`sale`",
        E::FasterThan => "`faster than` 及数值",
        E::Per => "`per hour`、`per day` 或 `per week`",
        E::Option => {
            "选项，如 `for any sku`、`min change 2%`、`hysteresis 3%`、\
             `quiet 22:00-07:00 Asia/Shanghai`、`rearm after 24h`、`at once` 或 `once`"
        }
        E::Target => "`sku` 及其 id、`any sku` 或 `the item`",
        E::ItemOnly => "不带规格的写法：此项仅有商品级数据",
        E::MinChange => "`change` 及两次提醒之间的最小变化",
        E::Hours => "两个不同的时刻，如 `22:00-07:00`",
        E::Zone => "时区，如 `Asia/Shanghai` 或 `Europe/Berlin`",
        E::Rearm => "`after` 加时长，或 `when back above`／`when back below` 加界限",
        E::Length => "不超过 3650 天的时长，如 `90m`、`24h` 或 `7d`",
        E::No => "`min change`、`hysteresis`、`quiet` 或 `rearm`",
        E::SaidOnce => "未出现过的选项：每个选项只写一次",
        E::OnlyForHeights => "适用于该规则的选项：此选项只用于 `below`／`above` 某个界限",
        E::OnlyForNumbers => "适用于该规则的选项：此选项只用于数值",
        E::OtherSide => "与规则相反的一侧，且界限不在触发区间内",
        E::OneCurrency => "同一币种：不同币种的金额从不比较",
        E::Number => "数值，如 `20` 或 `0.50`",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use itemget_history::alert::Rule;

    use super::*;

    #[test]
    fn all_that_can_be_expected_is_said_in_chinese() {
        for each in Expected::ALL {
            assert!(expected(*each).is_some(), "{each:?}");
        }
        let error = "sale_price below 20".parse::<Rule>().unwrap_err();
        assert_eq!(
            rule(&error).unwrap(),
            "`sale_price below 20` 的第 20 个字符处应为金额后的币种，如 `EUR`，实为结尾"
        );
    }
}

//! Words for outcomes and states, as people read them.

use itemget::item::{Group, SaleStatus};

use super::super::table::harmless;
use crate::lang::Lang;

/// An outcome's stable word, in the reader's language.
pub(super) fn outcome(code: &str, lang: Lang) -> &str {
    let Lang::Zh = lang else {
        return match code {
            "found" => "found",
            "off_sale" => "off sale",
            "not_found" => "not found",
            "not_in_affiliate_programme" => "not in the affiliate programme",
            "not_sold_to_country" => "not sold to this country",
            "throttled" => "limited by the platform",
            "unauthorised" => "not allowed",
            "unreadable" => "the answer cannot be read",
            "failed" => "failed",
            "not_an_item" => "no item",
            "not_resolved" => "leads to no item that is known",
            "not_asked" => "not asked",
            other => other,
        };
    };
    match code {
        "found" => "已找到",
        "off_sale" => "已下架",
        "not_found" => "未找到",
        "not_in_affiliate_programme" => "未加入联盟推广",
        "not_sold_to_country" => "不销往该国家",
        "throttled" => "被平台限流",
        "unauthorised" => "无权限",
        "unreadable" => "应答无法解析",
        "failed" => "失败",
        "not_an_item" => "不是商品",
        "not_resolved" => "未能得知指向的商品",
        "not_asked" => "未查询",
        other => other,
    }
}

/// Whether it can be bought.
pub(super) fn status(status: &SaleStatus, lang: Lang) -> String {
    match status {
        SaleStatus::OnSale => lang.pick("on sale", "在售").to_owned(),
        SaleStatus::OffSale => lang.pick("off sale", "已下架").to_owned(),
        SaleStatus::Other(word) => harmless(word),
    }
}

/// The name of a group of fields.
pub(super) fn group(group: Group, lang: Lang) -> &'static str {
    match (lang, group) {
        (Lang::En, group) => group.code(),
        (Lang::Zh, Group::Basics) => "基本信息",
        (Lang::Zh, Group::Price) => "价格",
        (Lang::Zh, Group::Stock) => "库存",
        (Lang::Zh, Group::Trade) => "销量与评价",
        (Lang::Zh, Group::Variants) => "规格",
        (Lang::Zh, Group::Logistics) => "物流",
    }
}

//! Codes inside a method's answer: `rsp_code` of `ds.product.get`, `resp_code` of the
//! affiliate methods, the inner `code` of freight and search.

use super::Again::{No, Once, Yes};
use super::Explanation;
use super::SaidBy::Method;

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "605",
        Method,
        No,
        [
            ("there is no item with this id", "商品不存在（ITEM_ID_NOT_FOUND）"),
            (
                "the product was removed, or the id was never one: SKU ids and shop numbers are not",
                "商品已删除，或该数字并非商品 id（SKU id、店铺号都不是）",
            ),
            ("check the id with `itemget id`", "用 `itemget id` 核对"),
        ],
    ),
    Explanation::new(
        "602",
        Method,
        No,
        [
            ("the item is not sold to this country", "商品不销往该国家"),
            ("the seller does not ship there", "卖家不发往该国"),
            ("ask with another `--ship-to`", "换一个 `--ship-to`"),
        ],
    ),
    Explanation::new(
        "482",
        Method,
        No,
        [
            (
                "shipping to this country is prohibited",
                "禁止发往该国家（SHIP_TO_COUNTRY_PROHIBITED）",
            ),
            ("the platform or the seller excludes the country", "平台或卖家排除了该国家"),
            ("ask with another `--ship-to`", "换一个 `--ship-to`"),
        ],
    ),
    Explanation::new(
        "404",
        Method,
        Once,
        [
            ("the method failed: `System Error`", "接口内部错误（System Error）"),
            (
                "vague: seen for short links as a parameter and for faults of the platform's",
                "含义不清：参数是短链接时出现过，平台故障时也会出现",
            ),
            ("if it stays, look at the values sent", "若持续出现，请检查发送的参数值"),
        ],
    ),
    Explanation::new(
        "405",
        Method,
        No,
        [
            ("the result is empty", "结果为空"),
            (
                "none of the items is in the affiliate programme, or the page is after the last one",
                "商品不在联盟计划内，或页码超过了最后一页",
            ),
            (
                "ask the dropshipping API (`--source dropship`)",
                "改用代发接口（`--source dropship`）",
            ),
        ],
    ),
    Explanation::new(
        "401",
        Method,
        No,
        [
            (
                "this publisher is not registered",
                "联盟账号未注册（This publisher is not registered）",
            ),
            (
                "the app's account is no member of the affiliate programme",
                "应用所属账号未加入联盟计划",
            ),
            (
                "join the affiliate programme with the account that owns the app",
                "用拥有该应用的账号加入联盟计划",
            ),
        ],
    ),
    Explanation::new(
        "402",
        Method,
        No,
        [
            ("the tracking id is wrong", "tracking id 参数错误"),
            (
                "it does not exist in the publisher's account",
                "该联盟账号下没有此 tracking id",
            ),
            (
                "use one from the affiliate portal, `default` for instance",
                "使用联盟后台里已有的，例如 `default`",
            ),
        ],
    ),
    Explanation::new(
        "501",
        Method,
        No,
        [
            ("there is nothing on its delivery", "没有物流信息（DELIVERY_INFO_EMPTY）"),
            (
                "the SKU id is not one of this item's: `sku_attr` and `id` are no SKU ids",
                "SKU id 不属于该商品：`sku_attr`、`id` 都不是 SKU id",
            ),
            (
                "take the numeric `sku_id` from `itemget get`",
                "从 `itemget get` 取数字 `sku_id`",
            ),
        ],
    ),
    Explanation::new(
        "505",
        Method,
        No,
        [
            (
                "it is not delivered to this address",
                "该地址无法配送（DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS）",
            ),
            (
                "no way of sending leads to this country for this SKU",
                "该 SKU 没有到该国家的物流方式",
            ),
            (
                "ask with another `--ship-to` or another SKU",
                "换一个 `--ship-to` 或另一个 SKU",
            ),
        ],
    ),
    Explanation::new(
        "NGSELECTION_SEARCH_ERROR",
        Method,
        Yes,
        [
            ("the search failed", "搜索失败"),
            (
                "a fault of the platform's that lasts minutes; also seen when `sortBy` is left out",
                "平台故障，一般持续几分钟；省略 `sortBy` 时也出现过",
            ),
            (
                "try again later, and always send `sortBy`",
                "稍后再试，并始终发送 `sortBy`",
            ),
        ],
    ),
    Explanation::new(
        "EXCEPTION_TEXT_SEARCH_FOR_DS",
        Method,
        Yes,
        [
            ("the search failed", "搜索失败"),
            (
                "a fault of the platform's that lasts minutes; also seen when `sortBy` is left out",
                "平台故障，一般持续几分钟；省略 `sortBy` 时也出现过",
            ),
            (
                "try again later, and always send `sortBy`",
                "稍后再试，并始终发送 `sortBy`",
            ),
        ],
    ),
];

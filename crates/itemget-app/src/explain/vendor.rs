//! Codes of the data vendors' `item_get` (OneBound): only 0000 and 2000 are billed.

use super::Again::{AfterBan, No, Yes};
use super::Explanation;
use super::SaidBy::OneBound;

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "0000",
        OneBound,
        No,
        [
            ("it succeeded", "调用成功"),
            ("success is a code here as well", "成功也有代码"),
            ("nothing to do", "无需处理"),
        ],
    ),
    Explanation::new(
        "2000",
        OneBound,
        No,
        [
            ("there is no result", "没有结果"),
            ("the product does not exist; this call is billed", "商品不存在；该调用计费"),
            ("check the id", "核对 id"),
        ],
    ),
    Explanation::new(
        "4000",
        OneBound,
        Yes,
        [
            ("the vendor's server has an inner fault", "服务器内部错误"),
            ("a fault of the vendor's", "服务商故障"),
            ("try again later", "稍后再试"),
        ],
    ),
    Explanation::new(
        "4001",
        OneBound,
        Yes,
        [
            ("the vendor's network failed", "网络错误"),
            ("a fault of the vendor's", "服务商故障"),
            ("try again later", "稍后再试"),
        ],
    ),
    Explanation::new(
        "4002",
        OneBound,
        Yes,
        [
            ("the platform did not answer the vendor", "目标服务器错误"),
            ("a fault between vendor and platform", "服务商与平台之间的故障"),
            ("try again later", "稍后再试"),
        ],
    ),
    Explanation::new(
        "4003",
        OneBound,
        No,
        [
            ("a parameter is wrong", "参数错误"),
            ("the reason names it", "reason 里写明"),
            ("mend it", "修正"),
        ],
    ),
    Explanation::new(
        "4004",
        OneBound,
        No,
        [
            ("there is no such account", "账号不存在"),
            ("the key is wrong", "key 有误"),
            ("check the key", "核对 key"),
        ],
    ),
    Explanation::new(
        "4005",
        OneBound,
        No,
        [
            ("key or secret is wrong", "认证失败"),
            ("a typing error, or the account ended", "填写错误，或账号已失效"),
            ("check key and secret", "核对 key 与 secret"),
        ],
    ),
    Explanation::new(
        "4006",
        OneBound,
        No,
        [
            ("the API was stopped", "接口已停用"),
            ("the vendor stopped it", "服务商已停用"),
            ("ask the vendor", "联系服务商"),
        ],
    ),
    Explanation::new(
        "4007",
        OneBound,
        No,
        [
            ("the account was stopped", "账号已停用"),
            ("the vendor stopped it", "服务商已停用"),
            ("ask the vendor", "联系服务商"),
        ],
    ),
    Explanation::new(
        "4008",
        OneBound,
        AfterBan,
        [
            ("too many calls just now", "调用过于频繁"),
            ("about one call a second is allowed by default", "默认约每秒一次"),
            ("call less often", "降低频率"),
        ],
    ),
    Explanation::new(
        "4009",
        OneBound,
        Yes,
        [
            ("the vendor's server is being maintained", "服务器维护中"),
            ("it ends by itself", "会自行结束"),
            ("try again later", "稍后再试"),
        ],
    ),
    Explanation::new(
        "4010",
        OneBound,
        No,
        [
            ("there is no such API", "接口不存在"),
            ("platform or name in the path is wrong", "路径里的平台或接口名有误"),
            ("check the path", "核对路径"),
        ],
    ),
    Explanation::new(
        "4012",
        OneBound,
        No,
        [
            ("the API was not added to the account", "请先添加接口"),
            ("each API must be added first", "每个接口需先添加"),
            ("add it in the vendor's console", "在服务商后台添加"),
        ],
    ),
    Explanation::new(
        "4013",
        OneBound,
        No,
        [
            ("the calls that were paid for are used up", "调用次数已用完"),
            ("the package has ended", "套餐已用完"),
            ("buy more, or wait for the next day", "续费，或等次日"),
        ],
    ),
    Explanation::new(
        "4014",
        OneBound,
        No,
        [
            ("there is no url parameter", "缺少 url 参数"),
            ("it was left out", "漏发了该参数"),
            ("send it", "补上"),
        ],
    ),
    Explanation::new(
        "4015",
        OneBound,
        No,
        [
            ("the page token is wrong", "pageToken 错误"),
            ("it belongs to another search", "属于另一次搜索"),
            ("start the search again", "重新开始搜索"),
        ],
    ),
    Explanation::new(
        "4016",
        OneBound,
        No,
        [
            ("the account's balance is used up", "余额不足"),
            ("nothing is left", "余额用完"),
            ("top it up", "充值"),
        ],
    ),
    Explanation::new(
        "4017",
        OneBound,
        Yes,
        [
            ("the vendor's call timed out", "请求超时"),
            ("a fault between vendor and platform", "服务商与平台之间的故障"),
            ("try again later", "稍后再试"),
        ],
    ),
    Explanation::new(
        "5000",
        OneBound,
        Yes,
        [
            ("an unknown error", "未知错误"),
            ("a fault of the vendor's", "服务商故障"),
            ("try again later", "稍后再试"),
        ],
    ),
];

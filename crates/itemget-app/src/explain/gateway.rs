//! Codes of the AliExpress Open Platform's gateway (document centre, docId 1372), and the
//! sub codes beside its code 15.

use super::Again::{AfterBan, AfterRefresh, No, Once, Yes};
use super::Explanation;
use super::SaidBy::{Gateway, SubCode};

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "ApiCallLimit",
        Gateway,
        AfterBan,
        [
            ("too many calls of this API just now", "该接口调用过于频繁"),
            (
                "more calls a second than this app may send to this API; the message says how long the ban lasts. A refused call was not executed",
                "该应用对此接口的每秒调用次数超限；消息里写明禁用多少秒。被拒的调用没有执行",
            ),
            ("wait out the ban, or call less often", "等禁用时间过去，或降低调用频率"),
        ],
    ),
    Explanation::new(
        "AppCallLimit",
        Gateway,
        AfterBan,
        [
            ("too many calls of this app", "该应用的调用次数超限"),
            (
                "the app's own frequency or its daily quota is used up; a ban of hours means the day's quota, which reopens at midnight in Beijing",
                "应用级的频率或每日配额用完；禁用数小时表示当日配额用尽，北京时间零点恢复",
            ),
            (
                "wait, or ask for more quota in the app's console",
                "等待，或在应用控制台申请更多配额",
            ),
        ],
    ),
    Explanation::new(
        "15",
        Gateway,
        No,
        [
            ("the service behind the gateway said no", "网关后面的服务返回了错误"),
            (
                "the gateway's own code for whatever a service answers; the `sub_code` beside it says what: `isv.…` is the caller's affair, `isp.…` the platform's",
                "网关对后端错误的统一代码，具体原因见同级的 `sub_code`：`isv.…` 属调用方，`isp.…` 属平台",
            ),
            (
                "look the `sub_code` up; `isp.…` ones pass, itemget sends those again",
                "请查询 `sub_code`；`isp.…` 一般会自行恢复，itemget 会自动重试",
            ),
        ],
    ),
    Explanation::new(
        "IllegalAccessToken",
        Gateway,
        AfterRefresh,
        [
            ("the access token is invalid or has expired", "access token 无效或已过期"),
            (
                "it lived 30 days (1 day for a test app), or belongs to another app, or is a placeholder from an example",
                "有效期 30 天（测试应用 1 天）已过，或属于另一个应用，或是示例里的占位符",
            ),
            (
                "refresh it; if that fails, have the user consent again",
                "刷新；若失败，请用户重新授权",
            ),
        ],
    ),
    Explanation::new(
        "IllegalRefreshToken",
        Gateway,
        No,
        [
            ("the refresh token is invalid or has expired", "refresh token 无效或已过期"),
            (
                "its deadline does not move when the access token is refreshed: 60 days after the consent (2 days for a test app)",
                "刷新 access token 并不延长它的期限：授权后 60 天（测试应用 2 天）",
            ),
            ("have the user consent again", "请用户重新授权"),
        ],
    ),
    Explanation::new(
        "InvalidCode",
        Gateway,
        No,
        [
            ("the authorisation code is invalid", "授权码无效"),
            (
                "a code can be used once and lives for minutes",
                "授权码只能用一次，且几分钟内有效",
            ),
            (
                "open the authorisation page again and use the new code at once",
                "重新打开授权页，并立即使用新的授权码",
            ),
        ],
    ),
    Explanation::new(
        "AUTH_TYPE_UNSUPPORTED",
        Gateway,
        No,
        [
            ("this kind of authorisation is not supported", "不支持这种授权方式"),
            (
                "the app or the account is of a kind that cannot use this token call",
                "应用或账号类型不能使用该令牌接口",
            ),
            ("check the app's category in the console", "在控制台核对应用类目"),
        ],
    ),
    Explanation::new(
        "IncompleteSignature",
        Gateway,
        No,
        [
            ("the signature does not fit", "签名不符合平台规范"),
            (
                "another app secret, or a broken rule: parameters sorted by locale and not by byte, values URL-encoded before signing, `k=v&` joining, a parameter signed but not sent, the path left out for `/auth/...`",
                "app secret 不对，或某条签名规则有误：未按字节序排序、签名前做了 URL 编码、用 k=v& 拼接、签了没发送的参数、`/auth/...` 接口漏了路径前缀",
            ),
            (
                "run `itemget sign` on the request: it names the rule that is most likely broken",
                "用 `itemget sign` 检查该请求：它会指出最可能出错的规则",
            ),
        ],
    ),
    Explanation::new(
        "IllegalTimestamp",
        Gateway,
        No,
        [
            (
                "the request's time is too far from the platform's",
                "请求时间与平台时间相差过大",
            ),
            (
                "this machine's clock is off, or the time was written in another zone: up to 7200 s are allowed",
                "本机时钟不准，或时区写错：允许误差 7200 秒",
            ),
            (
                "set the clock; send milliseconds since 1970",
                "校准时钟；发送 1970 年以来的毫秒数",
            ),
        ],
    ),
    Explanation::new(
        "InvalidAppkey",
        Gateway,
        No,
        [
            ("there is no such app key", "app key 不存在"),
            ("a typing error, or the app was removed", "填写错误，或应用已被删除"),
            ("check the app key in the app's console", "在应用控制台核对 app key"),
        ],
    ),
    Explanation::new(
        "InvalidAppKey",
        Gateway,
        No,
        [
            ("there is no such app key", "app key 不存在"),
            ("a typing error, or the app was removed", "填写错误，或应用已被删除"),
            ("check the app key in the app's console", "在应用控制台核对 app key"),
        ],
    ),
    Explanation::new(
        "InsufficientPermission",
        Gateway,
        No,
        [
            ("this app may not call this API", "应用无权调用该接口"),
            (
                "the API's group was not granted to the app; this is checked before the parameters",
                "应用未获得该接口所在的权限组；平台在检查参数之前就会检查权限",
            ),
            (
                "ask for the API group in the console: `AliExpress-dropship` for `ds.*`, `Standard API for Publishers` for `affiliate.*`",
                "在控制台申请权限组：`ds.*` 需 AliExpress-dropship，`affiliate.*` 需 Standard API for Publishers",
            ),
        ],
    ),
    Explanation::new(
        "MissingParameter",
        Gateway,
        No,
        [
            ("a parameter that is mandatory was not sent", "缺少必填参数"),
            (
                "the message names it; `access_token` is one for `ds.*`",
                "消息里写明参数名；`ds.*` 必须带 access_token",
            ),
            ("send the parameter", "补上该参数"),
        ],
    ),
    Explanation::new(
        "InvalidParameter",
        Gateway,
        No,
        [
            ("a parameter has a wrong value", "参数值无效"),
            ("the message names it", "消息里写明参数名"),
            ("mend the value", "修正参数值"),
        ],
    ),
    Explanation::new(
        "InvalidApiPath",
        Gateway,
        No,
        [
            ("there is no such API", "接口不存在"),
            (
                "the method's name is wrong, or a `/rest` path was sent to `/sync` without its method",
                "方法名有误，或把 `/rest` 的路径发到了 `/sync` 而未带 method",
            ),
            (
                "check the name: `aliexpress.ds.product.get` for example",
                "核对名称，例如 `aliexpress.ds.product.get`",
            ),
        ],
    ),
    Explanation::new(
        "ServiceTimeout",
        Gateway,
        Yes,
        [
            ("the platform's back end did not answer in time", "平台后端超时"),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
    Explanation::new(
        "ServiceUnavailable",
        Gateway,
        Yes,
        [
            ("the platform's service is not available", "平台服务不可用"),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
    Explanation::new(
        "SystemError",
        Gateway,
        Yes,
        [
            ("the platform has an inner fault", "平台内部错误"),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
    Explanation::new(
        "InternalError",
        Gateway,
        Once,
        [
            ("the platform has an inner fault", "平台内部错误"),
            (
                "vague: a fault of the platform's, or a value it does not understand",
                "含义不清：平台故障，或参数值平台无法理解",
            ),
            ("if it stays, look at the values sent", "若持续出现，请检查发送的参数值"),
        ],
    ),
    Explanation::new(
        "ItemNotFound",
        Gateway,
        No,
        [
            ("there is no item with this id", "商品不存在"),
            (
                "the answer of `api.item.get` to an id it does not have",
                "`api.item.get` 对不存在的 id 的回答",
            ),
            ("check the id with `itemget id`", "用 `itemget id` 核对"),
        ],
    ),
    Explanation::new(
        "405",
        SubCode,
        No,
        [
            ("the result is empty", "结果为空"),
            (
                "none of the items is in the affiliate programme, or there are no such items",
                "商品不在联盟计划内，或商品不存在",
            ),
            (
                "ask the dropshipping API (`--source dropship`)",
                "改用代发接口（`--source dropship`）",
            ),
        ],
    ),
    Explanation::new(
        "isv.402",
        SubCode,
        No,
        [
            ("the authorisation failed", "授权失败"),
            (
                "the code was used, or belongs to another app",
                "授权码已用过，或属于另一个应用",
            ),
            ("open the authorisation page again", "重新打开授权页"),
        ],
    ),
    Explanation::new(
        "isv.invalid-authorization",
        SubCode,
        No,
        [
            ("the authorisation is not valid", "授权无效"),
            (
                "the user withdrew it, or it is for another app",
                "用户已取消授权，或授权给了另一个应用",
            ),
            ("have the user consent again", "请用户重新授权"),
        ],
    ),
    Explanation::new(
        "isv.account-migration-check-fail",
        SubCode,
        No,
        [
            ("the account cannot be used with this token call", "账号迁移检查未通过"),
            (
                "an account of the legacy platform that was not moved",
                "旧平台的账号尚未迁移",
            ),
            (
                "finish the account's migration in the console, then consent again",
                "在控制台完成账号迁移后重新授权",
            ),
        ],
    ),
    Explanation::new(
        "isv.insufficient-permission",
        SubCode,
        No,
        [
            ("this app may not call this API", "应用无权调用该接口"),
            (
                "the API's group was not granted to the app",
                "应用未获得该接口所在的权限组",
            ),
            ("ask for the API group in the console", "在控制台申请相应权限组"),
        ],
    ),
    Explanation::new(
        "isv.permission-api-package-limit",
        SubCode,
        No,
        [
            ("the app's API package does not hold this API", "应用的接口包不包含该接口"),
            (
                "the API's group was not granted to the app",
                "应用未获得该接口所在的权限组",
            ),
            ("ask for the API group in the console", "在控制台申请相应权限组"),
        ],
    ),
    Explanation::new(
        "isp.service-unavailable",
        SubCode,
        Yes,
        [
            ("the API's back end is not available", "接口后端不可用"),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
    Explanation::new(
        "isp.top-remote-service-error",
        SubCode,
        Yes,
        [
            ("the API's back end failed", "接口后端调用失败"),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
    Explanation::new(
        "isp.http-connection-timeout",
        SubCode,
        Yes,
        [
            ("the gateway could not reach the API's back end", "网关连接接口后端超时"),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
    Explanation::new(
        "isp.http-read-timeout",
        SubCode,
        Yes,
        [
            (
                "the API's back end did not answer the gateway in time",
                "接口后端响应网关超时",
            ),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
];

//! Codes of the legacy gateways: TOP, which AliExpress used until about 2022, and the
//! Alibaba gateway, which 1688 still uses.

use super::Again::{AfterBan, AfterRefresh, No, Yes};
use super::Explanation;
use super::SaidBy::{LegacyAop, LegacyTop, SubCode};

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "3",
        LegacyTop,
        No,
        [
            ("the upload failed", "上传失败"),
            ("the file did not arrive whole", "文件未完整送达"),
            ("send it again", "重新发送"),
        ],
    ),
    Explanation::new(
        "4",
        LegacyTop,
        AfterBan,
        [
            ("the user's calls are limited", "用户调用次数超限"),
            ("the user of this token called too often", "该令牌所属用户调用过于频繁"),
            ("wait, then call less often", "等待，并降低频率"),
        ],
    ),
    Explanation::new(
        "5",
        LegacyTop,
        AfterBan,
        [
            ("the session's calls are limited", "会话调用次数超限"),
            ("this session called too often", "该会话调用过于频繁"),
            ("wait, then call less often", "等待，并降低频率"),
        ],
    ),
    Explanation::new(
        "6",
        LegacyTop,
        AfterBan,
        [
            ("the partner's calls are limited", "合作伙伴调用次数超限"),
            ("this partner called too often", "该合作伙伴调用过于频繁"),
            ("wait, then call less often", "等待，并降低频率"),
        ],
    ),
    Explanation::new(
        "7",
        LegacyTop,
        AfterBan,
        [
            ("the app's calls are limited", "应用调用次数超限"),
            (
                "its sub code says which limit: the app's day, this API, or both",
                "子码说明是哪种限制：应用每日、该接口，或两者",
            ),
            (
                "wait out the ban; a daily one ends at midnight in Beijing",
                "等禁用结束；每日限制在北京时间零点恢复",
            ),
        ],
    ),
    Explanation::new(
        "8",
        LegacyTop,
        AfterBan,
        [
            ("the app calls too often", "应用调用频率超限"),
            ("more calls a second than allowed", "每秒调用次数超限"),
            ("wait, then call less often", "等待，并降低频率"),
        ],
    ),
    Explanation::new(
        "9",
        LegacyTop,
        No,
        [
            ("this HTTP method is not allowed", "不允许的 HTTP 方法"),
            (
                "GET where POST is wanted, or the other way round",
                "该用 POST 却用了 GET，或反之",
            ),
            ("use POST", "改用 POST"),
        ],
    ),
    Explanation::new(
        "10",
        LegacyTop,
        Yes,
        [
            ("the service is not available", "服务不可用"),
            ("a fault of the platform's", "平台故障"),
            ("nothing to mend: try again later", "无需修改，稍后再试"),
        ],
    ),
    Explanation::new(
        "11",
        LegacyTop,
        No,
        [
            ("this app may not call this API", "应用无权调用该接口"),
            ("the API's group was not granted", "未获得该接口的权限组"),
            ("ask for the API group in the console", "在控制台申请权限组"),
        ],
    ),
    Explanation::new(
        "12",
        LegacyTop,
        No,
        [
            ("this user may not call this API", "用户无权调用该接口"),
            ("the user's account lacks the right", "用户账号缺少权限"),
            ("use another account", "换用其他账号"),
        ],
    ),
    Explanation::new(
        "13",
        LegacyTop,
        No,
        [
            ("this partner may not call this API", "合作伙伴无权调用该接口"),
            ("the partner lacks the right", "合作伙伴缺少权限"),
            ("ask the platform", "联系平台"),
        ],
    ),
    Explanation::new(
        "21",
        LegacyTop,
        No,
        [
            ("there is no `method` parameter", "缺少 method 参数"),
            ("it was left out", "漏发了该参数"),
            ("send it", "补上"),
        ],
    ),
    Explanation::new(
        "22",
        LegacyTop,
        No,
        [
            ("there is no such method", "方法不存在"),
            ("the method's name is wrong", "方法名有误"),
            ("check the name", "核对名称"),
        ],
    ),
    Explanation::new(
        "23",
        LegacyTop,
        No,
        [
            ("this format does not exist", "format 无效"),
            ("`format` is neither `json` nor `xml`", "`format` 不是 json 或 xml"),
            ("send `json`", "使用 json"),
        ],
    ),
    Explanation::new(
        "24",
        LegacyTop,
        No,
        [
            ("there is no signature", "缺少签名"),
            ("`sign` was not sent", "未发送 `sign`"),
            ("sign the request", "对请求签名"),
        ],
    ),
    Explanation::new(
        "25",
        LegacyTop,
        No,
        [
            ("the signature does not fit", "签名无效"),
            ("another secret, or a broken rule", "secret 不对，或签名规则有误"),
            ("run `itemget sign` on the request", "用 `itemget sign` 检查"),
        ],
    ),
    Explanation::new(
        "26",
        LegacyTop,
        AfterRefresh,
        [
            ("there is no session", "缺少 session"),
            ("the call needs a user's consent", "该接口需要用户授权"),
            ("log in and send the token", "授权后带上令牌"),
        ],
    ),
    Explanation::new(
        "27",
        LegacyTop,
        AfterRefresh,
        [
            ("the session is not valid", "session 无效"),
            ("it expired, or belongs to another app", "已过期，或属于另一个应用"),
            ("refresh it, or have the user consent again", "刷新，或请用户重新授权"),
        ],
    ),
    Explanation::new(
        "28",
        LegacyTop,
        No,
        [
            ("there is no app key", "缺少 app key"),
            ("it was left out", "漏发了该参数"),
            ("send it", "补上"),
        ],
    ),
    Explanation::new(
        "29",
        LegacyTop,
        No,
        [
            ("there is no such app key", "app key 无效"),
            ("a typing error, or the app was removed", "填写错误，或应用已删除"),
            ("check it in the console", "在控制台核对"),
        ],
    ),
    Explanation::new(
        "30",
        LegacyTop,
        No,
        [
            ("there is no time", "缺少 timestamp"),
            ("it was left out", "漏发了该参数"),
            ("send it", "补上"),
        ],
    ),
    Explanation::new(
        "31",
        LegacyTop,
        No,
        [
            ("the time is not valid", "timestamp 无效"),
            (
                "another format than `yyyy-MM-dd HH:mm:ss` in GMT+8, or more than 10 minutes off",
                "格式不是 GMT+8 的 `yyyy-MM-dd HH:mm:ss`，或误差超过 10 分钟",
            ),
            ("set the clock and mind the zone", "校准时钟并注意时区"),
        ],
    ),
    Explanation::new(
        "32",
        LegacyTop,
        No,
        [
            ("there is no version", "缺少版本号"),
            ("`v` was left out", "漏发了 `v`"),
            ("send `v=2.0`", "发送 `v=2.0`"),
        ],
    ),
    Explanation::new(
        "33",
        LegacyTop,
        No,
        [
            ("the version is not valid", "版本号无效"),
            ("`v` is not `2.0`", "`v` 不是 2.0"),
            ("send `v=2.0`", "发送 `v=2.0`"),
        ],
    ),
    Explanation::new(
        "34",
        LegacyTop,
        No,
        [
            ("the version is not supported", "版本号不支持"),
            ("`v` is not `2.0`", "`v` 不是 2.0"),
            ("send `v=2.0`", "发送 `v=2.0`"),
        ],
    ),
    Explanation::new(
        "40",
        LegacyTop,
        No,
        [
            ("a mandatory parameter is missing", "缺少必填参数"),
            ("the message names it", "消息里写明"),
            ("send it", "补上"),
        ],
    ),
    Explanation::new(
        "41",
        LegacyTop,
        No,
        [
            ("a parameter is wrong", "参数无效"),
            ("the message names it", "消息里写明"),
            ("mend it", "修正"),
        ],
    ),
    Explanation::new(
        "42",
        LegacyTop,
        No,
        [
            ("the request is forbidden", "请求被禁止"),
            ("the app was blocked for this call", "应用被禁止该调用"),
            ("ask the platform", "联系平台"),
        ],
    ),
    Explanation::new(
        "43",
        LegacyTop,
        No,
        [
            ("a parameter is wrong", "参数错误"),
            ("the message names it", "消息里写明"),
            ("mend it", "修正"),
        ],
    ),
    Explanation::new(
        "accesscontrol.limited-by-app-access-count",
        SubCode,
        AfterBan,
        [
            ("the app's calls of the day are used up", "应用当日调用次数用完"),
            ("the app's daily quota", "应用每日配额"),
            (
                "wait until midnight in Beijing, or ask for more",
                "等到北京时间零点，或申请更多配额",
            ),
        ],
    ),
    Explanation::new(
        "accesscontrol.limited-by-api-access-count",
        SubCode,
        AfterBan,
        [
            ("this API's calls are limited just now", "该接口调用次数受限"),
            ("the message says for how many more seconds", "消息里写明还有多少秒"),
            ("wait out the ban", "等禁用结束"),
        ],
    ),
    Explanation::new(
        "accesscontrol.limited-by-app-api-access-count",
        SubCode,
        AfterBan,
        [
            ("this app's calls of this API are limited", "该应用对该接口的调用受限"),
            ("the app's own limit for this API", "应用对该接口的限额"),
            ("wait out the ban, or ask for more", "等禁用结束，或申请更多配额"),
        ],
    ),
    Explanation::new(
        "invalid-sessionkey",
        SubCode,
        AfterRefresh,
        [
            ("the session is not valid", "session 无效"),
            ("it expired, or belongs to another app", "已过期，或属于另一个应用"),
            ("refresh it, or have the user consent again", "刷新，或请用户重新授权"),
        ],
    ),
    Explanation::new(
        "gw.APIACLDecline",
        LegacyAop,
        No,
        [
            ("this app key may not call this API", "app key 无权调用该接口"),
            (
                "the API was not granted to the app; checked before the parameters",
                "应用未获授权；平台在检查参数之前就会检查权限",
            ),
            ("ask for the API in the console", "在控制台申请接口权限"),
        ],
    ),
    Explanation::new(
        "gw.APIUnsupported",
        LegacyAop,
        No,
        [
            ("there is no such API", "接口不存在"),
            ("namespace, name or version is wrong", "命名空间、名称或版本有误"),
            ("check the path", "核对路径"),
        ],
    ),
    Explanation::new(
        "gw.ParamMissing",
        LegacyAop,
        No,
        [
            ("a parameter is missing", "缺少参数"),
            ("the message names it", "消息里写明"),
            ("send it", "补上"),
        ],
    ),
    Explanation::new(
        "gw.SignatureMissing",
        LegacyAop,
        No,
        [
            ("there is no signature", "缺少签名"),
            ("`_aop_signature` was not sent", "未发送 `_aop_signature`"),
            ("sign the request", "对请求签名"),
        ],
    ),
    Explanation::new(
        "gw.AppKeyMissing",
        LegacyAop,
        No,
        [
            ("there is no app key", "缺少 app key"),
            ("the path must end with it", "路径末尾必须是 app key"),
            ("put it at the end of the path", "在路径末尾加上"),
        ],
    ),
    Explanation::new(
        "20010000",
        LegacyAop,
        No,
        [
            ("it succeeded", "调用成功"),
            ("success is a code here as well", "成功也有代码"),
            ("nothing to do", "无需处理"),
        ],
    ),
    Explanation::new(
        "20020000",
        LegacyAop,
        Yes,
        [
            ("the platform has an inner fault", "系统错误"),
            ("a fault of the platform's", "平台故障"),
            ("try again later", "稍后再试"),
        ],
    ),
    Explanation::new(
        "20030000",
        LegacyAop,
        No,
        [
            ("this app may not call this API", "未授权的请求"),
            ("the app key is not known to it", "接口不认识该 app key"),
            ("check the app key", "核对 app key"),
        ],
    ),
    Explanation::new(
        "20030010",
        LegacyAop,
        No,
        [
            ("a mandatory parameter is missing", "缺少必填参数"),
            ("the API's page lists them", "接口文档列有必填参数"),
            ("send it", "补上"),
        ],
    ),
    Explanation::new(
        "20030060",
        LegacyAop,
        No,
        [
            ("a name in `fields` is wrong", "fields 参数错误"),
            ("a field that the API does not have", "接口没有该字段"),
            ("check the list of fields", "核对字段列表"),
        ],
    ),
    Explanation::new(
        "20030070",
        LegacyAop,
        No,
        [
            ("the product id is wrong", "商品 id 错误"),
            ("it is not a product's id", "不是商品 id"),
            ("check it with `itemget id`", "用 `itemget id` 核对"),
        ],
    ),
];

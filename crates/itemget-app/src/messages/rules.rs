//! The broken rules of signing, in Chinese; the sandbox says them in English.

use itemget_sandbox::BrokenRule;

use crate::lang::Lang;

/// Which rule was broken, and how to keep it.
pub(crate) fn broken_rule(rule: &BrokenRule, lang: Lang) -> String {
    let chinese = match lang {
        Lang::En => None,
        Lang::Zh => in_chinese(rule),
    };
    chinese.unwrap_or_else(|| rule.to_string())
}

fn in_chinese(rule: &BrokenRule) -> Option<String> {
    let listed = |names: &[String]| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join("、")
    };
    let fixed = |text: &str| text.to_owned();
    Some(match rule {
        BrokenRule::NotSigned => fixed("没有发送 `sign` 参数"),
        BrokenRule::SignMethodUnknown(named) if named.is_empty() => {
            fixed("没有发送 `sign_method`；请发送 `sha256`，即 HMAC-SHA256")
        }
        BrokenRule::SignMethodUnknown(named) => format!(
            "`sign_method` 为 `{named}`；平台支持 `sha256`、`hmac-sha256`、`hmac` 和 `md5`"
        ),
        BrokenRule::LowerCaseHex => {
            fixed("签名本身正确，但使用了小写十六进制；请以大写发送")
        }
        BrokenRule::SecretWithExtras => {
            fixed("密钥前后带有换行、空格、引号或 `&`；请去掉这些字符")
        }
        BrokenRule::LocaleSort => fixed(
            "参数名按区域规则或忽略大小写排序（localeCompare？）；请按字节排序：大写字母、`_`、小写字母",
        ),
        BrokenRule::NotSorted => fixed("参数名按发送顺序拼接；请按字节排序"),
        BrokenRule::UnsentParameters { names, value } => format!(
            "{} 以 `{value}` 参与了签名却没有发送；未设置的参数不应参与签名",
            listed(names)
        ),
        BrokenRule::UnsignedParameters(names) => format!(
            "{} 已发送却没有参与签名；除 `sign` 和文件外，所有参数都要签名",
            listed(names)
        ),
        BrokenRule::UrlEncodedValues => {
            fixed("签名前对参数值做了 URL 编码；请用原始值签名，仅在传输时编码")
        }
        BrokenRule::JoinedPairs => {
            fixed("参数名和值之间用了 `=` 或 `&`；两者之间不应有任何字符")
        }
        BrokenRule::TutorialRule => fixed(
            "使用了教程中对 `k=v&…&app_secret=` 求 MD5 的规则；它只适用于 `api.item.get`",
        ),
        BrokenRule::PlatformRule => {
            fixed("使用了平台的规则；教程的接口需要对 `k=v&…&app_secret=` 求 MD5")
        }
        BrokenRule::PathMissing => {
            fixed("参数前缺少接口路径；名称中含 `/` 的接口，其路径要作为前缀参与签名")
        }
        BrokenRule::PathNotAsked(path) => format!(
            "参数前多了 `{path}`；只有名称中含 `/` 的接口才需要前缀，即 `/rest` 之后的路径"
        ),
        BrokenRule::OtherHash { used } => format!(
            "实际使用了 {used}，与 `sign_method` 不符；`sha256` 指以密钥为 key 的 HMAC-SHA256"
        ),
        BrokenRule::OtherTimestamp(signed) => {
            format!("时间戳以 `{signed}` 参与签名，但发送的值不同；请对实际发送的值签名")
        }
        BrokenRule::SignSigned => fixed("`sign` 自身参与了签名；请排除它"),
        BrokenRule::SecretOrUnknown => fixed(
            "没有常见错误能解释此签名：密钥是否属于这个 app key？签名的值是否与发送的完全一致？",
        ),
        _ => return None,
    })
}

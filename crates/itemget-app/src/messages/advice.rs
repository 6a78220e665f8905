//! What to do, in Chinese; the SDK says it in English.

use itemget::Advice;

use crate::lang::Lang;

/// What `advice` says.
pub(crate) fn advice(advice: Advice, lang: Lang) -> String {
    let ours = match lang {
        Lang::En => in_english(advice.code()),
        Lang::Zh => in_chinese(advice.code()),
    };
    ours.map_or_else(|| advice.to_string(), str::to_owned)
}

/// What a user of this program does, where the SDK can only say what is to be done.
fn in_english(code: &str) -> Option<&'static str> {
    Some(match code {
        "authorise_again" => "have the user consent again: `itemget auth login`",
        "refresh_token" => {
            "refresh the access token (`itemget auth refresh`); if that fails, have the user \
             consent again (`itemget auth login`)"
        }
        "mend_token_store" => {
            "mend the file that the token is kept in, or remove it with `itemget auth logout` \
             and log in again"
        }
        _ => return None,
    })
}

fn in_chinese(code: &str) -> Option<&'static str> {
    Some(match code {
        "slow_down" => "请稍候再试，或降低调用频率",
        "wait_for_tomorrow" => {
            "当日调用次数已用完：请等到北京时间零点，或向平台申请更多额度"
        }
        "refresh_token" => {
            "请刷新访问令牌（`itemget auth refresh`）；若失败，请让用户重新授权（`itemget auth login`）"
        }
        "mend_token_store" => {
            "请修复保存令牌的文件，或用 `itemget auth logout` 删除后重新登录"
        }
        "record_first" => "请先录制该调用，再回放",
        "allow_calls" => "缓存中没有可用的应答：请允许联网调用",
        "authorise_again" => "请让用户重新授权：`itemget auth login`",
        "check_signature" => {
            "请检查 app secret；`itemget sign` 会显示被签名的字符串和最可能违反的规则"
        }
        "set_clock" => "请校准本机时钟：平台最多允许两小时误差",
        "check_app_key" => "请对照应用控制台检查 app key",
        "ask_for_permission" => {
            "请在应用控制台申请该接口所属的 API 组，或换用有权限的账号"
        }
        "mend_parameters" => "请修正消息中指出的参数",
        "check_method" => "请检查接口名称",
        "check_id" => "请检查商品 ID：该商品已被删除，或从未存在",
        "use_dropship_api" => {
            "该商品未加入联盟推广：请改用分销接口（`--source dropship`）"
        }
        "change_country" => "该商品不销往此国家：请换一个收货国家（`--ship-to`）",
        "check_sku_and_country" => "请检查 SKU ID（数字形式，而非 `sku_attr`）和国家",
        "try_later" => "平台出现故障：请稍后重试",
        "check_network" => "请检查网络、代理和接口地址",
        "report_body" => "平台的应答格式有变：请保留应答内容并反馈",
        "ask_support" => "请查询该错误码；联系平台客服时需要提供 request id",
        "raise_max_calls" => "如果值得，请放宽调用次数上限（`--max-calls`）",
        "check_ledger" => {
            "请检查配额账本所在目录的权限和剩余空间，以及是否有已停止的进程占用它"
        }
        "wait_for_sale" => "该商品目前已下架：卖家可能会重新上架",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_advice_that_exists_today_has_a_chinese_text() {
        for advice in [
            Advice::SlowDown,
            Advice::WaitForTomorrow,
            Advice::RefreshToken,
            Advice::AuthoriseAgain,
            Advice::CheckSignature,
            Advice::SetClock,
            Advice::CheckAppKey,
            Advice::AskForPermission,
            Advice::MendParameters,
            Advice::CheckMethod,
            Advice::CheckId,
            Advice::UseDropshipApi,
            Advice::ChangeCountry,
            Advice::CheckSkuAndCountry,
            Advice::TryLater,
            Advice::CheckNetwork,
            Advice::ReportBody,
            Advice::AskSupport,
            Advice::WaitForSale,
            Advice::MendTokenStore,
            Advice::RecordFirst,
            Advice::AllowCalls,
            Advice::RaiseMaxCalls,
            Advice::CheckLedger,
        ] {
            assert!(in_chinese(advice.code()).is_some(), "{advice:?}");
        }
    }
}

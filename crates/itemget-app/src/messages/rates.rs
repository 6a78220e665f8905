//! What can be wrong with exchange rates, in Chinese, and what to do about it.

use itemget_history::rates::{NotConverted, RatesError};

use crate::lang::Lang;

/// The error in Chinese.
pub(super) fn error(error: &RatesError) -> Option<String> {
    Some(match error {
        RatesError::Packed => "汇率文件是 zip 压缩包".to_owned(),
        RatesError::OtherFile { begins } => {
            format!("这不是参考汇率文件：其开头为 `{begins}`")
        }
        RatesError::NotText(_) => "汇率文件不是 UTF-8 文本".to_owned(),
        RatesError::NotCsv { line, .. } => {
            format!("汇率文件第 {line} 行无法作为 CSV 读取")
        }
        RatesError::NotXml { at, .. } => {
            format!("汇率文件在第 {at} 字节处无法作为 XML 读取")
        }
        RatesError::Bad { place, text, .. } => {
            format!("汇率文件的内容有误（{place}）：`{text}`")
        }
        RatesError::NoDay { place } => format!("汇率文件中有缺少日期的汇率（{place}）"),
        RatesError::Empty => "文件中没有汇率".to_owned(),
    })
}

/// What to do about it, in English and Chinese.
pub(super) fn hint(error: &RatesError) -> Option<(&'static str, &'static str)> {
    let en = error.hint()?;
    let zh = match error {
        RatesError::Packed => "请先解压，再给出其中的 csv 文件",
        _ => "请给出欧洲央行的 eurofxref-hist.csv 或 eurofxref-hist.xml",
    };
    Some((en, zh))
}

/// Why a price is not shown in another currency.
pub(crate) fn not_converted(why: NotConverted, lang: Lang) -> String {
    lang.pick(
        why.to_string(),
        match why {
            NotConverted::UnknownCurrency { currency } => {
                format!("汇率中没有 `{currency}`")
            }
            NotConverted::NoRate { from, to, day, within } => {
                format!("{day} 及此前 {within} 天内没有 {from} 到 {to} 的汇率")
            }
            NotConverted::TooLarge => "金额过大，无法换算".to_owned(),
        },
    )
}

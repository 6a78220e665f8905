//! The small page that a browser shows when it has brought the answer here.

use crate::lang::Lang;

/// What the page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// The consent is here.
    Received,
    /// It was refused.
    Denied,
    /// The answer is to another question.
    WrongState,
    /// There is nothing to see at this address.
    Nothing,
}

impl Page {
    /// The HTTP status that goes with it.
    pub(super) fn status(self) -> u16 {
        match self {
            Self::Received | Self::Denied => 200,
            Self::WrongState => 400,
            Self::Nothing => 404,
        }
    }

    /// The page itself. It holds nothing of the request.
    pub(super) fn html(self, lang: Lang) -> String {
        let (mark, title, text) = match self {
            Self::Received => (
                "✓",
                lang.pick("Consent received", "授权已收到"),
                lang.pick(
                    "You can close this page. itemget goes on in the terminal.",
                    "可以关闭此页面，itemget 会在终端中继续。",
                ),
            ),
            Self::Denied => (
                "–",
                lang.pick("No consent was given", "未获得授权"),
                lang.pick(
                    "Nothing was stored. You can close this page.",
                    "没有保存任何内容，可以关闭此页面。",
                ),
            ),
            Self::WrongState => (
                "!",
                lang.pick("This answer belongs to another login", "该结果不属于本次登录"),
                lang.pick(
                    "It was ignored. Use the address that itemget shows in the terminal now.",
                    "已忽略。请使用终端中 itemget 当前显示的地址。",
                ),
            ),
            Self::Nothing => (
                "?",
                lang.pick("There is nothing here", "此处没有内容"),
                lang.pick(
                    "itemget waits at this address for the answer of the consent page.",
                    "itemget 在此等待授权页面的结果。",
                ),
            ),
        };
        let lang = lang.pick("en", "zh-CN");
        format!(
            "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title} · itemget</title><style>{STYLE}</style>\
             <main><p class=\"mark\">{mark}</p><h1>{title}</h1><p>{text}</p>\
             <p class=\"name\">itemget</p></main></html>\n"
        )
    }
}

const STYLE: &str = "body{margin:0;min-height:100vh;display:grid;place-items:center;\
font:1rem/1.5 system-ui,sans-serif;background:#f6f5f2;color:#1f1e1c}\
main{max-width:28rem;padding:2.5rem;text-align:center;background:#fff;border-radius:.75rem;\
border:1px solid #e4e1da}h1{font-size:1.35rem;margin:.5rem 0}\
.mark{font-size:2rem;margin:0;color:#b3421b}.name{margin:1.5rem 0 0;color:#6d685f;font-size:.85rem}\
@media(prefers-color-scheme:dark){body{background:#191817;color:#ecebe8}\
main{background:#232120;border-color:#3a3734}.name{color:#a39d93}.mark{color:#f08a5d}}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_speaks_the_readers_language() {
        for page in [Page::Received, Page::Denied, Page::WrongState, Page::Nothing] {
            assert!(page.html(Lang::En).contains("lang=\"en\""), "{page:?}");
            let chinese = page.html(Lang::Zh);
            assert!(chinese.contains("lang=\"zh-CN\""), "{page:?}");
            assert!(chinese.contains('。'), "{page:?}");
        }
    }
}

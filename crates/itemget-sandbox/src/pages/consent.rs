//! The consent page as it looks.

use super::{Text, page, say};
use crate::apps::Apps;
use crate::catalogue::wording::Language;
use crate::consent::{Fault, Request};
use crate::service::Incoming;

/// Asks the user.
pub(crate) fn ask(
    language: Language,
    request: &Request,
    apps: &Apps,
    incoming: &Incoming,
) -> String {
    let says = |en, zh| say(language, en, zh);
    let app = says("Sandbox app", "沙箱应用");
    let title = says("Authorize an app", "应用授权");
    let hidden: String = [
        ("client_id", request.app_key.as_str()),
        ("redirect_uri", &request.redirect_uri),
        ("state", request.state.as_deref().unwrap_or_default()),
    ]
    .map(|(name, value)| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", Text(value))
    })
    .concat();
    let scopes: String = scopes(language, apps)
        .into_iter()
        .map(|scope| format!("<li>{}</li>\n", Text(&scope)))
        .collect();
    let main = format!(
        "<section class=\"card lone\">\n\
         <p class=\"other\"><a href=\"{}\">{}</a></p>\n\
         <div class=\"pair\"><span class=\"face\">{}</span><span class=\"dots\">⋯</span>\
         <span class=\"face app\">A</span></div>\n\
         <h1>{} <b>{app} {}</b> {}</h1>\n\
         <dl><dt>{}</dt><dd>shopper@sandbox.example</dd>\n\
         <dt>App Key</dt><dd><code>{}</code></dd>\n<dt>{}</dt><dd><code>{}</code></dd></dl>\n\
         <h2>{}</h2>\n<ul class=\"scopes\">\n{scopes}</ul>\n\
         <form method=\"post\" action=\"{}\">\n{hidden}<div class=\"buttons\">\
         <button name=\"decision\" value=\"deny\">{}</button>\
         <button class=\"yes\" name=\"decision\" value=\"allow\">{}</button></div>\n</form>\n\
         <p class=\"soft\">{}</p>\n</section>\n",
        Text(&other_language(language, incoming)),
        says("中文", "English"),
        says("S", "买"),
        says("Allow", "是否允许"),
        Text(&request.app_key),
        says("to act for you?", "代表您操作？"),
        says("Account", "账号"),
        Text(&request.app_key),
        says("Returns to", "返回地址"),
        Text(&request.redirect_uri),
        says("It will be able to call", "该应用将可以调用"),
        Text(&incoming.path),
        says("Deny", "拒绝"),
        says("Allow", "允许"),
        says(
            "If you allow it, the app gets a code that is good once, for 30 minutes. \
             Account and app exist in this sandbox only.",
            "允许后，应用将获得一次性授权码，30分钟内有效。账号与应用仅存在于本沙箱中。",
        ),
    );
    page(language, title, &main)
}

/// Says why nothing is asked.
pub(crate) fn refused(language: Language, fault: &Fault) -> String {
    let title = say(language, "This authorization link is not right", "授权链接有误");
    let advice = say(
        language,
        "Go back to the program that sent you here. Nothing was allowed.",
        "请返回打开此页面的程序。未授予任何权限。",
    );
    let main = format!(
        "<section class=\"card lone\"><h1>{title}</h1>\n<p>{}</p>\n<p class=\"soft\">{advice}</p>\
         </section>\n",
        Text(&fault.to_string())
    );
    page(language, title, &main)
}

fn scopes(language: Language, apps: &Apps) -> Vec<String> {
    match apps.groups() {
        Some(groups) => groups.iter().cloned().collect(),
        None => vec![
            say(language, "every API the sandbox has", "沙箱提供的全部接口").to_owned(),
        ],
    }
}

/// The same page in the other language.
fn other_language(language: Language, incoming: &Incoming) -> String {
    let other = match language {
        Language::English => "zh",
        Language::Chinese => "en",
    };
    let kept = incoming.query.split('&').filter(|pair| !pair.starts_with("language="));
    let query: Vec<&str> = kept.filter(|pair| !pair.is_empty()).collect();
    format!("{}?{}&language={other}", incoming.path, query.join("&"))
}

//! What the sandbox says of itself when it starts: where it is, how to call it, what to
//! ask for, and how programs with the platform's hosts in them come to it.

use itemget_sandbox::{SHOWCASE, Sandbox};
use serde_json::json;

use super::super::Context;
use super::super::table::{Side, padded, width};

/// For programs: one line.
pub(super) fn json(sandbox: &Sandbox) -> String {
    let known = sandbox.credentials();
    let proxy = sandbox.tls_proxy();
    let told = json!({
        "schema_version": crate::records::SCHEMA_VERSION,
        "url": sandbox.url(),
        "app_key": known.app_key(),
        "app_secret": known.app_secret(),
        "access_token": known.access_token(),
        "refresh_token": known.refresh_token(),
        "items": sandbox.catalogue().items(),
        "proxy_url": proxy.map(itemget_sandbox::TlsProxy::url),
        "ca_file": proxy.map(|proxy| proxy.ca_file().to_string_lossy().into_owned()),
    });
    told.to_string()
}

/// For people. The credentials open nothing but a sandbox.
pub(super) fn lines(sandbox: &Sandbox, context: &Context<'_>) -> Vec<String> {
    let (paint, lang) = (context.output.paint, context.lang);
    let known = sandbox.credentials();
    let items = super::super::table::thousands(sandbox.catalogue().items());
    let title = lang.pick(
        format!("Sandbox with {items} synthetic items; Ctrl-C stops it"),
        format!("沙箱已启动，共 {items} 个虚构商品；按 Ctrl-C 停止"),
    );
    let mut lines = vec![paint.strong(&title), String::new()];
    let rows = [
        (lang.pick("Address", "地址"), sandbox.url().to_owned()),
        (lang.pick("App key", "App key"), known.app_key().to_owned()),
        (lang.pick("App secret", "App secret"), known.app_secret().to_owned()),
        (lang.pick("Access token", "访问令牌"), known.access_token().to_owned()),
        (lang.pick("Refresh token", "刷新令牌"), known.refresh_token().to_owned()),
    ];
    let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    for (name, text) in rows {
        let name = paint.faint(&padded(name, label, Side::Left));
        lines.push(format!("  {name}  {text}"));
    }
    let tutorial = lang.pick(
        "  (the public tutorial's placeholders work as well: your_app_key, your_app_secret …)",
        "  （公开教程中的占位符同样可用：your_app_key、your_app_secret 等）",
    );
    lines.push(paint.faint(tutorial));
    section(&mut lines, lang.pick("Items to try", "可试用的商品"), context);
    for exhibit in SHOWCASE {
        let id = padded(&exhibit.id.to_string(), 16, Side::Left);
        let what = paint.faint(lang.pick(exhibit.en, exhibit.zh));
        lines.push(format!("  {id}  {what}"));
    }
    section(&mut lines, lang.pick("From another terminal", "在另一个终端中"), context);
    lines.push(format!("  export ITEMGET_ENDPOINT={}", sandbox.url()));
    lines.push(format!("  export ITEMGET_APP_KEY={}", known.app_key()));
    lines.push(format!("  export ITEMGET_APP_SECRET={}", known.app_secret()));
    lines.push(format!("  export ITEMGET_ACCESS_TOKEN={}", known.access_token()));
    lines.push("  itemget get 1005006000000001".to_owned());
    if let Some(proxy) = sandbox.tls_proxy() {
        let heading = lang.pick(
            "Programs with the platform's own hosts in them, unmodified",
            "无需修改写有平台域名的程序",
        );
        section(&mut lines, heading, context);
        let ca_file = proxy.ca_file().display();
        lines.push(format!("  export HTTPS_PROXY={0} HTTP_PROXY={0}", proxy.url()));
        lines.push(format!("  export REQUESTS_CA_BUNDLE={ca_file}"));
        lines.push(format!("  export SSL_CERT_FILE={ca_file}"));
        lines.push(format!("  export NODE_EXTRA_CA_CERTS={ca_file}"));
    }
    lines
}

fn section(lines: &mut Vec<String>, heading: &str, context: &Context<'_>) {
    lines.push(String::new());
    lines.push(context.output.paint.strong(heading));
}

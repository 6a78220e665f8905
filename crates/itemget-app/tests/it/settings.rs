//! The settings page, and the ways in: tokens made and revoked in a browser, the platform's
//! consent asked for and received, and a browser of another machine that signs in.

use crate::browser::{self, Page};
use crate::running_sandbox::RunningSandbox;
use crate::world::{Running, World};

const SERVE: [&str; 4] = ["serve", "--no-scheduler", "--listen", "127.0.0.1:0"];
const GUARDED: [&str; 5] =
    ["serve", "--no-scheduler", "--listen", "127.0.0.1:0", "--require-token"];
/// What every form has to repeat.
const FORM: &str = "0123456789abcdef0123456789abcdef";
const ITEM: &str = "1005006000000001";

/// A service, and a browser that looks at it.
struct Visitor<'a> {
    _running: Running<'a>,
    at: String,
}

impl<'a> Visitor<'a> {
    fn of(world: &'a World, serve: &'a [&'a str]) -> Self {
        let mut running = world.start(serve);
        let line = running.line_with("http://");
        let (_, at) = line.split_once("http://").expect("it was looked for");
        let host = at.split_whitespace().next().expect("it has an address");
        Self { _running: running, at: format!("http://{host}") }
    }

    #[track_caller]
    fn page(&self, path: &str, head: &str) -> Page {
        let head = format!("Accept: text/html\r\n{head}");
        browser::ask(&format!("{}{path}", self.at), "GET", &head, "")
    }

    #[track_caller]
    fn send(&self, path: &str, cookies: &str, more: &str, fields: &str) -> Page {
        let head = format!(
            "Accept: text/html\r\nCookie: itemget_form={FORM}; {cookies}\r\n{more}\
             Content-Type: application/x-www-form-urlencoded\r\n"
        );
        let body = format!("form={FORM}&{fields}");
        browser::ask(&format!("{}{path}", self.at), "POST", &head, &body)
    }
}

/// The value of a line of a head.
#[track_caller]
fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    let lines = page.head.lines();
    let mut pairs = lines.filter_map(|line| line.split_once(':'));
    let found = pairs.find(|(it, _)| it.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim()).unwrap_or_else(|| panic!("no {name}: {page:?}"))
}

#[test]
fn a_token_is_made_in_the_page_shown_once_and_revoked() {
    let world = World::new();
    let visitor = Visitor::of(&world, &SERVE);
    let make = |fields: &str| {
        visitor.send("/settings/tokens", "", "", &format!("do=create&{fields}"))
    };
    let none = make("name=shop");
    assert!(none.body.contains("Tick what the token is to allow"), "{none:?}");
    assert!(none.body.contains("value=\"shop\""), "what was written is still there");
    let unnamed = make("name=&scope=read");
    assert!(unnamed.body.contains("class=\"card bad\""), "{unnamed:?}");
    let made = make("name=shop&scope=read&scope=track");
    assert_eq!(header(&made, "cache-control"), "no-store");
    let (_, rest) = made.body.split_once("value=\"itemget_").expect("it is shown");
    let token = format!("itemget_{}", &rest[..64]);
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let asked = |path: &str| visitor.page(path, &bearer).status;
    assert_eq!((asked("/v1"), asked("/v1/tokens")), (200, 403));
    let settings = visitor.page("/settings", "");
    assert!(settings.body.contains("read track"), "{settings:?}");
    assert!(!settings.body.contains(&token), "it is shown once");
    let revoked = visitor.send("/settings/tokens", "", "", "do=revoke&id=1");
    assert_eq!(revoked.status, 303, "{revoked:?}");
    assert_eq!(asked("/v1"), 401);
    let again = visitor.send("/settings/tokens", "", "", "do=revoke&id=1");
    assert_eq!(again.status, 404, "{again:?}");
    let forged = browser::ask(
        &format!("{}/settings/tokens", visitor.at),
        "POST",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "do=create&name=shop&scope=admin",
    );
    assert_eq!(forged.status, 403, "{forged:?}");
}

#[test]
fn a_token_that_goes_before_any_consent_is_told_of_on_both_pages() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let path = client.file("token", "50000_SANDBOX_TOKEN");
    let path = path.to_str().expect("it is text");
    let [serve, quiet, listen, at] = SERVE;
    let serve = [serve, quiet, listen, at, "--token-file", path];
    let visitor = Visitor::of(&client, &serve);
    for page in ["/settings", "/health"] {
        let page = visitor.page(page, "");
        assert!(page.body.contains("`--token-file`"), "{page:?}");
    }
    let health = visitor.page("/health", "");
    assert!(!health.body.contains("cannot be asked"), "{health:?}");
}

#[test]
fn the_platforms_consent_is_asked_for_received_and_used() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let visitor = Visitor::of(&client, &SERVE);
    let begin = || {
        let page = visitor.send("/settings/account", "itemget_lang=zh", "", "do=login");
        assert_eq!(page.status, 303, "{page:?}");
        header(&page, "location").to_owned()
    };
    let before = visitor.page("/settings", "");
    assert!(before.body.contains("Authorise with the platform"), "{before:?}");
    let policy = header(&before, "content-security-policy");
    assert!(policy.contains(&format!("form-action 'self' {};", platform.url())));

    let denied = browser::open(&format!("{}&itemget_auto=deny", begin()));
    assert!(denied.body.contains("未获授权"), "{denied:?}");
    assert!(denied.body.contains("原有设置未改变"), "{denied:?}");
    assert_eq!(denied.status, 200, "who says no has not met a fault: {denied:?}");
    let consent_page = begin();
    let (_, state) = consent_page.split_once("&state=").expect("it has a state");
    for forged in [
        "code=3_500102_forged&state=0123456789abcdef0123456789abcdef",
        "code=3_500102_forged",
        "code=3_500102_forged&state=",
        "",
    ] {
        let page = visitor.page(&format!("/settings/authorised?{forged}"), "");
        assert_eq!(page.status, 400, "{forged}: {page:?}");
        assert!(!page.head.to_lowercase().contains("set-cookie"), "{page:?}");
        assert!(!page.body.contains("code="), "no code is in a page: {page:?}");
    }
    let answer = browser::open(&format!("{consent_page}&itemget_auto=allow"));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!answer.body.contains("code="), "no code is in a page: {answer:?}");
    assert!(answer.body.contains("授权成功"), "in the language it was begun in");
    let again = format!("/settings/authorised?code=3_500102_forged&state={state}");
    assert_eq!(visitor.page(&again, "").status, 400, "a state counts once");

    let after = visitor.page("/settings", "");
    for word in ["in force", "Authorise anew", "renewed by itself"] {
        assert!(after.body.contains(word), "{word}: {after:?}");
    }
    assert_eq!(platform.journal("/auth/token/create"), ["accepted"]);
    // The service that runs calls with it from now on.
    let item = visitor.page(&format!("/v1/items/{ITEM}"), "");
    assert_eq!(item.status, 200, "{item:?}");
    assert_eq!(platform.journal("aliexpress.ds.product.get"), ["accepted"]);
    client.run(&["auth", "status"]).must_end(0);
}

#[test]
fn an_answer_that_went_elsewhere_is_pasted() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client =
        platform.client().env("ITEMGET_REDIRECT_URI", "https://shop.example/back");
    let visitor = Visitor::of(&client, &SERVE);
    let paste = |text: &str| {
        visitor.send("/settings/account", "", "", &format!("do=paste&answer={text}"))
    };
    assert!(paste("3_500102_code").body.contains("No login is under way"));
    let begun = visitor.send("/settings/account", "", "", "do=login");
    let page = header(&begun, "location");
    assert!(page.contains("redirect_uri=https%3A%2F%2Fshop.example%2Fback"), "{page}");
    let code = browser::post(&format!("{}/_sandbox/code", platform.url()), "");
    let code: serde_json::Value = serde_json::from_str(&code.body).expect("JSON");
    let code = code["code"].as_str().expect("a text");
    assert!(paste("lamp").body.contains("neither a code nor an address"));
    let other = format!("https://shop.example/back?code={code}%26state=other");
    assert!(paste(&other).body.contains("belongs to another login"));
    let right = paste(&format!("https://shop.example/back?code={code}"));
    assert!(right.body.contains("consent is kept"), "{right:?}");
    assert!(right.body.contains("in force"), "{right:?}");
}

#[test]
fn a_browser_of_another_machine_signs_in_and_out() {
    let world = World::new();
    let make = |scope: &str| {
        let said = world.run(&["token", "create", "me", "--scope", scope]).ended(0);
        said.stdout.trim().to_owned()
    };
    let (admin, reader) = (make("admin"), make("read"));
    let visitor = Visitor::of(&world, &GUARDED);
    let turned = visitor.page("/items?q=lamp", "");
    assert_eq!(turned.status, 303, "{turned:?}");
    assert_eq!(header(&turned, "location"), "/sign-in?back=%2Fitems%3Fq%3Dlamp");
    assert_eq!(visitor.page("/v1", "").status, 401, "a program is told so");
    let form = visitor.page("/sign-in?back=%2Fitems", "");
    assert_eq!(form.status, 200, "{form:?}");
    let (_, style) = form.body.split_once("href=\"/assets/").expect("a style");
    let style = style.split('"').next().expect("it ends");
    assert_eq!(visitor.page(&format!("/assets/{style}"), "").status, 200);
    // Led here by another site, the browser holds its cookies back until it asks again.
    let led = visitor.page("/sign-in?back=%2Fitems", "Sec-Fetch-Site: cross-site\r\n");
    assert!(led.body.contains("http-equiv=\"refresh\""), "{led:?}");

    let enter = |token: &str, more: &str| {
        visitor.send("/sign-in", "", more, &format!("back=%2Fitems&token={token}"))
    };
    let mut guessed = admin.clone();
    guessed.pop();
    guessed.push(if admin.ends_with('0') { '1' } else { '0' });
    for wrong in [guessed.as_str(), "", "itemget_", "%27+OR+1%3D1"] {
        let page = enter(wrong, "");
        assert_eq!(page.status, 401, "{wrong}: {page:?}");
        assert!(page.body.contains("no such token"), "{page:?}");
        assert!(!page.head.contains("itemget_token"), "{page:?}");
    }
    let unguarded = browser::ask(
        &format!("{}/sign-in", visitor.at),
        "POST",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        &format!("token={admin}"),
    );
    assert_eq!(unguarded.status, 403, "{unguarded:?}");
    let entered = enter(&admin, "");
    assert_eq!((entered.status, header(&entered, "location")), (303, "/items"));
    let cookie = header(&entered, "set-cookie");
    assert!(cookie.ends_with("SameSite=Strict; HttpOnly"), "{cookie}");
    let https = format!("Origin: {}\r\n", visitor.at.replace("http:", "https:"));
    let entered = enter(&admin, &https);
    assert!(header(&entered, "set-cookie").ends_with("HttpOnly; Secure"), "{entered:?}");

    let with = |token: &str| format!("Cookie: itemget_token={token}\r\n");
    let settings = visitor.page("/settings", &with(&admin));
    assert!(settings.body.contains("Sign this browser out"), "{settings:?}");
    assert!(settings.body.contains("this browser&#39;s"), "{settings:?}");
    assert!(!settings.body.contains(&admin));
    assert_eq!(visitor.page("/sign-in", &with(&admin)).status, 303, "it is known");
    let less = visitor.page("/settings", &with(&reader));
    assert_eq!(less.status, 403, "{less:?}");
    assert!(less.body.contains("does not allow this"), "{less:?}");
    assert_eq!(visitor.page("/items", &with(&reader)).status, 200);
    assert_eq!(visitor.page("/items", &with(&guessed)).status, 303);
    let left = visitor.send("/sign-out", &format!("itemget_token={admin}"), "", "");
    assert_eq!((left.status, header(&left, "location")), (303, "/sign-in"));
    assert!(header(&left, "set-cookie").starts_with("itemget_token=; Path=/; Max-Age=0"));
}

#[test]
fn a_form_that_is_too_large_is_told_so() {
    let world = World::new();
    let visitor = Visitor::of(&world, &SERVE);
    let long = "x".repeat(300 << 10);
    let page = visitor.send("/alerts/preview", "", "", &format!("rule={long}"));
    assert_eq!(page.status, 413, "{}", page.head);
    assert!(page.body.contains("too much at once"), "{}", page.body);
    let long = "1\n".repeat(5 << 20);
    let page = visitor.send("/items/add", "", "", &format!("do=judge&text={long}"));
    assert_eq!(page.status, 413, "{}", page.head);
    assert!(page.body.contains("8 MB"), "{}", page.body);
}

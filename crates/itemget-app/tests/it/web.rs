//! The pages, as a browser without scripts has them.

mod jobs;
mod lists;
mod rules;

use std::time::{Duration, Instant};

use crate::browser::{self, Page};
use crate::past::{Day, Past};
use crate::running_sandbox::{RunningSandbox, log_in};
use crate::world::{Running, World};

const SERVE: [&str; 4] = ["serve", "--no-scheduler", "--listen", "127.0.0.1:0"];
const ITEM: &str = "1005006000000001";
/// A hang ends with the test.
const PATIENCE: Duration = Duration::from_secs(120);
/// What every form has to repeat.
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A service that runs over a sandbox's data, and a visitor of it.
struct Visitor<'a> {
    _running: Running<'a>,
    at: String,
}

impl<'a> Visitor<'a> {
    fn of(world: &'a World) -> Self {
        let mut running = world.start(&SERVE);
        let line = running.line_with("http://");
        let (_, at) = line.split_once("http://").expect("it was looked for");
        let host = at.split_whitespace().next().expect("it has an address");
        Self { _running: running, at: format!("http://{host}") }
    }

    #[track_caller]
    fn page(&self, path: &str) -> Page {
        self.page_with(path, "")
    }

    #[track_caller]
    fn page_with(&self, path: &str, cookies: &str) -> Page {
        let head = format!("Cookie: itemget_form={TOKEN}; {cookies}\r\n");
        browser::ask(&format!("{}{path}", self.at), "GET", &head, "")
    }

    /// Looks at a page until it says so.
    #[track_caller]
    fn until(&self, path: &str, text: &str) -> Page {
        let begun = Instant::now();
        loop {
            let page = self.page(path);
            if page.body.contains(text) {
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "it never says `{text}`: {}", page.body);
        }
    }

    /// Sends a form as a page of the service does.
    #[track_caller]
    fn send(&self, path: &str, fields: &str) -> Page {
        self.send_with(path, "", &format!("form={TOKEN}&{fields}"))
    }

    #[track_caller]
    fn send_with(&self, path: &str, head: &str, body: &str) -> Page {
        let head = format!(
            "Cookie: itemget_form={TOKEN}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n{head}"
        );
        browser::ask(&format!("{}{path}", self.at), "POST", &head, body)
    }
}

/// A home in which three items are followed and were looked at.
fn followed() -> World {
    let world = World::new();
    let add = ["track", "add", ITEM, "1005006000000002", "1005006000000004"];
    world.run(&add).must_end(0);
    world.run(&["run", "--once"]).must_end(0);
    world
}

#[test]
fn every_page_is_there_in_both_languages_and_needs_no_script() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let item = format!("/items/{ITEM}");
    for (path, en, zh) in [
        ("/items", "In its range", "区间位置"),
        (
            "/items?q=nothing-is-called-so&state=fell&sort=-price&page=9",
            "None of them",
            "没有符合",
        ),
        ("/items/add", "Links or ids", "链接或 ID"),
        (item.as_str(), "Where it comes from", "数据来源"),
        ("/jobs", "A new job", "新任务"),
        ("/alerts", "A new rule", "新规则"),
        ("/health", "Not seen for the longest", "最久未观测"),
        ("/settings", "How pages look", "界面"),
        ("/items/1005006999999999", "no such page", "没有这个页面"),
    ] {
        for (lang, word) in [("en", en), ("zh", zh)] {
            let page = visitor
                .page_with(path, &format!("itemget_lang={lang}; itemget_theme=dark"));
            assert!(page.body.contains(word), "{path} {lang}: {}", page.body);
            assert!(page.body.contains("data-theme=\"dark\""), "{path}");
            assert!(page.body.contains(if lang == "en" {
                "Synthetic"
            } else {
                "虚构"
            }));
            // What a strict policy forbids is not in it.
            for inline in [" style=\"", " onclick=", "javascript:", "<script>"] {
                assert!(!page.body.contains(inline), "{path} has {inline}");
            }
        }
    }
    // What the browser asks for counts where nothing was chosen.
    let head = "Accept-Language: zh-CN,zh;q=0.9\r\n";
    let page = browser::ask(&format!("{}/items", visitor.at), "GET", head, "");
    assert!(page.body.contains("区间位置"), "{}", page.body);
    assert!(
        page.head.to_ascii_lowercase().contains("set-cookie: itemget_form="),
        "{}",
        page.head
    );
    assert!(page.head.contains("SameSite=Strict; HttpOnly"), "{}", page.head);
}

#[test]
fn a_form_that_another_site_could_send_is_not_taken() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let own = format!("form={TOKEN}&id=1&do=remove");
    for (head, body) in [
        ("", "id=1&do=remove"),
        ("", "form=&id=1&do=remove"),
        ("", "form=ffffffffffffffffffffffffffffffff&id=1&do=remove"),
        ("Origin: http://example.org\r\n", own.as_str()),
        ("Sec-Fetch-Site: cross-site\r\n", own.as_str()),
    ] {
        let page = visitor.send_with("/items", head, body);
        assert_eq!(page.status, 403, "{head}{body}: {page:?}");
    }
    assert!(visitor.page("/items").body.contains(&format!("/items/{ITEM}")));
}

#[test]
fn ways_of_delivery_are_asked_for_by_a_button_alone() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let item = format!("/items/{ITEM}");
    let page = visitor.page(&item);
    assert!(page.body.contains("was not asked so far"), "{}", page.body);
    let (_, rest) = page.body.split_once("<select name=\"sku\">").expect("variants");
    let sku = rest.split('"').nth(1).expect("a variant's number");
    let asked = visitor.send(&format!("{item}/delivery"), &format!("sku={sku}"));
    assert_eq!(asked.status, 200, "{asked:?}");
    for word in ["Carrier", "Selection Standard", "14–20", "3.00 USD", "s ago"] {
        assert!(asked.body.contains(word), "{word}: {}", asked.body);
    }
    assert_eq!(visitor.send(&format!("{item}/delivery"), "sku=lamp").status, 404);
    let other = visitor.send("/items/1005006999999999/delivery", &format!("sku={sku}"));
    assert_eq!(other.status, 404, "{other:?}");
}

#[test]
fn ways_of_delivery_are_kept_and_shown_without_another_call() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let (page, said) = log_in(&client, "allow");
    assert_eq!(page.status, 200, "{page:?}");
    said.must_end(0);
    client.run(&["track", "add", ITEM]).must_end(0);
    client.run(&["run", "--once"]).must_end(0);
    let visitor = Visitor::of(&client);
    let item = format!("/items/{ITEM}");
    let sku = "sku=12000036000000001";
    let asked = visitor.send(&format!("{item}/delivery"), sku);
    assert!(asked.body.contains("Carrier"), "{asked:?}");
    let calls = || platform.journal("aliexpress.ds.freight.query").len();
    assert_eq!(calls(), 1);
    assert!(visitor.page(&item).body.contains("Carrier"), "it is kept");
    assert_eq!(calls(), 1, "a page asks nothing");
}

#[test]
fn a_chart_says_what_it_does_not_draw_and_draws_what_is_ticked() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let page = visitor.page(&format!("/items/{ITEM}?sku=all"));
    assert!(page.body.contains("Drawn are the first 8 of"), "{}", page.body);
    let ticks = page.body.split("name=\"sku\" value=\"").skip(1);
    let skus: Vec<&str> = ticks.filter_map(|it| it.split('"').next()).collect();
    let (first, last) = (skus[0], skus[skus.len() - 1]);
    let page = visitor.page(&format!("/items/{ITEM}?sku={first}&sku={last}"));
    assert!(!page.body.contains("Drawn are the first"), "{}", page.body);
    assert_eq!(page.body.matches(" checked> ").count(), 2, "{}", page.body);
}

#[test]
fn an_item_that_was_never_on_sale_is_shown_as_that_and_not_as_unseen() {
    let world = World::new();
    let past = (0..5).rev().fold(Past::new(), |past, days_ago| {
        past.day("1005006000000003", days_ago, &Day::OffSale)
    });
    past.put_into(&world);
    world.run(&["track", "add", "1005006000000003"]).must_end(0);
    let visitor = Visitor::of(&world);
    let page = visitor.page("/items/1005006000000003");
    assert!(page.body.contains("aria-current=\"true\">Price</a>"), "{}", page.body);
    assert!(page.body.contains("Price: off sale"), "{}", page.body);
    assert!(!page.body.contains("Nothing of the kind"), "{}", page.body);
    let list = visitor.page("/items");
    assert!(list.body.contains("; Price: off sale\">"), "{}", list.body);
    let chinese = visitor.page_with("/items", "itemget_lang=zh");
    assert!(chinese.body.contains("; 售价: 已下架\">"), "{}", chinese.body);
    assert!(list.body.contains("class=\"absent-mark\""), "{}", list.body);
    let told = world.run(&["history", "1005006000000003", "--format", "table"]);
    assert!(told.stdout.contains("off sale"), "{}", told.stdout);
    told.must_end(0);
}

#[test]
fn a_title_that_would_be_a_script_is_a_text() {
    let world = followed();
    let base =
        rusqlite::Connection::open(world.path(".local/share/itemget/synthetic.db"));
    let base = base.expect("history is kept there");
    let card = r#"{"title":"<script>alert(1)</script>\"><img src=x onerror=alert(2)>","attributes":[["<b>a</b>","</dd><script>"]],"skus":{}}"#;
    let changed = base.execute("UPDATE cards SET card = ?1", [card]).expect("cards");
    assert!(changed > 0, "no card was found");
    drop(base);
    let visitor = Visitor::of(&world);
    for path in ["/items", &format!("/items/{ITEM}"), "/health"] {
        let page = visitor.page(path);
        assert!(page.body.contains("&#60;script&#62;alert(1)"), "{path}: {}", page.body);
        assert!(
            !page.body.contains("<script>") && !page.body.contains("<img src=x"),
            "{path}"
        );
    }
}

#[test]
fn pictures_are_those_of_the_item_and_no_others() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let page = visitor.page("/items");
    let (_, rest) = page.body.split_once("src=\"/pictures/").expect("it has pictures");
    let (path, _) = rest.split_once('"').expect("it ends");
    let picture = visitor.page(&format!("/pictures/{path}"));
    assert_eq!(picture.status, 200, "{picture:?}");
    assert!(picture.head.contains("image/png"), "{}", picture.head);
    for path in [
        format!("/pictures/{ITEM}/0000000000000000"),
        "/pictures/1005006999999999/0000000000000000".to_owned(),
        "/pictures/x/http%3A%2F%2F127.0.0.1%2F".to_owned(),
    ] {
        assert_eq!(visitor.page(&path).status, 404, "{path}");
    }
}

#[test]
fn style_and_script_are_kept_by_browsers_until_they_are_others() {
    let world = World::new();
    let visitor = Visitor::of(&world);
    let page = visitor.page("/items");
    for (before, kind) in
        [("href=\"/assets/", "text/css"), ("src=\"/assets/", "text/javascript")]
    {
        let assets =
            page.body.split(before).skip(1).filter_map(|it| it.split('"').next());
        let mut kinds = assets.map(|path| visitor.page(&format!("/assets/{path}")));
        let found = kinds.find(|asset| asset.head.contains(kind)).expect("there is one");
        assert!(found.head.contains("max-age=31536000, immutable"), "{}", found.head);
    }
    assert_eq!(visitor.page("/assets/0000000000000000/app.css").status, 404);
}

#[test]
fn the_verdict_under_the_price_is_of_that_price_whatever_is_chosen() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let head = |path: &str| {
        let page = visitor.page(path);
        let (_, rest) = page.body.split_once("<p class=\"now\">").expect("a price");
        let (head, rest) = rest.split_once("<dl class=\"facts\">").expect("facts");
        (head.to_owned(), rest.to_owned())
    };
    let (usual, rest) = head(&format!("/items/{ITEM}"));
    let sku =
        rest.split("name=\"sku\" value=\"").nth(1).and_then(|it| it.split('"').next());
    let sku = sku.expect("a variant");
    for chosen in
        [format!("sku={sku}"), "kind=stock".to_owned(), "kind=list_price".to_owned()]
    {
        let (other, rest) = head(&format!("/items/{ITEM}?{chosen}"));
        assert_eq!(other, usual, "{chosen}");
        // Every number of the table of variants has its age beside it.
        let (_, variants) = rest.split_once("id=\"variants\"").expect("variants");
        let (heading, _) = variants.split_once("</h2>").expect("its heading ends");
        assert!(heading.contains("US USD") && heading.contains("<time "), "{heading}");
    }
}

#[test]
fn a_person_who_is_refused_is_told_so_on_a_page_and_a_program_in_json() {
    let world = World::new();
    let visitor = Visitor::of(&world);
    let ask = |method: &str, path: &str, head: &str| {
        browser::ask(&format!("{}{path}", visitor.at), method, head, "")
    };
    let person = "Accept: text/html,application/xhtml+xml\r\n";
    for (method, path, status, en, zh) in [
        ("GET", "/itmes", 404, "no such page", "没有这个页面"),
        ("DELETE", "/alerts", 405, "cannot be done here", "不支持该操作"),
    ] {
        for (lang, word) in [("en", en), ("zh-CN", zh)] {
            let page = ask(method, path, &format!("{person}Accept-Language: {lang}\r\n"));
            assert_eq!(page.status, status, "{path}: {page:?}");
            assert!(
                page.head.to_lowercase().contains("content-type: text/html"),
                "{page:?}"
            );
            assert!(page.body.contains(word) && page.body.contains("<nav"), "{page:?}");
            assert!(page.head.to_lowercase().contains("x-request-id"), "{page:?}");
        }
    }
    for (method, path, head) in [
        ("GET", "/itmes", "Accept: application/json\r\n"),
        ("GET", "/itmes", ""),
        // What is for programs answers as programs are answered, whoever asks.
        ("GET", "/v1/itmes", person),
    ] {
        let reply = ask(method, path, head);
        assert_eq!(reply.status, 404, "{reply:?}");
        assert!(reply.body.starts_with("{\"error\":"), "{path}: {reply:?}");
    }
}

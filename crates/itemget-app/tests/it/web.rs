//! The pages, as a browser without scripts has them.

use std::time::{Duration, Instant};

use crate::browser::{self, Page};
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
fn what_is_pasted_is_judged_and_then_followed() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let text =
        format!("list=Morning&text={ITEM}%0A1005006000000007%0Alamp%0A1005006000000007");
    let page = visitor.send("/items/add", &format!("do=judge&{text}"));
    for word in ["new", "followed already", "given twice", "not supported"] {
        assert!(page.body.contains(word), "{word}: {}", page.body);
    }
    let list = visitor.page("/items?list=Morning");
    assert!(!list.body.contains("/items/1005006000000007"), "it was only judged");
    let page = visitor.send("/items/add", &format!("do=follow&{text}"));
    assert_eq!(page.status, 303, "{page:?}");
    let list = visitor.page("/items?list=Morning");
    assert!(list.body.contains("/items/1005006000000007"), "{}", list.body);
    assert!(list.body.contains(&format!("/items/{ITEM}")), "{}", list.body);
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
fn what_is_ticked_is_paused_put_into_lists_and_removed() {
    let world = followed();
    let visitor = Visitor::of(&world);
    assert_eq!(visitor.send("/items", "id=1&id=2&do=pause").status, 303);
    let paused = visitor.page("/items?state=paused");
    let rows = paused.body.matches("name=\"id\"").count();
    assert_eq!(rows, 2, "{}", paused.body);
    assert_eq!(visitor.send("/items", "id=1&do=resume").status, 303);
    assert_eq!(visitor.send("/items", "id=1&do=enlist&to=Morning").status, 303);
    let list = visitor.page("/items?list=Morning");
    assert_eq!(list.body.matches("name=\"id\"").count(), 1, "{}", list.body);
    assert_eq!(visitor.send("/items", "id=1&do=enlist&to=").status, 422);
    let answer = visitor.send("/items", "id=2&do=remove&query=state%3Dpaused");
    assert!(answer.head.contains("/items?state=paused"), "{answer:?}");
    assert!(visitor.page("/items?state=paused").body.contains("None of them"));
}

#[test]
fn a_rule_is_tried_on_the_past_before_it_is_kept() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let wrong = visitor.send("/alerts/preview", "rule=sale_price+below+20&list=");
    assert!(wrong.body.contains("a currency"), "{}", wrong.body);
    let right = visitor.send("/alerts/preview", "rule=sale_price+drops+10%25&list=");
    assert!(right.body.contains("in the last 90 days, over 3"), "{}", right.body);
    assert!(visitor.page("/alerts").body.contains("There are none yet"));
    let kept = visitor.send("/alerts", "do=add&rule=sale_price+drops+10%25&list=");
    assert_eq!(kept.status, 303, "{kept:?}");
    assert!(visitor.page("/alerts").body.contains("<code>sale_price drops 10%</code>"));
    assert_eq!(visitor.send("/alerts", "do=remove&id=1").status, 303);
    assert!(visitor.page("/alerts").body.contains("There are none yet"));
}

#[test]
fn a_rule_to_a_channel_that_there_is_not_or_that_is_too_long_is_refused() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let add = |more: &str| {
        let fields = format!("do=add&rule=sale_price+drops+10%25{more}");
        visitor.send("/alerts", &fields)
    };
    let long = ",+for+any+sku".repeat(60);
    for (more, word) in [
        ("&list=&channel=fax", "no channel `fax`"),
        ("&list=nowhere", "no list `nowhere`"),
        (long.as_str(), "at most 500 letters"),
    ] {
        let page = add(more);
        assert_eq!(page.status, 200, "{more}");
        assert!(page.body.contains(word), "{more}: {}", page.body);
        assert!(page.body.contains("value=\"sale_price drops 10%"), "it can be mended");
    }
    assert!(visitor.page("/alerts").body.contains("There are none yet"));
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
fn looking_now_wakes_nothing_and_what_was_done_is_said() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let said = |answer: Page| {
        assert_eq!(answer.status, 303, "{answer:?}");
        let line =
            answer.head.lines().find(|it| it.to_lowercase().starts_with("location:"));
        let (_, to) =
            line.and_then(|it| it.split_once(": ")).expect("it leads somewhere");
        let page = visitor.page(to.trim());
        let (_, rest) = page.body.split_once("role=\"status\"").expect("a notice");
        rest.split_once('>')
            .and_then(|(_, it)| it.split_once("</p>"))
            .unwrap()
            .0
            .to_owned()
    };
    assert_eq!(said(visitor.send("/items", "id=1&do=pause")), "1 item is paused.");
    let looked = said(visitor.send("/items", "id=1&id=2&do=look"));
    assert!(looked.starts_with("1 item will be looked at"), "{looked}");
    assert!(looked.contains("1 paused and left alone"), "{looked}");
    let paused = visitor.page("/items?state=paused");
    assert_eq!(paused.body.matches("name=\"id\"").count(), 1, "it is still paused");
    assert!(said(visitor.send("/items", "do=pause")).contains("Nothing was ticked"));
    let listed = said(visitor.send("/items", "id=1&do=enlist&to=Morning"));
    assert!(listed.contains("“Morning”"), "{listed}");
}

#[test]
fn a_list_that_is_mistyped_or_would_be_empty_is_not_made() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let wrong = visitor.send("/items", "id=1&do=unlist&to=Mornin");
    assert_eq!(wrong.status, 422, "{wrong:?}");
    assert!(wrong.body.contains("no list `Mornin`"), "{}", wrong.body);
    assert_eq!(visitor.send("/items", "do=enlist&to=Evening").status, 303);
    let page = visitor.page("/items");
    for name in ["Mornin", "Evening"] {
        assert!(!page.body.contains(name), "{name}: {}", page.body);
    }
}

#[test]
fn a_list_is_taken_away_and_what_was_in_it_stays() {
    let world = followed();
    let visitor = Visitor::of(&world);
    assert_eq!(visitor.send("/items", "id=1&do=enlist&to=Morning").status, 303);
    let list = visitor.page("/items?list=Morning");
    assert!(list.body.contains("value=\"unmake\""), "{}", list.body);
    let gone = visitor.send("/items", "do=unmake&to=Morning");
    assert!(gone.head.contains("/items?done=unmake&n=1&to=Morning"), "{gone:?}");
    let page = visitor.page("/items");
    assert!(!page.body.contains("Morning") && page.body.contains(ITEM), "{}", page.body);
    assert_eq!(visitor.send("/items", "do=unmake&to=Morning").status, 404);
}

#[test]
fn enter_in_the_field_of_the_list_spends_no_call() {
    let world = followed();
    let visitor = Visitor::of(&world);
    for path in ["/items".to_owned(), format!("/items/{ITEM}")] {
        let page = visitor.page(&path);
        let form = page
            .body
            .split("<form method=\"post\"")
            .find(|it| it.contains("name=\"to\""));
        let form = form.expect("a form with a list");
        let first = form.split("name=\"do\" value=\"").nth(1).expect("a button");
        assert!(first.starts_with("enlist\""), "{path}: {first}");
    }
}

#[test]
fn what_is_not_followed_any_more_can_be_followed_again() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let item = format!("/items/{ITEM}");
    let gone = visitor.send(&item, "id=1&do=remove");
    assert!(gone.head.contains("/items?done=remove"), "{gone:?}");
    assert!(!visitor.page("/items").body.contains(ITEM));
    let page = visitor.page(&item);
    assert!(page.body.contains("value=\"follow\""), "{}", page.body);
    assert_eq!(visitor.send(&item, "do=follow").status, 303);
    assert!(visitor.page("/items").body.contains(ITEM));
    let page = visitor.page(&item);
    assert!(
        page.body.contains("value=\"pause\"") && !page.body.contains("value=\"follow\"")
    );
}

#[test]
fn an_item_without_a_title_can_be_told_from_others_by_ear() {
    let world = World::new();
    world.run(&["track", "add", ITEM]).must_end(0);
    let visitor = Visitor::of(&world);
    let page = visitor.page("/items");
    let label = format!("aria-label=\"{ITEM}, US USD\"");
    assert!(page.body.contains(&label), "{}", page.body);
}

#[test]
fn a_job_is_begun_in_the_page_watched_and_what_came_of_it_is_there() {
    let world = World::new();
    let visitor = Visitor::of(&world);
    let page = visitor.page("/jobs");
    assert!(page.body.contains("There are none"), "{}", page.body);
    let empty =
        visitor.send("/jobs", "do=begin&text=&ship_to=US&currency=USD&language=en");
    assert!(empty.body.contains("there are no ids in it"), "{}", empty.body);
    let view = "ship_to=US&currency=USD&language=en&key=one";
    let wrong = format!("do=begin&text={ITEM}&fields=colour&{view}");
    let wrong = visitor.send("/jobs", &wrong);
    assert!(
        wrong.body.contains("`colour`") && wrong.body.contains(ITEM),
        "{}",
        wrong.body
    );
    let fields = format!("do=begin&text={ITEM}%0Alamp&fields=title,price&{view}");
    let begun = visitor.send("/jobs", &fields);
    assert!(begun.head.contains("/jobs?done=job&n=2"), "{begun:?}");
    // A form that is sent twice begins one.
    assert_eq!(visitor.send("/jobs", &fields).status, 303);
    let page = visitor.until("/jobs", "2 / 2");
    assert_eq!(page.body.matches("<th scope=\"row\"").count(), 1, "{}", page.body);
    for word in ["done", "US USD en · title,price", "download=\"job-1.csv\""] {
        assert!(page.body.contains(word), "{word}: {}", page.body);
    }
    assert!(!page.body.contains("value=\"cancel\""), "it is over: {}", page.body);
    let lines = visitor.page("/v1/jobs/1/result?format=jsonl");
    assert_eq!(lines.body.matches("\"asked\":").count(), 2, "{lines:?}");
    assert_eq!(visitor.send("/jobs", "do=cancel&id=9").status, 404);
    let zh = visitor.page_with("/jobs", "itemget_lang=zh");
    assert!(zh.body.contains("已完成"), "{}", zh.body);
}

#[test]
fn a_job_is_cancelled_in_the_page() {
    let world = World::new();
    let visitor = Visitor::of(&world);
    let ids: Vec<String> =
        (0..90_000_u64).map(|it| (1_005_006_000_000_001 + it).to_string()).collect();
    let text = ids.join("%0A");
    let view = "ship_to=US&currency=USD&language=en&key=long";
    let begun = visitor.send("/jobs", &format!("do=begin&text={text}&{view}"));
    assert_eq!(begun.status, 303, "{begun:?}");
    assert!(visitor.page("/jobs").body.contains("value=\"cancel\""));
    let ended = visitor.send("/jobs", "do=cancel&id=1");
    assert!(ended.head.contains("/jobs?done=cancel"), "{ended:?}");
    let page = visitor.page("/jobs");
    assert!(page.body.contains("cancelled") && !page.body.contains("value=\"cancel\""));
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

#[test]
fn a_rule_for_an_item_or_a_variant_is_begun_on_its_page() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let item = format!("/items/{ITEM}");
    let page = visitor.page(&item);
    assert!(page.body.contains("nobody is told of anything"), "{}", page.body);
    let (_, form) = page.body.split_once("class=\"rule\"").expect("a form");
    let tracked = form.split("name=\"item\" value=\"").nth(1).unwrap();
    let tracked = tracked.split('"').next().unwrap();
    let (_, options) = form.split_once("<select name=\"sku\">").expect("variants");
    let sku = options.split("value=\"").nth(2).unwrap().split('"').next().unwrap();
    let about = format!("item={tracked}&sku={sku}&back=/items/{ITEM}%3Fdays%3D30");
    // What it would have told: of this one alone, and the form keeps what it is about.
    let fields = format!("rule=sale_price+drops+10%25&{about}");
    let tried = visitor.send("/alerts/preview", &fields);
    assert!(tried.body.contains("in the last 90 days, over 1"), "{}", tried.body);
    assert!(
        tried.body.contains(&format!("name=\"sku\" value=\"{sku}\"")),
        "{}",
        tried.body
    );
    assert!(!tried.body.contains("<select name=\"list\""), "{}", tried.body);
    let kept = visitor.send("/alerts", &format!("do=add&{fields}"));
    assert!(kept.head.contains(&format!("/items/{ITEM}?done=rule")), "{kept:?}");
    let page = visitor.page(&item);
    assert!(page.body.contains("<code>sale_price drops 10%</code>"), "{}", page.body);
    // Where all rules are, it has the item's name and a way to it, not a number.
    let all = visitor.page("/alerts");
    let (_, rules) = all.body.split_once("id=\"rules\"").expect("rules");
    assert!(rules.contains(&format!("<a href=\"/items/{ITEM}\">")), "{rules}");
    assert!(rules.contains("variant ") && !rules.contains(sku), "{rules}");
    let pause = visitor.send("/alerts", &format!("do=pause&id=1&back=/items/{ITEM}"));
    assert!(pause.head.contains(&format!("location: /items/{ITEM}")), "{pause:?}");
    assert!(visitor.page(&item).body.contains("value=\"resume\""));
    // A rule of everything is about it as well, and is changed where all rules are.
    visitor.send("/alerts", "do=add&rule=back+in+stock&list=");
    let page = visitor.page(&item);
    let (_, rules) = page.body.split_once("id=\"rules\"").expect("rules");
    let (rules, _) = rules.split_once("<h3>").expect("a form");
    assert!(rules.contains("back in stock") && rules.contains("everything"), "{rules}");
    assert_eq!(rules.matches("value=\"remove\"").count(), 1, "{rules}");
    let gone = visitor.send("/alerts", "do=add&rule=off+sale&item=99");
    assert_eq!(gone.status, 404, "{gone:?}");
}

#[test]
fn the_list_is_narrowed_by_tag_view_and_source_and_tabs_say_how_many() {
    let world = followed();
    let more =
        ["track", "add", ITEM, "--ship-to", "FR", "--currency", "EUR", "--tag", "blue"];
    world.run(&more).must_end(0);
    let visitor = Visitor::of(&world);
    let rows = |path: &str| {
        let page = visitor.page(path);
        (
            page.body.matches("class=\"tick\"><input type=\"checkbox\" name").count(),
            page.body,
        )
    };
    for (query, expected) in
        [("", 4), ("tag=blue", 1), ("view=US+USD", 3), ("view=FR+EUR&tag=blue", 1)]
    {
        let (found, body) = rows(&format!("/items?{query}"));
        assert_eq!(found, expected, "{query}: {body}");
    }
    let (_, body) = rows("/items?tag=blue");
    assert!(body.contains("<option value=\"blue\" selected>blue (1)"), "{body}");
    assert!(body.contains("All <small>1</small>"), "{body}");
    assert!(body.contains("Paused <small>0</small>"), "{body}");
}

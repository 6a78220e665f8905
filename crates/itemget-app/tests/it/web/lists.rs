//! What is followed in the pages: added, narrowed, put into lists, left alone.

use super::{ITEM, Visitor, followed};
use crate::browser::Page;
use crate::world::World;

/// The same as a number.
const ITEM_NUMBER: u64 = 1_005_006_000_000_001;

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
fn what_was_given_stands_beside_its_verdict_and_how_much_may_be_is_said() {
    let world = World::new();
    let visitor = Visitor::of(&world);
    assert!(visitor.page("/items/add").body.contains("Up to 10,000 links"));
    let link = "www.aliexpress.com/item/1005006000000007.html";
    let page = visitor.send("/items/add", &format!("do=judge&text=https://{link}"));
    let given = format!("<span class=\"given\">https://{link}</span>");
    assert!(page.body.contains(&given), "{}", page.body);
    assert!(page.body.contains(">1005006000000007</small>"), "{}", page.body);
}

#[test]
fn a_link_that_is_looked_for_finds_its_item() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let link = format!("https%3A%2F%2Fwww.aliexpress.com%2Fitem%2F{ITEM}.html");
    let list = visitor.page(&format!("/items?q={link}%3Fspm%3Da2g0o"));
    assert_eq!(list.body.matches("name=\"id\"").count(), 1, "{}", list.body);
    assert!(list.body.contains(&format!("/items/{ITEM}")), "{}", list.body);
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

/// What the page says was done that a form led to.
#[track_caller]
fn said(visitor: &Visitor<'_>, answer: &Page) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    let line = answer.head.lines().find(|it| it.to_lowercase().starts_with("location:"));
    let (_, to) = line.and_then(|it| it.split_once(": ")).expect("it leads somewhere");
    let page = visitor.page(to.trim());
    let (_, rest) = page.body.split_once("role=\"status\"").expect("a notice");
    let (_, rest) = rest.split_once('>').expect("its end");
    rest.split_once("</p>").expect("its end").0.to_owned()
}

#[test]
fn how_often_how_much_and_tags_are_set_for_many_at_once() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let does = |fields: &str| said(&visitor, &visitor.send("/items", fields));
    let ids = "id=1&id=2&id=999";
    let every = does(&format!("{ids}&do=every&every=6h"));
    assert_eq!(every, "2 items are looked at every 6h.");
    let again = does("id=1&id=3&do=every&every=6h");
    assert_eq!(again, "1 item is looked at every 6h. 1 had been before.");
    let back = does("id=3&do=every&every=inherit");
    assert_eq!(back, "1 item is looked at as often as their lists or all say.");
    let much = does("id=1&do=importance&importance=200");
    assert_eq!(much, "1 item matters 200, where 100 is ordinary.");
    let tag = does(&format!("{ids}&do=tag&to=blue"));
    assert_eq!(tag, "2 items got the tag “blue”.");
    let more = does("id=2&id=3&do=tag&to=blue");
    assert_eq!(more, "1 item got the tag “blue”. 1 had been before.");
    assert_eq!(does("id=1&do=untag&to=blue"), "1 item lost the tag “blue”.");
    let list = world.run(&["track", "list", "--format", "jsonl"]).ended(0);
    let told = |number: usize, word: &str| {
        let id = format!("\"id\":\"{}\"", 1_005_006_000_000_000_u64 + number as u64);
        let line =
            list.stdout.lines().find(|it| it.contains(&id)).expect("it is followed");
        line.contains(word)
    };
    let found = [
        told(1, "\"every\":\"6h\""),
        told(1, "\"importance\":200"),
        told(2, "\"importance\":100"),
        told(4, "\"every\":\"auto\""),
        told(2, "blue"),
        !told(1, "blue"),
    ];
    assert_eq!(found, [true; 6], "{list}");
    for (wrong, word) in [
        ("do=every&every=1s", "`1s`"),
        ("do=every&every=", "``"),
        ("do=importance&importance=much", "`much`"),
        ("do=tag&to=", "``"),
        ("do=untag&to=green", "no tag `green`"),
    ] {
        let page = visitor.send("/items", &format!("id=1&{wrong}"));
        assert_eq!(page.status, 422, "{wrong}: {page:?}");
        assert!(page.body.contains(word), "{wrong}: {}", page.body);
    }
}

#[test]
fn what_was_said_of_an_item_is_chosen_beforehand_on_its_page() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let item = format!("/items/{ITEM}");
    let chosen = || -> Vec<String> {
        let page = visitor.page(&item).body;
        let (_, form) = page.split_once("class=\"bulk\"").expect("a form");
        let (form, _) = form.split_once("</form>").expect("its end");
        let parts = form.split("<option value=\"").skip(1);
        let parts = parts.filter_map(|it| it.split_once("\" selected>"));
        parts.map(|(word, _)| word.to_owned()).collect()
    };
    assert_eq!(chosen(), ["inherit", "inherit"]);
    for (field, word, expected) in [
        ("every", "1d", ["1d", "inherit"]),
        ("every", "5m", ["5m", "inherit"]),
        ("importance", "150", ["5m", "150"]),
        ("every", "inherit", ["inherit", "150"]),
    ] {
        let fields = format!("id=1&do={field}&{field}={word}");
        assert_eq!(visitor.send(&item, &fields).status, 303, "{fields}");
        assert_eq!(chosen(), expected, "{fields}");
    }
}

#[test]
fn all_that_are_listed_are_changed_also_those_of_other_pages() {
    let world = followed();
    let many: Vec<String> =
        (0..120).map(|it| (ITEM_NUMBER + 100 + it).to_string()).collect();
    let add: Vec<&str> = many.iter().map(String::as_str).collect();
    world.run(&[&["track", "add", "--tag", "many"], &add[..]].concat()).must_end(0);
    let visitor = Visitor::of(&world);
    let first = visitor.page("/items?tag=many");
    assert_eq!(first.body.matches("name=\"id\"").count(), 100);
    assert!(first.body.contains("name=\"all\""), "{}", first.body);
    let all = "all=1&query=tag%3Dmany%26page%3D2";
    let paused = said(&visitor, &visitor.send("/items", &format!("{all}&do=pause")));
    assert_eq!(paused, "120 items are paused.");
    let looked = said(&visitor, &visitor.send("/items", "all=1&do=look"));
    assert!(looked.contains("3 items will be looked at"), "{looked}");
    assert!(looked.contains("120 paused and left alone"), "{looked}");
    // Where there is one page, its ticks say all.
    assert_eq!(visitor.send("/items", "id=1&do=tag&to=one").status, 303);
    let one = visitor.page("/items?tag=one").body;
    assert!(one.contains("name=\"id\"") && !one.contains("name=\"all\""), "{one}");
}

#[test]
fn looking_now_wakes_nothing_and_what_was_done_is_said() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let said = |answer: Page| said(&visitor, &answer);
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
fn what_is_followed_again_is_followed_as_the_service_is_set() {
    let world = World::new().config("source = \"affiliate\"\n");
    world.run(&["track", "add", ITEM]).must_end(0);
    world.run(&["run", "--once"]).must_end(0);
    let visitor = Visitor::of(&world);
    let item = format!("/items/{ITEM}");
    assert_eq!(visitor.send(&item, "id=1&do=remove").status, 303);
    assert_eq!(visitor.send(&item, "do=follow").status, 303);
    let list = world.run(&["track", "list", "--format", "jsonl"]).ended(0);
    assert!(list.stdout.contains("\"affiliate\""), "{list}");
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

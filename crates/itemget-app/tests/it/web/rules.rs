//! Rules in the pages: tried on the past, added, and shown where they are in force.

use super::{ITEM, Visitor, followed};

#[test]
fn a_rule_is_tried_on_the_past_before_it_is_kept() {
    let world = followed();
    let visitor = Visitor::of(&world);
    let wrong = visitor.send("/alerts/preview", "rule=sale_price+below+20&list=");
    assert!(wrong.body.contains("a currency"), "{}", wrong.body);
    let right = visitor.send("/alerts/preview", "rule=sale_price+drops+10%25&list=");
    assert!(right.body.contains("in the last 90 days, over 3"), "{}", right.body);
    let foreign = visitor.send("/alerts/preview", "rule=sale_price+below+20+EUR&list=");
    assert!(foreign.body.contains("is followed in EUR"), "{}", foreign.body);
    assert!(!foreign.body.contains("of the kind happened"), "{}", foreign.body);
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
fn a_rule_is_changed_in_words_and_channels_and_keeps_its_number() {
    let world = followed();
    let phone =
        world.file("phone.toml", "kind = 'discord'\nurl = 'https://hooks.example/x'\n");
    let phone = phone.to_str().expect("it is text");
    world.run(&["alerts", "channel", "set", "phone", "--file", phone]).must_end(0);
    world.run(&["alerts", "add", "off sale"]).must_end(0);
    let visitor = Visitor::of(&world);
    visitor.send("/alerts", "do=add&rule=sale_price+drops+10%25&list=&channel=phone");
    let link = "href=\"/alerts/rules/2?back=%2Falerts\"";
    assert!(visitor.page("/alerts").body.contains(link));
    let page = visitor.page("/alerts/rules/2");
    assert!(page.body.contains("value=\"sale_price drops 10%\""), "{}", page.body);
    assert!(page.body.contains("value=\"phone\" checked"), "{}", page.body);
    let change = |fields: &str| visitor.send("/alerts/rules/2", fields);
    let tried = change("do=try&rule=sale_price+drops+20%25&channel=phone");
    assert!(tried.body.contains("in the last 90 days, over 3"), "{}", tried.body);
    assert!(tried.body.contains("value=\"sale_price drops 20%\""), "{}", tried.body);
    assert!(visitor.page("/alerts").body.contains("<code>sale_price drops 10%</code>"));
    for (fields, word) in [
        ("do=save&rule=sale_price+tumbles", "class=\"bad\">"),
        ("do=save&rule=off+sale", "rule 1 says this of the same already"),
        ("do=save&rule=back+in+stock&channel=fax", "no channel `fax`"),
    ] {
        let wrong = change(fields);
        assert_eq!(wrong.status, 200, "{fields}");
        assert!(wrong.body.contains(word), "{fields}: {}", wrong.body);
    }
    assert!(visitor.page("/alerts").body.contains("<code>sale_price drops 10%</code>"));
    let from = format!("back=/items/{ITEM}");
    let saved = change(&format!("do=save&rule=sale_price+drops+20%25,+once&{from}"));
    assert!(saved.head.contains(&format!("/items/{ITEM}?done=rewrite")), "{saved:?}");
    let listed = world.run(&["alerts", "list", "--format", "jsonl"]).ended(0);
    let line =
        listed.stdout.lines().find(|it| it.contains("\"id\":2")).expect("it is there");
    assert!(line.contains("sale_price drops 20%, once"), "{line}");
    assert!(!line.contains("phone"), "{line}");
    for path in ["/alerts/rules/9", "/alerts/rules/x"] {
        assert_eq!(visitor.page(path).status, 404, "{path}");
    }
    assert_eq!(visitor.send("/alerts/rules/9", "do=save&rule=off+sale").status, 404);
}

//! Jobs in the pages: begun, watched, read and cancelled.

use super::{ITEM, Visitor};
use crate::world::World;

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
    for word in ["done", "US USD en · auto · title,price", "download=\"job-1.csv\""] {
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

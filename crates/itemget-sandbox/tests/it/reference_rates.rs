//! The exchange rates, as a program that imports them reads them.

use itemget_sandbox::{ClockSetting, Sandbox};

use crate::wire::{Params, Reply, get};

async fn file(sandbox: &Sandbox, name: &str) -> Reply {
    get(sandbox, &format!("/stats/eurofxref/{name}"), &Params::new()).await
}

fn text(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.body).unwrap()
}

#[tokio::test]
async fn rates_follow_the_sandboxs_clock() {
    let sandbox = Sandbox::start().await.unwrap();
    let set =
        |text: &str| sandbox.clock().set(ClockSetting::Pinned(text.parse().unwrap()));
    set("2026-11-23T17:20:27Z");
    let daily = file(&sandbox, "eurofxref-daily.xml").await;
    assert_eq!(daily.status(), 200);
    assert!(daily.head.contains("text/xml"), "{}", daily.head);
    assert!(text(&daily).contains("<Cube time='2026-11-23'>"), "{}", text(&daily));
    assert_eq!(text(&daily).matches("time=").count(), 1);

    let table = file(&sandbox, "eurofxref-hist.csv").await;
    let lines: Vec<&str> = text(&table).lines().collect();
    assert!(lines[1].starts_with("2026-11-23,"), "{}", lines[1]);
    assert!(lines.last().unwrap().starts_with("1999-01-04,"));
    assert!(lines.len() > 7000, "{} lines", lines.len());
    let ninety = file(&sandbox, "eurofxref-hist-90d.xml").await;
    assert_eq!(text(&ninety).matches("time=").count(), 64);

    set("2027-02-21T17:20:27Z");
    let later = file(&sandbox, "eurofxref-hist.csv").await;
    assert!(text(&later).contains(lines[1]), "what was set stays");
    assert_eq!(file(&sandbox, "eurofxref.zip").await.status(), 404);
}

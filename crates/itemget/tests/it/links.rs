//! Links: every shape collected, real ids of both sites, and hostile noise.

use itemget::{ItemId, ItemRef, Link, LinkError};
use proptest::prelude::*;

use crate::shared;

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn every_collected_link_leads_to_its_id_or_to_its_reason() {
    let cases: serde_json::Value =
        serde_json::from_str(&shared::text("data/url_cases.json")).unwrap();
    let cases = cases.as_array().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let input = case["input"].as_str().unwrap();
        let kind = case["kind"].as_str().unwrap();
        let read = input.parse::<Link>();
        let right = match (kind, &read) {
            ("item" | "bare_id", Ok(Link::Item(link))) => {
                case["expect"].as_str() == Some(&link.written_id.to_string())
            }
            ("short", Ok(Link::Short(_)))
            | ("not_item", Err(LinkError::NotAnItem { .. }))
            | ("reject_host", Err(LinkError::Host { .. }))
            | ("reject_scheme", Err(LinkError::Scheme { .. }))
            | ("other_platform", Err(LinkError::OtherPlatform { .. }))
            | ("garbage", Err(LinkError::Garbage { .. } | LinkError::Empty)) => true,
            _ => false,
        };
        if !right {
            wrong.push(format!("{kind} {input}\n    was read as {read:?}"));
        }
    }
    assert!(cases.len() >= 80, "only {} cases were found", cases.len());
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn real_ids_of_both_sites_resolve_to_the_global_one() {
    let table = shared::text("data/real_ids.tsv");
    let mut read = 0;
    for line in table.lines().skip(1) {
        let mut fields = line.split('\t');
        let (id, form, global) =
            (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
        let id: ItemId = id.parse().unwrap();
        assert_eq!(id.global().to_string(), global, "{line}");
        assert_eq!(id.is_us_site(), form == "us_site", "{line}");
        if form == "us_site" {
            assert_eq!(id.global().us_site(), id, "{line}");
        }
        read += 1;
    }
    assert_eq!(read, 1613);
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in ".{0,200}") {
        drop(text.parse::<Link>());
    }

    #[test]
    fn only_aliexpress_hosts_ever_give_an_item(
        host in "[a-z0-9.-]{1,30}", id in 1_u64..(1 << 53),
    ) {
        let link = format!("https://{host}/item/{id}.html");
        if let Ok(Link::Item(read)) = link.parse::<Link>() {
            let known = ["aliexpress.com", "aliexpress.us", "aliexpress.ru"];
            let ours = known.iter().any(|d| host == *d || host.ends_with(&format!(".{d}"))
                || host == format!("{d}.") || host.ends_with(&format!(".{d}.")));
            prop_assert!(ours, "{host} was taken for AliExpress");
            prop_assert_eq!(read.written_id.get(), id);
        }
    }

    #[test]
    fn an_id_prints_and_reads_back_the_same(id in 1_u64..=9_999_999_999_999_999_999) {
        let id = ItemId::from_u64(id).unwrap();
        prop_assert_eq!(id.to_string().parse::<ItemId>(), Ok(id));
        prop_assert_eq!(id.to_string().parse::<ItemRef>().unwrap().id, id.global());
    }
}

//! The document is locked, and says neither more nor less than the router has.

use super::*;

#[test]
fn the_document_is_as_it_was() {
    let text = serde_json::to_string_pretty(document()).unwrap();
    insta::assert_snapshot!("openapi", text);
}

/// The methods and paths of a router, as it tells them itself: there is no other way to
/// ask it. Where it tells them otherwise one day, nothing is found, and that is seen.
fn of_router(router: &Router<Arc<App>>) -> BTreeSet<String> {
    let told = format!("{router:?}");
    let told = told.split("fallback_router").next().unwrap_or_default();
    let (routes, paths) = told.split_once("paths: {").expect("a router tells its paths");
    let of_path = |number: &str| {
        let (_, after) =
            paths.split_once(&format!("RouteId({number}): \"")).expect(number);
        after.split('"').next().unwrap_or_default().to_owned()
    };
    let mut found = BTreeSet::new();
    for route in routes.split("RouteId(").skip(1) {
        let number = route.split(')').next().unwrap_or_default();
        let (_, methods) = route.split_once("allow_header: Bytes(b\"").expect(route);
        for method in methods.split('"').next().unwrap_or_default().split(',') {
            // What is answered to HEAD is what GET would be.
            if method != "HEAD" {
                found.insert(mend::operation(method, &of_path(number)));
            }
        }
    }
    found
}

fn told() -> BTreeSet<String> {
    mend::parameters(document()).into_keys().collect()
}

#[test]
fn the_document_has_every_route_and_no_other() {
    let is_ours = |it: &String| {
        let path = it.split(' ').nth(1).unwrap_or_default();
        path == "/v1" || path.starts_with("/v1/")
    };
    let others = ["GET /healthz", "GET /metrics", "GET /readyz"].map(str::to_owned);
    let found: BTreeSet<String> =
        of_router(&super::super::resources()).into_iter().collect();
    for other in &others {
        assert!(found.contains(other), "{other}");
    }
    let found: BTreeSet<String> =
        found.into_iter().filter(is_ours).chain(others).collect();
    assert_eq!(found, told());
}

#[test]
fn a_route_that_is_not_told_is_seen() {
    let slipped = router().route("/v1/slipped", axum::routing::put(async || ()));
    let found = of_router(&slipped);
    let told = told();
    let more: Vec<_> = found.difference(&told).collect();
    assert_eq!(more, ["PUT /v1/slipped"]);
}

#[test]
fn all_that_is_referred_to_is_there() {
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                found.extend(
                    members.get("$ref").and_then(Value::as_str).map(str::to_owned),
                );
                members.values().for_each(|it| references(it, found));
            }
            Value::Array(values) => values.iter().for_each(|it| references(it, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    references(document(), &mut found);
    for reference in found {
        let there = reference.strip_prefix('#').and_then(|it| document().pointer(it));
        assert!(there.is_some(), "{reference}");
    }
}

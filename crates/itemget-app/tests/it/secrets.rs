//! A secret that is planted anywhere is never said.

use crate::world::{World, set_mode};

const PLANTED: &str = "planted-5f2b";

/// A world with the secret in every place that holds one.
fn planted() -> World {
    let proxy = format!("http://user:{PLANTED}@127.0.0.1:1");
    World::new()
        .env("ITEMGET_APP_KEY", "12345678")
        .env("ITEMGET_APP_SECRET", PLANTED)
        .env("ITEMGET_ACCESS_TOKEN", PLANTED)
        .env("ITEMGET_ENDPOINT", "http://127.0.0.1:1")
        .env("HTTPS_PROXY", &proxy)
        .env("ITEMGET_ATTEMPTS", "1")
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "1")
}

#[track_caller]
fn is_never_said(world: &World, arguments: &[&str]) {
    for lang in ["en", "zh"] {
        let said = world.run(&[arguments, &["--lang", lang]].concat());
        let whole = said.to_string();
        // The command line itself is not the program's saying.
        let said_by_it = whole.split_once('\n').map_or("", |(_, rest)| rest);
        assert!(!said_by_it.contains(PLANTED), "{said}");
    }
}

#[test]
fn a_secret_of_the_environment_is_never_said() {
    let world = planted();
    for arguments in [
        &["get", "1"][..],
        &["get", "1", "--format", "table"],
        &["get", "1", "--source", "item-get"],
        &["call", "aliexpress.affiliate.category.get"],
        &["call", "aliexpress.ds.product.get", "--token", "product_id=1"],
        &["call", "system.oauth2/getToken", "--dialect", "item-get"],
        &["sign", "a=1", "sign_method=md5"],
        &["auth", "status"],
        &["auth", "status", "--format", "table"],
        &["auth", "refresh"],
        &["auth", "logout"],
        &["quota"],
        &["doctor"],
        &["doctor", "--json"],
        &["doctor", "--live"],
        &["sign", "a=1", "--dialect", "item-get", "sign=00"],
        &["sign", "a=1", "sign_method=sha256", "sign=00", "--json"],
        &["--help"],
    ] {
        is_never_said(&world, arguments);
    }
    let world = planted().env("ITEMGET_ENDPOINT", "https://gateway.example");
    is_never_said(&world.env("ITEMGET_PROXY", PLANTED), &["get", "1"]);
    let address = format!("https://user:{PLANTED}@gateway.example");
    for arguments in
        [&["get", "1"][..], &["doctor"], &["auth", "status"], &["auth", "login"]]
    {
        is_never_said(&planted().env("ITEMGET_ENDPOINT", &address), arguments);
    }
}

#[test]
fn a_secret_in_the_wrong_place_of_a_configuration_is_never_said() {
    for text in [
        format!("app_secret = '{PLANTED}'"),
        format!("app_secret = {PLANTED}"),
        format!("app_secret = '{PLANTED}"),
        format!("access_token = '{PLANTED}'"),
        format!("[profiles.a]\napp_secret = '{PLANTED}'"),
        format!("app_key = ['{PLANTED}']"),
        format!("appsecret = '{PLANTED}'"),
    ] {
        let world = World::new().config(&text);
        is_never_said(&world, &["get", "1"]);
        is_never_said(&world, &["doctor"]);
        world.run(&["get", "1"]).must_end(78);
    }
}

#[test]
fn a_secret_of_a_file_is_never_said() {
    let world = planted();
    for (text, mode) in [
        (PLANTED.to_owned(), 0o600),
        (PLANTED.to_owned(), 0o644),
        (format!("{PLANTED} {PLANTED}"), 0o600),
    ] {
        let path = world.file("secret", &text);
        set_mode(&path, mode);
        is_never_said(&world, &["get", "1", "--secret-file", "secret"]);
        is_never_said(&world, &["sign", "a=1", "--secret-file", "secret"]);
        is_never_said(&world, &["call", "a.method", "code=@secret"]);
    }
}

#[test]
fn a_parameter_without_a_name_is_not_repeated_whole() {
    let secret = format!("a-long-start-of-{PLANTED}");
    is_never_said(&World::new(), &["call", "a.method", &secret]);
    is_never_said(&World::new(), &["sign", "--secret-file", "no", &secret]);
}

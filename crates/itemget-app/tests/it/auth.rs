//! A consent, from the page to the call: the program and the sandbox, each a process of its
//! own, and a plain client in the place of the browser.

use std::path::PathBuf;

use insta::assert_snapshot;
use serde_json::Value;

use crate::browser;
use crate::running_sandbox::{RunningSandbox, SANDBOX, log_in, stable};
use crate::world::World;

/// A call that needs a consent, and that no other call can stand in for.
const DROPSHIP: [&str; 4] =
    ["call", "aliexpress.ds.product.get", "--token", "product_id=1005006000000001"];

/// The one file with a token in this world.
fn token_file(client: &World) -> PathBuf {
    let folder = client.path(".local/state/itemget/tokens/default");
    let files = std::fs::read_dir(&folder).expect("the folder is there");
    let mut files = files.map(|file| file.expect("it can be listed").path());
    let is_token = |path: &PathBuf| path.extension().is_some_and(|it| it == "json");
    files.find(is_token).expect("a token is kept")
}

/// What is kept, changed by `change`.
fn change_token(client: &World, change: impl Fn(&mut Value)) {
    let file = token_file(client);
    let text = std::fs::read_to_string(&file).expect("it can be read");
    let mut token = serde_json::from_str(&text).expect("it is JSON");
    change(&mut token);
    std::fs::write(&file, token.to_string()).expect("it can be written");
}

#[test]
fn a_consent_is_given_used_renewed_and_forgotten() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let status = |lang| {
        stable(&client.run(&["auth", "status", "--format", "table", "--lang", lang]))
    };
    assert_snapshot!("auth_none_en", status("en"));
    assert_snapshot!("auth_none_zh", status("zh"));
    client.run(&["auth", "status"]).must_end(1);

    let (page, said) = log_in(&client, "allow");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Consent received"), "{page:?}");
    assert!(
        page.head.to_lowercase().contains("referrer-policy: no-referrer"),
        "{page:?}"
    );
    assert_snapshot!("auth_login_en", stable(&said.ended(0)));
    assert_snapshot!("auth_status_en", status("en"));
    assert_snapshot!("auth_status_zh", status("zh"));
    let json = client.run(&["auth", "status"]).ended(0);
    assert_snapshot!("auth_status_json", stable(&json));

    client.run(&["get", "1005006000000001"]).must_end(0);
    assert_eq!(platform.journal("aliexpress.ds.product.get"), ["accepted"]);

    assert_snapshot!(
        "auth_refresh_en",
        stable(&client.run(&["auth", "refresh"]).ended(0))
    );
    assert_eq!(platform.journal("/auth/token/refresh"), ["accepted"]);

    let zh = ["auth", "logout", "--lang", "zh"];
    assert_snapshot!("auth_logout_en", stable(&client.run(&["auth", "logout"]).ended(0)));
    assert_snapshot!("auth_logout_again_zh", stable(&client.run(&zh).ended(0)));
    client.run(&["auth", "status"]).must_end(1);
}

#[test]
fn a_user_who_says_no_is_believed() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let (page, said) = log_in(&client, "deny");
    assert!(page.body.contains("No consent was given"), "{page:?}");
    assert_snapshot!("auth_denied_en", stable(&said.ended(77)));
    client.run(&["auth", "status"]).must_end(1);
    assert_eq!(platform.journal("/auth/token/create"), [""; 0]);
}

#[test]
fn only_the_answer_to_this_login_counts() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client().env("LANG", "zh_CN.UTF-8");
    let arguments = ["auth", "login", "--no-browser"];
    let mut running = client.start(&arguments);
    let page = running.line_with("/oauth/authorize");
    let callback = page.split("redirect_uri=http%3A%2F%2F127.0.0.1%3A").nth(1);
    let callback = callback.and_then(|rest| rest.split("%2Fcallback").next());
    let host = format!("127.0.0.1:{}", callback.expect("a port of this machine"));
    let here = |rest: &str| browser::open(&format!("http://{host}/{rest}"));

    let forged = here("callback?code=3_12345678_forged&state=0123456789abcdef");
    assert_eq!(forged.status, 400);
    assert!(forged.body.contains("该结果不属于本次登录"), "{forged:?}");
    assert_eq!(here("callback?code=3_12345678_forged").status, 400);
    assert_eq!(here("callback").status, 404);
    assert_eq!(here("favicon.ico").status, 404);
    assert_eq!(browser::post(&format!("http://{host}/callback"), "x").status, 404);
    // What is no HTTP, or too much of it, is not waited for.
    for text in
        ["hello\r\n\r\n", "\u{16}\u{3}\u{1}", &format!("GET /{}", "x".repeat(99_999))]
    {
        let stream = std::net::TcpStream::connect(&host).expect("it listens");
        let mut stream = stream;
        // It may have hung up before all of it is said.
        drop(std::io::Write::write_all(&mut stream, text.as_bytes()));
    }
    let good = browser::open(&format!("{}&itemget_auto=allow", page.trim()));
    assert!(good.body.contains("授权已收到"), "{good:?}");
    let said = running.end().ended(0);
    assert_snapshot!("auth_login_forged_zh", stable(&said));
    assert_eq!(platform.journal("/auth/token/create"), ["accepted"]);
}

#[test]
fn what_the_page_led_to_can_be_pasted() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let code = || {
        let page = browser::post(&format!("{}/_sandbox/code", platform.url()), "");
        let told: Value = serde_json::from_str(&page.body).expect("JSON");
        told["code"].as_str().expect("a text").to_owned()
    };
    let arguments =
        ["auth", "login", "--redirect-uri", "https://shop.example/back", "--paste"];
    let typed = format!("what is this?\nhttps://shop.example/back?code={}\n", code());
    let said = client.run_with_input(&arguments, &typed).ended(0);
    assert!(said.stderr.contains("neither a code nor an address"), "{said}");
    client.run_with_input(&arguments, &format!("{}\n", code())).must_end(0);
    let wrong = format!("https://shop.example/back?code={}&state=other\n", code());
    let said = client.run_with_input(&arguments, &wrong).ended(2);
    assert_snapshot!("auth_paste_nothing_en", stable(&said));
    // Without a terminal there is nobody to paste it.
    let said =
        client.run(&["auth", "login", "--redirect-uri", "https://shop.example/back"]);
    assert_snapshot!("auth_no_terminal_en", stable(&said.ended(2)));
}

#[test]
fn a_code_that_is_dead_and_a_login_that_nobody_answers_are_said() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let arguments = ["auth", "login", "--paste", "--no-browser"];
    let said = client.run_with_input(&arguments, "3_12345678_neverissued\n").ended(77);
    assert_snapshot!("auth_dead_code_en", stable(&said));
    let arguments = ["auth", "login", "--no-browser", "--timeout", "0", "--lang", "zh"];
    assert_snapshot!("auth_timed_out_zh", stable(&client.run(&arguments).ended(75)));
    let mut running = client.start(&["auth", "login", "--no-browser"]);
    drop(running.line_with("/oauth/authorize"));
    running.interrupt();
    running.end().must_end(130);
    assert!(!client.path(".local/state/itemget/tokens").exists(), "nothing was kept");
}

#[test]
fn without_an_app_there_is_nothing_to_consent_to() {
    for (name, arguments) in [("en", ["auth", "login"]), ("zh", ["auth", "status"])] {
        let world = World::new();
        let said = world.run(&[&arguments[..], &["--lang", name]].concat()).ended(78);
        assert_snapshot!(format!("auth_no_app_{name}"), said);
    }
}

#[test]
fn a_token_that_has_expired_is_renewed_by_the_call_that_needs_it() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    log_in(&client, "allow").1.must_end(0);
    // A month on, on both sides.
    let later = "2026-12-24T17:20:27Z";
    platform.at(later);
    let client = client.env("ITEMGET_SANDBOX_CLOCK", later);
    client.run(&["get", "1005006000000001"]).must_end(0);
    assert_eq!(platform.journal("/auth/token/refresh"), ["accepted"]);
    assert_eq!(platform.journal("aliexpress.ds.product.get"), ["accepted"]);
    client.run(&["get", "1005006000000001"]).must_end(0);
    assert_eq!(platform.journal("/auth/token/refresh"), ["accepted"], "once is enough");
}

#[test]
fn a_token_that_is_refused_is_renewed_and_the_call_sent_again() {
    let world = World::new();
    let arguments =
        [&SANDBOX[..], &["--fault", "refused code=IllegalAccessToken"]].concat();
    let platform = RunningSandbox::start_with(&world, &arguments);
    let client = platform.client();
    // The fault is for the first call that comes: it must not be the login's.
    browser::post(&format!("{}/_sandbox/script", platform.url()), "clear");
    log_in(&client, "allow").1.must_end(0);
    browser::post(
        &format!("{}/_sandbox/script", platform.url()),
        "refused code=IllegalAccessToken method=aliexpress.ds.product.get",
    );
    client.run(&["get", "1005006000000001"]).must_end(0);
    assert_eq!(platform.journal("/auth/token/refresh"), ["accepted"]);
    assert_eq!(platform.journal("aliexpress.ds.product.get").len(), 2);
}

#[test]
fn processes_that_come_at_once_renew_once() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    log_in(&client, "allow").1.must_end(0);
    change_token(&client, |token| {
        token["access_expires_at"] = "2026-11-23T17:00:00Z".into();
    });
    let ids = ["1005006000000001", "1005006000000002", "1005006000000003"];
    let arguments: Vec<_> = ids.iter().map(|id| ["get", *id]).collect();
    let running: Vec<_> = arguments.iter().map(|it| client.start(it)).collect();
    for running in running {
        running.end().must_end(0);
    }
    assert_eq!(platform.journal("/auth/token/refresh"), ["accepted"]);
    assert_eq!(platform.journal("aliexpress.ds.product.get"), ["accepted"; 3]);
}

#[test]
fn the_end_of_a_consent_is_warned_of_and_said() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    log_in(&client, "allow").1.must_end(0);
    change_token(&client, |token| {
        token["refresh_expires_at"] = "2026-11-26T18:00:00Z".into();
    });
    for lang in ["en", "zh"] {
        let said = client.run(&["get", "1005006000000001", "--lang", lang]).ended(0);
        assert_snapshot!(format!("auth_ends_soon_get_{lang}"), said.stderr);
        let said = client.run(&["auth", "status", "--format", "table", "--lang", lang]);
        assert_snapshot!(format!("auth_ends_soon_{lang}"), stable(&said.ended(0)));
    }
    change_token(&client, |token| {
        token["refresh_expires_at"] = "2026-11-20T18:00:00Z".into();
        token["access_expires_at"] = "2026-11-20T18:00:00Z".into();
    });
    for lang in ["en", "zh"] {
        let said = client.run(&[&DROPSHIP[..], &["--lang", lang]].concat());
        assert_snapshot!(format!("auth_ended_get_{lang}"), stable(&said.ended(77)));
        let said = client.run(&["auth", "status", "--format", "table", "--lang", lang]);
        assert_snapshot!(format!("auth_ended_{lang}"), stable(&said.ended(77)));
    }
}

#[test]
fn a_given_token_goes_before_the_kept_one_and_that_is_said() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    log_in(&client, "allow").1.must_end(0);
    let client = client.env("ITEMGET_ACCESS_TOKEN", "planted-5f2b");
    for lang in ["en", "zh"] {
        let said = client.run(&["auth", "status", "--format", "table", "--lang", lang]);
        assert_snapshot!(format!("auth_overridden_{lang}"), stable(&said.ended(0)));
    }
    client.run(&DROPSHIP).must_end(77);
}

#[test]
fn the_tutorials_dialect_has_a_consent_of_its_own() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client();
    let arguments = ["auth", "login", "--no-browser", "--dialect", "item-get"];
    let mut running = client.start(&arguments);
    let page = running.line_with("/oauth/authorize");
    drop(browser::open(&format!("{}&itemget_auto=allow", page.trim())));
    running.end().must_end(0);
    client.run(&["auth", "status"]).must_end(1);
    client.run(&["auth", "status", "--dialect", "item-get"]).must_end(0);
    let get = ["get", "1005006000000001", "--source", "item-get"];
    client.run(&get).must_end(0);
    // The tutorial's token lives for an hour.
    let later = "2026-11-23T18:20:28Z";
    platform.at(later);
    let client = client.env("ITEMGET_SANDBOX_CLOCK", later);
    client.run(&get).must_end(0);
    assert_eq!(platform.journal("system.oauth2/getToken"), ["accepted"; 2]);
    client.run(&["auth", "refresh", "--dialect", "item-get"]).must_end(0);
}

#[test]
fn a_token_is_in_no_output_and_in_no_file_but_its_own() {
    let world = World::new();
    let platform = RunningSandbox::start(&world);
    let client = platform.client().env("RUST_LOG", "trace");
    let said = log_in(&client, "allow").1.ended(0);
    let file = token_file(&client);
    let kept: Value =
        serde_json::from_str(&std::fs::read_to_string(&file).expect("it can be read"))
            .expect("it is JSON");
    let secrets: Vec<&str> = ["access_token", "refresh_token"]
        .map(|name| kept[name].as_str().expect("a text"))
        .into_iter()
        .chain([platform.told("app_secret")])
        .collect();
    let mut outputs = vec![said.to_string()];
    for arguments in [
        &["auth", "status"][..],
        &["auth", "status", "--format", "table"],
        &["get", "1005006000000001", "--raw"],
        &["call", "aliexpress.ds.product.get", "--token", "product_id=1005006000000001"],
    ] {
        outputs.push(client.run(arguments).to_string());
    }
    for secret in &secrets {
        for output in &outputs {
            assert!(!output.contains(secret), "{output}");
        }
    }
    client.each_file(|path, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let holds = secrets.iter().any(|secret| text.contains(secret));
        assert_eq!(holds, path == file, "{}", path.display());
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[cfg(not(feature = "keyring"))]
#[test]
fn a_keyring_that_is_not_built_in_is_said_with_what_to_do() {
    let world = World::new()
        .config("app_key = '12345678'\ntoken_store = 'keyring'\n")
        .env("ITEMGET_APP_SECRET", "planted-5f2b");
    for lang in ["en", "zh"] {
        let said = world.run(&["auth", "status", "--lang", lang]).ended(78);
        assert_snapshot!(format!("auth_no_keyring_{lang}"), stable(&said));
    }
    // What needs no consent that is kept is not held up by it.
    world.run(&["id", "1005006000000001"]).must_end(0);
    let record = world.run(&["doctor", "--json"]).ended(78).to_string();
    assert!(record.contains("--features keyring"), "{record}");
    let wrong = world.env("ITEMGET_TOKEN_STORE", "wallet");
    let said = wrong.run(&["auth", "status"]).ended(78);
    assert!(said.stderr.contains("`wallet` is none of file, keyring"), "{said}");
}

/// On a machine without a keyring, as build machines are.
#[cfg(feature = "keyring")]
#[test]
fn a_keyring_that_does_not_run_is_said_with_what_to_do() {
    let world = World::new()
        .config("app_key = '12345678'\ntoken_store = 'keyring'\n")
        .env("ITEMGET_APP_SECRET", "planted-5f2b")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    for (lang, cure) in [("en", "hint: unlock or start"), ("zh", "提示：请解锁或启动")]
    {
        let said = world.run(&["auth", "status", "--lang", lang]).ended(74);
        assert!(said.stderr.contains(cure), "{said}");
        assert!(said.stderr.contains("token_store = \"file\""), "{said}");
    }
}

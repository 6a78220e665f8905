//! What `itemget doctor` says of the e-mails of alerts, and what mail servers hear of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde_json::Value;

use crate::world::{Said, World, set_mode};

/// A mail server that offers these words, and tells what it heard.
fn server(offers: &'static str) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (telling, heard) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut writing = stream.unwrap();
            let mut lines = BufReader::new(writing.try_clone().unwrap()).lines();
            let mut say = |text: &str| writing.write_all(text.as_bytes()).is_ok();
            if !say("220 here\r\n") {
                continue;
            }
            while let Some(Ok(line)) = lines.next() {
                let answer = match line.split(' ').next().unwrap() {
                    "EHLO" => format!("250-here\r\n250 {offers}\r\n"),
                    "QUIT" => "221 bye\r\n".to_owned(),
                    _ => "250 ok\r\n".to_owned(),
                };
                let is_last = line == "QUIT";
                if telling.send(line).is_err() {
                    return;
                }
                if !say(&answer) || is_last {
                    break;
                }
            }
        }
    });
    (port, heard)
}

fn at_home(world: World) -> World {
    let database = format!("sqlite:{}", world.path("history.db").display());
    world.env("ITEMGET_DATABASE", &database)
}

/// Keeps a channel that sends e-mails by a server at this port.
fn keep(world: &World, name: &str, port: u16, more: &str) {
    let text = format!(
        "kind = 'email'\nserver = '127.0.0.1'\nport = {port}\nallow_private = true\n\
         from = 'a@example.com'\nto = ['b@example.com']\n{more}\n"
    );
    let file = world.file("channel.toml", &text);
    let file = file.to_str().unwrap();
    world.run(&["alerts", "channel", "set", name, "--file", file]).must_end(0);
}

fn check(said: &Said, id: &str) -> Value {
    let record = said.json();
    let checks = record["checks"].as_array().unwrap();
    checks.iter().find(|it| it["id"] == id).cloned().unwrap_or_default()
}

#[test]
fn a_mail_server_is_greeted_only_when_that_is_allowed_and_hears_no_more() {
    let world = at_home(World::new());
    let (port, heard) = server("8BITMIME");
    keep(&world, "home", port, "security = 'none'");
    let said = world.run(&["doctor", "--json"]).ended(0);
    assert_eq!(check(&said, "mail")["verdict"], "ok", "{said}");
    assert_eq!(check(&said, "mail_secret"), Value::Null, "there is none: {said}");
    assert_eq!(check(&said, "mail_server")["verdict"], "skipped", "{said}");
    assert!(heard.try_recv().is_err(), "it was asked without --live");
    for (lang, expected) in [("en", "not encrypted, without a login"), ("zh", "不加密")]
    {
        let said = world.run(&["doctor", "--lang", lang]).ended(0);
        assert!(said.stdout.contains(expected), "{said}");
    }

    let said = world.run(&["doctor", "--json", "--live"]).ended(0);
    assert_eq!(check(&said, "mail_server")["verdict"], "ok", "{said}");
    assert_eq!(heard.recv().unwrap(), "EHLO example.com");
    assert_eq!(heard.recv().unwrap(), "QUIT");
    assert!(heard.try_recv().is_err());
}

#[test]
fn what_a_server_does_not_offer_is_said_before_an_alert_fails_for_it() {
    let world = at_home(World::new());
    let (port, heard) = server("AUTH PLAIN");
    let account = "security = 'starttls'\nuser = 'ann'\npassword = 'planted-password'";
    keep(&world, "home", port, account);
    let said = world.run(&["doctor", "--json"]).ended(0);
    assert_eq!(check(&said, "mail_secret")["verdict"], "ok", "{said}");
    for (lang, expected) in
        [("en", "does not offer to encrypt (`STARTTLS`)"), ("zh", "不支持加密")]
    {
        let said = world.run(&["doctor", "--live", "--lang", lang]).ended(78);
        assert!(said.stdout.contains(expected), "{said}");
        assert!(!format!("{said}").contains("planted"), "{said}");
        // Nothing of the account is said in the open.
        assert_eq!(heard.recv().unwrap(), "EHLO example.com");
        assert_eq!(heard.recv().unwrap(), "QUIT");
    }
}

#[test]
fn a_server_that_is_not_there_is_no_fault_of_the_platforms() {
    let world = at_home(World::new());
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    keep(&world, "home", port, "security = 'none'");
    let said = world.run(&["doctor", "--json", "--live"]).ended(75);
    assert_eq!(said.json()["conclusion"]["code"], "mail", "{said}");
    let found = check(&said, "mail_server");
    assert_eq!((&found["verdict"], &found["blame"]), (&"fail".into(), &"network".into()));
}

#[cfg(unix)]
#[test]
fn a_password_that_others_can_read_is_told_with_its_cure() {
    let world = at_home(World::new());
    keep(&world, "home", 465, "user = 'ann'\npassword = 'planted-password'");
    set_mode(&world.path("history.db"), 0o644);
    let said = world.run(&["doctor", "--json"]).ended(0);
    assert_eq!(check(&said, "mail_secret")["verdict"], "warn", "{said}");
    for (lang, expected) in [("en", "which others can read"), ("zh", "其他用户也能读取")]
    {
        let said = world.run(&["doctor", "--lang", lang]).ended(0);
        assert!(said.stdout.contains(expected), "{said}");
        assert!(said.stdout.contains("chmod 600"), "{said}");
        assert!(!format!("{said}").contains("planted"), "{said}");
    }
}

#[test]
fn half_an_account_makes_no_channel_in_either_language() {
    let world = at_home(World::new());
    let text = "kind = 'email'\nserver = 'm.example'\nfrom = 'a@m.example'\n\
                to = ['b@m.example']\npassword = 'planted-password'\n";
    let file = world.file("channel.toml", text);
    let file = file.to_str().unwrap();
    for (lang, expected) in [("en", "go together"), ("zh", "必须同时给出")] {
        let set = ["alerts", "channel", "set", "home", "--file", file, "--lang", lang];
        let said = world.run(&set).ended(2);
        assert!(said.stderr.contains(expected), "{said}");
        assert!(!format!("{said}").contains("planted"), "{said}");
    }
}

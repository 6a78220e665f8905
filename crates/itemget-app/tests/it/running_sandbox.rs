//! The sandbox as a process of its own, and a client of it: for stories that need more than
//! the sandbox inside the program.

use serde_json::Value;

use crate::browser;
use crate::world::{NOW, Running, Said, World};

/// How a sandbox is started whose clock is held.
pub(crate) const SANDBOX: [&str; 6] =
    ["sandbox", "--port", "0", "--json", "--clock", NOW];

/// A sandbox that runs, and where it is.
pub(crate) struct RunningSandbox<'a> {
    _running: Running<'a>,
    told: Value,
}

impl<'a> RunningSandbox<'a> {
    pub(crate) fn start(world: &'a World) -> Self {
        Self::start_with(world, &SANDBOX)
    }

    pub(crate) fn start_with(world: &'a World, arguments: &'a [&'a str]) -> Self {
        let mut running = world.start(arguments);
        let told =
            serde_json::from_str(&running.line_with("url")).expect("a line of JSON");
        Self { _running: running, told }
    }

    pub(crate) fn told(&self, name: &str) -> &str {
        self.told[name].as_str().expect("a text")
    }

    pub(crate) fn url(&self) -> &str {
        self.told("url")
    }

    /// A world with this platform's app, in the same home.
    pub(crate) fn client(&self) -> World {
        World::new()
            .env("TZ", "UTC")
            .env("ITEMGET_ENDPOINT", self.url())
            .env("ITEMGET_APP_KEY", self.told("app_key"))
            .env("ITEMGET_APP_SECRET", self.told("app_secret"))
            .env("ITEMGET_ATTEMPTS", "1")
    }

    pub(crate) fn at(&self, clock: &str) {
        let page = browser::post(&format!("{}/_sandbox/clock", self.url()), clock);
        assert_eq!(page.status, 200, "{page:?}");
    }

    /// How many requests it got, without those that ask for this.
    pub(crate) fn requests(&self) -> usize {
        let page = browser::open(&format!("{}/_sandbox/journal", self.url()));
        let journal: Value = serde_json::from_str(&page.body).expect("JSON");
        journal["entries"].as_array().expect("a list").len()
    }

    /// How many requests of `api` it got, with which verdicts.
    pub(crate) fn journal(&self, api: &str) -> Vec<String> {
        let page = browser::open(&format!("{}/_sandbox/journal", self.url()));
        let journal: Value = serde_json::from_str(&page.body).expect("JSON");
        let entries = journal["entries"].as_array().expect("a list").iter();
        let of_api = entries.filter(|entry| entry["api"] == api);
        of_api.map(|entry| entry["verdict"].as_str().unwrap_or("").to_owned()).collect()
    }
}

/// Logs in, the user pressing `decision` on the consent page.
pub(crate) fn log_in(client: &World, decision: &str) -> (browser::Page, Said) {
    let arguments = ["auth", "login", "--no-browser"];
    let mut running = client.start(&arguments);
    let page = running.line_with("/oauth/authorize");
    let page = browser::open(&format!("{}&itemget_auto={decision}", page.trim()));
    (page, running.end())
}

/// The output with what differs from run to run made the same.
pub(crate) fn stable(said: &Said) -> String {
    let mut text = String::new();
    for line in said.to_string().lines() {
        let line = match line.split_once("state=") {
            Some((before, after)) => {
                let rest = after.trim_start_matches(|c: char| c.is_ascii_hexdigit());
                format!("{before}state=STATE{rest}")
            }
            None => line.to_owned(),
        };
        text.push_str(&without_numbers_after("127.0.0.1%3A", &line));
        text.push('\n');
    }
    without_numbers_after("127.0.0.1_3a", &text)
}

fn without_numbers_after(mark: &str, text: &str) -> String {
    let mut parts = text.split(mark);
    let mut stable = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        stable.push_str(mark);
        stable.push_str("PORT");
        stable.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    stable
}

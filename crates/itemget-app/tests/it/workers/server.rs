//! A database of a test's own on the server that `cargo xtask` has started, and ways to
//! trouble the server.

use std::future::Future;
use std::process::Command;
use std::time::{Duration, Instant};

use itemget_store::Store;
use tokio_postgres::{Client, NoTls};

/// A schema of its own, and a connection that nobody troubles.
pub(crate) struct Database {
    server: String,
    name: String,
    runtime: tokio::runtime::Runtime,
}

/// How long anything is waited for: a test that hangs says nothing.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

#[expect(clippy::disallowed_methods, reason = "where the server is, xtask says there")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Database {
    pub(crate) fn new() -> Self {
        let server = variable("ITEMGET_TEST_POSTGRES")
            .expect("`cargo xtask test postgres` starts a server and says where it is");
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).expect("there is chance");
        let name = format!("test_{:016x}", u64::from_ne_bytes(chance));
        let runtime = tokio::runtime::Runtime::new().expect("it starts");
        let database = Self { server, name, runtime };
        database.run(&format!("CREATE SCHEMA {}", database.name));
        database
    }

    /// Where it is; with `port`, behind a proxy on that port of this machine.
    pub(crate) fn url(&self, port: Option<u16>) -> String {
        let mut url = url::Url::parse(&self.server).expect("xtask gives an address");
        if let Some(port) = port {
            url.set_port(Some(port)).expect("it has a host");
        }
        // The name tells its connections from those of other tests.
        let name = &self.name;
        format!("{url}?options=-c%20search_path%3D{name}&application_name={name}")
    }

    /// The server's own port.
    pub(crate) fn port(&self) -> u16 {
        let url = url::Url::parse(&self.server).expect("xtask gives an address");
        url.port().expect("xtask says the port")
    }

    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    pub(crate) fn store(&self) -> Store {
        let address = self.url(None).parse().expect("it is an address");
        self.wait(Store::open(&address)).expect("the server is there")
    }

    async fn client(&self) -> Client {
        let (client, connection) =
            tokio_postgres::connect(&self.server, NoTls).await.expect("it is there");
        drop(tokio::spawn(connection));
        client
    }

    fn run(&self, sql: &str) {
        self.wait(async {
            self.client().await.batch_execute(sql).await.expect("it is right");
        });
    }

    /// Rows of whole numbers and texts, as texts; what is not there is empty. The tables
    /// are those of this database.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        self.wait(async {
            let client = self.client().await;
            let path = format!("SET search_path = {}", self.name);
            client.batch_execute(&path).await.expect("it is there");
            let answer = client.simple_query(sql).await.expect("it is right");
            let rows = answer.into_iter().filter_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => Some(row),
                _ => None,
            });
            let text = |row: &tokio_postgres::SimpleQueryRow, at| {
                row.get(at).unwrap_or_default().to_owned()
            };
            rows.map(|row| (0..row.len()).map(|at| text(&row, at)).collect()).collect()
        })
    }

    /// The only number that a question is answered with.
    pub(crate) fn number(&self, sql: &str) -> u64 {
        self.rows(sql)[0][0].parse().expect("it is a number")
    }

    /// Waits until a question is answered with a number that `enough` says yes to, as long as
    /// the number changes.
    pub(crate) fn until(&self, sql: &str, enough: impl Fn(u64) -> bool) -> u64 {
        let (mut since, mut before) = (Instant::now(), None);
        loop {
            let number = self.number(sql);
            if enough(number) {
                return number;
            }
            if before != Some(number) {
                (since, before) = (Instant::now(), Some(number));
            }
            assert!(since.elapsed() < PATIENCE, "{sql} is {number} for too long");
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }

    /// Restarts the server, if it is one that may be; else ends all connections to this
    /// database, as a server does that stops. Says which.
    pub(crate) fn restart(&self, how: &str, pause: Duration) -> &'static str {
        let Some(control) = variable("ITEMGET_TEST_POSTGRES_CONTROL") else {
            self.run(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE application_name = '{}'",
                self.name
            ));
            return "connections ended";
        };
        let control = |what: &str| {
            let status = Command::new(&control).arg(what).status();
            assert!(status.expect("it starts").success(), "{what} failed");
        };
        control(how);
        std::thread::park_timeout(pause);
        control("start");
        "server stopped and started"
    }
}

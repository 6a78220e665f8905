//! The sandbox that the clients of lane `foreign` talk to, and what they are told of it.

use std::path::Path;
use std::process::Command;

use crate::foreign::Clients;
use crate::machine;
use crate::process::Running;
use crate::workspace::Workspace;

/// A sandbox in a process of its own, with its proxy. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Sandbox {
    _running: Running,
    said: Said,
}

/// What it says at its start.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    address: Option<String>,
    proxy: Option<String>,
    ca_file: Option<String>,
}

impl Sandbox {
    /// Starts it and waits until it listens.
    pub(crate) fn start(program: &Path) -> anyhow::Result<Self> {
        let mut running = Running::start(&mut Command::new(program))?;
        let mut said = Said::default();
        running.wait_for(|line| said.hear(line).then_some(()))?;
        Ok(Self { _running: running, said })
    }

    /// One of our scripts, told by its environment alone where the platform is.
    pub(crate) fn script(
        &self,
        workspace: &Workspace,
        clients: &Clients,
        script: &str,
    ) -> Command {
        let interpreter = match script.ends_with(".py") {
            true => clients.python.clone(),
            false => "node".into(),
        };
        let mut command = Command::new(interpreter);
        command.arg(script).current_dir(workspace.root.join("tests/foreign"));
        // Nothing but what is said here: a proxy of the developer's would be in the way.
        command.env_clear().env("PATH", machine::path()).env("LANG", "C.UTF-8");
        let told = [
            ("SANDBOX_ADDRESS", self.said.address.as_deref()),
            ("HTTPS_PROXY", self.said.proxy.as_deref()),
            ("REQUESTS_CA_BUNDLE", self.said.ca_file.as_deref()),
            ("NODE_EXTRA_CA_CERTS", self.said.ca_file.as_deref()),
            // What every sandbox knows from its start.
            ("SANDBOX_KEY", Some("12345678")),
            ("SANDBOX_SECRET", Some("helloworld")),
            ("SANDBOX_TOKEN", Some("50000_SANDBOX_TOKEN")),
        ];
        command
            .envs(told.into_iter().filter_map(|(name, value)| Some((name, value?))))
            .env("FOREIGN_MODULES", &clients.node_modules);
        command
    }
}

impl Said {
    /// Takes what a line says; true when nothing is missing any more.
    fn hear(&mut self, line: &str) -> bool {
        for word in line.split_whitespace() {
            if let Some(proxy) = word.strip_prefix("HTTPS_PROXY=") {
                self.proxy = Some(proxy.to_owned());
            } else if let Some(file) = word.strip_prefix("REQUESTS_CA_BUNDLE=") {
                self.ca_file = Some(file.to_owned());
            } else if let (None, Some(address)) =
                (&self.address, word.strip_prefix("http://"))
            {
                self.address = Some(address.to_owned());
            }
        }
        self.address.is_some() && self.proxy.is_some() && self.ca_file.is_some()
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn all_three_are_heard_before_the_clients_start() {
        let mut said = Said::default();
        assert!(!said.hear("listens at http://127.0.0.1:4010"));
        assert!(!said.hear("pictures: http://127.0.0.1:4010/kf"));
        assert!(
            said.hear("HTTPS_PROXY=http://127.0.0.1:4011 REQUESTS_CA_BUNDLE=/t/c.pem")
        );
        let expected = Said {
            address: Some("127.0.0.1:4010".to_owned()),
            proxy: Some("http://127.0.0.1:4011".to_owned()),
            ca_file: Some("/t/c.pem".to_owned()),
        };
        assert_eq!(said, expected);
    }
}

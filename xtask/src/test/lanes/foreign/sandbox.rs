//! The sandbox that the clients of lane `foreign` talk to, and what they are told of it.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::foreign::Clients;
use crate::machine;
use crate::process::Running;
use crate::workspace::Workspace;

/// A sandbox in a process of its own, with its proxy. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Sandbox {
    _running: Running,
    told: Vec<(&'static str, String)>,
}

impl Sandbox {
    /// Starts it and waits until it listens.
    pub(crate) fn start(program: &Path) -> anyhow::Result<Self> {
        let any_port = ["sandbox", "--port", "0", "--tls-proxy", "0", "--json"];
        let mut running = Running::start(Command::new(program).args(any_port))?;
        let line = running.wait_for(|line| Some(line.to_owned()))?;
        let told = told(&line).with_context(|| format!("it said `{line}`"))?;
        Ok(Self { _running: running, told })
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
        let mut command = self.program(&interpreter);
        command.arg(script).current_dir(workspace.root.join("tests/foreign"));
        command.env("FOREIGN_MODULES", &clients.node_modules);
        command
    }

    /// A program, told in the same way.
    pub(crate) fn program(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // Nothing but what is said here: a proxy of the developer's would be in the way.
        command.env_clear().env("PATH", machine::path()).env("LANG", "C.UTF-8");
        command.envs(self.told.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// The scripts' environment, from the line in which the sandbox says where it is.
fn told(line: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let said: serde_json::Value = serde_json::from_str(line)?;
    let names = [
        ("SANDBOX_URL", "url"),
        ("SANDBOX_KEY", "app_key"),
        ("SANDBOX_SECRET", "app_secret"),
        ("SANDBOX_TOKEN", "access_token"),
        ("SANDBOX_REFRESH_TOKEN", "refresh_token"),
        ("HTTPS_PROXY", "proxy_url"),
        ("REQUESTS_CA_BUNDLE", "ca_file"),
        ("NODE_EXTRA_CA_CERTS", "ca_file"),
        ("SSL_CERT_FILE", "ca_file"),
    ];
    let told = names.map(|(name, field)| {
        let value = said[field].as_str().with_context(|| format!("no `{field}`"))?;
        Ok((name, value.to_owned()))
    });
    told.into_iter().collect()
}

#[cfg(test)]
mod unit {
    use super::told;

    #[test]
    fn a_sandbox_without_a_proxy_is_not_what_the_clients_need() {
        let error = told(
            r#"{"url":"http://127.0.0.1:1","app_key":"k","app_secret":"s",
                "access_token":"t","refresh_token":"r","proxy_url":null}"#,
        );
        assert_eq!(error.unwrap_err().to_string(), "no `proxy_url`");
        told("Sandbox with 5,000 items").unwrap_err();
    }
}

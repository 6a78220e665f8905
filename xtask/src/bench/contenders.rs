//! Who is measured: the same work, each in its own way.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::foreign::Clients;
use crate::workspace::Workspace;

/// Which body the gateway answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// One flat item, about 1.4 KB, in the tutorials' dialect.
    Flat,
    /// An item with 49 SKUs, about 30 KB; as `aliexpress.ds.product.get` to those who
    /// speak the platform's dialect.
    Large,
}

impl Body {
    /// Its name in the tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Flat => "1.4 KB, flat",
            Self::Large => "30 KB, 49 SKUs",
        }
    }

    /// What stands before the path, for the gateway to know.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Flat => "/flat",
            Self::Large => "/large",
        }
    }

    /// Which dialect it is asked for in.
    pub(crate) fn dialect(self) -> &'static str {
        match self {
            Self::Flat => "item-get",
            Self::Large => "iop",
        }
    }
}

/// One client, ready to be run again and again.
#[derive(Debug)]
pub(crate) struct Contender {
    /// Its name in the tables.
    pub(crate) name: &'static str,
    program: PathBuf,
    args: Vec<String>,
}

impl Contender {
    /// A run of it.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args);
        command
    }
}

/// Requests in flight, for the clients that can have more than one.
pub(super) const IN_FLIGHT: &str = "64";

/// All contenders for a body; the first is ours.
pub(crate) fn all(
    body: Body,
    base: &str,
    clients: &Clients,
    itemget: &Path,
    tutorial: &Path,
    workspace: &Workspace,
) -> Vec<Contender> {
    let base = format!("{base}{}", body.prefix());
    let item_get = format!("{base}/openapi/param2/2/portals.open/api.item.get");
    let spoken_to = match body {
        Body::Flat => item_get.clone(),
        Body::Large => format!("{base}/sync"),
    };
    let peers = workspace.root.join("xtask/benches/peers");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    // Counts that take each about a second of CPU: long against the clock's grain.
    let (ours, undici) = match body {
        Body::Flat => ("40000", "5000"),
        Body::Large => ("8000", "2500"),
    };
    let tutorial = |more: &[&str]| {
        let peer = text(&peers.join("tutorial.py"));
        let args = [peer, text(tutorial), item_get.clone(), "20".into(), "400".into()];
        args.into_iter().chain(more.iter().map(|&it| it.to_owned())).collect()
    };
    vec![
        Contender {
            name: "itemget",
            program: itemget.to_path_buf(),
            args: ["itemget", body.dialect(), &base, "1000", ours, IN_FLIGHT]
                .map(str::to_owned)
                .into(),
        },
        Contender {
            name: "Node, undici",
            program: PathBuf::from("node"),
            args: vec![
                text(&peers.join("undici.mjs")),
                text(&clients.node_modules.join("undici/index.js")),
                body.dialect().to_owned(),
                spoken_to,
                "1000".to_owned(),
                undici.to_owned(),
                IN_FLIGHT.to_owned(),
            ],
        },
        Contender {
            name: "the tutorial, with one kept session",
            program: clients.python.clone(),
            args: tutorial(&["session"]),
        },
        Contender {
            name: "the tutorial",
            program: clients.python.clone(),
            args: tutorial(&[]),
        },
    ]
}

//! Lane `foreign`: other people's clients, and a tutorial's program, against the sandbox and
//! against the service's doors; DuckDB over what is exported; a generated client and Schemathesis
//! over the service's document.

mod demo;
mod sandbox;
mod service;

use std::path::PathBuf;

use crate::foreign;
use crate::workspace::Workspace;
use crate::{command, out};
use demo::Demo;
use sandbox::Sandbox;
use service::Service;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let clients = foreign::install(workspace)?;
    let iop_sdk_rust = foreign::build_iop_sdk_rust(workspace)?;
    let program =
        workspace.executable("itemget", &["-p", "itemget-app", "--bin", "itemget"])?;
    let sandbox = Sandbox::start(&program)?;

    let tutorial = tutorial(workspace);
    let scripts: [(&str, Vec<PathBuf>); 7] = [
        ("tutorial_run.py", vec![tutorial.clone()]),
        ("python_aliexpress_api.py", Vec::new()),
        ("onebound_sdk.py", Vec::new()),
        ("duckdb_export.py", vec![program.clone()]),
        ("ae_sdk.mjs", Vec::new()),
        ("ae_api.mjs", Vec::new()),
        ("aliexpress_api.mjs", Vec::new()),
    ];
    let scripts = scripts.into_iter().map(|(script, args)| {
        let mut run = sandbox.script(workspace, &clients, script);
        run.args(args);
        (script, run)
    });
    let service = Service::start(&program)?;
    let served = [
        ("served_tutorial.py", vec![tutorial]),
        ("onebound_sdk.py", Vec::new()),
        ("mcp_client.py", vec![program.clone()]),
    ];
    let served = served.into_iter().map(|(script, args)| {
        let mut run = service.script(workspace, &clients, script);
        run.args(args);
        (script, run)
    });
    let demo = Demo::start(&program)?;
    let documented = ["service_client.py", "service_schema.py"];
    let documented = documented.map(|it| (it, demo.script(workspace, &clients, it)));
    let rust = ("iop_sdk_rust", sandbox.program(&iop_sdk_rust));
    let mut red = Vec::new();
    let mut count = 0;
    // All of them, so that one run tells all.
    for (name, mut run) in scripts.chain([rust]).chain(served).chain(documented) {
        out::say(&format!("--- {name}"));
        count += 1;
        if let Err(error) = command::run(&mut run) {
            out::error(&error);
            red.push(name);
        }
    }
    anyhow::ensure!(red.is_empty(), "not as expected: {}", red.join(", "));
    Ok(format!("{count} programs"))
}

/// The public tutorial's program where it lies beside the checkout, else ours.
fn tutorial(workspace: &Workspace) -> PathBuf {
    let public = workspace.shared().map(|it| it.join("tutorial/item_get_client.py"));
    public
        .filter(|path| path.exists())
        .unwrap_or_else(|| workspace.root.join("tests/foreign/tutorial.py"))
}

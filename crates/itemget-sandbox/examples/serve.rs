//! A sandbox and its proxy, until the process is ended: `cargo run -p itemget-sandbox --example serve`.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use itemget_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::builder().port(4010).tls_proxy(4011).start().await?;
    println!("{}", sandbox.url());
    if let Some(proxy) = sandbox.tls_proxy() {
        println!(
            "HTTPS_PROXY={} REQUESTS_CA_BUNDLE={}",
            proxy.url(),
            proxy.ca_file().display()
        );
    }
    std::future::pending::<()>().await;
    Ok(())
}

//! nginx with what the service answers in its cache.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::bench::http::ask;
use crate::process::Running;

/// nginx that runs.
pub(super) struct Nginx {
    pub(super) running: Running,
    pub(super) host: String,
}

/// Its settings: as many workers as cores, a log like ours, everything kept.
const CONFIG: &str = "worker_processes auto;
daemon off;
pid FOLDER/nginx.pid;
error_log FOLDER/error.log;
events { worker_connections 4096; }
http {
  access_log FOLDER/access.log;
  client_body_temp_path FOLDER/body;
  proxy_temp_path FOLDER/proxy;
  fastcgi_temp_path FOLDER/fastcgi;
  uwsgi_temp_path FOLDER/uwsgi;
  scgi_temp_path FOLDER/scgi;
  keepalive_requests 1000000000;
  proxy_cache_path FOLDER/cache keys_zone=answers:32m max_size=1g inactive=1d;
  server {
    listen 127.0.0.1:PORT;
    location / {
      proxy_pass http://UPSTREAM;
      proxy_set_header host UPSTREAM;
      proxy_cache answers;
      proxy_cache_valid 200 1d;
      proxy_ignore_headers Cache-Control Expires Set-Cookie Vary;
    }
  }
}
";

/// Starts it before `upstream`; none where it is not installed.
pub(super) fn start(kept: &Path, upstream: &str) -> anyhow::Result<Option<Nginx>> {
    if Command::new("nginx").arg("-v").output().is_err() {
        return Ok(None);
    }
    let folder = kept.join("nginx");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("could not make room for nginx")?;
    }
    std::fs::create_dir_all(&folder).context("could not make nginx's folder")?;
    let listener = TcpListener::bind("127.0.0.1:0").context("could not find a port")?;
    let port = listener.local_addr().context("could not find a port")?.port();
    drop(listener);
    let config = CONFIG
        .replace("FOLDER", &folder.display().to_string())
        .replace("PORT", &port.to_string())
        .replace("UPSTREAM", upstream);
    let file = folder.join("nginx.conf");
    std::fs::write(&file, config).context("could not write nginx's settings")?;
    let mut nginx = Command::new("nginx");
    nginx.arg("-p").arg(&folder).arg("-c").arg(&file);
    let running = Running::start(&mut nginx)?;
    let host = format!("127.0.0.1:{port}");
    let begun = Instant::now();
    while ask(&host, "GET", "/healthz", "", "").is_err() {
        anyhow::ensure!(
            begun.elapsed() < Duration::from_secs(10),
            "nginx does not listen"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(Some(Nginx { running, host }))
}

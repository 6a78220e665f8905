//! Short links: asked where they lead, one redirect at a time, and never anywhere but to
//! AliExpress.
//!
//! A link is a stranger's: followed blindly it makes this machine ask any address at all,
//! its own network's among them. So each hop is judged before it is asked
//! (`resolve/hop.rs`), and there are few of them.

mod hop;
mod page;

use std::collections::BTreeSet;

use bytes::Bytes;
use http::header::{ACCEPT, HeaderValue, LOCATION};
use http::{Request, Response, StatusCode};
use url::Url;

use crate::client::Client;
use crate::error::ErrorKind;
use crate::link::{ItemLink, ShortLink};
use crate::retry::{Decision, Progress};
use crate::transport::{BodyLimit, TransportError, TransportErrorKind};

use hop::Hop;
pub use hop::Reach;

/// How many redirects are followed.
const MOST_HOPS: usize = 5;

/// How much of a page is read, in bytes: what sends a browser on stands at its start.
const READ: usize = 256 * 1024;

/// Why a short link leads to no product.
///
/// No text of it holds an address: what stands behind the `?` of a tracked link is between
/// whoever made it and the platform.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// It is, or leads to, something that is not followed: another host, another scheme,
    /// an address inside a network.
    #[error("the link leads to `{target}`, which is not AliExpress and was not asked")]
    Elsewhere {
        /// The host, or the scheme where it is none of the web's.
        target: String,
    },
    /// An address with a user's name or password in it.
    #[error("the link leads to an address with a user's name in it, which was not asked")]
    Credentials,
    /// It comes back to where it was.
    #[error("the link leads in a circle, by way of `{host}`")]
    Circle {
        /// A host of the circle.
        host: String,
    },
    /// It goes on for too long.
    #[error("the link leads on and on: {MOST_HOPS} redirects were followed")]
    TooLong,
    /// A redirect that does not say where to.
    #[error("`{host}` answers with a redirect that leads nowhere")]
    Nowhere {
        /// The host.
        host: String,
    },
    /// It ends on a page that is not a product's: a shop's, or the front page, which is
    /// where links end that have run out.
    #[error("the link ends on `{path}` of `{host}`, which is not a product's page")]
    NotAnItem {
        /// The host.
        host: String,
        /// The page's path.
        path: String,
    },
    /// The link is dead.
    #[error("the link is dead: `{host}` answers with HTTP status {status}")]
    Dead {
        /// The host.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// The host did not answer.
    #[error("could not ask `{host}` where the link leads")]
    Unreachable {
        /// The host.
        host: String,
        /// What became of the request.
        source: Box<ErrorKind>,
    },
}

impl Client {
    /// Which hosts this client's short links may lead to: AliExpress's; where its endpoint
    /// is a sandbox on this machine, that sandbox alone.
    pub fn reach(&self) -> Reach {
        match self.core.endpoints.iop.on_this_machine() {
            Some(at) => Reach::Sandbox(at),
            None => Reach::AliExpress,
        }
    }

    /// Asks where a short link leads: the product, and the SKU where the link names one.
    ///
    /// Only hosts of AliExpress are asked, by HTTPS, and with [`Reach::WithLoopback`] this
    /// machine, where a sandbox is; with [`Reach::Sandbox`] nobody but it. Nothing of the client's own is sent: no key, no token.
    ///
    /// # Errors
    ///
    /// [`ResolveError`] says where it ended, and why there.
    pub async fn resolve(
        &self,
        link: &ShortLink,
        reach: Reach,
    ) -> Result<ItemLink, ResolveError> {
        let start = Url::parse(&link.url).ok();
        let mut here = match start.map(|url| hop::judge(url, reach)) {
            Some(hop) => hop?,
            None => return Err(ResolveError::Elsewhere { target: String::new() }),
        };
        let mut asked = BTreeSet::new();
        for _ in 0..=MOST_HOPS {
            let url = match here {
                Hop::Item(item) => return Ok(item),
                Hop::Ask(url) => url,
            };
            if !asked.insert(url.clone()) {
                return Err(ResolveError::Circle { host: hop::host(&url) });
            }
            let answer =
                self.ask_where(&url).await.map_err(|kind| ResolveError::Unreachable {
                    host: hop::host(&url),
                    source: Box::new(kind),
                })?;
            here = hop::judge(next(&url, answer.as_ref())?, reach)?;
        }
        match here {
            Hop::Item(item) => Ok(item),
            Hop::Ask(_) => Err(ResolveError::TooLong),
        }
    }

    /// One address, in as many attempts as the retry policy allows; `None` where the
    /// answer is too large to be anything but a page.
    async fn ask_where(&self, url: &Url) -> Result<Option<Response<Bytes>>, ErrorKind> {
        let core = &*self.core;
        let mut progress = Progress::start(true);
        loop {
            progress.attempts += 1;
            let failure = match core.transport.send(request(url)?).await {
                Ok(answer) if is_fault(answer.status()) => ErrorKind::Status {
                    status: answer.status().as_u16(),
                    retry_after: None,
                },
                Ok(answer) => return Ok(Some(answer)),
                Err(error) => match error.kind {
                    TransportErrorKind::TooLarge(_) => return Ok(None),
                    _ => ErrorKind::Transport(error),
                },
            };
            match core.retry.decide(&failure, progress, fastrand::f64()) {
                Decision::RetryAfter(pause) => {
                    core.clock.sleep(pause).await;
                    progress.waited += pause;
                }
                Decision::Permanent | Decision::Exhausted => return Err(failure),
            }
        }
    }
}

fn is_fault(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

fn request(url: &Url) -> Result<Request<Bytes>, ErrorKind> {
    // What stands behind the `#` is for browsers.
    let address = url.as_str().split('#').next().unwrap_or_default();
    let mut request = Request::get(address).body(Bytes::new()).map_err(|error| {
        ErrorKind::Transport(TransportError::new(TransportErrorKind::BadRequest, error))
    })?;
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/html"));
    request.extensions_mut().insert(BodyLimit(READ));
    Ok(request)
}

/// Where an answer sends a browser on to.
fn next(here: &Url, answer: Option<&Response<Bytes>>) -> Result<Url, ResolveError> {
    let host = hop::host(here);
    let not_an_item = || {
        let path = here.path().chars().take(60).collect();
        ResolveError::NotAnItem { host: host.clone(), path }
    };
    let answer = answer.ok_or_else(not_an_item)?;
    let status = answer.status();
    let target = if status.is_redirection() {
        let location = answer.headers().get(LOCATION).map(HeaderValue::as_bytes);
        let location = location.and_then(|bytes| std::str::from_utf8(bytes).ok());
        let nowhere = || ResolveError::Nowhere { host: host.clone() };
        location.map(str::to_owned).ok_or_else(nowhere)?
    } else if status.is_success() {
        let start = &answer.body()[..answer.body().len().min(READ)];
        page::leads_on(&String::from_utf8_lossy(start)).ok_or_else(not_an_item)?
    } else {
        return Err(ResolveError::Dead { host, status: status.as_u16() });
    };
    here.join(target.trim()).ok().ok_or(ResolveError::Nowhere { host })
}

//! Pictures of items: from the platform's picture hosts alone, by the proxy of the
//! configuration where there is one, or drawn by the sandbox in this process. An address
//! that is nobody's of these is not asked.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use tokio::sync::Semaphore;
use url::Url;

use crate::database::World;
use crate::notify::{Reach, Route, Way};

/// The hosts that the platform's pictures are at, and all below them.
const HOSTS: [&str; 2] = ["alicdn.com", "aliexpress-media.com"];
/// The largest picture, in bytes.
const LARGEST: usize = 4 << 20;
const PATIENCE: Duration = Duration::from_secs(15);
/// So many are fetched at a time.
const TOGETHER: usize = 8;

/// A picture.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) kind: &'static str,
    pub(crate) bytes: Bytes,
}

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PictureError {
    #[error("that is no address of a picture of the platform's")]
    NotThere,
    #[error("the picture could not be fetched")]
    Network,
    #[error("what came is no picture, or too large a one")]
    NoPicture,
}

/// Brings pictures.
#[derive(Debug, Clone)]
pub(crate) struct Pictures {
    way: Way<Empty<Bytes>>,
    room: Arc<Semaphore>,
}

impl Pictures {
    /// One that goes by this route. A host's name that means no public address is not
    /// asked; by a proxy it is the proxy's affair what the name means.
    ///
    /// # Errors
    ///
    /// When there are no root certificates, or those handed over or the proxy's address
    /// cannot be read.
    pub(crate) fn by(route: Route) -> std::io::Result<Self> {
        let way = Way::by(route, Reach::Public, PATIENCE, TOGETHER)?;
        Ok(Self { way, room: Arc::new(Semaphore::new(TOGETHER)) })
    }

    /// The picture at an address that the platform, or its sandbox, has given; at most so
    /// many pixels wide where there is one of that size.
    pub(crate) async fn bring(
        &self,
        address: &str,
        side: Option<u32>,
        world: World,
    ) -> Result<Picture, PictureError> {
        let url = Url::parse(address).map_err(|_ignored| PictureError::NotThere)?;
        if world == World::Sandbox {
            return drawn(&url, side);
        }
        let url = sized(url, side).ok_or(PictureError::NotThere)?;
        let _place =
            self.room.acquire().await.map_err(|_ignored| PictureError::Network)?;
        match tokio::time::timeout(PATIENCE, self.fetch(&url)).await {
            Ok(picture) => picture,
            Err(_) => Err(PictureError::Network),
        }
    }

    async fn fetch(&self, url: &Url) -> Result<Picture, PictureError> {
        let network = |_ignored| PictureError::Network;
        let request = Request::get(url.as_str())
            .header(header::USER_AGENT, concat!("itemget/", env!("CARGO_PKG_VERSION")))
            .body(Empty::new())
            .map_err(|_ignored| PictureError::NotThere)?;
        let response = self.way.send(url.as_str(), request).await.map_err(network)?;
        // It may not lead elsewhere.
        if response.status() != StatusCode::OK {
            return Err(PictureError::Network);
        }
        let kind = response.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|it| kind_of(it.to_str().ok()?));
        let kind = kind.ok_or(PictureError::NoPicture)?;
        let body = Limited::new(response.into_body(), LARGEST).collect().await;
        let bytes = body.map_err(|_ignored| PictureError::NoPicture)?.to_bytes();
        Ok(Picture { kind, bytes })
    }
}

/// The sandbox's pictures are drawn from their paths: nobody is asked, whatever port the
/// sandbox had that gave the address.
fn drawn(url: &Url, side: Option<u32>) -> Result<Picture, PictureError> {
    let path = match side {
        Some(side) => format!("{}_{side}x{side}.png", url.path()),
        None => url.path().to_owned(),
    };
    let picture = itemget_sandbox::picture(&path).ok_or(PictureError::NotThere)?;
    Ok(Picture { kind: picture.content_type, bytes: picture.bytes.into() })
}

/// The address of a size of a picture; none where it is not at one of the hosts.
fn sized(mut url: Url, side: Option<u32>) -> Option<Url> {
    let host = url.host_str()?;
    let is_known = HOSTS.iter().any(|known| {
        host == *known || host.strip_suffix(known).is_some_and(|it| it.ends_with('.'))
    });
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.port().is_none();
    if !is_known || !is_plain || !matches!(url.scheme(), "https" | "http") {
        return None;
    }
    url.set_scheme("https").ok()?;
    if let Some(side) = side {
        // The hosts make smaller ones of these when they are asked by this ending.
        let path = url.path().to_owned();
        let ending = path.rsplit('.').next().unwrap_or_default();
        if matches!(ending, "jpg" | "jpeg" | "png") && !path.contains("_") {
            url.set_path(&format!("{path}_{side}x{side}.{ending}"));
        }
    }
    Some(url)
}

/// The kinds of pictures that are passed on: none that could hold a script.
fn kind_of(content_type: &str) -> Option<&'static str> {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let kinds = ["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"];
    kinds.into_iter().find(|kind| essence.eq_ignore_ascii_case(kind))
}

#[cfg(test)]
mod tests {
    use itemget_store::Hidden;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn pictures_come_by_the_proxy_of_the_configuration() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://ann:secret@{}", listener.local_addr().unwrap());
        let route = Route { proxy: Some(Hidden::new(proxy)), ..Route::default() };
        let pictures = Pictures::by(route).unwrap();
        let asking =
            pictures.bring("http://ae01.alicdn.com/kf/S1.jpg", None, World::Platform);
        let refusing = async {
            let (stream, _) = listener.accept().await.unwrap();
            let mut lines = BufReader::new(stream).lines();
            let mut heard = Vec::new();
            while let Some(line) = lines.next_line().await.unwrap() {
                if line.is_empty() {
                    break;
                }
                heard.push(line);
            }
            let answer = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
            lines.get_mut().write_all(answer).await.unwrap();
            heard
        };
        let (picture, heard) = tokio::join!(asking, refusing);
        assert_eq!(picture.err(), Some(PictureError::Network));
        // The name is left to the proxy: this machine may not know it.
        assert_eq!(heard[0], "CONNECT ae01.alicdn.com:443 HTTP/1.1");
        let basic = heard.iter().any(|it| it.ends_with("Basic YW5uOnNlY3JldA=="));
        assert!(basic, "{heard:?}");
    }

    #[tokio::test]
    async fn a_name_that_means_this_machine_is_not_asked() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let pictures = Pictures::by(Route::default()).unwrap();
        let url = Url::parse(&format!("https://localhost:{port}/kf/S1.jpg")).unwrap();
        assert_eq!(pictures.fetch(&url).await.err(), Some(PictureError::Network));
        let nobody = std::future::poll_fn(|context| {
            std::task::Poll::Ready(listener.poll_accept(context).is_pending())
        });
        assert!(nobody.await, "it was asked");
    }

    #[test]
    fn only_the_platforms_picture_hosts_are_asked() {
        for (address, expected) in [
            (
                "https://ae01.alicdn.com/kf/S1.jpg",
                Some("https://ae01.alicdn.com/kf/S1.jpg_220x220.jpg"),
            ),
            (
                "http://ae01.alicdn.com/kf/S1.jpg",
                Some("https://ae01.alicdn.com/kf/S1.jpg_220x220.jpg"),
            ),
            (
                "https://ae-pic-a1.aliexpress-media.com/kf/S1.webp",
                Some("https://ae-pic-a1.aliexpress-media.com/kf/S1.webp"),
            ),
            ("https://alicdn.com.example.org/kf/S1.jpg", None),
            ("https://notalicdn.com/kf/S1.jpg", None),
            ("https://ae01.alicdn.com:8443/kf/S1.jpg", None),
            ("https://user@ae01.alicdn.com/kf/S1.jpg", None),
            ("https://127.0.0.1/kf/S1.jpg", None),
            ("http://169.254.169.254/latest/meta-data", None),
            ("ftp://ae01.alicdn.com/kf/S1.jpg", None),
            ("file:///etc/passwd", None),
        ] {
            let url = sized(Url::parse(address).unwrap(), Some(220));
            assert_eq!(url.as_ref().map(Url::as_str), expected, "{address}");
        }
    }

    #[test]
    fn what_could_hold_a_script_is_no_picture() {
        assert_eq!(kind_of("image/PNG; charset=x"), Some("image/png"));
        for kind in ["image/svg+xml", "text/html", ""] {
            assert_eq!(kind_of(kind), None);
        }
    }

    #[test]
    fn the_sandboxs_pictures_are_drawn_and_nobody_is_asked() {
        let at = |path: &str| Url::parse(&format!("http://127.0.0.1:9{path}")).unwrap();
        let picture = drawn(&at("/kf/Sshoe-3f72af-3920c31a08c01-0.png"), Some(64));
        assert_eq!(picture.unwrap().kind, "image/png");
        let other = drawn(&at("/healthz"), None).err();
        assert_eq!(other, Some(PictureError::NotThere));
    }
}

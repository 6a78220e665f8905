//! The address of the consent page, and which way its answer comes back.

use url::{Host, Url};

use super::error::LoginError;

/// What a consent is asked for with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asking {
    /// Where the page sends the user afterwards.
    pub(crate) redirect_uri: String,
    /// Comes back with the answer, and so shows that it is one to this question.
    pub(crate) state: String,
}

/// Which way the answer comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// To a port of this machine, at this path; the address is the one to be registered.
    Loopback { port: u16, path: String, address: Option<String> },
    /// To a page elsewhere: the user brings it here by hand.
    ByHand { address: String },
}

impl Way {
    /// The way that a redirect address means; without one, a port of this machine.
    pub(crate) fn of(redirect_uri: Option<&str>, port: u16) -> Result<Self, LoginError> {
        let Some(text) = redirect_uri else {
            return Ok(Self::Loopback {
                port,
                path: "/callback".to_owned(),
                address: None,
            });
        };
        let refused = || LoginError::RedirectUri { text: text.to_owned() };
        let url = Url::parse(text).ok().ok_or_else(refused)?;
        if !matches!(url.scheme(), "http" | "https") || url.fragment().is_some() {
            return Err(refused());
        }
        let is_here = match url.host().ok_or_else(refused)? {
            Host::Domain(name) => name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Ok(match (is_here && url.scheme() == "http", url.port_or_known_default()) {
            (true, Some(port)) => Self::Loopback {
                port,
                path: url.path().to_owned(),
                address: Some(text.to_owned()),
            },
            _ => Self::ByHand { address: text.to_owned() },
        })
    }
}

impl Asking {
    /// Asks with a state that nobody can guess.
    pub(crate) fn new(redirect_uri: String) -> Result<Self, LoginError> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(LoginError::NoChance)?;
        let state = hex::encode(random);
        Ok(Self { redirect_uri, state })
    }

    /// The page to be opened (protocol 2.1): the platform's, or the one of an endpoint that
    /// stands in for it.
    pub(crate) fn page(
        &self,
        app_key: &str,
        endpoint: Option<&str>,
    ) -> Result<Url, LoginError> {
        let base = endpoint.unwrap_or("https://api-sg.aliexpress.com");
        let page = format!("{}/oauth/authorize", base.trim().trim_end_matches('/'));
        let mut page =
            Url::parse(&page).map_err(|source| LoginError::Endpoint { source })?;
        page.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("force_auth", "true")
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("client_id", app_key)
            .append_pair("state", &self.state);
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_the_platforms_or_the_endpoints() {
        let asking = Asking {
            redirect_uri: "http://127.0.0.1:7001/callback".to_owned(),
            state: "s1".to_owned(),
        };
        for (endpoint, expected) in [
            (None, "https://api-sg.aliexpress.com/oauth/authorize?"),
            (Some("http://127.0.0.1:4010/"), "http://127.0.0.1:4010/oauth/authorize?"),
        ] {
            let page = asking.page("12345678", endpoint).unwrap();
            let rest =
                page.as_str().strip_prefix(expected).unwrap_or_else(|| panic!("{page}"));
            assert_eq!(
                rest,
                "response_type=code&force_auth=true\
                 &redirect_uri=http%3A%2F%2F127.0.0.1%3A7001%2Fcallback\
                 &client_id=12345678&state=s1"
            );
        }
    }

    #[test]
    fn two_states_are_never_the_same() {
        let state = || Asking::new("http://127.0.0.1:1/".to_owned()).unwrap().state;
        let (one, other) = (state(), state());
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
    }

    #[test]
    fn a_redirect_address_tells_which_way_the_answer_comes() {
        let loopback = |port, path: &str, address: Option<&str>| Way::Loopback {
            port,
            path: path.to_owned(),
            address: address.map(str::to_owned),
        };
        let by_hand = |address: &str| Way::ByHand { address: address.to_owned() };
        for (text, expected) in [
            (None, loopback(7, "/callback", None)),
            (
                Some("http://localhost:8080/cb"),
                loopback(8080, "/cb", Some("http://localhost:8080/cb")),
            ),
            (Some("http://[::1]:1/"), loopback(1, "/", Some("http://[::1]:1/"))),
            (Some("https://localhost/cb"), by_hand("https://localhost/cb")),
            (Some("https://shop.example/cb"), by_hand("https://shop.example/cb")),
        ] {
            assert_eq!(Way::of(text, 7).unwrap(), expected);
        }
        for text in ["", "shop.example", "ftp://shop.example/", "http://a.example/#x"] {
            assert!(Way::of(Some(text), 7).is_err(), "{text}");
        }
    }
}

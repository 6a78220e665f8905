//! The hosts the sandbox answers for: the platform's, as the protocol names them.

/// AliExpress's own gateways and sites, and the gateways of the dialects that are served here.
pub(crate) const HOSTS: [&str; 24] = [
    "api-sg.aliexpress.com",
    "gw.api.alibaba.com",
    "oauth.aliexpress.com",
    "authhz.alibaba.com",
    "auth.1688.com",
    "gw.open.1688.com",
    "openapi-api.alibaba.com",
    "api.taobao.com",
    "eco.taobao.com",
    "gw.api.taobao.com",
    "gw.api.tbsandbox.com",
    "api.taobao.tw",
    // Item pages, and the short links that lead to them.
    "www.aliexpress.com",
    "m.aliexpress.com",
    "aliexpress.com",
    "www.aliexpress.us",
    "aliexpress.us",
    "aliexpress.ru",
    "a.aliexpress.com",
    "s.click.aliexpress.com",
    "star.aliexpress.com",
    // The data vendor's, whose route is served too.
    "api-gw.onebound.cn",
    "api.onebound.cn",
    "api-1.onebound.cn",
];

/// Why a host is not answered for.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotServed {
    #[error("`{0}` is not a host of the platform; this proxy reaches no other")]
    Host(String),
    #[error("port {0} is not served; the platform is at 443 and 80")]
    Port(u16),
    #[error("a proxy is asked for `CONNECT host:443` or `GET http://host/path`")]
    NoHost,
}

/// The platform's host that is asked for.
pub(crate) fn served(
    host: Option<&str>,
    port: Option<u16>,
) -> Result<&'static str, NotServed> {
    let host = host.ok_or(NotServed::NoHost)?;
    let known = HOSTS.into_iter().find(|known| host.eq_ignore_ascii_case(known));
    let known = known.ok_or_else(|| NotServed::Host(host.to_owned()))?;
    match port {
        None | Some(80 | 443) => Ok(known),
        Some(port) => Err(NotServed::Port(port)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_platforms_hosts_are_served() {
        for (host, port, expected) in [
            (Some("api-sg.aliexpress.com"), Some(443), Ok("api-sg.aliexpress.com")),
            (Some("GW.API.alibaba.com"), None, Ok("gw.api.alibaba.com")),
            (Some("api.taobao.com"), Some(22), Err(NotServed::Port(22))),
            (Some("localhost"), Some(443), Err(NotServed::Host("localhost".to_owned()))),
            (
                Some("api-sg.aliexpress.com.evil.example"),
                None,
                Err(NotServed::Host("api-sg.aliexpress.com.evil.example".to_owned())),
            ),
            (None, None, Err(NotServed::NoHost)),
        ] {
            assert_eq!(served(host, port), expected, "{host:?} {port:?}");
        }
    }
}

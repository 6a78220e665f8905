//! The way to the platform: address, proxy, encryption; with `--live` whether it is open.

use super::super::facts::{
    ClientPart, ClientProblem, LiveFacts, MachineFacts, NetworkFacts, ProxyUse,
};
use super::super::finding::{Blame, Finding, Group};
use crate::lang::Lang;

const GROUP: Group = Group::Network;

/// How many seconds of skew are worth a word, and how many the platform refuses.
const SKEW_SEEN: i64 = 60;
const SKEW_REFUSED: i64 = 7200;

/// Where calls go.
pub(super) fn endpoint(network: &NetworkFacts, lang: Lang) -> Finding {
    if let Some(finding) = broken(network, ClientPart::Endpoint, "endpoint") {
        return finding;
    }
    let text = match (&network.endpoint, network.is_encrypted, lang) {
        (None, _, Lang::En) => "the platform's own".to_owned(),
        (None, _, Lang::Zh) => "平台官方地址".to_owned(),
        (Some(host), true, Lang::En) => format!("`{host}`, encrypted"),
        (Some(host), true, Lang::Zh) => format!("`{host}`，已加密"),
        (Some(host), false, Lang::En) => format!("`{host}`, not encrypted"),
        (Some(host), false, Lang::Zh) => format!("`{host}`，未加密"),
    };
    Finding::ok("endpoint", GROUP, text)
}

/// What stands between.
pub(super) fn proxy(network: &NetworkFacts, lang: Lang) -> Finding {
    if let Some(finding) = broken(network, ClientPart::Proxy, "proxy") {
        return finding;
    }
    let Some((origin, used)) = &network.proxy else {
        return Finding::ok("proxy", GROUP, lang.pick("none", "未使用"));
    };
    let origin = lang.pick(origin.to_string(), origin.zh());
    Finding::ok(
        "proxy",
        GROUP,
        match (used, lang) {
            (ProxyUse::Through, Lang::En) => {
                format!("calls go through the one of {origin}")
            }
            (ProxyUse::Through, Lang::Zh) => format!("经由{origin}中的代理"),
            (ProxyUse::Around, Lang::En) => {
                format!(
                    "the one of {origin} is not used: the endpoint is this machine, or in `NO_PROXY`"
                )
            }
            (ProxyUse::Around, Lang::Zh) => {
                format!("不使用{origin}中的代理：接口地址为本机，或列于 `NO_PROXY`")
            }
        },
    )
}

/// Whom encrypted connections believe.
pub(super) fn encryption(
    network: &NetworkFacts,
    machine: &MachineFacts,
    lang: Lang,
) -> Finding {
    if let Some(finding) = broken(network, ClientPart::Encryption, "tls_roots") {
        return finding;
    }
    let roots = machine.roots;
    let text = match (&network.extra_roots, lang) {
        (None, Lang::En) => format!("{roots} authorities are believed"),
        (None, Lang::Zh) => format!("信任 {roots} 个证书颁发机构"),
        (Some(file), Lang::En) => {
            format!("{roots} authorities are believed, and those of `{}`", file.display())
        }
        (Some(file), Lang::Zh) => {
            format!("信任 {roots} 个证书颁发机构，以及 `{}` 中的证书", file.display())
        }
    };
    match roots == 0 && network.extra_roots.is_none() && network.is_encrypted {
        false => Finding::ok("tls_roots", GROUP, text),
        true => Finding::fail("tls_roots", GROUP, Blame::You, text).fix(lang.pick(
            "install the system's certificates (`ca-certificates`), or set `root_certificates`",
            "请安装系统证书（`ca-certificates`），或设置 `root_certificates`",
        )),
    }
}

/// Whether somebody answers.
pub(super) fn reachable(live: Option<&LiveFacts>, lang: Lang) -> Finding {
    let Some(live) = live else {
        return Finding::skipped("reachable", GROUP, not_live(lang));
    };
    match &live.reached {
        None => Finding::skipped("reachable", GROUP, lang.pick(
            "there is a proxy, a certificate of your own or a sandbox between: the calls below tell",
            "经由代理、自备证书或内置沙箱：以下面的调用结果为准",
        )),
        Some(Ok(reached)) => {
            let time = reached.milliseconds;
            Finding::ok("reachable", GROUP, lang.pick(
                format!("answered in {time} ms"),
                format!("{time} 毫秒内应答"),
            ))
        }
        Some(Err(problem)) => {
            Finding::of_problem("reachable", GROUP, Blame::Network, problem)
        }
    }
}

/// How far this machine's clock is from the platform's.
pub(super) fn clock_skew(live: Option<&LiveFacts>, lang: Lang) -> Finding {
    let Some(live) = live else {
        return Finding::skipped("clock_skew", GROUP, not_live(lang));
    };
    let skew =
        live.reached.as_ref().and_then(|reached| reached.as_ref().ok()?.skew_seconds);
    let Some(skew) = skew else {
        let why = lang.pick("the server did not say its time", "服务器未提供时间");
        return Finding::skipped("clock_skew", GROUP, why);
    };
    let text = match lang {
        Lang::En => format!("{} seconds from the server's", skew.abs()),
        Lang::Zh => format!("与服务器相差 {} 秒", skew.abs()),
    };
    let fix = lang.pick(
        "set this machine's clock: the platform refuses what is two hours off",
        "请校准本机时钟：误差超过两小时的请求会被平台拒绝",
    );
    match skew.abs() {
        ..SKEW_SEEN => Finding::ok("clock_skew", GROUP, text),
        SKEW_SEEN..SKEW_REFUSED => {
            Finding::warn("clock_skew", GROUP, Blame::You, text).fix(fix)
        }
        _ => Finding::fail("clock_skew", GROUP, Blame::You, text).fix(fix),
    }
}

pub(super) fn not_live(lang: Lang) -> &'static str {
    lang.pick("only looked at with `--live`", "仅在 `--live` 时检查")
}

fn broken(network: &NetworkFacts, part: ClientPart, id: &'static str) -> Option<Finding> {
    let Some(Err(ClientProblem { part: at, problem })) = &network.client else {
        return None;
    };
    (*at == part).then(|| Finding::of_problem(id, GROUP, Blame::You, problem))
}

#[cfg(test)]
mod tests {
    use super::super::super::facts::Reached;
    use super::super::super::finding::{Problem, Verdict};
    use super::*;

    fn network(broken: Option<ClientPart>) -> NetworkFacts {
        NetworkFacts {
            endpoint: Some("gateway.example".to_owned()),
            is_encrypted: true,
            proxy: None,
            extra_roots: None,
            client: Some(match broken {
                None => Ok(()),
                Some(part) => {
                    let problem = Problem { text: "no".to_owned(), fix: None };
                    Err(ClientProblem { part, problem })
                }
            }),
        }
    }

    #[test]
    fn each_part_of_the_way_is_blamed_by_itself() {
        let machine = MachineFacts {
            state: Ok(("/s".into(), Ok(()))),
            free_bytes: None,
            roots: 140,
        };
        for part in [
            None,
            Some(ClientPart::Endpoint),
            Some(ClientPart::Proxy),
            Some(ClientPart::Encryption),
        ] {
            let facts = network(part);
            let found = [
                (ClientPart::Endpoint, endpoint(&facts, Lang::En)),
                (ClientPart::Proxy, proxy(&facts, Lang::En)),
                (ClientPart::Encryption, encryption(&facts, &machine, Lang::En)),
            ];
            for (at, finding) in found {
                let is_broken = finding.verdict == Verdict::Fail;
                assert_eq!(is_broken, part == Some(at), "{part:?}: {finding:?}");
            }
        }
    }

    #[test]
    fn a_clock_is_compared_with_the_servers() {
        for (skew, expected) in [
            (Some(0), Verdict::Ok),
            (Some(-59), Verdict::Ok),
            (Some(60), Verdict::Warn),
            (Some(-7199), Verdict::Warn),
            (Some(7200), Verdict::Fail),
            (None, Verdict::Skipped),
        ] {
            let live = LiveFacts {
                reached: Some(Ok(Reached { milliseconds: 12, skew_seconds: skew })),
                calls: Vec::new(),
            };
            assert_eq!(clock_skew(Some(&live), Lang::En).verdict, expected, "{skew:?}");
        }
        assert_eq!(clock_skew(None, Lang::En).verdict, Verdict::Skipped);
    }
}

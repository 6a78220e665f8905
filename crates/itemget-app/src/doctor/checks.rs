//! The checks: pure functions from facts to findings, a file for each thing they look at.

mod app;
mod configuration;
mod consent;
mod drift;
mod machine;
mod mail;
mod network;
mod platform;
mod program;
mod quota;

use super::facts::{Configured, Facts};
use super::finding::{Finding, Group};
use crate::lang::Lang;

/// What all checks find, in the order in which they are told.
pub(crate) fn findings(facts: &Facts, lang: Lang) -> Vec<Finding> {
    let mut found = vec![program::version(lang), program::signatures(facts, lang)];
    found.push(configuration::file(&facts.configured, lang));
    found.push(configuration::strangers(&facts.strangers, lang));
    match &facts.configured {
        Ok(configured) => {
            found.push(configuration::profile(&configured.sources, lang));
            found.push(configuration::settings(&configured.sources, lang));
            found.extend(of_app(configured, facts, lang));
        }
        Err(_) => found.extend(not_looked_at(lang)),
    }
    found.push(machine::clock(facts, lang));
    found.push(machine::state(&facts.machine, lang));
    found.push(machine::disk(&facts.machine, lang));
    if let Ok(configured) = &facts.configured {
        found.push(machine::cache(&configured.cache, lang));
        found.extend(of_platform(configured, facts, lang));
    }
    found
}

fn of_app(configured: &Configured, facts: &Facts, lang: Lang) -> Vec<Finding> {
    let (app, now) = (&configured.app, facts.now);
    vec![
        app::key(app, lang),
        app::secret(app, lang),
        consent::token(app, &configured.consent, lang),
        consent::access(&configured.consent, now, lang),
        consent::end(&configured.consent, now, lang),
        quota::ledger(&configured.quota, lang),
        quota::left(&configured.quota, now, lang),
        quota::bans(&configured.quota, now, lang),
    ]
}

fn of_platform(configured: &Configured, facts: &Facts, lang: Lang) -> Vec<Finding> {
    let (network, live) = (&configured.network, configured.live.as_ref());
    let mut found = vec![
        network::endpoint(network, lang),
        network::proxy(network, lang),
        network::encryption(network, &facts.machine, lang),
        network::reachable(live, lang),
        network::clock_skew(live, lang),
    ];
    found.extend(platform::permissions(live, lang));
    found.extend(drift::all(&configured.drift, facts.now, lang));
    found.extend(mail::all(&configured.mail, lang));
    found
}

/// What cannot be looked at without a configuration.
fn not_looked_at(lang: Lang) -> Vec<Finding> {
    let why = lang.pick("the configuration comes first", "请先修复配置");
    [
        ("profile", Group::Configuration),
        ("settings", Group::Configuration),
        ("app_key", Group::App),
        ("app_secret", Group::App),
        ("token", Group::Consent),
        ("quota_ledger", Group::Quota),
        ("cache", Group::Machine),
        ("endpoint", Group::Network),
        ("proxy", Group::Network),
        ("drift", Group::Platform),
        ("mail", Group::Alerts),
    ]
    .into_iter()
    .map(|(id, group)| Finding::skipped(id, group, why))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::facts::{
        AppFacts, CacheFacts, ConsentFacts, MachineFacts, MailFacts, NetworkFacts,
        SecretFacts,
    };
    use super::super::finding::{Problem, Verdict};
    use super::super::signatures;
    use super::*;
    use crate::config::Sources;
    use crate::drift::Drift;

    fn facts(configured: Result<Configured, Problem>) -> Facts {
        Facts {
            now: "2026-11-23T17:20:27Z".parse().unwrap(),
            clock_is_held: false,
            strangers: Vec::new(),
            signatures: signatures::check(),
            machine: MachineFacts {
                state: Ok(("/home/x/.local/state/itemget".into(), Ok(()))),
                free_bytes: Some(1 << 40),
                roots: 140,
            },
            configured,
        }
    }

    fn bare() -> Configured {
        Configured {
            sources: Sources {
                file: "/home/x/.config/itemget/config.toml".into(),
                file_is_there: false,
                profile: None,
                profiles: Vec::new(),
                settings: Vec::new(),
            },
            app: AppFacts { key: None, secret: SecretFacts::None, is_here: false },
            consent: ConsentFacts { given: None, kept: Ok(None) },
            quota: Ok(None),
            cache: Ok(CacheFacts { folder: "/c".into(), usage: None }),
            network: NetworkFacts {
                endpoint: None,
                is_encrypted: true,
                proxy: None,
                extra_roots: None,
                client: None,
            },
            drift: Ok(Drift::default()),
            mail: MailFacts { kept: None, channels: Ok(Some(Vec::new())) },
            live: None,
        }
    }

    #[test]
    fn there_are_more_than_fifteen_checks_each_with_a_name_of_its_own() {
        let mut ids: Vec<_> =
            findings(&facts(Ok(bare())), Lang::En).iter().map(|it| it.id).collect();
        let count = ids.len();
        assert!(count >= 20, "only {count} checks: {ids:?}");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "two checks share a name");
    }

    #[test]
    fn every_finding_speaks_both_languages() {
        for configured in [Ok(bare()), Err(Problem { text: "x".to_owned(), fix: None })] {
            let facts = facts(configured);
            let english = findings(&facts, Lang::En);
            let chinese = findings(&facts, Lang::Zh);
            for (en, zh) in english.iter().zip(&chinese) {
                assert_eq!((en.id, en.verdict), (zh.id, zh.verdict));
                let is_chinese = |text: &str| {
                    text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
                };
                assert!(!is_chinese(&en.text), "{en:?}");
                assert!(is_chinese(&zh.text) || zh.text == "x", "{zh:?}");
            }
        }
    }

    #[test]
    fn a_machine_without_any_setting_is_well() {
        let found = findings(&facts(Ok(bare())), Lang::En);
        let broken: Vec<_> =
            found.iter().filter(|it| it.verdict == Verdict::Fail).collect();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

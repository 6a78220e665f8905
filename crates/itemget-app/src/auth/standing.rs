//! How a consent stands, by its deadlines. Pure.

use std::time::Duration;

use itemget::Token;
use jiff::Timestamp;

/// How long before its end a consent is warned of.
const WARNING_TIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It can be used for a good while.
    Good,
    /// It can be used, and ends before long.
    EndsSoon,
    /// It is over: the user must consent again.
    Ended,
}

impl Standing {
    /// A stable word for it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::EndsSoon => "ends_soon",
            Self::Ended => "ended",
        }
    }
}

/// When a consent ends for good: with the refresh token, whose deadline does not move
/// (protocol 2.5), or with the access token where that cannot be renewed. None where the
/// platform did not say.
pub(crate) fn consent_ends(token: &Token) -> Option<Timestamp> {
    match &token.refresh {
        Some(_) => token.refresh_expires_at,
        None => Some(token.access_expires_at),
    }
}

/// How `token` stands at `now`.
pub(crate) fn standing(token: &Token, now: Timestamp) -> Standing {
    let Some(end) = consent_ends(token) else { return Standing::Good };
    let soon = now.saturating_add(WARNING_TIME).is_ok_and(|then| then >= end);
    match (end <= now && token.access_expires_at <= now, soon) {
        (true, _) => Standing::Ended,
        (false, true) => Standing::EndsSoon,
        (false, false) => Standing::Good,
    }
}

#[cfg(test)]
mod tests {
    use itemget::{AccessToken, RefreshToken, TokenAccount};

    use super::*;

    #[test]
    fn a_consent_stands_by_its_last_deadline() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let token = |access, refresh: Option<&str>| Token {
            access: AccessToken::new("a"),
            access_expires_at: at(access),
            refresh: refresh.map(|_| RefreshToken::new("r")),
            refresh_expires_at: refresh.filter(|it| !it.is_empty()).map(at),
            account: TokenAccount::default(),
        };
        let now = at("2026-11-23T00:00:00Z");
        for (access, refresh, expected) in [
            ("2026-12-20T00:00:00Z", Some("2027-01-20T00:00:00Z"), Standing::Good),
            ("2026-11-01T00:00:00Z", Some("2027-01-20T00:00:00Z"), Standing::Good),
            ("2026-11-24T00:00:00Z", Some("2026-11-30T00:00:00Z"), Standing::EndsSoon),
            ("2026-11-24T00:00:00Z", Some("2026-11-30T00:00:01Z"), Standing::Good),
            // The last access token outlives the consent.
            ("2026-11-24T00:00:00Z", Some("2026-11-22T00:00:00Z"), Standing::EndsSoon),
            ("2026-11-22T00:00:00Z", Some("2026-11-23T00:00:00Z"), Standing::Ended),
            ("2026-11-22T00:00:00Z", None, Standing::Ended),
            ("2026-12-20T00:00:00Z", None, Standing::Good),
            ("2026-11-22T00:00:00Z", Some(""), Standing::Good),
        ] {
            assert_eq!(
                standing(&token(access, refresh), now),
                expected,
                "{access} {refresh:?}"
            );
        }
    }
}

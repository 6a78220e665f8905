//! What comes back from the consent page: in a request to this machine, or pasted. Pure.

use itemget::AuthCode;
use url::form_urlencoded;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Callback {
    /// The user agreed.
    Code(AuthCode),
    /// The user, or the platform, did not; in its own words.
    Denied { reason: String },
    /// It is an answer to another question, or somebody's forgery.
    WrongState,
    /// It is no answer at all.
    Nothing,
}

/// The longest reason that is shown.
const SHOWN: usize = 200;

impl Callback {
    /// What the query of a request says.
    pub(crate) fn of_query(query: &str, state: &str) -> Self {
        let mut told = Told::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut told.code,
                "state" => &mut told.state,
                "error" => &mut told.error,
                "error_description" => &mut told.description,
                _ => continue,
            };
            *place = Some(value.into_owned()).filter(|value| !value.is_empty());
        }
        if told.code.is_none() && told.error.is_none() {
            return Self::Nothing;
        }
        if told.state.as_deref() != Some(state) {
            return Self::WrongState;
        }
        told.answer()
    }

    /// What a pasted text says: the address that the page led to, its query, or the code
    /// alone. An address without a state is believed: it was the user who brought it.
    pub(crate) fn of_pasted(text: &str, state: &str) -> Self {
        let text = text.trim();
        let query = text.split_once('?').map(|(_, query)| query);
        let query = query.map(|query| query.split('#').next().unwrap_or_default());
        match query.or(Some(text).filter(|text| text.contains('='))) {
            Some(query) => match Self::of_query(query, state) {
                Self::WrongState if !has_state(query) => {
                    Self::of_query(&format!("{query}&state={state}"), state)
                }
                told => told,
            },
            None if is_code(text) => Self::Code(AuthCode::new(text)),
            None => Self::Nothing,
        }
    }
}

#[derive(Default)]
struct Told {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    description: Option<String>,
}

impl Told {
    fn answer(self) -> Callback {
        match (self.error, self.code) {
            (Some(error), _) => {
                let reason = self.description.unwrap_or(error);
                Callback::Denied { reason: harmless(&reason) }
            }
            (None, Some(code)) if is_code(&code) => Callback::Code(AuthCode::new(code)),
            (None, _) => Callback::Nothing,
        }
    }
}

fn has_state(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "state")
}

/// Whether a text can be a code: `3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26` (protocol 2.4).
fn is_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    (8..=200).contains(&text.len()) && text.bytes().all(plain)
}

/// Whoever knows the port can send a reason: nothing of it must command a terminal.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Callback {
        Callback::Code(AuthCode::new(text))
    }

    fn denied(reason: &str) -> Callback {
        Callback::Denied { reason: reason.to_owned() }
    }

    #[test]
    fn only_the_answer_to_this_question_counts() {
        for (query, expected) in [
            ("code=3_500102_Jx&state=s1", code("3_500102_Jx")),
            ("state=s1&code=3_500102_Jx&extra=1", code("3_500102_Jx")),
            ("code=3_500102_Jx&state=s2", Callback::WrongState),
            ("code=3_500102_Jx", Callback::WrongState),
            ("code=3_500102_Jx&state=", Callback::WrongState),
            ("error=access_denied&state=s1", denied("access_denied")),
            (
                "error=access_denied&error_description=The+user+said+no&state=s1",
                denied("The user said no"),
            ),
            ("error=access_denied&state=forged", Callback::WrongState),
            ("error=x%1b]52;c;y%07&state=s1", denied("x]52;c;y")),
            ("code=%0d%0aSet-Cookie:x&state=s1", Callback::Nothing),
            ("state=s1", Callback::Nothing),
            ("", Callback::Nothing),
        ] {
            assert_eq!(Callback::of_query(query, "s1"), expected, "{query}");
        }
    }

    #[test]
    fn a_pasted_text_can_be_the_address_or_the_code() {
        for (text, expected) in [
            ("  3_500102_JxZ05Ux3cnn\n", code("3_500102_JxZ05Ux3cnn")),
            ("https://shop.example/cb?code=3_500102_Jx&state=s1", code("3_500102_Jx")),
            ("https://shop.example/cb?code=3_500102_Jx", code("3_500102_Jx")),
            (
                "https://shop.example/cb?code=3_500102_Jx&state=s1#top",
                code("3_500102_Jx"),
            ),
            ("code=3_500102_Jx", code("3_500102_Jx")),
            ("https://shop.example/cb?code=3_500102_Jx&state=x", Callback::WrongState),
            ("https://shop.example/cb?error=denied&state=s1", denied("denied")),
            ("https://shop.example/", Callback::Nothing),
            ("hello world", Callback::Nothing),
            ("short", Callback::Nothing),
            ("", Callback::Nothing),
        ] {
            assert_eq!(Callback::of_pasted(text, "s1"), expected, "{text}");
        }
    }
}

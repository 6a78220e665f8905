//! Colours and weights of letters, for terminals that want them.

use std::str::FromStr;

use owo_colors::Style;

use crate::config::Environment;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColorWhen {
    Auto,
    Always,
    Never,
}

/// A text that should say when and does not.
#[derive(Debug, thiserror::Error)]
#[error("auto, always, never")]
pub(super) struct ParseColorError;

impl FromStr for ColorWhen {
    type Err = ParseColorError;

    fn from_str(text: &str) -> Result<Self, ParseColorError> {
        match text {
            "auto" => Ok(Self::Auto),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            _ => Err(ParseColorError),
        }
    }
}

impl ColorWhen {
    /// Whether a stream gets colours: `NO_COLOR` (<https://no-color.org>) and dumb
    /// terminals get none.
    pub(super) fn decide(self, is_terminal: bool, environment: &Environment) -> Paint {
        let wanted = environment.value("NO_COLOR").is_none()
            && environment.value("TERM") != Some("dumb");
        match self {
            Self::Always => Paint::Colours,
            Self::Auto if is_terminal && wanted => Paint::Colours,
            Self::Auto | Self::Never => Paint::Plain,
        }
    }
}

/// Paints words, or leaves them as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Colours,
    Plain,
}

impl Paint {
    fn with(self, style: Style, text: &str) -> String {
        match self {
            Self::Colours => style.style(text).to_string(),
            Self::Plain => text.to_owned(),
        }
    }

    /// What is looked for first.
    pub(super) fn strong(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    /// What is there to be found and not to be read.
    pub(super) fn faint(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    /// A price that is not asked any more.
    pub(super) fn struck(self, text: &str) -> String {
        self.with(Style::new().dimmed().strikethrough(), text)
    }

    /// One of several lines of a drawing, told apart by their colours.
    pub(super) fn line(self, line: usize, text: &str) -> String {
        let style = Style::new();
        let styles =
            [style.cyan(), style.magenta(), style.yellow(), style.green(), style.blue()];
        self.with(styles[line % styles.len()], text)
    }

    /// Good news.
    pub(super) fn good(self, text: &str) -> String {
        self.with(Style::new().green(), text)
    }

    /// What asks for attention.
    pub(super) fn warning(self, text: &str) -> String {
        self.with(Style::new().yellow(), text)
    }

    /// What went wrong.
    pub(super) fn bad(self, text: &str) -> String {
        self.with(Style::new().red().bold(), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_colours_unless_it_wants_none() {
        let none = Environment::default();
        let no_color = Environment::from([("NO_COLOR", "1"), ("TERM", "xterm")]);
        let dumb = Environment::from([("TERM", "dumb")]);
        for (when, is_terminal, environment, expected) in [
            (ColorWhen::Auto, true, &none, Paint::Colours),
            (ColorWhen::Auto, false, &none, Paint::Plain),
            (ColorWhen::Auto, true, &no_color, Paint::Plain),
            (ColorWhen::Auto, true, &dumb, Paint::Plain),
            (ColorWhen::Always, false, &no_color, Paint::Colours),
            (ColorWhen::Never, true, &none, Paint::Plain),
        ] {
            let decided = when.decide(is_terminal, environment);
            assert_eq!(decided, expected, "{when:?} {is_terminal} {environment:?}");
        }
    }
}

//! Where a database is: a file, or a server.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use url::Url;

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseAddress {
    /// A file on this machine: `sqlite:PATH`.
    Sqlite(PathBuf),
    /// A server: `postgres://user@host/name`. May hold a password, and shows none.
    Postgres(Box<Url>),
}

/// A text that should say where a database is and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Neither of the forms there are.
    #[error("`{shown}` is neither `sqlite:PATH` nor `postgres://USER@HOST/NAME`")]
    Form {
        /// The start of it, up to where a password could be.
        shown: String,
    },
    /// No file is named.
    #[error("`sqlite:` wants the path of a file behind it")]
    NoPath,
}

impl FromStr for DatabaseAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err(AddressError::NoPath),
                path => Ok(Self::Sqlite(path.into())),
            };
        }
        let url = Url::parse(text).ok().filter(|url| {
            matches!(url.scheme(), "postgres" | "postgresql") && !url.cannot_be_a_base()
        });
        match url {
            Some(url) => Ok(Self::Postgres(Box::new(url))),
            // What is no address may still be a mistyped one, with a password in it.
            None => {
                let scheme: String =
                    text.chars().take_while(|&c| c != ':' && c != '@').take(20).collect();
                Err(AddressError::Form { shown: format!("{scheme}…") })
            }
        }
    }
}

impl fmt::Display for DatabaseAddress {
    /// The address without its password and without its options, which may hold one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let host = url.host_str().unwrap_or("");
                write!(f, "postgres://{host}")?;
                if let Some(port) = url.port() {
                    write!(f, ":{port}")?;
                }
                f.write_str(url.path())
            }
        }
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_a_server_are_told_apart() {
        for (text, shown) in [
            ("sqlite:history.db", "sqlite:history.db"),
            ("sqlite:///var/lib/itemget.db", "sqlite:/var/lib/itemget.db"),
            ("postgres://me@db:5433/itemget", "postgres://db:5433/itemget"),
            ("postgresql:///itemget", "postgres:///itemget"),
        ] {
            assert_eq!(text.parse::<DatabaseAddress>().unwrap().to_string(), shown);
        }
        assert_eq!("sqlite:".parse::<DatabaseAddress>(), Err(AddressError::NoPath));
    }

    #[test]
    fn no_password_is_shown_of_a_right_or_a_wrong_address() {
        for text in [
            "postgres://me:planted@db/itemget?password=planted",
            "postgres//me:planted@db/itemget",
            "mysql://me:planted@db/itemget",
            "planted:planted@db",
        ] {
            let address = text.parse::<DatabaseAddress>();
            let shown = format!("{address:?}");
            assert!(!shown.contains("me:") && !shown.contains(":planted"), "{shown}");
            assert!(!shown.contains("=planted"), "{shown}");
        }
    }
}

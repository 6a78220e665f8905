//! Secrets on their way in: from a variable, from a file that only its owner can read, or
//! from the standard input. They come as values of types that cannot print them.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use itemget::AppSecret;

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretPlace {
    /// It was in the environment.
    Value(AppSecret),
    /// In a file.
    File(PathBuf, Folder),
    /// To be read from the standard input.
    StandardInput,
}

/// Whose the folder is that a file lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folder {
    /// Any: the file itself must be its owner's alone.
    Any,
    /// The service's alone, made by whoever started it. What lies there may be shown as its
    /// group's, which is how access lists look: systemd hands credentials over so.
    OfService,
}

/// Why a secret cannot be had. No message holds any of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretError {
    #[error("could not read the secret in `{}`", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("could not read the secret from the standard input")]
    StandardInput { source: io::Error },
    #[error("others can read the secret in `{}` (its mode is {mode:o})", path.display())]
    Exposed { path: PathBuf, mode: u32 },
    #[error("there is no secret in {place}")]
    Empty { place: String },
    #[error("what is in {place} is not one line of text")]
    NotALine { place: String },
}

/// The longest secret, in bytes; those of the platform have 32 to 60 letters.
const LONGEST: u64 = 4096;

impl SecretPlace {
    /// A secret that is here already.
    pub(crate) fn value(secret: String) -> Self {
        Self::Value(AppSecret::new(secret))
    }

    /// A secret in a file; `-` is the standard input.
    pub(crate) fn file(path: PathBuf) -> Self {
        Self::file_beside(path, None)
    }

    /// A secret in a file, where `credentials` is the folder that a service was given for
    /// its own; `-` is the standard input.
    pub(crate) fn file_beside(path: PathBuf, credentials: Option<&Path>) -> Self {
        if path == Path::new("-") {
            return Self::StandardInput;
        }
        let leaves = path.components().any(|it| it == Component::ParentDir);
        let folder = match credentials {
            Some(own) if own.is_absolute() && path.starts_with(own) && !leaves => {
                Folder::OfService
            }
            _ => Folder::Any,
        };
        Self::File(path, folder)
    }

    /// The secret.
    pub(crate) fn read(&self) -> Result<AppSecret, SecretError> {
        match self {
            Self::Value(secret) => Ok(secret.clone()),
            Self::StandardInput => {
                let text = text_of(io::stdin().lock())
                    .map_err(|source| SecretError::StandardInput { source })?;
                one_line(&text, || "the standard input".to_owned())
            }
            Self::File(path, folder) => {
                let failed = |source| SecretError::File { path: path.clone(), source };
                let file = File::open(path).map_err(failed)?;
                refuse_exposed(path, &file.metadata().map_err(failed)?, *folder)?;
                let text = text_of(file).map_err(failed)?;
                one_line(&text, || format!("`{}`", path.display()))
            }
        }
    }
}

fn text_of(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn one_line(text: &str, place: impl Fn() -> String) -> Result<AppSecret, SecretError> {
    match text.trim() {
        "" => Err(SecretError::Empty { place: place() }),
        line if line.contains(char::is_whitespace) => {
            Err(SecretError::NotALine { place: place() })
        }
        line => Ok(AppSecret::new(line)),
    }
}

/// A pipe or a device belongs to who opened it; a file must be its owner's alone.
#[cfg(unix)]
fn refuse_exposed(
    path: &Path,
    metadata: &std::fs::Metadata,
    folder: Folder,
) -> Result<(), SecretError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o777;
    let too_open = match folder {
        Folder::Any => 0o077,
        Folder::OfService => 0o037,
    };
    match metadata.is_file() && mode & too_open != 0 {
        true => Err(SecretError::Exposed { path: path.to_owned(), mode }),
        false => Ok(()),
    }
}

/// Other systems keep a user's files to the user by themselves.
#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &std::fs::Metadata, _: Folder) -> Result<(), SecretError> {
    Ok(())
}

impl SecretError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::File { path, .. } => format!("无法读取 `{}` 中的密钥", path.display()),
            Self::StandardInput { .. } => "无法从标准输入读取密钥".to_owned(),
            Self::Exposed { path, mode } => {
                format!(
                    "其他用户也能读取 `{}` 中的密钥（权限为 {mode:o}）",
                    path.display()
                )
            }
            Self::Empty { place } => format!("{}中没有密钥", in_chinese(place)),
            Self::NotALine { place } => {
                format!("{}的内容不是单行文本", in_chinese(place))
            }
        }
    }

    /// What to do, in English and Chinese, where we know it.
    pub(crate) fn hint(&self) -> Option<(String, String)> {
        match self {
            Self::Exposed { path, .. } => {
                let path = path.display();
                Some((
                    format!("run `chmod 600 {path}`"),
                    format!("请执行 `chmod 600 {path}`"),
                ))
            }
            _ => None,
        }
    }
}

fn in_chinese(place: &str) -> String {
    match place {
        "the standard input" => "标准输入".to_owned(),
        file => format!("文件 {file} "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn a_secret_is_the_line_of_a_file() {
        let place = file("s3cret\r\n");
        let secret = SecretPlace::file(place.path().to_owned()).read().unwrap();
        assert_eq!(secret.expose(), "s3cret");
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_shown() {
        for (text, expected) in
            [("\n", "there is no secret in"), ("planted planted\n", "is not one line")]
        {
            let place = file(text);
            let error = SecretPlace::file(place.path().to_owned()).read().unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(expected), "{shown}");
            assert!(!shown.contains("planted"), "{shown}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        for (mode, refused) in
            [(0o644, true), (0o640, true), (0o604, true), (0o400, false)]
        {
            let place = file("s3cret");
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(place.path(), permissions).unwrap();
            let read = SecretPlace::file(place.path().to_owned()).read();
            let exposed = matches!(read, Err(SecretError::Exposed { .. }));
            assert_eq!(exposed, refused, "{mode:o}: {read:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_a_service_was_handed_may_be_shown_as_its_groups() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let (own, other) = (root.path().join("own"), root.path().join("other"));
        for folder in [&own, &other] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("secret"), "s3cret").unwrap();
        }
        for (path, mode, refused) in [
            (own.join("secret"), 0o440, false),
            (own.join("secret"), 0o400, false),
            (own.join("secret"), 0o460, true),
            (own.join("secret"), 0o444, true),
            (other.join("secret"), 0o440, true),
            // It only looks as if it lay there.
            (own.join("../other/secret"), 0o440, true),
        ] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&path, permissions).unwrap();
            let place = SecretPlace::file_beside(path.clone(), Some(&own));
            let read = place.read();
            let exposed = matches!(read, Err(SecretError::Exposed { .. }));
            assert_eq!(exposed, refused, "{} {mode:o}: {read:?}", path.display());
        }
    }
}

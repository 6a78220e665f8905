//! Opens an address in the user's browser, where there is one.

use std::io;
use std::process::{Command, Stdio};

use crate::config::Environment;

/// The program that opens an address, with its arguments before it; none where no browser
/// could show it.
pub(crate) fn opener(system: &str, environment: &Environment) -> Option<Vec<String>> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let has = |name| environment.value(name).is_some();
    match (environment.value("BROWSER"), system) {
        (Some(browser), _) => Some(words(browser)),
        (None, "macos") => Some(words("open")),
        (None, "windows") => Some(words("rundll32 url.dll,FileProtocolHandler")),
        (None, _) => {
            (has("DISPLAY") || has("WAYLAND_DISPLAY")).then(|| words("xdg-open"))
        }
    }
}

/// Opens `address` and does not wait for it.
pub(crate) fn open(opener: &[String], address: &str) -> io::Result<()> {
    let (program, arguments) =
        opener.split_first().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    // Its words are not for our terminal.
    let child = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    drop(child);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_opened_only_where_somebody_can_see_it() {
        let nowhere = Environment::default();
        let desktop = Environment::from([("DISPLAY", ":0")]);
        let wayland = Environment::from([("WAYLAND_DISPLAY", "wayland-0")]);
        let chosen = Environment::from([("BROWSER", "firefox --new-tab")]);
        for (system, environment, expected) in [
            ("linux", &nowhere, None),
            ("linux", &desktop, Some("xdg-open")),
            ("linux", &wayland, Some("xdg-open")),
            ("linux", &chosen, Some("firefox --new-tab")),
            ("macos", &nowhere, Some("open")),
            ("windows", &nowhere, Some("rundll32 url.dll,FileProtocolHandler")),
        ] {
            let opener = opener(system, environment).map(|words| words.join(" "));
            assert_eq!(opener.as_deref(), expected, "{system} {environment:?}");
        }
    }
}

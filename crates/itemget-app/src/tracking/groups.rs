//! Names of lists and tags, as people give them.

use super::error::TrackingError;

/// The longest name, in letters.
const LONGEST: usize = 60;

/// The name, where it is one that can be found again.
pub(crate) fn group_name(text: &str) -> Result<&str, TrackingError> {
    let letters = text.chars().count();
    let is_plain = text.trim() == text && !text.chars().any(char::is_control);
    match (1..=LONGEST).contains(&letters) && is_plain {
        true => Ok(text),
        false => {
            let name = text.chars().take(LONGEST).filter(|c| !c.is_control()).collect();
            Err(TrackingError::Name { name })
        }
    }
}

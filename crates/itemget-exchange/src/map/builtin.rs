//! The mappings that come with the program.

/// Their names.
pub const BUILT_IN: [&str; 2] = ["keepa", "pricebuddy"];

/// The text of the mapping of this name, if there is one: a start for one's own, too.
pub fn built_in(name: &str) -> Option<&'static str> {
    match name {
        "keepa" => Some(include_str!("builtin/keepa.toml")),
        "pricebuddy" => Some(include_str!("builtin/pricebuddy.toml")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Mapping;

    #[test]
    fn every_mapping_that_comes_along_can_be_read() {
        for name in BUILT_IN {
            let text = built_in(name).unwrap();
            assert_eq!(Mapping::parse(text).unwrap().source, name);
        }
        assert_eq!(built_in("camel"), None);
    }
}

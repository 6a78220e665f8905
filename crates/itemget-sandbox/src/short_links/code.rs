//! The code of a tracked link: it holds what it leads to, and does not show it.
//!
//! A sandbox keeps no table of the links it has given out, so that a link of yesterday's
//! sandbox still leads somewhere today.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What a code leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The page of the item with this id.
    Item(u64),
    /// An address of the platform's.
    Address(String),
}

/// Before codes that were made, so that they are told from the showcase's names.
const MARK: &str = "_s";

const ITEM: u8 = b'i';
const ADDRESS: u8 = b'a';

/// The code for an address, in the name of whoever is paid for it.
pub(crate) fn write(address: &str, tracking_id: &str) -> String {
    let mut plain = match item_of(address) {
        Some(id) => [&[ITEM], &id.to_be_bytes()[..]].concat(),
        None => [&[ADDRESS], address.as_bytes()].concat(),
    };
    let sum = check(&plain);
    plain.splice(0..0, sum);
    let salt = (hash(plain.iter().copied().chain(tracking_id.bytes())) >> 32) as u32;
    mask(&mut plain, salt);
    let bytes = [&salt.to_be_bytes()[..], &plain].concat();
    format!("{MARK}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// What a code leads to; nothing for one that nobody made.
pub(crate) fn read(code: &str) -> Option<Target> {
    let bytes = URL_SAFE_NO_PAD.decode(code.strip_prefix(MARK)?).ok()?;
    let (salt, masked) = bytes.split_at_checked(4)?;
    let salt = u32::from_be_bytes(salt.try_into().ok()?);
    let mut plain = masked.to_vec();
    mask(&mut plain, salt);
    let (sum, plain) = plain.split_at_checked(2)?;
    if sum != check(plain) {
        return None;
    }
    match plain.split_first()? {
        (&ITEM, id) => Some(Target::Item(u64::from_be_bytes(id.try_into().ok()?))),
        (&ADDRESS, text) => Some(Target::Address(String::from_utf8(text.to_vec()).ok()?)),
        _ => None,
    }
}

/// The item whose page the address is, if it is that and nothing more.
fn item_of(address: &str) -> Option<u64> {
    let (_, rest) = address.split_once("/item/")?;
    rest.strip_suffix(".html")?.parse().ok()
}

fn check(plain: &[u8]) -> [u8; 2] {
    let [first, second, ..] = hash(plain.iter().copied()).to_be_bytes();
    [first, second]
}

fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// Its own inverse. It keeps nothing secret: it keeps people from reading ids out of links,
/// which the platform's do not show either.
fn mask(bytes: &mut [u8], salt: u32) {
    let mut state = u64::from(salt);
    for byte in bytes {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *byte ^= (state >> 56) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, read, write};

    #[test]
    fn a_code_leads_to_what_it_was_made_for_and_shows_nothing_of_it() {
        for (address, target) in [
            (
                "https://www.aliexpress.com/item/1005006000000001.html",
                Target::Item(1_005_006_000_000_001),
            ),
            (
                "https://www.aliexpress.com/item/1.html?skuId=2",
                Target::Address("https://www.aliexpress.com/item/1.html?skuId=2".into()),
            ),
            (
                "https://www.aliexpress.com/店",
                Target::Address("https://www.aliexpress.com/店".into()),
            ),
        ] {
            let code = write(address, "default");
            assert_eq!(read(&code), Some(target), "{code}");
            assert!(!code.contains("1005006"), "{code}");
            assert_ne!(code, write(address, "another"), "tracking ids are told apart");
            assert_eq!(code, write(address, "default"));
        }
        let short = write("https://www.aliexpress.com/item/1005006000000001.html", "t");
        assert!(short.len() <= 22, "{short}");
    }

    #[test]
    fn a_code_that_nobody_made_leads_nowhere() {
        let code = write("https://www.aliexpress.com/item/1005006000000001.html", "t");
        for end in 0..code.len() {
            assert_eq!(read(&code[..end]), None, "cut at {end}");
        }
        for other in ["", "_s", "_sAAAAAAAAAAAAAAAA", "_s!!", "_mNxKwPq", "_s0123456789"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}

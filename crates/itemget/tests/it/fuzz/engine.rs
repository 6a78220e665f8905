//! Damages inputs, tries them, and makes the one that fails small.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// How many inputs an ordinary run tries.
const CASES: usize = 400;

/// Pieces that readers of texts, JSON and HTTP take for something special.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ":",
    ",",
    "null",
    "true",
    "-0",
    "1e999",
    "0.1",
    "-1",
    "18446744073709551616",
    "9007199254740993",
    "\\u0000",
    "\\ud800",
    "\\udc00\\ud800",
    "é",
    "😀",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "\r\n",
    "\r\n\r\n",
    "%",
    "%2",
    "%00",
    "%ff",
    "&",
    "=",
    ";",
    "+",
    " ",
    "..",
    "//",
    "/item/",
    "@",
    "#",
    "?",
    "--",
    "Z",
    "+90d",
    "error_response",
    "_response",
    "\"code\":",
    "\"rsp_code\":605",
    "request_id",
    "*always",
    "method=",
    "content-length: 99999999999999999999",
    "boundary=",
    "[[[[[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":{\"a\":",
    "9999-12-31T23:59:59.999999999Z",
    "1005006000000001",
];

/// Chance, the same for the same seed (`SplitMix64`).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % bound.max(1) as u64).unwrap()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how a test run is told to go on for longer"
)]
fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[expect(clippy::print_stderr, reason = "what a long run has done is told to who waits")]
fn tell(text: &str) {
    eprintln!("{text}");
}

/// Tries damaged `seeds` until the cases or the time are used up. `check` says what is
/// wrong; a panic is wrong in any case.
pub(super) fn run(
    target: &str,
    seeds: &[Vec<u8>],
    check: impl Fn(&[u8]) -> Result<(), String>,
) {
    assert!(!seeds.is_empty(), "{target}: there is nothing to begin with");
    let time = told("ITEMGET_FUZZ_SECONDS").map(Duration::from_secs);
    let seed = told("ITEMGET_FUZZ_SEED").unwrap_or(1);
    let mut chance = Chance(seed);
    let start = Instant::now();
    let mut tried = 0;
    for seed in seeds {
        judge(target, seed, &check);
    }
    while time.map_or(tried < CASES, |time| start.elapsed() < time) {
        judge(target, &damaged(seeds, &mut chance), &check);
        tried += 1;
    }
    if time.is_some() {
        let seconds = start.elapsed().as_secs();
        tell(&format!(
            "{target}: {tried} inputs in {seconds} s from seed {seed}, none wrong"
        ));
    }
}

fn judge(target: &str, input: &[u8], check: impl Fn(&[u8]) -> Result<(), String>) {
    let wrong = |input: &[u8]| {
        let result = catch_unwind(AssertUnwindSafe(|| check(input)));
        result.unwrap_or_else(|_| Err("it panicked".to_owned())).err()
    };
    let Some(first) = wrong(input) else { return };
    let (mut small, mut what) = (input.to_vec(), first);
    let mut piece = small.len().div_ceil(2);
    // A bounded effort: each try of a panicking target prints its panic.
    for _ in 0..200 {
        let mut at = 0;
        while at < small.len() {
            let mut less = small.clone();
            less.drain(at..(at + piece).min(small.len()));
            match wrong(&less) {
                Some(still) => (small, what) = (less, still),
                None => at += piece,
            }
        }
        if piece <= 1 {
            break;
        }
        piece = piece.div_ceil(2);
    }
    panic!("{target}: {what}\n with \"{}\"", small.escape_ascii());
}

/// One of the seeds after one to four blows.
fn damaged(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = seeds[chance.below(seeds.len())].clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(input.len() + 1);
        let end = (at + 1 + chance.below(24)).min(input.len());
        match chance.below(8) {
            0 if at < input.len() => input[at] ^= 1 << chance.below(8),
            1 if at < input.len() => input[at] = chance.below(256) as u8,
            2 => drop(input.drain(at..end)),
            3 => input.truncate(at),
            4 => {
                let again = input[at..end].to_vec();
                input.splice(at..at, again);
            }
            5 => {
                let other = &seeds[chance.below(seeds.len())];
                let from = chance.below(other.len() + 1);
                let to = (from + chance.below(200)).min(other.len());
                input.splice(at..end, other[from..to].iter().copied());
            }
            6 => {
                let word = WORDS[chance.below(WORDS.len())];
                input.splice(at..end, word.bytes());
            }
            _ => {
                let word = WORDS[chance.below(WORDS.len())];
                input.splice(at..at, word.bytes());
            }
        }
    }
    input
}

#[test]
#[should_panic(expected = "with \"7\"")]
fn what_fails_is_made_small() {
    judge("sample", b"abc7def", |input| match input.contains(&b'7') {
        true => Err("a seven".to_owned()),
        false => Ok(()),
    });
}

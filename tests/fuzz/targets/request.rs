//! See `itemget_fuzz::request`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| itemget_fuzz::request(input));

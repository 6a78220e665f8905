//! See `itemget_fuzz::decode`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| itemget_fuzz::decode(input));

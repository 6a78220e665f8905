//! See `itemget_fuzz::link`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| itemget_fuzz::link(input));

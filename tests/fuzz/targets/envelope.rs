//! See `itemget_fuzz::envelope`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| itemget_fuzz::envelope(input));

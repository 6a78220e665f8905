//! Texts that people write: links, ids, faults, clocks.

use itemget_sandbox::{ClockSetting, Fault};

use super::engine::run;
use super::holds;

fn seeds(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

#[test]
fn any_text_is_a_link_or_says_why_not() {
    run("link", &super::seeds::of("fuzz/link"), holds::link);
}

#[test]
fn a_fault_is_written_as_it_was_read() {
    let faults = seeds(&[
        "limited*2 ban=1 method=aliexpress.ds.product.get",
        "app-limited ban=3600",
        "slow ms=500",
        "http*always status=503",
        "skewed-clock seconds=-9000",
        "refused code=ServiceUnavailable method=/auth/token/refresh",
        "wrong-types",
    ]);
    run("fault", &faults, |input| {
        let text = String::from_utf8_lossy(input);
        let Ok(fault) = text.parse::<Fault>() else { return Ok(()) };
        match fault.to_string().parse::<Fault>() {
            Ok(again) if again == fault => Ok(()),
            other => Err(format!("`{fault}` is read back as {other:?}")),
        }
    });
}

#[test]
fn a_clock_is_written_as_it_was_read() {
    let clocks = seeds(&[
        "now",
        "2026-11-23T17:20:27Z",
        "2026-11-23T17:20:27.123456789+08:00",
        "+90d",
        "-1h30m",
        "+1d2h3m4s5ms",
        "-P1DT2H",
    ]);
    run("clock", &clocks, |input| {
        let text = String::from_utf8_lossy(input);
        let Ok(clock) = text.parse::<ClockSetting>() else { return Ok(()) };
        match clock.to_string().parse::<ClockSetting>() {
            Ok(again) if again == clock => Ok(()),
            other => Err(format!("`{clock}` is read back as {other:?}")),
        }
    });
}

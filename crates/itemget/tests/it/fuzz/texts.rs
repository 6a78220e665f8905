//! Texts that people write: links, ids, faults, clocks.

use itemget::{ItemId, ItemRef, Link, LinkTarget, SkuId};
use itemget_sandbox::{ClockSetting, Fault};

use super::engine::run;

fn seeds(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

#[test]
fn any_text_is_a_link_or_says_why_not() {
    let links = seeds(&[
        "https://www.aliexpress.com/item/1005006000000001.html?spm=a2g0o&skuId=12000036000000002",
        "https://www.aliexpress.us/item/3256805813685249.html",
        "http://m.aliexpress.com/i/1005006000000001.html",
        "pt.aliexpress.com/item/Nome-do-produto/32942145445.html#x",
        "https://a.aliexpress.com/_mKXtX1y",
        "https://s.click.aliexpress.com/e/_DkXyz12",
        "https://s.click.aliexpress.com/deep_link.htm?dl_target_url=https%3A%2F%2Fwww.aliexpress.com%2Fitem%2F1005006000000001.html",
        "https://www.aliexpress.com/p/coin-index/index.html?productIds=1005006000000001",
        "https://www.aliexpress.com/store/1102345678",
        "https://star.aliexpress.com/share/share.htm?redirectUrl=https%253A%252F%252Fwww.aliexpress.com%252Fitem%252F1.html",
        "1005006000000001",
        "[Lamp](https://www.aliexpress.com/item/1005006000000001.html)",
    ]);
    run("link", &links, |input| {
        let text = String::from_utf8_lossy(input);
        if let Err(error) = text.parse::<Link>() {
            drop(format!("{error} {error:?}"));
        }
        if let Ok(item) = text.parse::<ItemRef>() {
            drop(format!("{item:?}"));
        }
        drop(text.parse::<LinkTarget>().map_err(|error| format!("{error} {error:?}")));
        if let Ok(id) = text.parse::<ItemId>() {
            let again = id.to_string().parse::<ItemId>();
            if again.as_ref().ok() != Some(&id) {
                return Err(format!("{id} is read back as {again:?}"));
            }
            drop((id.global(), id.to_string()));
        }
        if let Ok(id) = text.parse::<SkuId>()
            && id.to_string() != text.trim().trim_start_matches('0')
        {
            return Err(format!("{text:?} is SKU {id}"));
        }
        Ok(())
    });
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

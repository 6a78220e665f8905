//! Single steps of the SDK, timed on one core without a network.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use itemget::api::dropship::ProductGet;
use itemget::api::tutorial::ItemGet;
use itemget::sign::{SignMethod, sign};
use itemget::{AppSecret, Call as _, ItemId, Reply, View};
use jiff::Timestamp;

use crate::{bodies, used};

/// How much CPU a step gets in each of its rounds: long against the 10 ms grain of what
/// the system counts.
const ROUND: Duration = Duration::from_millis(500);

/// Times each step and hands its name and nanoseconds to `each`.
pub(crate) fn run(
    mut each: impl FnMut(&str, f64),
) -> Result<(), Box<dyn std::error::Error>> {
    let secret = AppSecret::new(bodies::APP_SECRET);
    let params = [
        ("access_token", "50000000a10bench0000000000000000000000000000000"),
        ("app_key", "12345678"),
        ("format", "json"),
        ("method", "aliexpress.ds.product.get"),
        ("product_id", "1005006000000001"),
        ("ship_to_country", "US"),
        ("sign_method", "sha256"),
        ("target_currency", "USD"),
        ("target_language", "en_US"),
        ("timestamp", "1795454427000"),
    ];
    for method in SignMethod::ALL {
        let signed = || {
            black_box(sign(method, "aliexpress.ds.product.get", params, &secret));
        };
        each(&format!("sign a call, {method}"), best(signed)?);
    }

    let id: ItemId = "1005006000000001".parse()?;
    let observed_at = Timestamp::UNIX_EPOCH;
    let reply = |body: String| Reply { body: Bytes::from(body), observed_at };

    let flat = reply(bodies::flat());
    let call = ItemGet::new(id, View::default());
    call.read(&flat)?;
    each("read the 1.4 KB body", best(|| drop(black_box(call.read(&flat))))?);

    let large = reply(bodies::large_iop());
    let call = ProductGet::new(id, View::default());
    call.read(&large)?;
    each("read the 30 KB body", best(|| drop(black_box(call.read(&large))))?);
    Ok(())
}

/// Reads one of the bodies `count` times and says nothing: what an instruction counter wants.
pub(crate) fn read_alone(
    body: &str,
    count: u64,
) -> Result<(), Box<dyn std::error::Error>> {
    let id: ItemId = "1005006000000001".parse()?;
    let observed_at = Timestamp::UNIX_EPOCH;
    let reply = |body: String| Reply { body: Bytes::from(body), observed_at };
    let (flat, large) = (reply(bodies::flat()), reply(bodies::large_iop()));
    let item_get = ItemGet::new(id, View::default());
    let product_get = ProductGet::new(id, View::default());
    for _ in 0..count {
        match body {
            "flat" => drop(black_box(item_get.read(&flat)?)),
            "large" => drop(black_box(product_get.read(&large)?)),
            other => return Err(format!("there is no body `{other}`").into()),
        }
    }
    Ok(())
}

/// Nanoseconds of CPU for one time, of the fastest of three rounds: what else the machine
/// does can only make a step look slower.
fn best(mut step: impl FnMut()) -> Result<f64, Box<dyn std::error::Error>> {
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let (start, mut times) = (used::cpu()?, 0_u32);
        let cost = loop {
            // So that asking for the time, which costs some microseconds, is rare.
            let batch = Instant::now();
            while batch.elapsed() < Duration::from_millis(20) {
                for _ in 0..16 {
                    step();
                }
                times += 16;
            }
            let cost = used::cpu()? - start;
            if cost >= ROUND {
                break cost;
            }
        };
        best = best.min(cost.as_secs_f64() * 1e9 / f64::from(times));
    }
    Ok(best)
}

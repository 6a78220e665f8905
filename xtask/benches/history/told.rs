//! What the experiment came to, as a line of JSON.

use std::time::Duration;

use serde_json::{Value, json};

use crate::experiment::{Done, Figures, Took};

/// The line.
pub(crate) fn line(done: &Done) -> Value {
    let engines: Vec<Value> = done.engines.iter().map(engine).collect();
    json!({
        "observations": done.observations,
        "changed": done.changed,
        "engines": engines,
    })
}

fn engine(figures: &Figures) -> Value {
    let ms = |it: Duration| it.as_secs_f64() * 1e3;
    let all = |took: &[Took]| {
        json!({
            "wall_ms": ms(middle(took.iter().map(|it| it.wall).collect())),
            "cpu_ms": ms(middle(took.iter().map(|it| it.cpu).collect())),
        })
    };
    let us = |took: &[Took]| ms(middle(took.iter().map(|it| it.wall).collect())) * 1e3;
    json!({
        "name": figures.name,
        "ingest_s": figures.ingest.wall.as_secs_f64(),
        "ingest_cpu_s": figures.ingest.cpu.as_secs_f64(),
        "bytes": figures.bytes,
        "shrunk": figures.shrunk,
        "history_us": us(&figures.histories),
        "first_history_us": us(&figures.first_histories),
        "lowest": all(&figures.lowest),
        "falls": all(&figures.falls),
    })
}

/// The middle one; of two middle ones the longer.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

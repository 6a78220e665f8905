//! A trail into the bytes of a block.

use itemget::SkuId;

use super::FORM;
use super::moments::{put_moments, seconds};
use super::step::{Form, Memory, Step, WIDTHS};
use crate::bytes::{begin, put, put_count, put_signed, seal};
use crate::moment::Moment;
use crate::series::{Kind, Series};
use crate::state::Quantity;
use crate::trail::{Change, Trail};

/// The trail as bytes; the same trail is always the same bytes.
pub fn encode(trail: &Trail) -> Vec<u8> {
    let mut out = begin(FORM);
    put(&mut out, trail.holds_for().as_secs());
    put_spans(&mut out, trail);
    let mut moments: Vec<Moment> = all_changes(trail).map(|change| change.at).collect();
    moments.sort_unstable();
    moments.dedup();
    let start = trail.spans().first().map_or(Moment::from_seconds(0), |span| span.first);
    put_moments(&mut out, &moments, start);
    let skus = skus(trail);
    put_skus(&mut out, &skus);
    for column in columns(trail) {
        put_column(&mut out, column, trail, &moments, &skus);
    }
    seal(out)
}

fn all_changes(trail: &Trail) -> impl Iterator<Item = &Change> {
    trail.series().flat_map(|(_, changes)| changes)
}

fn put_spans(out: &mut Vec<u8>, trail: &Trail) {
    put_count(out, trail.spans().len());
    let mut end = None;
    for span in trail.spans() {
        match end {
            None => put_signed(out, span.first.seconds()),
            Some(end) => put(out, seconds(end, span.first)),
        }
        put(out, seconds(span.first, span.last));
        put(out, span.readings);
        end = Some(span.last);
    }
}

fn skus(trail: &Trail) -> Vec<SkuId> {
    let mut skus: Vec<SkuId> = trail.series().filter_map(|(it, _)| it.sku).collect();
    skus.dedup();
    skus
}

fn put_skus(out: &mut Vec<u8>, skus: &[SkuId]) {
    put_count(out, skus.len());
    let mut last = 0;
    for sku in skus {
        put(out, sku.get() - last);
        last = sku.get();
    }
}

/// A kind, of the item as a whole or of its variants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    is_of_skus: bool,
    code: u8,
    kind: Kind,
}

impl Column {
    fn of(series: Series) -> Self {
        let Series { sku, kind } = series;
        Self { is_of_skus: sku.is_some(), code: kind.code(), kind }
    }

    fn series(self, trail: &Trail) -> impl Iterator<Item = (Series, &[Change])> {
        trail.series().filter(move |(series, _)| Self::of(*series) == self)
    }
}

fn columns(trail: &Trail) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (series, _) in trail.series() {
        let column = Column::of(series);
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns.sort_unstable();
    columns
}

fn put_column(
    out: &mut Vec<u8>,
    column: Column,
    trail: &Trail,
    moments: &[Moment],
    skus: &[SkuId],
) {
    let values = column
        .series(trail)
        .flat_map(|(_, changes)| changes)
        .filter_map(|it| it.state.value());
    let scale = values.map(Quantity::scale).max().unwrap_or(0);
    let series: Vec<Vec<Step>> =
        column.series(trail).map(|(_, changes)| steps(changes, moments, scale)).collect();
    let cost = |width: &u32| -> usize {
        series.iter().flatten().map(|step| step.len(*width)).sum()
    };
    let width = WIDTHS.into_iter().min_by_key(cost).expect("there are widths");
    let form = Form { scale, width };

    let mut body = Vec::new();
    if column.is_of_skus {
        let members: Vec<SkuId> =
            column.series(trail).filter_map(|(it, _)| it.sku).collect();
        put_part(&mut body, &told_members(&members, skus));
    }
    let mut part = Vec::new();
    for steps in &series {
        part.clear();
        steps.iter().for_each(|step| step.put(&mut part, width));
        match column.is_of_skus {
            true => put_part(&mut body, &part),
            false => body.extend_from_slice(&part),
        }
    }
    out.push(column.code);
    out.push(form.byte(column.is_of_skus));
    put_part(out, &body);
}

fn steps(changes: &[Change], moments: &[Moment], scale: u8) -> Vec<Step> {
    let mut memory = Memory::NEW;
    let mut passed = 0;
    let step = |change: &Change| {
        passed += moments[passed..].partition_point(|moment| *moment < change.at);
        Step::to(&mut memory, scale, passed, change.state)
    };
    changes.iter().map(step).collect()
}

/// Which of the variants have a series in a column; nothing where all have.
fn told_members(members: &[SkuId], skus: &[SkuId]) -> Vec<u8> {
    let mut out = Vec::new();
    if members.len() == skus.len() {
        return out;
    }
    let mut next = 0;
    for sku in members {
        let skipped = skus[next..].partition_point(|it| it < sku);
        put_count(&mut out, skipped);
        next += skipped + 1;
    }
    out
}

fn put_part(out: &mut Vec<u8>, part: &[u8]) {
    put_count(out, part.len());
    out.extend_from_slice(part);
}

//! A block walked through without a trail being made of it.

use std::time::Duration;

use itemget::SkuId;

use super::FORM;
use super::moments::{later, read_moments};
use super::step::{Form, Memory, read};
use crate::bytes::{Input, PackedError, open};
use crate::moment::Moment;
use crate::part::Part;
use crate::series::{Kind, Series};
use crate::trail::{Change, Span, WHOLE};

/// An opened block. Its series are read where they lie, one change at a time.
#[derive(Debug)]
pub struct Reader<'a> {
    holds_for: Duration,
    spans: Vec<Span>,
    moments: Vec<Moment>,
    skus: Vec<SkuId>,
    columns: Input<'a>,
    /// Whether the item as a whole could be had, which stands over all other series.
    whole: Vec<Change>,
}

impl<'a> Reader<'a> {
    /// Opens a block: checks that its bytes are those that were written, and reads what
    /// all its series share.
    pub fn open(bytes: &'a [u8]) -> Result<Self, PackedError> {
        let mut input = open(bytes, FORM)?;
        let holds_for = Duration::from_secs(input.number()?);
        let spans = read_spans(&mut input)?;
        let start = spans.first().map_or(Moment::from_seconds(0), |span| span.first);
        let moments = read_moments(&mut input, start)?;
        let skus = read_skus(&mut input)?;
        let whole = Vec::new();
        let mut reader = Self { holds_for, spans, moments, skus, columns: input, whole };
        reader.whole = reader.read_whole()?;
        Ok(reader)
    }

    /// When the item was looked at, as in [`Trail::spans`](crate::Trail::spans).
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How long after the last reading it may still be believed.
    pub fn holds_for(&self) -> Duration {
        self.holds_for
    }

    /// The item's variants, in order of their ids.
    pub fn skus(&self) -> &[SkuId] {
        &self.skus
    }

    /// Every series: of the item as a whole first, then kind by kind, by variant.
    pub fn series(&self) -> SeriesIter<'_> {
        SeriesIter {
            reader: self,
            columns: self.columns,
            last: None,
            open: None,
            wanted: Wanted::All,
        }
    }

    /// The series of one kind; the others are passed over unread.
    pub fn of_kind(&self, kind: Kind) -> SeriesIter<'_> {
        SeriesIter { wanted: Wanted::Of(kind), ..self.series() }
    }

    /// The series of a part; the others are passed over unread.
    pub fn part<'r>(&'r self, part: Part<'r>) -> SeriesIter<'r> {
        SeriesIter { wanted: Wanted::Part(part), ..self.series() }
    }

    pub(crate) fn whole(&self) -> &[Change] {
        &self.whole
    }

    /// The item as a whole comes first, and its availability is the first kind.
    fn read_whole(&self) -> Result<Vec<Change>, PackedError> {
        match self.series().next() {
            Some(first) => {
                let first = first?;
                match first.series == WHOLE {
                    true => first.changes().collect(),
                    false => Ok(Vec::new()),
                }
            }
            None => Ok(Vec::new()),
        }
    }
}

fn read_spans(input: &mut Input<'_>) -> Result<Vec<Span>, PackedError> {
    const LEAST_BYTES: usize = 3;
    let count = input.count(LEAST_BYTES)?;
    let mut spans: Vec<Span> = Vec::with_capacity(count);
    for _ in 0..count {
        let first = match spans.last() {
            None => input.signed()?,
            Some(before) => later(before.last.seconds(), input.number()?)?,
        };
        let last = later(first, input.number()?)?;
        if first < Moment::MIN.seconds() {
            return Err(PackedError::Malformed("a moment before the start of time"));
        }
        let [first, last] = [first, last].map(Moment::from_seconds);
        spans.push(Span { first, last, readings: input.number()? });
    }
    Ok(spans)
}

fn read_skus(input: &mut Input<'_>) -> Result<Vec<SkuId>, PackedError> {
    let count = input.count(1)?;
    let mut skus = Vec::with_capacity(count);
    let mut last = 0_u64;
    for _ in 0..count {
        let next = last.checked_add(input.number()?).filter(|next| *next > last);
        let sku = next.and_then(SkuId::from_u64);
        skus.push(sku.ok_or(PackedError::Malformed("variants out of their order"))?);
        last = next.unwrap_or(last);
    }
    Ok(skus)
}

/// A series of a block, not yet read.
#[derive(Debug, Clone, Copy)]
pub struct Packed<'r> {
    series: Series,
    form: Form,
    input: Input<'r>,
    reader: &'r Reader<'r>,
}

impl<'r> Packed<'r> {
    /// Which it is.
    pub fn series(&self) -> Series {
        self.series
    }

    /// The block that it is in.
    pub fn reader(&self) -> &'r Reader<'r> {
        self.reader
    }

    /// How many bytes it takes.
    pub(super) fn len(&self) -> usize {
        self.input.len()
    }

    /// Its changes, from the first one on.
    pub fn changes(&self) -> Changes<'r> {
        let Self { form, input, reader, .. } = *self;
        Changes { input, form, memory: Memory::NEW, moments: &reader.moments }
    }
}

/// The changes of a series, one after the other; ends after an error.
#[derive(Debug, Clone)]
pub struct Changes<'r> {
    input: Input<'r>,
    form: Form,
    memory: Memory,
    moments: &'r [Moment],
}

impl Iterator for Changes<'_> {
    type Item = Result<Change, PackedError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.input.is_empty() {
            return None;
        }
        let change = read(&mut self.input, self.form, &mut self.memory).and_then(
            |(index, state)| match self.moments.get(index) {
                Some(at) => Ok(Change { at: *at, state }),
                None => Err(PackedError::Malformed("a change at no moment")),
            },
        );
        if change.is_err() {
            self.input.finish();
        }
        Some(change)
    }
}

/// The series of a block, or some of them; ends after an error.
#[derive(Debug, Clone)]
pub struct SeriesIter<'r> {
    reader: &'r Reader<'r>,
    columns: Input<'r>,
    /// The column before: they come in order, each once.
    last: Option<(bool, u8)>,
    open: Option<Column<'r>>,
    wanted: Wanted<'r>,
}

/// Which series of a block.
#[derive(Debug, Clone, Copy)]
enum Wanted<'r> {
    All,
    Of(Kind),
    Part(Part<'r>),
}

impl Wanted<'_> {
    /// Whether any series of a column is wanted.
    fn holds_any(self, column: &Column<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Of(kind) => kind == column.kind,
            Self::Part(part) => part.holds_kind(column.members.is_some(), column.kind),
        }
    }

    /// Whether a series of such a column is wanted.
    fn holds(self, series: Series) -> bool {
        match self {
            Self::All | Self::Of(_) => true,
            Self::Part(part) => part.holds(series),
        }
    }
}

/// A column that is being read.
#[derive(Debug, Clone)]
struct Column<'r> {
    kind: Kind,
    form: Form,
    /// Not there in a column of the item as a whole.
    members: Option<Members<'r>>,
    parts: Input<'r>,
}

/// Which variants the series of a column are of.
#[derive(Debug, Clone)]
struct Members<'r> {
    are_all: bool,
    skipped: Input<'r>,
    next: usize,
}

impl<'r> Iterator for SeriesIter<'r> {
    type Item = Result<Packed<'r>, PackedError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.advance();
        if next.is_err() {
            self.columns.finish();
            self.open = None;
        }
        next.transpose()
    }
}

impl<'r> SeriesIter<'r> {
    fn advance(&mut self) -> Result<Option<Packed<'r>>, PackedError> {
        loop {
            if let Some(column) = &mut self.open {
                match column.next(self.reader)? {
                    Some(packed) if self.wanted.holds(packed.series) => {
                        return Ok(Some(packed));
                    }
                    Some(_) => continue,
                    None => self.open = None,
                }
            }
            if self.columns.is_empty() {
                return Ok(None);
            }
            let column = self.open_column()?;
            if self.wanted.holds_any(&column) {
                self.open = Some(column);
            }
        }
    }

    fn open_column(&mut self) -> Result<Column<'r>, PackedError> {
        let code = self.columns.byte()?;
        let kind = Kind::from_code(code)
            .ok_or(PackedError::Malformed("a kind that this version does not know"))?;
        let (form, is_of_skus) = Form::from_byte(self.columns.byte()?);
        let mut parts = self.columns.part()?;
        let this = (is_of_skus, code);
        if self.last.is_some_and(|last| last >= this) {
            return Err(PackedError::Malformed("columns out of their order"));
        }
        self.last = Some(this);
        let members = match is_of_skus {
            false => None,
            true => {
                let skipped = parts.part()?;
                Some(Members { are_all: skipped.is_empty(), skipped, next: 0 })
            }
        };
        Ok(Column { kind, form, members, parts })
    }
}

impl<'r> Column<'r> {
    fn next(
        &mut self,
        reader: &'r Reader<'r>,
    ) -> Result<Option<Packed<'r>>, PackedError> {
        if self.parts.is_empty() {
            let is_short = self.members.as_ref().is_some_and(|it| it.is_short(reader));
            return match is_short {
                true => Err(PackedError::Malformed("fewer series than variants")),
                false => Ok(None),
            };
        }
        let (sku, input) = match &mut self.members {
            Some(members) => (Some(members.next(reader)?), self.parts.part()?),
            None => {
                let input = self.parts;
                self.parts.finish();
                (None, input)
            }
        };
        let series = Series { sku, kind: self.kind };
        Ok(Some(Packed { series, form: self.form, input, reader }))
    }
}

impl Members<'_> {
    fn next(&mut self, reader: &Reader<'_>) -> Result<SkuId, PackedError> {
        let skipped = if self.are_all { 0 } else { self.skipped.number()? };
        let place = usize::try_from(skipped)
            .ok()
            .and_then(|skipped| self.next.checked_add(skipped))
            .filter(|place| *place < reader.skus.len())
            .ok_or(PackedError::Malformed("a series of no variant"))?;
        self.next = place + 1;
        Ok(reader.skus[place])
    }

    fn is_short(&self, reader: &Reader<'_>) -> bool {
        match self.are_all {
            true => self.next < reader.skus.len(),
            false => !self.skipped.is_empty(),
        }
    }
}

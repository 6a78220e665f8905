//! What is read: the truth, with everything that goes wrong when it is read.

use std::time::Duration;

use itemget::SkuId;
use itemget_history::{
    Absence, Entry, Gap, Kind, Moment, Quantity, Reading, Seen, Series, State,
};
use rust_decimal::Decimal;

use super::chance::Chance;
use super::world::{DAY, DAYS, Flapping, HOUR, Item, Rates, Sku, Stock};

/// How often each thing went wrong.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Wrongs {
    pub(crate) readings: usize,
    pub(crate) asked_for: usize,
    pub(crate) glitches: usize,
    pub(crate) to_and_fro: usize,
    pub(crate) failed: usize,
    pub(crate) unread: usize,
    pub(crate) late: usize,
    pub(crate) other_view: usize,
}

/// In what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Germany,
    America,
}

/// Somebody who reads one item.
pub(crate) struct Reader<'a> {
    item: &'a Item,
    rates: &'a Rates,
    chance: Chance,
    pub(crate) wrongs: Wrongs,
    /// Since when and until when nothing arrives, or no price is understood.
    outages: Vec<(i64, i64)>,
    drifts: Vec<(i64, i64)>,
    /// Which variants' last reading was wrong: never two in a row.
    was_wrong: Vec<u64>,
    /// Whether the reading before the last one was wrong.
    follows_wrong: bool,
    /// How many readings of each spell there were.
    turns: std::collections::BTreeMap<(u64, i64), u32>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(item: &'a Item, rates: &'a Rates, mut chance: Chance) -> Self {
        let mut spells = |days: i64| {
            let mut spells = Vec::new();
            let mut at = chance.between(10, days) * DAY;
            while at < DAYS * DAY {
                spells.push((at, at + chance.between(5, 37) * HOUR));
                at += chance.between(10, days) * DAY;
            }
            spells
        };
        let (outages, drifts) = (spells(30), spells(40));
        Self {
            item,
            rates,
            chance,
            wrongs: Wrongs::default(),
            outages,
            drifts,
            was_wrong: Vec::new(),
            follows_wrong: false,
            turns: std::collections::BTreeMap::new(),
        }
    }

    pub(crate) fn view(&self, at: i64) -> View {
        match self.item.view_changes.is_some_and(|from| at >= from) {
            true => View::America,
            false => View::Germany,
        }
    }

    /// One reading.
    pub(crate) fn read(&mut self, at: i64) -> Reading {
        self.wrongs.readings += 1;
        self.follows_wrong = !self.was_wrong.is_empty();
        let view = self.view(at);
        self.wrongs.other_view += usize::from(view == View::America);
        let seen = self.seen(at, view);
        let holds_for = Duration::from_secs(18 * 3600);
        Reading { at: Moment::from_seconds(at), holds_for, seen }
    }

    fn seen(&mut self, at: i64, view: View) -> Seen {
        let during = |spells: &[(i64, i64)]| {
            spells.iter().any(|(from, until)| (*from..*until).contains(&at))
        };
        if during(&self.outages) || self.chance.one_in(60) {
            self.wrongs.failed += 1;
            let gaps = [Gap::Failed, Gap::Throttled, Gap::Unauthorised, Gap::Unreadable];
            let gap = gaps[usize::try_from(self.chance.between(0, 4)).unwrap()];
            return Seen::NotObserved(gap);
        }
        if !self.item.listed.at(at) {
            return Seen::Absent(Absence::OffSale);
        }
        let has_drifted = during(&self.drifts);
        self.wrongs.unread += usize::from(has_drifted);
        let mut entries = Vec::new();
        let skus = self.item.skus.iter();
        for sku in skus {
            self.read_sku(sku, at, view, has_drifted, &mut entries);
        }
        // A blip in which the item seems to be away.
        let mut flaps = self.item.skus.iter().flat_map(|sku| &sku.flaps);
        let is_flapping = flaps.any(|flap| flap.is_on(at));
        if self.was_wrong.is_empty() && !is_flapping && self.chance.one_in(150) {
            self.wrongs.glitches += 1;
            self.was_wrong.push(0);
            return Seen::Absent(Absence::NotFound);
        }
        self.was_wrong.retain(|id| *id != 0);
        Seen::Item(entries)
    }

    fn read_sku(
        &mut self,
        sku: &Sku,
        at: i64,
        view: View,
        has_drifted: bool,
        entries: &mut Vec<Entry>,
    ) {
        let id = SkuId::from_u64(sku.id).unwrap();
        let mut cents = self.shown(sku.price.at(at), at, view);
        let mut stock = sku.stock.at(at);
        let mut is_flapping = false;
        for flap in sku.flaps.iter().filter(|flap| flap.is_on(at)) {
            is_flapping = true;
            // What is not understood is no turn.
            if has_drifted && flap.of == Flapping::Price {
                continue;
            }
            let turn = self.turns.entry((sku.id, flap.from)).or_default();
            let is_other = (*turn / flap.readings).is_multiple_of(2);
            *turn += 1;
            self.wrongs.to_and_fro += 1;
            match flap.of {
                Flapping::Price if is_other => cents = cents * 3 / 5,
                Flapping::Stock if is_other => stock = Stock::None,
                Flapping::Price | Flapping::Stock => {}
            }
        }
        let was_wrong = self.was_wrong.contains(&sku.id);
        // One that is not understood does not stand between two wrong ones.
        if !has_drifted {
            self.was_wrong.retain(|wrong| *wrong != sku.id);
        }
        if !was_wrong && !is_flapping && self.chance.one_in(40) {
            self.wrongs.glitches += 1;
            self.was_wrong.push(sku.id);
            match self.chance.between(0, 4) {
                0 => cents = 100,
                1 => cents /= 10,
                2 => cents *= 3,
                _ => {
                    stock = if stock == Stock::None { Stock::Plenty } else { Stock::None }
                }
            }
        }
        let pieces = match stock {
            Stock::Plenty => self.chance.between(40, 400),
            Stock::Few => self.chance.between(1, 5),
            Stock::None => 0,
        };
        let here = match stock {
            Stock::None => State::Absent(Absence::SoldOut),
            Stock::Plenty | Stock::Few => State::Value(Quantity::whole(1)),
        };
        let price = match has_drifted {
            true => State::NotObserved(Gap::Unreadable),
            false => State::Value(Quantity::try_from(Decimal::new(cents, 2)).unwrap()),
        };
        let mut tell = |kind, state| {
            entries.push(Entry { series: Series::of_sku(id, kind), state });
        };
        tell(Kind::Availability, here);
        tell(Kind::Stock, State::Value(Quantity::whole(pieces)));
        tell(Kind::SalePrice, price);
    }

    /// What the platform makes of a price: at yesterday's rate.
    fn shown(&self, cents: i64, at: i64, view: View) -> i64 {
        let rate = self.rates.on(at / DAY - 1);
        let euro = (cents * rate + 500_000) / 1_000_000;
        match view {
            View::Germany => euro,
            View::America => euro * 108 / 100,
        }
    }

    /// When it is read next, if nobody asks for more.
    pub(crate) fn next(&mut self, at: i64) -> i64 {
        at + 6 * HOUR + self.chance.between(-HOUR, HOUR)
    }

    /// Whether a reading is on its way for longer than the one after it.
    pub(crate) fn is_late(&mut self, at: i64) -> bool {
        let mut flaps = self.item.skus.iter().flat_map(|sku| &sku.flaps);
        // In a spell no two readings that arrive in time say the same, and no two that
        // arrive in a row are wrong.
        let is_calm = !self.follows_wrong && !flaps.any(|flap| flap.is_on(at));
        let is_late = self.chance.one_in(30) && is_calm;
        self.wrongs.late += usize::from(is_late);
        is_late
    }
}

//! Currencies: a fixed, invented table of rates, and how an amount is written.
//!
//! All amounts of the catalogue are whole fen (hundredths of a yuan) until they are put
//! into an answer. No float is near them.

use rust_decimal::{Decimal, RoundingStrategy};

/// A currency the sandbox can answer in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Currency {
    pub(crate) code: &'static str,
    /// Millionths of a unit for one yuan. Invented once, about right, never changed.
    pub(crate) micros_per_yuan: i64,
    /// Decimals that amounts are written with.
    pub(crate) decimals: u32,
    pub(crate) symbol: &'static str,
    pub(crate) style: Style,
}

/// How people who use the currency write it, as the `…_format` fields do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `US $1,234.50`
    SymbolFirst,
    /// `1 234,50€`
    SymbolLast,
}

/// What the seller's own prices are in.
pub(crate) const SELLER: &Currency = &CURRENCIES[0];
/// What answers are in when nothing was asked for.
pub(crate) const DEFAULT: &Currency = &CURRENCIES[1];

pub(crate) const CURRENCIES: &[Currency] = &[
    before("CNY", 1_000_000, 2, "CN¥"),
    before("USD", 140_200, 2, "US $"),
    before("GBP", 104_300, 2, "£"),
    before("CAD", 193_700, 2, "C$"),
    behind("EUR", 120_600, 2, "€"),
    behind("UAH", 5_880_000, 2, "₴"),
    before("MXN", 2_587_000, 2, "MXN$"),
    behind("TRY", 5_910_000, 2, "TL"),
    behind("RUB", 11_430_000, 2, "руб."),
    before("BRL", 756_400, 2, "R$"),
    before("AUD", 214_100, 2, "AU $"),
    before("INR", 12_470_000, 2, "₹"),
    before("JPY", 21_680_000, 0, "￥"),
    before("IDR", 2_336_000_000, 0, "Rp"),
    behind("SEK", 1_331_000, 2, "SEK"),
    before("KRW", 202_400_000, 0, "₩"),
    before("ILS", 463_700, 2, "₪"),
    before("THB", 4_561_000, 2, "฿"),
    before("CLP", 132_600_000, 0, "CLP$"),
    behind("VND", 3_694_000_000, 0, "₫"),
    behind("PLN", 513_200, 2, "zł"),
    before("SAR", 525_800, 2, "SR"),
    before("AED", 514_900, 2, "AED"),
    before("CHF", 112_900, 2, "CHF"),
    behind("CZK", 2_926_000, 2, "Kč"),
    before("NZD", 243_800, 2, "NZ$"),
    before("SGD", 181_500, 2, "S$"),
    before("MYR", 591_300, 2, "RM"),
    before("PHP", 8_240_000, 2, "₱"),
    before("ZAR", 2_436_000, 2, "R"),
];

impl Currency {
    /// Finds a currency by its code, in either case.
    pub(crate) fn find(code: &str) -> Option<&'static Self> {
        CURRENCIES.iter().find(|currency| currency.code.eq_ignore_ascii_case(code))
    }

    /// What `fen` are in this currency, rounded to its decimals. A larger amount never
    /// becomes a smaller one, so that a sale price stays at or under its list price.
    pub(crate) fn amount(&self, fen: u64) -> Decimal {
        let exact = i128::from(fen) * i128::from(self.micros_per_yuan);
        // Fen are hundredths and the rate is in millionths: eight decimals.
        Decimal::from_i128_with_scale(exact, 8)
            .round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointAwayFromZero)
    }

    /// The amount as the gateway writes it in data: `8.01`, `6246`.
    pub(crate) fn text(&self, fen: u64) -> String {
        self.write(self.amount(fen))
    }

    /// An amount that is in this currency already, with exactly its decimals.
    pub(crate) fn write(&self, amount: Decimal) -> String {
        format!("{amount:.places$}", places = self.decimals as usize)
    }

    /// An amount less so many percent, never more than before.
    pub(crate) fn less(&self, amount: Decimal, percent: u32) -> String {
        let left = amount * Decimal::new(i64::from(100 - percent.min(100)), 2);
        self.write(left.round_dp_with_strategy(self.decimals, RoundingStrategy::ToZero))
    }

    /// The amount as people read it: `3,29€`, `US $172.71`.
    pub(crate) fn display(&self, amount: Decimal) -> String {
        let plain = self.write(amount);
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (thousands, point) = self.marks();
        let whole = grouped(whole, thousands);
        let point = if fraction.is_empty() { "" } else { point };
        match self.style {
            Style::SymbolFirst => format!("{}{whole}{point}{fraction}", self.symbol),
            Style::SymbolLast => format!("{whole}{point}{fraction}{}", self.symbol),
        }
    }

    /// The mark between thousands and the mark before decimals.
    pub(crate) fn marks(&self) -> (&'static str, &'static str) {
        match self.style {
            Style::SymbolFirst => (",", "."),
            Style::SymbolLast => (" ", ","),
        }
    }
}

fn grouped(digits: &str, mark: &str) -> String {
    let mut out = String::with_capacity(digits.len() + 4);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

const fn before(
    code: &'static str,
    micros_per_yuan: i64,
    decimals: u32,
    symbol: &'static str,
) -> Currency {
    Currency { code, micros_per_yuan, decimals, symbol, style: Style::SymbolFirst }
}

const fn behind(
    code: &'static str,
    micros_per_yuan: i64,
    decimals: u32,
    symbol: &'static str,
) -> Currency {
    Currency { code, micros_per_yuan, decimals, symbol, style: Style::SymbolLast }
}

#[cfg(test)]
mod tests {
    use super::{CURRENCIES, Currency};

    #[test]
    fn amounts_have_their_currencys_decimals() {
        for (code, fen, plain, shown) in [
            ("CNY", 123_456, "1234.56", "CN¥1,234.56"),
            ("EUR", 6_650, "8.02", "8,02€"),
            ("EUR", 10_000_000, "12060.00", "12 060,00€"),
            ("usd", 10_000, "14.02", "US $14.02"),
            ("KRW", 3_086, "6246", "₩6,246"),
            ("JPY", 0, "0", "￥0"),
        ] {
            let currency = Currency::find(code).unwrap();
            assert_eq!(currency.text(fen), plain, "{fen} fen in {code}");
            assert_eq!(currency.display(currency.amount(fen)), shown, "{fen} in {code}");
        }
        assert_eq!(Currency::find("XTS"), None);
    }

    #[test]
    fn rounding_keeps_the_order_of_amounts() {
        for currency in CURRENCIES {
            let amounts: Vec<_> = (0..5000).map(|fen| currency.amount(fen)).collect();
            assert!(amounts.is_sorted(), "{}", currency.code);
        }
    }
}

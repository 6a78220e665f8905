//! Where parcels go: what a country adds to a price, and how far away it is.
//!
//! Taxes and distances are about right and fixed; they are not a tax table.

use super::chance::Chance;

/// A country that an item can be shipped to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Country {
    code: [u8; 2],
    /// Tax that is in the shown price, in permille; 0 where prices are shown without.
    pub(crate) tax_permille: u64,
    zone: Zone,
}

/// How far a country is from the sellers' warehouses in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Near,
    Middle,
    Far,
}

impl Country {
    /// Reads an ISO 3166 code of two letters, in either case.
    pub(crate) fn find(code: &str) -> Option<Self> {
        let &[first, second] = code.as_bytes() else { return None };
        if !first.is_ascii_alphabetic() || !second.is_ascii_alphabetic() {
            return None;
        }
        let code = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
        let (tax_permille, zone) = match &code {
            b"CN" | b"HK" | b"TW" | b"KR" | b"JP" | b"SG" | b"VN" | b"TH" => {
                (0, Zone::Near)
            }
            b"MY" | b"PH" | b"ID" | b"IN" => (0, Zone::Near),
            // The platform says UK where the standard says GB.
            b"FR" | b"GB" | b"UK" | b"AT" => (200, Zone::Middle),
            b"DE" => (190, Zone::Middle),
            b"ES" | b"NL" | b"BE" | b"CZ" => (210, Zone::Middle),
            b"IT" => (220, Zone::Middle),
            b"PL" | b"PT" => (230, Zone::Middle),
            b"SE" | b"DK" => (250, Zone::Middle),
            b"AU" | b"NZ" => (100, Zone::Middle),
            b"US" | b"CA" | b"UA" | b"TR" | b"IL" | b"CH" | b"NO" => (0, Zone::Middle),
            b"SA" | b"AE" | b"RU" => (0, Zone::Middle),
            _ => (0, Zone::Far),
        };
        Some(Self { code, tax_permille, zone })
    }

    pub(crate) fn code(&self) -> &str {
        std::str::from_utf8(&self.code).expect("two ASCII letters, checked when found")
    }

    pub(crate) fn is_us(&self) -> bool {
        &self.code == b"US"
    }

    /// Whether sellers must name a manufacturer there, as the product safety rules of the
    /// European Union want it.
    pub(crate) fn names_manufacturers(&self) -> bool {
        matches!(
            &self.code,
            b"FR"
                | b"DE"
                | b"ES"
                | b"NL"
                | b"BE"
                | b"CZ"
                | b"IT"
                | b"PL"
                | b"PT"
                | b"SE"
                | b"DK"
                | b"AT"
        )
    }

    /// The seller's price here in permille of that at home: 970 to 1060, the same for an
    /// item always, with the tax that is shown in it.
    pub(crate) fn price_permille(&self, seed: u64, item: u64) -> u64 {
        let own = Chance::of(seed, &[0xc0, item, self.word()]).between(970, 1060);
        own * (1000 + self.tax_permille) / 1000
    }

    /// Whether a warehouse in `from` sends parcels here. Those abroad serve their region.
    pub(crate) fn is_reached_from(&self, from: &str) -> bool {
        match from {
            "US" => matches!(&self.code, b"US" | b"CA" | b"MX"),
            "ES" => self.is_european(),
            _ => true,
        }
    }

    fn is_european(&self) -> bool {
        self.names_manufacturers() || matches!(&self.code, b"GB" | b"UK")
    }

    /// Days in transit from a warehouse in `from`, the least and the most.
    pub(crate) fn days(&self, from: &str) -> (u64, u64) {
        if from == self.code() {
            return (2, 5);
        }
        match (from, self.zone) {
            ("ES", _) if self.is_european() => (4, 8),
            ("CN", Zone::Near) => (5, 9),
            ("CN", Zone::Middle) => (7, 13),
            ("CN", Zone::Far) => (15, 32),
            _ => (10, 20),
        }
    }

    /// What a parcel costs per started 100 g from China, in fen.
    pub(crate) fn fen_per_100_grams(&self) -> u64 {
        match self.zone {
            Zone::Near => 160,
            Zone::Middle => 290,
            Zone::Far => 440,
        }
    }

    pub(crate) fn word(&self) -> u64 {
        u64::from(u16::from_be_bytes(self.code))
    }
}

#[cfg(test)]
mod tests {
    use super::Country;

    #[test]
    fn a_country_is_two_letters() {
        assert_eq!(Country::find("fr").unwrap().code(), "FR");
        assert_eq!(Country::find("ZW").unwrap().code(), "ZW");
        for wrong in ["", "F", "FRA", "F1", "é"] {
            assert_eq!(Country::find(wrong), None, "`{wrong}`");
        }
    }

    #[test]
    fn taxed_countries_cost_more_than_the_tax_alone_can_lose() {
        let france = Country::find("FR").unwrap();
        for item in 0..200 {
            let permille = france.price_permille(1, item);
            assert!((1164..=1272).contains(&permille), "{permille}");
        }
    }
}

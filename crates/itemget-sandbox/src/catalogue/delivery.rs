//! How a parcel gets to a country: the services, their fees and their days.

use super::item::{Item, Purpose, State};
use super::places::Country;
use super::variants::Variant;

/// One way to have a parcel brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) code: &'static str,
    pub(crate) company: &'static str,
    /// 0 for free shipping.
    pub(crate) fen: u64,
    /// Days from the order to the door, the least and the most.
    pub(crate) days: (u64, u64),
    pub(crate) guaranteed_days: u64,
    pub(crate) tracking: bool,
}

impl Item {
    /// The services that bring `quantity` of the variant to the country, the cheapest
    /// first; none where it is not brought at all.
    pub(crate) fn deliveries(
        &self,
        variant: &Variant<'_>,
        country: &Country,
        quantity: u64,
    ) -> Vec<Delivery> {
        let from = variant.ships_from();
        if self.state == State::Offline
            || self.prohibited(country).is_some()
            || !country.is_reached_from(from)
        {
            return Vec::new();
        }
        let (least, most) = country.days(from);
        let hundreds = self.grams.saturating_mul(quantity).div_ceil(100);
        let parcel = 400 + hundreds.saturating_mul(country.fen_per_100_grams());
        let mut chance = self.chance(Purpose::Delivery, [country.word(), 0]);
        let free = chance.permille(350);
        let mut deliveries = vec![Delivery {
            code: "CAINIAO_FULFILLMENT_STD",
            company: "AliExpress Selection Standard",
            fen: if free { 0 } else { parcel },
            days: (self.handling_days + least, self.handling_days + most),
            guaranteed_days: 60,
            tracking: true,
        }];
        if chance.permille(600) {
            deliveries.push(Delivery {
                code: "SANDBOX_EXPRESS",
                company: "Sandbox Express (synthetic)",
                fen: parcel * 3 + 2_000,
                days: (self.handling_days + 2, self.handling_days + 4),
                guaranteed_days: 20,
                tracking: true,
            });
        }
        if !free && chance.permille(300) {
            deliveries.insert(
                0,
                Delivery {
                    code: "CAINIAO_ECONOMY",
                    company: "Cainiao Super Economy",
                    fen: parcel * 6 / 10,
                    days: (self.handling_days + most, self.handling_days + most * 2),
                    guaranteed_days: 75,
                    tracking: false,
                },
            );
        }
        deliveries
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Catalogue;
    use crate::catalogue::places::Country;

    #[test]
    fn services_are_ordered_by_fee_and_more_weight_never_costs_less() {
        let france = Country::find("FR").unwrap();
        for item in Catalogue::default().all().take(400) {
            let variant = item.variants().next().unwrap();
            let one = item.deliveries(&variant, &france, 1);
            let ten = item.deliveries(&variant, &france, 10);
            assert!(one.is_sorted_by_key(|delivery| delivery.fen), "{one:?}");
            assert_eq!(one.len(), ten.len());
            for (one, ten) in one.iter().zip(&ten) {
                assert!(one.fen <= ten.fen && one.days == ten.days, "{one:?} {ten:?}");
                assert!(one.days.0 <= one.days.1);
            }
        }
    }
}

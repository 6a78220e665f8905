//! What exchange rates did to prices: sellers reckon in a currency of their own, and a price
//! that only follows its rate has not moved.

use itemget::Currency;
use itemget_history::Moment;
use itemget_history::alert::{Exchange, SellersIn};
use itemget_history::rates::Rates;
use itemget_store::{Store, StoreError};

use crate::overlay::{Overlay, OverlayError};

/// What sellers reckon in, and what that was in other currencies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sellers {
    known: Option<(Currency, Rates)>,
}

/// What nearly all sellers reckon in.
const THEIRS: &str = "CNY";

impl Sellers {
    /// Reads the rates of the days since `since`; where there are none, nothing is known.
    pub(crate) async fn read(store: &Store, since: Moment) -> Result<Self, StoreError> {
        let theirs: Currency = THEIRS.parse().expect("it is a currency");
        match Overlay::read(store, theirs, None, since).await {
            Ok(overlay) => Ok(Self { known: Some((theirs, overlay.rates)) }),
            Err(OverlayError::NoRates | OverlayError::NoSource { .. }) => {
                Ok(Self::default())
            }
            Err(OverlayError::Store(error)) => Err(error),
        }
    }

    /// Does `work` with what is known.
    pub(crate) fn with<T>(&self, work: impl FnOnce(Option<&dyn Exchange>) -> T) -> T {
        match &self.known {
            None => work(None),
            Some((currency, rates)) => {
                let sellers = SellersIn { currency: *currency, rates };
                work(Some(&sellers))
            }
        }
    }
}

//! What exchange rates did to prices: sellers reckon in a currency of their own, and a price
//! that only follows its rate has not moved.

use itemget::Currency;
use itemget_history::Moment;
use itemget_history::alert::{Exchange, SellersIn};
use itemget_history::rates::Rates;
use itemget_store::{RateSource, Store, StoreError};

use crate::overlay::{Overlay, OverlayError};

/// What sellers reckon in, and what that was in other currencies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sellers {
    known: Option<(Currency, Rates)>,
    /// What there was when it was read.
    sources: Vec<RateSource>,
}

/// What nearly all sellers reckon in.
const THEIRS: &str = "CNY";

impl Sellers {
    /// Reads the rates of all days: what rules measure by may be as old as what is known
    /// of an item. Where there are none, nothing is known.
    pub(crate) async fn read(store: &Store) -> Result<Self, StoreError> {
        let mut sellers = Self::default();
        sellers.read_again(store).await?;
        Ok(sellers)
    }

    /// Reads the rates anew, if there are others by now.
    pub(crate) async fn read_again(&mut self, store: &Store) -> Result<(), StoreError> {
        let sources = store.rate_sources().await?;
        if sources == self.sources {
            return Ok(());
        }
        let theirs: Currency = THEIRS.parse().expect("it is a currency");
        let known = match Overlay::read(store, theirs, None, Moment::MIN).await {
            Ok(overlay) => Some((theirs, overlay.rates)),
            Err(OverlayError::NoRates | OverlayError::NoSource { .. }) => None,
            Err(OverlayError::Store(error)) => return Err(error),
        };
        *self = Self { known, sources };
        Ok(())
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

//! What is wanted of items, as a request says it: the view, the source, the fields, and how
//! old an answer may be.

use std::time::Duration;

use itemget::{CachePolicy, FreightOptions, LookupOptions, View};
use serde::Deserialize;

use crate::calling::Age;
use crate::fields::Fields;
use crate::service::{App, ServiceError};
use crate::source::SourceName;

/// What is wanted; what is not said is as the service has it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Wanted {
    ship_to: Option<String>,
    currency: Option<String>,
    language: Option<String>,
    source: Option<String>,
    fields: Option<String>,
    max_age: Option<String>,
    /// `freight`: how each variant is brought, a call each.
    with: Option<String>,
}

/// The same, understood.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) options: LookupOptions,
    pub(crate) fields: Fields,
}

/// How old an answer may be where a request does not say.
pub(crate) const MAX_AGE: Duration = Duration::from_secs(15 * 60);

impl Wanted {
    /// How old an answer may be.
    pub(crate) fn max_age(&self) -> Result<Duration, ServiceError> {
        match self.max_age.as_deref().map(str::parse::<Age>) {
            None => Ok(MAX_AGE),
            Some(Ok(Age(age))) => Ok(age),
            Some(Err(error)) => {
                Err(ServiceError::bad_request(format!("max_age is one of: {error}")))
            }
        }
    }

    /// What it comes to.
    pub(crate) fn look(&self, app: &App) -> Result<Look, ServiceError> {
        let View { ship_to, currency, language } = app.view;
        let view = View {
            ship_to: read(self.ship_to.as_deref(), ship_to)?,
            currency: read(self.currency.as_deref(), currency)?,
            language: read(self.language.as_deref(), language)?,
        };
        let source = read(self.source.as_deref(), SourceName::Auto)?;
        let mut fields = read(self.fields.as_deref(), Fields::ALL)?;
        match self.with.as_deref() {
            None => {}
            Some("freight") => fields = fields.with_freight(),
            Some(_) => return Err(ServiceError::bad_request("with is `freight`")),
        }
        let max_age = self.max_age()?;
        let cache = CachePolicy::default().with_max_age(max_age);
        let freight = fields
            .want_freight()
            .then(|| FreightOptions { cache, ..FreightOptions::default() });
        let options = LookupOptions {
            cache,
            freight,
            ..LookupOptions::new(view)
                .with_source(source.source())
                .with_groups(fields.groups())
        };
        Ok(Look { options, fields })
    }
}

/// A text as what it means; what is not said is as it is anyway.
pub(crate) fn read<T: std::str::FromStr>(
    text: Option<&str>,
    usual: T,
) -> Result<T, ServiceError>
where
    T::Err: std::fmt::Display,
{
    match text.map(str::parse) {
        None => Ok(usual),
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(ServiceError::bad_request(error)),
    }
}

//! What is wanted of items, as a request says it: the view, the source, the fields, and how
//! old an answer may be.

use std::time::Duration;

use itemget::{CachePolicy, FreightOptions, LookupOptions, View};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked;
use crate::calling::{Age, MAX_AGE};
use crate::fields::Fields;
use crate::service::ServiceError;
use crate::source::SourceName;

/// What is wanted; what is not said is as the service has it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// To which country.
    #[param(schema_with = asked::country)]
    #[schema(schema_with = asked::country)]
    ship_to: Option<String>,
    /// What prices are asked in.
    #[param(schema_with = asked::currency)]
    #[schema(schema_with = asked::currency)]
    currency: Option<String>,
    /// What titles are asked in.
    #[param(schema_with = asked::language)]
    #[schema(schema_with = asked::language)]
    language: Option<String>,
    /// Whom to ask; as the service is set (`source`) where it is not said.
    #[param(schema_with = asked::source)]
    #[schema(schema_with = asked::source)]
    source: Option<String>,
    /// Which fields are wanted, with commas between them: `title,price.sale,variants`. All
    /// of them where it is not said.
    #[param(example = "title,price")]
    fields: Option<String>,
    /// How old an answer may be that costs no call: `0`, `90s`, `15m`, `2h`, `7d`; 15
    /// minutes where it is not said.
    #[param(schema_with = asked::age)]
    #[schema(schema_with = asked::age)]
    max_age: Option<String>,
    /// `freight`: how each variant is brought, a call each.
    #[param(schema_with = asked::with)]
    #[schema(schema_with = asked::with)]
    with: Option<String>,
}

/// What holds where a request does not say it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usual {
    /// From where items are seen.
    pub(crate) view: View,
    /// Whom to ask.
    pub(crate) source: SourceName,
}

/// The same, understood.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) options: LookupOptions,
    pub(crate) fields: Fields,
}

impl Wanted {
    /// These fields in this view; all of them where none is named.
    pub(crate) fn of(view: View, fields: &str) -> Self {
        Self {
            ship_to: Some(view.ship_to.to_string()),
            currency: Some(view.currency.to_string()),
            language: Some(view.language.to_string()),
            fields: Some(fields.to_owned()).filter(|it| !it.is_empty()),
            ..Self::default()
        }
    }

    /// How old an answer may be.
    pub(crate) fn max_age(&self) -> Result<Duration, ServiceError> {
        max_age(self.max_age.as_deref())
    }

    /// The same with what is not said as the service has it now: later it may have it
    /// otherwise.
    pub(crate) fn settled(&self, usual: Usual) -> Self {
        let View { ship_to, currency, language } = usual.view;
        let or =
            |said: &Option<String>, other: String| Some(said.clone().unwrap_or(other));
        Self {
            ship_to: or(&self.ship_to, ship_to.to_string()),
            currency: or(&self.currency, currency.to_string()),
            language: or(&self.language, language.to_string()),
            source: or(&self.source, usual.source.as_str().to_owned()),
            ..self.clone()
        }
    }

    /// What it comes to.
    pub(crate) fn look(&self, usual: Usual) -> Result<Look, ServiceError> {
        let [ship_to, currency, language] =
            [&self.ship_to, &self.currency, &self.language].map(Option::as_deref);
        let view = seen(ship_to, currency, language, usual.view)?;
        let source = read(self.source.as_deref(), usual.source)?;
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

/// From where items are seen; what is not said is as it is anyway.
pub(super) fn seen(
    ship_to: Option<&str>,
    currency: Option<&str>,
    language: Option<&str>,
    usual: View,
) -> Result<View, ServiceError> {
    Ok(View {
        ship_to: read(ship_to, usual.ship_to)?,
        currency: read(currency, usual.currency)?,
        language: read(language, usual.language)?,
    })
}

/// How old an answer may be that costs no call.
pub(super) fn max_age(text: Option<&str>) -> Result<Duration, ServiceError> {
    Ok(age("max_age", text)?.unwrap_or(MAX_AGE))
}

/// The age that a parameter says, if it does.
pub(super) fn age(
    name: &str,
    text: Option<&str>,
) -> Result<Option<Duration>, ServiceError> {
    let age = text.map(str::parse::<Age>).transpose();
    let age = age
        .map_err(|error| ServiceError::bad_request(format!("{name} is one of: {error}")));
    Ok(age?.map(|Age(age)| age))
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

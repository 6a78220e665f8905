//! The XML: a `Cube` with a `time`, and in it a `Cube` a currency with its `rate`.

use itemget::Currency;
use jiff::civil::Date;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::Rates;
use super::parse::RatesError;

/// Reads all days into `rates`.
pub(super) fn read(text: &str, rates: &mut Rates) -> Result<(), RatesError> {
    let mut reader = Reader::from_str(text);
    let mut day: Option<Date> = None;
    loop {
        let at = reader.buffer_position();
        let event =
            reader.read_event().map_err(|source| RatesError::NotXml { at, source })?;
        match event {
            Event::Eof => return Ok(()),
            Event::Start(cube) | Event::Empty(cube)
                if cube.local_name().as_ref() == "Cube" =>
            {
                read_cube(&cube, at, &mut day, rates)?;
            }
            _ => {}
        }
    }
}

fn read_cube(
    cube: &BytesStart<'_>,
    at: u64,
    day: &mut Option<Date>,
    rates: &mut Rates,
) -> Result<(), RatesError> {
    let place = || format!("byte {at}");
    let mut currency: Option<Currency> = None;
    let mut units: Option<Decimal> = None;
    for attribute in cube.attributes() {
        let attribute =
            attribute.map_err(|it| RatesError::NotXml { at, source: it.into() })?;
        let text = attribute.value;
        let bad = |what| RatesError::bad(place(), &text, what);
        match attribute.key.local_name().as_ref() {
            "time" => {
                let date = text.parse().ok();
                *day = Some(date.ok_or_else(|| bad("day such as `2026-11-27`"))?);
            }
            "currency" => {
                let code = text.parse().ok();
                currency = Some(code.ok_or_else(|| bad("currency such as `USD`"))?);
            }
            "rate" => {
                let number = Decimal::from_str_exact(&text).ok();
                let rate = number.filter(|it| *it > Decimal::ZERO);
                units = Some(rate.ok_or_else(|| bad("rate such as `1.0512`"))?);
            }
            _ => {}
        }
    }
    let Some((currency, units)) = currency.zip(units) else { return Ok(()) };
    let day = day.ok_or_else(|| RatesError::NoDay { place: place() })?;
    // It is above zero, as was just seen.
    rates.insert(day, currency, units).then_some(()).ok_or(RatesError::Empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="x">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube>
    <Cube time='2026-11-27'>
      <Cube currency='USD' rate='1.0512'/>
      <Cube currency='JPY' rate='158.40'/>
    </Cube>
    <Cube time="2026-11-26"><Cube currency="USD" rate="1.05"></Cube></Cube>
  </Cube>
</gesmes:Envelope>"#;

    #[test]
    fn each_day_has_its_rates() {
        let rates = Rates::parse(DAYS.as_bytes(), "test").unwrap();
        let rate = |code: &str, day: &str| {
            let euro = "EUR".parse().unwrap();
            let day = day.parse().unwrap();
            let rate = rates.rate(euro, code.parse().unwrap(), day, 0).ok()?;
            Some(rate.units_to.to_string())
        };
        assert_eq!(rates.len(), 2);
        assert_eq!(rate("USD", "2026-11-27").as_deref(), Some("1.0512"));
        assert_eq!(rate("USD", "2026-11-26").as_deref(), Some("1.05"));
        assert_eq!(rate("JPY", "2026-11-26"), None);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let header = "<?xml version='1.0'?>";
        for (body, expected) in [
            (
                "<Cube currency='USD' rate='1.05'/>",
                "byte 21 of the rates: a rate without a day",
            ),
            (
                "<Cube time='soon'/>",
                "byte 21 of the rates: `soon` is not a day such as `2026-11-27`",
            ),
            (
                "<Cube time='2026-11-27'/><Cube currency='USD' rate='-1'/>",
                "byte 46 of the rates: `-1` is not a rate such as `1.0512`",
            ),
            ("<Cube time='2026-11-27'", "the rates cannot be read as XML at byte 21"),
        ] {
            let text = format!("{header}{body}");
            let error = Rates::parse(text.as_bytes(), "test").unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}

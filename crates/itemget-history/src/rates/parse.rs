//! A file of rates told by its looks, and what may be wrong with it.

use super::{Rates, csv, xml};

/// A file that should have rates and has none that can be read.
#[derive(Debug, thiserror::Error)]
pub enum RatesError {
    /// It is packed.
    #[error("the rates are packed in a zip file")]
    Packed,
    /// It is something else.
    #[error("this is no file of reference rates: it begins with `{begins}`")]
    OtherFile {
        /// How.
        begins: String,
    },
    /// It is text in no encoding that is read.
    #[error("the rates are not UTF-8 text")]
    NotText(#[source] std::str::Utf8Error),
    /// It is no table.
    #[error("line {line} of the rates cannot be read as comma-separated values")]
    NotCsv {
        /// Which line, from 1.
        line: u64,
        /// Why.
        source: ::csv::Error,
    },
    /// It is no XML.
    #[error("the rates cannot be read as XML at byte {at}")]
    NotXml {
        /// Where.
        at: u64,
        /// Why.
        source: quick_xml::Error,
    },
    /// A cell or attribute is not what it should be.
    #[error("{place} of the rates: `{text}` is not a {what}")]
    Bad {
        /// Which line or byte.
        place: String,
        /// What is there.
        text: String,
        /// What should be.
        what: &'static str,
    },
    /// There is a rate without a day.
    #[error("{place} of the rates: a rate without a day")]
    NoDay {
        /// Which line or byte.
        place: String,
    },
    /// There is no rate in it.
    #[error("there is no rate in the file")]
    Empty,
}

impl RatesError {
    /// What can be done about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Packed => Some("unpack it, and give the csv file inside"),
            Self::OtherFile { .. } => {
                Some("give eurofxref-hist.csv, or eurofxref-hist.xml, of the ECB")
            }
            _ => None,
        }
    }

    pub(super) fn bad(place: String, text: &str, what: &'static str) -> Self {
        Self::Bad { place, text: text.chars().take(40).collect(), what }
    }
}

impl Rates {
    /// Reads the reference rates in a form that the European Central Bank publishes: the
    /// table `eurofxref-hist.csv` or `eurofxref.csv`, or the XML of `eurofxref-daily.xml`,
    /// `eurofxref-hist-90d.xml` and `eurofxref-hist.xml`. `source` is what conversions
    /// will name.
    pub fn parse(bytes: &[u8], source: impl Into<String>) -> Result<Self, RatesError> {
        if bytes.starts_with(b"PK\x03\x04") {
            return Err(RatesError::Packed);
        }
        let text = std::str::from_utf8(bytes).map_err(RatesError::NotText)?;
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let mut rates = Self::new(source);
        let begins: String = text.chars().take(20).collect();
        if begins.to_ascii_lowercase().starts_with("date") {
            csv::read(text, &mut rates)?;
        } else if begins.starts_with("<?xml") || begins.starts_with("<gesmes") {
            xml::read(text, &mut rates)?;
        } else {
            return Err(RatesError::OtherFile { begins });
        }
        match rates.is_empty() {
            true => Err(RatesError::Empty),
            false => Ok(rates),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_rates_is_told_by_its_looks() {
        for (bytes, expected, has_hint) in [
            (&b"PK\x03\x04...."[..], "the rates are packed in a zip file", true),
            (
                b"<!DOCTYPE html><html>",
                "this is no file of reference rates: it begins with `<!DOCTYPE html><html`",
                true,
            ),
            (b"", "this is no file of reference rates: it begins with ``", true),
            (b"Date\xff", "the rates are not UTF-8 text", false),
            (b"Date,USD\n", "there is no rate in the file", false),
            (b"<?xml version='1.0'?><a/>", "there is no rate in the file", false),
        ] {
            let error = Rates::parse(bytes, "test").unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert_eq!(error.hint().is_some(), has_hint, "{expected}");
        }
    }
}

//! The parameters of a call, in the order in which they are signed.

use std::borrow::Cow;

/// Names and values, sorted by the names' bytes, as every signature wants them.
///
/// A list and not a map: there are a dozen of them.
///
/// An empty value is never kept: some of the platform's own clients sign empty values and
/// some drop them, so that not sending any is the one rule all agree with
/// (protocol: official Java, C#, Python and PHP samples).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(Cow<'static, str>, String)>);

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter, or puts a new value in place of an old one; with an empty value
    /// there will be none of that name.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        match (self.place(&name), value.is_empty()) {
            (Ok(place), false) => self.0[place].1 = value,
            (Ok(place), true) => drop(self.0.remove(place)),
            (Err(place), false) => self.0.insert(place, (name, value)),
            (Err(_), true) => {}
        }
    }

    /// Where a name is, or would be.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| (**own).cmp(name))
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.set(name, value);
        self
    }

    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        let place = self.place(name).ok()?;
        Some(&self.0[place].1)
    }

    /// Names and values, by the bytes of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<Cow<'static, str>>, V: Into<String>> FromIterator<(N, V)> for Params {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut params = Self::new();
        for (name, value) in pairs {
            params.set(name, value);
        }
        params
    }
}

impl IntoIterator for Params {
    type Item = (Cow<'static, str>, String);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Names only: a value can be a token or a code.
impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

//! A request as its signature sees it: a path, decoded parameters, names of files.

use std::collections::BTreeMap;
use std::fmt;

/// Whose signing rule a request follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignDialect {
    /// The platform's own, current and TOP: names and values without separators.
    Iop,
    /// The public tutorial's: `k=v&…&app_secret=…`, MD5.
    ItemGet,
}

/// The tutorial's endpoint, below the host.
pub(crate) const ITEM_GET_PATH: &str = "/openapi/param2/2/portals.open/api.item.get";

/// A request as its signature sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    path: String,
    params: BTreeMap<String, String>,
    /// Names in the order they came, for those who forget to sort.
    order: Vec<String>,
    files: Vec<String>,
    /// What is in those files, where that was kept.
    contents: Vec<(String, Vec<u8>)>,
    dialect: SignDialect,
}

impl Received {
    /// A request to `path` with these decoded parameters, `sign` among them; a repeated
    /// name keeps its last value. The dialect follows from the path.
    pub fn new<K, V>(path: &str, params: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        let params: Vec<(String, String)> =
            params.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let order = params.iter().map(|(name, _)| name.clone()).collect();
        let dialect = if path.starts_with(ITEM_GET_PATH) {
            SignDialect::ItemGet
        } else {
            SignDialect::Iop
        };
        Self {
            path: path.to_owned(),
            params: params.into_iter().collect(),
            order,
            files: Vec::new(),
            contents: Vec::new(),
            dialect,
        }
    }

    /// The same request with files of these parameter names: they are sent, never signed.
    #[must_use]
    pub fn with_files(self, files: Vec<String>) -> Self {
        Self { files, ..self }
    }

    /// The same request with files and what is in them.
    pub(crate) fn with_contents(self, contents: Vec<(String, Vec<u8>)>) -> Self {
        let files = contents.iter().map(|(name, _)| name.clone()).collect();
        Self { files, contents, ..self }
    }

    pub(crate) fn contents(&self) -> &[(String, Vec<u8>)] {
        &self.contents
    }

    /// The same request, looked at with another dialect's rule.
    #[must_use]
    pub fn in_dialect(self, dialect: SignDialect) -> Self {
        Self { dialect, ..self }
    }

    /// The path it went to, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// All parameters, decoded.
    #[must_use]
    pub fn params(&self) -> &BTreeMap<String, String> {
        &self.params
    }

    /// The names of the files it carries.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Whose signing rule is looked at.
    #[must_use]
    pub fn dialect(&self) -> SignDialect {
        self.dialect
    }

    /// A parameter, if it came and is not blank.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The API that is called: the `method` parameter, else the path below `/rest`.
    pub(crate) fn api(&self) -> Option<&str> {
        if let Some(method) = self.param("method") {
            return Some(method);
        }
        let below = match self.path.strip_prefix("/rest") {
            Some(below) => below,
            // A public Rust client sends its token calls to the bare path.
            None if self.path.starts_with("/auth/") => self.path.as_str(),
            None => return None,
        };
        Some(below).filter(|path| path.len() > 1)
    }

    /// What stands before the sorted parameters: the API's name, if it is a path.
    pub(crate) fn path_prefix(&self) -> &str {
        self.api().filter(|api| api.contains('/')).unwrap_or_default()
    }

    /// What is signed, in the order it came.
    pub(crate) fn pairs_as_sent(&self) -> Vec<(&str, &str)> {
        let names = self.order.iter().filter(|name| *name != "sign");
        names
            .filter_map(|name| Some((name.as_str(), self.params.get(name)?.as_str())))
            .collect()
    }
}

impl fmt::Debug for Received {
    /// Names only: values hold tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("path", &self.path)
            .field("params", &self.params.keys())
            .field("files", &self.files)
            .field("dialect", &self.dialect)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_api_is_the_method_or_the_path_below_rest() {
        for (path, method, api, prefix) in [
            ("/sync", Some("aliexpress.ds.product.get"), "aliexpress.ds.product.get", ""),
            (
                "/sync",
                Some("/auth/token/create"),
                "/auth/token/create",
                "/auth/token/create",
            ),
            (
                "/rest",
                Some("/auth/token/create"),
                "/auth/token/create",
                "/auth/token/create",
            ),
            ("/rest/auth/token/create", None, "/auth/token/create", "/auth/token/create"),
            ("/auth/token/refresh", None, "/auth/token/refresh", "/auth/token/refresh"),
            ("/rest/", None, "", ""),
            ("/sync", None, "", ""),
        ] {
            let received = Received::new(path, method.map(|method| ("method", method)));
            assert_eq!(received.api().unwrap_or_default(), api, "{path} {method:?}");
            assert_eq!(received.path_prefix(), prefix, "{path} {method:?}");
        }
    }

    #[test]
    fn a_debug_print_shows_no_value() {
        let received = Received::new("/sync", [("access_token", "50000_SANDBOX_TOKEN")]);
        assert!(!format!("{received:?}").contains("SANDBOX"));
    }
}

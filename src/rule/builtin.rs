//! The rule files that come with spillcheck, as the build script has written them down.

use serde::de::DeserializeOwned;

use super::file::FileSyntax;
use super::syntax::RuleFile;
use crate::error::Error;

/// Name and content of each file, in order.
const RULES: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.json"));

/// The SHA-256 of all that.
pub(super) const DIGEST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.sha256"));

/// The same for the one of files that leak by being served.
const FILES: &str = include_str!(concat!(env!("OUT_DIR"), "/files.json"));

/// The rules of values.
pub(super) fn rules() -> Result<Vec<(String, RuleFile)>, Error> {
    parse(RULES)
}

/// The rules of files.
pub(super) fn files() -> Result<Vec<(String, FileSyntax)>, Error> {
    parse(FILES)
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::RuleSyntax {
        file: "spillcheck's own rules".to_owned(),
        message: error.to_string(),
    })
}

//! Rules: what is written in `rules/*.toml`, and what runs.

mod check;
mod set;
mod shape;
mod syntax;
pub mod template;

use std::sync::{Arc, OnceLock};

use regex::bytes::{Regex, RegexBuilder};

use crate::error::Error;
use crate::finding::Confidence;

pub use check::check;
pub use set::RuleSet;
pub use shape::{Shape, entropy};
pub use syntax::Basis;

/// What the holder of a secret can do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Not visible in the value.
    Unknown,
    /// Write, spend, administer or impersonate.
    Write,
    /// Read private data.
    Read,
    /// Act as a person.
    Session,
}

impl Role {
    /// What the holder can do, in words.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Unknown => "not visible in the value: it may read, write or administer",
            Self::Write => "write, spend or administer",
            Self::Read => "read private data",
            Self::Session => "act as the person who logged in",
        }
    }
}

/// What a report says about a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// Unique and stable.
    pub id: String,
    /// What it finds.
    pub title: String,
    /// Whose credential it is.
    pub provider: String,
    /// What the holder can do.
    pub role: Role,
    /// How its value is recognised: a regular expression, or a sentence.
    pub pattern: String,
    /// What to do about a finding.
    pub fix: String,
    /// Page where the provider lets one revoke it.
    pub revoke: Option<String>,
    /// Page its format comes from.
    pub source: String,
    /// Whether that page documents the format, or the format was seen in use.
    pub basis: Basis,
    /// Version that brought it.
    pub since: String,
}

/// Words near a match that say whose it is and what its holder can do.
#[derive(Debug, Default)]
pub struct Context {
    /// What names the provider: its hosts, its client, its variables.
    pub provider: Vec<String>,
    /// Paths and calls that write.
    pub writes: Vec<String>,
    /// Words in a name that say it can write, in upper case.
    pub write_names: Vec<String>,
    /// Words in a name that say it only reads, in upper case.
    pub read_names: Vec<String>,
}

/// A rule, compiled.
#[derive(Debug)]
pub struct Rule {
    /// What a report says about it.
    pub info: Arc<RuleInfo>,
    /// How sure the form alone is.
    pub confidence: Confidence,
    /// Literals, one of which every value begins with.
    pub starts_with: Vec<String>,
    /// Lengths of whole values, for telling them from pieces.
    pub whole_lengths: Vec<usize>,
    /// Words that count near by.
    pub context: Arc<Context>,
    /// Templates that must be found, and must not.
    pub(crate) examples: Vec<String>,
    pub(crate) negatives: Vec<String>,
    shape: Shape,
    regex: OnceLock<Option<Regex>>,
}

impl Rule {
    /// Length of the value at the start of `bytes`, when it is one.
    ///
    /// What may follow it is not looked at.
    #[must_use]
    pub fn value_length(&self, bytes: &[u8]) -> Option<usize> {
        let length = self.form_length(bytes)?;
        self.shape.fits(&bytes[..length]).then_some(length)
    }

    /// Length of what has the form of a value at the start of `bytes`, random or not.
    pub(crate) fn form_length(&self, bytes: &[u8]) -> Option<usize> {
        let regex = self
            .regex
            .get_or_init(|| compile(&self.info.id, &self.info.pattern).ok())
            .as_ref()?;
        Some(regex.find(bytes)?.end())
    }
}

/// Compiles a rule's expression, anchored at the value's first byte.
fn compile(id: &str, pattern: &str) -> Result<Regex, Error> {
    RegexBuilder::new(&format!("^(?:{pattern})"))
        .unicode(false)
        .build()
        .map_err(|error| Error::Rule {
            rule: id.to_owned(),
            message: regex_message(&error),
        })
}

/// What is wrong with an expression, without the lines that draw where.
fn regex_message(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    format!("regex: {}", last.trim_start_matches("error: "))
}

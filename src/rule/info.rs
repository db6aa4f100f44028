//! What a report says about a rule.

use super::syntax::Basis;
use crate::fix::Fix;

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
    /// A little of the above: a restricted or test key.
    Restricted,
    /// Nothing alone: it names an account or a key.
    Id,
    /// What everybody may do: it is made for browsers.
    Public,
    /// Whatever the project's variable of that value is for.
    #[serde(skip)]
    Variable,
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
            Self::Restricted => "use what a restricted or test key opens",
            Self::Id => "nothing alone: it names an account or a key",
            Self::Public => "what every visitor may do: it is made for browsers",
            Self::Variable => "whatever the project's variable is for",
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
    pub fix: Fix,
    /// Page where the provider lets one revoke it.
    pub revoke: Option<String>,
    /// Page its format comes from.
    pub source: String,
    /// Whether that page documents the format, or the format was seen in use.
    pub basis: Basis,
    /// Version that brought it.
    pub since: String,
    /// Ids it had before, the oldest first.
    pub former_ids: Vec<String>,
    /// Why its values may be public.
    pub public: Option<Public>,
    /// What its values are worth where certain words stand near by.
    pub worse: Option<Worse>,
}

impl RuleInfo {
    /// The id that it was born with, which its findings keep through every rename.
    #[must_use]
    pub fn first_id(&self) -> &str {
        self.former_ids.first().unwrap_or(&self.id)
    }
}

/// Why a value may be public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// One sentence.
    pub reason: String,
    /// What to check all the same.
    pub check: String,
}

/// What makes a value worse than its rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worse {
    /// What the holder can do then.
    pub role: Role,
    /// One sentence.
    pub why: String,
}

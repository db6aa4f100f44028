//! Rules as they are written: one TOML file per provider.

use serde::Deserialize;

use super::Role;
use crate::finding::Confidence;

/// One rule file: a provider and its rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) provider: String,
    #[expect(
        dead_code,
        reason = "the provider's name, for people who read the file"
    )]
    title: String,
    pub(super) source: String,
    pub(super) revoke: Option<String>,
    pub(super) fix: String,
    #[serde(default)]
    pub(super) context: ContextSyntax,
    #[serde(rename = "rule")]
    pub(super) rules: Vec<RuleSyntax>,
}

/// Words whose presence near a match says whose it is and what its holder can do.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ContextSyntax {
    /// Parts of the names of variables, as written.
    pub(super) names: Vec<String>,
    /// Hosts of the provider's API.
    pub(super) hosts: Vec<String>,
    /// Functions and options of the provider's client.
    pub(super) clients: Vec<String>,
    /// Paths and calls that write.
    pub(super) writes: Vec<String>,
    /// Words in the name of a variable that say it can write, in upper case.
    pub(super) write_names: Vec<String>,
    /// Words in the name of a variable that say it only reads, in upper case.
    pub(super) read_names: Vec<String>,
}

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleSyntax {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) role: Role,
    pub(super) confidence: ConfidenceSyntax,
    pub(super) evidence: Basis,
    /// Version of spillcheck that brought the rule.
    pub(super) since: String,
    /// Literals, one of which every value begins with; at least two bytes each.
    pub(super) starts_with: Vec<String>,
    /// The whole value, from its first byte; ASCII.
    pub(super) regex: String,
    #[serde(default)]
    pub(super) shape: ShapeSyntax,
    /// Lengths in bytes that a whole value has, for telling it from its pieces.
    #[serde(default)]
    pub(super) whole_lengths: Vec<usize>,
    /// Overrides the file's.
    pub(super) source: Option<String>,
    /// Overrides the file's.
    pub(super) fix: Option<String>,
    /// Templates that must be found.
    pub(super) examples: Vec<String>,
    /// Templates that must not be found.
    pub(super) negatives: Vec<String>,
}

/// What a value must look like beyond its regex.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ShapeSyntax {
    /// Shannon entropy in bits per byte.
    pub(super) min_entropy: f64,
    /// Decimal digits.
    pub(super) min_digits: usize,
    /// Whether letters of both cases must be there.
    pub(super) mixed_case: bool,
    /// Longest run of lower-case letters.
    pub(super) max_lower_run: Option<usize>,
    /// Longest run of hexadecimal digits of one case.
    pub(super) max_hex_run: Option<usize>,
}

/// Where a rule's format comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The provider says so.
    Documented,
    /// Seen in the wild.
    Observed,
}

impl Basis {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
        }
    }
}

/// [`Confidence`] as it is written.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ConfidenceSyntax {
    Low,
    Medium,
    High,
}

impl From<ConfidenceSyntax> for Confidence {
    fn from(written: ConfidenceSyntax) -> Self {
        match written {
            ConfidenceSyntax::Low => Self::Low,
            ConfidenceSyntax::Medium => Self::Medium,
            ConfidenceSyntax::High => Self::High,
        }
    }
}

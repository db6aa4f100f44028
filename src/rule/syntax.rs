//! Rules as they are written: one TOML file per provider.

use std::collections::BTreeMap;

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
    /// What code does instead.
    pub(super) fix: String,
    /// What becomes of the secret itself.
    #[serde(default)]
    pub(super) rotate: String,
    #[serde(default)]
    pub(super) context: ContextSyntax,
    #[serde(default)]
    pub(super) names: NamesSyntax,
    #[serde(default, rename = "rule")]
    pub(super) rules: Vec<RuleSyntax>,
    #[serde(default, rename = "composite")]
    pub(super) composites: Vec<CompositeSyntax>,
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

/// Names of the provider's environment variables.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NamesSyntax {
    /// Those whose value is a secret.
    pub(super) secret: Vec<String>,
    /// Those that are harmless, though they may look secret.
    pub(super) public: Vec<String>,
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
    /// Ids it had before, the oldest first, so that findings accepted under them stay accepted.
    #[serde(default)]
    pub(super) former_ids: Vec<String>,
    /// Literals, one of which every value begins with; at least two bytes each.
    #[serde(default)]
    pub(super) starts_with: Vec<String>,
    /// With `starts_with`: an expression for what stands before that literal where it is of the value too.
    pub(super) before: Option<String>,
    /// With `beside`: what a match may also begin with; a run of 16 token bytes or more begins so.
    #[serde(default)]
    pub(super) or_starts_with: Vec<String>,
    /// Words, one of which stands before the value, in lower case; at least four bytes each.
    #[serde(default)]
    pub(super) near: Vec<String>,
    /// With `near`: an expression for the key or variable that the value is bound to.
    pub(super) bound_to: Option<String>,
    /// With `near`: an expression for keys that say the value is another thing.
    pub(super) not_bound_to: Option<String>,
    /// With `near`: whether the value must be handed to a provider's client that is known.
    #[serde(default)]
    pub(super) handed_on: bool,
    /// Words, one of which stands in or beside a long run of the value, as written.
    #[serde(default)]
    pub(super) beside: Vec<String>,
    /// Literals, one of which every match holds, sought everywhere; at least four bytes each.
    #[serde(default)]
    pub(super) anchors: Vec<String>,
    /// The whole match, from its first byte; ASCII. A group named `secret` marks the value in it.
    pub(super) regex: String,
    #[serde(default)]
    pub(super) shape: ShapeSyntax,
    /// A checksum that the value carries.
    pub(super) checksum: Option<Checksum>,
    /// What the value says of itself, where it is a JSON Web Token.
    pub(super) jwt: Option<JwtSyntax>,
    /// Lengths in bytes that a whole value has, for telling it from its pieces.
    #[serde(default)]
    pub(super) whole_lengths: Vec<usize>,
    /// Why it may be public, and what to check all the same.
    pub(super) public: Option<PublicSyntax>,
    /// What near by makes it worse than its role.
    pub(super) worse_when: Option<WorseSyntax>,
    /// SHA-256 of documented values, in hexadecimal digits, which are no secrets.
    #[serde(default)]
    pub(super) allow_sha256: Vec<String>,
    /// Overrides the file's.
    pub(super) source: Option<String>,
    /// Overrides the file's.
    pub(super) revoke: Option<String>,
    /// Overrides the file's, and its `rotate` as well.
    pub(super) fix: Option<String>,
    /// Overrides the file's.
    pub(super) rotate: Option<String>,
    /// Templates that must be found.
    pub(super) examples: Vec<String>,
    /// Templates that must not be found.
    pub(super) negatives: Vec<String>,
}

/// A checksum that a value carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Checksum {
    /// The last six characters are the CRC-32 of those behind the prefix, in base 62
    /// (<https://github.blog/engineering/behind-githubs-new-authentication-token-formats/>).
    Github,
}

/// What a JSON Web Token must hold: for each key `*`, or the values it may have, joined by `|`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct JwtSyntax {
    pub(super) header: BTreeMap<String, String>,
    pub(super) claims: BTreeMap<String, String>,
}

/// Why a value may be public.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicSyntax {
    pub(super) reason: String,
    pub(super) check: String,
}

/// What makes a value worse than its rule says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorseSyntax {
    /// Words, one of which stands near by.
    pub(super) near: Vec<String>,
    /// What the holder can do then.
    pub(super) role: Role,
    /// One sentence.
    pub(super) why: String,
}

/// Values that mean something together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompositeSyntax {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) role: Role,
    pub(super) parts: Vec<PartSyntax>,
    /// How far apart they may stand, in bytes.
    pub(super) within: usize,
    /// Ids it had before, the oldest first.
    #[serde(default)]
    pub(super) former_ids: Vec<String>,
    /// Overrides the file's, and its `rotate` as well.
    pub(super) fix: Option<String>,
    /// Overrides the file's.
    pub(super) rotate: Option<String>,
}

/// One of the values of a composite.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartSyntax {
    /// Id of the rule that finds it.
    pub(super) rule: String,
    /// What it is in the whole; one part is the `secret`.
    pub(super) role: String,
}

/// What a value must look like beyond its regex.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ShapeSyntax {
    /// Shannon entropy in bits per byte.
    pub(super) min_entropy: f64,
    /// Decimal digits; a value of both cases in which no words can be needs none.
    pub(super) min_digits: usize,
    /// Whether letters of both cases must be there.
    pub(super) mixed_case: bool,
    /// Longest run of lower-case letters.
    pub(super) max_lower_run: Option<usize>,
    /// Longest run of hexadecimal digits of one case.
    pub(super) max_hex_run: Option<usize>,
    /// Longest run in which each byte is the next one's predecessor, as in an alphabet.
    pub(super) max_ascending_run: Option<usize>,
    /// Whether it must not read like words, as names in code and phrases do.
    pub(super) rare: bool,
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

//! Rules: what is written in `rules/*.toml`, and what runs.

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
    /// What to do about a finding.
    pub fix: String,
    /// Page where the provider lets one revoke it.
    pub revoke: Option<String>,
    /// Page its format comes from.
    pub source: String,
}

/// The rules of a run.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<std::sync::Arc<RuleInfo>>,
}

impl RuleSet {
    /// The rules that come with spillcheck.
    ///
    /// # Errors
    ///
    /// When an embedded rule file is broken, which a test rules out.
    pub fn builtin() -> Result<Self, crate::Error> {
        Ok(Self { rules: Vec::new() })
    }

    /// The rules of a user's files.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or a rule in it is broken.
    pub fn from_files(_files: &[std::path::PathBuf]) -> Result<Self, crate::Error> {
        Ok(Self { rules: Vec::new() })
    }

    /// Every rule, by id.
    pub fn infos(&self) -> impl Iterator<Item = &RuleInfo> {
        self.rules.iter().map(AsRef::as_ref)
    }

    /// The first twelve hexadecimal digits of a hash of the rule files.
    #[must_use]
    pub fn version(&self) -> String {
        String::new()
    }
}

/// What is wrong with the rules: an example that is not found, a negative that is.
#[must_use]
pub fn check(_rules: &RuleSet) -> Vec<String> {
    Vec::new()
}

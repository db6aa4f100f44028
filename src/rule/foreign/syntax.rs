//! A configuration of gitleaks or betterleaks as it is written; keys are in lower case here, for
//! both read them in any.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

/// Keys that this file does not name, which have no counterpart.
pub(super) type Unknown = BTreeMap<String, Value>;

#[derive(Debug, Deserialize)]
pub(super) struct Config {
    #[serde(default)]
    pub(super) extend: Extend,
    #[serde(default)]
    pub(super) rules: Vec<Table>,
    pub(super) allowlist: Option<Allowlist>,
    #[serde(default)]
    pub(super) allowlists: Vec<Allowlist>,
    pub(super) prefilter: Option<String>,
    pub(super) filter: Option<String>,
    #[serde(rename = "title")]
    _title: Option<String>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// What a configuration adds to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Extend {
    pub(super) path: Option<String>,
    pub(super) usedefault: bool,
    pub(super) disabledrules: Vec<String>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) description: Option<String>,
    pub(super) regex: Option<String>,
    pub(super) path: Option<String>,
    pub(super) secretgroup: Option<usize>,
    pub(super) entropy: Option<f64>,
    pub(super) keywords: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) allowlist: Option<Allowlist>,
    pub(super) allowlists: Vec<Allowlist>,
    pub(super) required: Vec<Required>,
    pub(super) skipreport: bool,
    pub(super) specificity: Option<usize>,
    pub(super) filter: Option<String>,
    pub(super) tokenefficiency: bool,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// Another rule, which has to match near by.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Required {
    pub(super) id: String,
    pub(super) withinlines: Option<usize>,
    pub(super) withincolumns: Option<usize>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

/// What makes a match no finding.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Allowlist {
    /// Only in the lists of a whole configuration.
    pub(super) targetrules: Vec<String>,
    pub(super) condition: Option<String>,
    pub(super) commits: Vec<String>,
    pub(super) paths: Vec<String>,
    pub(super) regextarget: Option<String>,
    pub(super) regexes: Vec<String>,
    pub(super) stopwords: Vec<String>,
    #[serde(rename = "description")]
    _description: Option<String>,
    #[serde(flatten)]
    pub(super) unknown: Unknown,
}

impl Rule {
    /// This rule, where it changes one of the configuration that its own adds to.
    pub(super) fn over(mut self, base: Self) -> Self {
        Self {
            id: self.id,
            description: self.description.or(base.description),
            regex: self.regex.or(base.regex),
            path: self.path.or(base.path),
            secretgroup: self.secretgroup.or(base.secretgroup),
            entropy: self.entropy.or(base.entropy),
            keywords: [base.keywords, self.keywords].concat(),
            tags: [base.tags, self.tags].concat(),
            allowlist: None,
            allowlists: {
                let mut all = base.allowlists;
                all.extend(base.allowlist);
                all.append(&mut self.allowlists);
                all.extend(self.allowlist);
                all
            },
            required: [base.required, self.required].concat(),
            skipreport: self.skipreport || base.skipreport,
            specificity: self.specificity.or(base.specificity),
            filter: self.filter.or(base.filter),
            tokenefficiency: self.tokenefficiency || base.tokenefficiency,
            unknown: self.unknown.into_iter().chain(base.unknown).collect(),
        }
    }
}

/// The same value with all keys in lower case.
pub(super) fn lower(value: Value) -> Value {
    match value {
        Value::Table(table) => Value::Table(
            table
                .into_iter()
                .map(|(key, value)| (key.to_lowercase(), lower(value)))
                .collect(),
        ),
        Value::Array(values) => Value::Array(values.into_iter().map(lower).collect()),
        other => other,
    }
}

/// Which program a file configures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Gitleaks,
    Betterleaks,
}

impl Dialect {
    /// The program whose configuration a file is, if it is one; told by what stands in it.
    pub(crate) fn of(file: &Table) -> Option<Self> {
        let has = |keys: &[&str]| file.keys().any(|key| keys.contains(&&*key.to_lowercase()));
        if has(&["provider", "rule", "composite"]) {
            None
        } else if has(&["prefilter", "filter", "betterleaksminversion"]) {
            Some(Self::Betterleaks)
        } else {
            let keys = ["rules", "extend", "allowlist", "allowlists", "minversion"];
            has(&keys).then_some(Self::Gitleaks)
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gitleaks => "gitleaks",
            Self::Betterleaks => "betterleaks",
        }
    }
}

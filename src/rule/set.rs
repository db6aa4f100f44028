//! The rules of a run.

use std::sync::Arc;

use super::syntax::NamesSyntax;
use super::{FileRule, ForeignRule, Note, Rule, RuleInfo};
use crate::finding::Confidence;

/// The rules of a run.
#[derive(Debug, Default)]
pub struct RuleSet {
    pub(super) rules: Vec<Arc<Rule>>,
    pub(super) composites: Vec<Composite>,
    pub(super) variables: NamesSyntax,
    pub(super) names: Vec<Arc<RuleInfo>>,
    pub(super) files: Vec<FileRule>,
    pub(super) foreign: Vec<Arc<ForeignRule>>,
    /// What those of them are together with the rules that they require.
    pub(super) joined: Vec<Composite>,
    pub(super) notes: Vec<Note>,
    pub(super) version: String,
}

/// Values that mean something together.
#[derive(Debug)]
pub struct Composite {
    /// What a report says about it.
    pub info: Arc<RuleInfo>,
    /// For each part, the rule that finds it and what it is in the whole; one is the `secret`.
    pub parts: Vec<(String, String)>,
    /// How far apart they may stand, in bytes.
    pub within: u64,
    /// How sure it is that they are what they seem.
    pub confidence: Confidence,
}

impl RuleSet {
    /// Every rule, in the order it is written.
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// Values that mean something together, those that other programs' rules require among them.
    pub fn composites(&self) -> impl Iterator<Item = &Composite> {
        self.composites.iter().chain(&self.joined)
    }

    /// Whether what the rule of this id finds is told as a part of something, or not at all.
    #[must_use]
    pub fn is_only_a_part(&self, id: &str) -> bool {
        let mut foreign = self.foreign.iter();
        foreign.any(|rule| !rule.is_reported && rule.info.id == id)
    }

    /// Names of the providers' variables whose value is a secret.
    #[must_use]
    pub fn secret_variables(&self) -> &[String] {
        &self.variables.secret
    }

    /// Names of the providers' variables that are harmless.
    #[must_use]
    pub fn public_variables(&self) -> &[String] {
        &self.variables.public
    }

    /// Whether names of variables are looked for.
    #[must_use]
    pub fn finds_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// Files that leak by being served.
    #[must_use]
    pub fn files(&self) -> &[FileRule] {
        &self.files
    }

    /// Rules of other programs' configurations.
    #[must_use]
    pub fn foreign(&self) -> &[Arc<ForeignRule>] {
        &self.foreign
    }

    /// What of those configurations has no counterpart, what matters first.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What a report says about each rule, those of composites, names and served files too.
    pub fn infos(&self) -> impl Iterator<Item = &RuleInfo> {
        let values = self.rules.iter().map(|rule| &*rule.info);
        let composites = self.composites.iter().map(|composite| &*composite.info);
        let names = self.names.iter().map(AsRef::as_ref);
        let files = self.files.iter().map(|file| &*file.info);
        let foreign = self.foreign.iter().map(|rule| &*rule.info);
        let own = values.chain(composites).chain(names);
        own.chain(files).chain(foreign)
    }

    /// The rule of that id, or the one that had it once.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&RuleInfo> {
        let mut formerly = self.infos();
        self.infos()
            .find(|rule| rule.id == id)
            .or_else(|| formerly.find(|rule| rule.former_ids.iter().any(|former| former == id)))
    }

    /// The first twelve hexadecimal digits of a hash of the rule files.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Fingerprint;
    use crate::rule::Loader;

    const RENAMED: &str = r#"
provider = "acme"
title = "Acme"
source = "https://acme.example"
fix = "Revoke it."
[[rule]]
id = "acme-key"
former_ids = ["acme-v1", "acme-v2"]
title = "Acme key"
role = "write"
confidence = "high"
evidence = "documented"
since = "1"
starts_with = ["acme_"]
regex = 'acme_[a-z]{20}'
examples = []
negatives = []
"#;

    #[test]
    fn a_renamed_rule_is_known_by_all_its_ids() {
        let mut loader = Loader::default();
        loader.add("acme.toml", RENAMED).unwrap();
        let rules = loader.finish().unwrap();
        for id in ["acme-key", "acme-v1", "acme-v2"] {
            assert_eq!(rules.by_id(id).unwrap().id, "acme-key");
        }
        assert!(rules.by_id("acme").is_none());
    }

    #[test]
    fn a_fingerprint_outlives_a_rename() {
        let mut loader = Loader::default();
        loader.add("acme.toml", RENAMED).unwrap();
        let rules = loader.finish().unwrap();
        let now = Fingerprint::of(&rules.rules()[0].info, b"value");
        let then = RuleInfo {
            id: "acme-v1".to_owned(),
            former_ids: Vec::new(),
            ..RuleInfo::clone(&rules.rules()[0].info)
        };
        assert_eq!(now, Fingerprint::of(&then, b"value"));
    }
}

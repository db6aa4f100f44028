//! What reports say about the rule of variables' values.

use crate::fix::Fix;
use crate::rule::{Basis, Role, RuleInfo};

/// The rule of a secret variable's value.
pub(crate) const VALUE_RULE: &str = "env-value";

pub(crate) fn info() -> RuleInfo {
    RuleInfo {
        id: VALUE_RULE.to_owned(),
        title: "Value of a secret variable".to_owned(),
        provider: "generic".to_owned(),
        role: Role::Variable,
        pattern: "the value of a secret variable of the project's own .env files, or of one that was asked for".to_owned(),
        basis: Basis::Documented,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: None,
        worse: None,
        fix: Fix::new(
            "Put the value where only server code reads it: a variable without the framework's public \
             prefix, that no define, plugin option or prop hands to the browser.",
            "Revoke the value, and use a new one.",
        ),
        revoke: None,
        source: "https://www.sanity.io/docs/environment-variables".to_owned(),
    }
}

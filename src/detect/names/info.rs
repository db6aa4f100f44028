//! What reports say about the rules of names.

use std::sync::Arc;

use crate::fix::Fix;
use crate::rule::{Basis, Role, RuleInfo};

/// The rule of a secret variable's name in a build.
pub const NAME_RULE: &str = "secret-env-name";
/// The rule of a secret variable that a framework hands to browsers by its name.
pub const PREFIX_RULE: &str = "public-prefix-on-secret";

/// What reports say of the two rules of names, by id.
#[must_use]
pub fn rules() -> [Arc<RuleInfo>; 2] {
    [Arc::new(prefixed()), Arc::new(plain())]
}

pub(super) fn plain() -> RuleInfo {
    RuleInfo {
        id: NAME_RULE.to_owned(),
        title: "Secret variable's name in client code".to_owned(),
        provider: "any".to_owned(),
        role: Role::Unknown,
        pattern: "the name of a secret variable, without its value: Sanity's and those of the \
                  project's own .env files wherever they stand, any other where it is read from \
                  an environment"
            .to_owned(),
        basis: Basis::Documented,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: None,
        worse: None,
        fix: Fix::in_code(
            "Read the variable in server code alone: in an API route, a serverless function or while \
             building; browsers get what was fetched with it, never the variable.",
        ),
        revoke: None,
        source: "https://www.sanity.io/docs/keeping-your-data-safe".to_owned(),
    }
}

pub(super) fn prefixed() -> RuleInfo {
    RuleInfo {
        id: PREFIX_RULE.to_owned(),
        title: "Public prefix on a secret's name".to_owned(),
        provider: "any".to_owned(),
        role: Role::Unknown,
        pattern: "a secret's name behind a prefix by which a framework hands it to browsers"
            .to_owned(),
        basis: Basis::Documented,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: None,
        worse: None,
        fix: Fix::new(
            "Rename the variable so that it does not carry the framework's public prefix, and read \
             it in server code alone.",
            "If the variable ever held a value in a build, revoke that value.",
        ),
        revoke: None,
        source: "https://www.sanity.io/docs/environment-variables".to_owned(),
    }
}

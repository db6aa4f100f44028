//! Allow lists, as filters.

use super::filter::{Filter, Target, Words};
use super::go::{self, Unusable};
use super::syntax::Allowlist;
use crate::rule::lazy::LazyRegex;

/// A list as a filter; what is wrong with it, if something is.
pub(super) fn filter(list: &Allowlist) -> Result<Filter, String> {
    let mut checks = Vec::new();
    if !list.commits.is_empty() {
        checks.push(Filter::Never);
    }
    if !list.paths.is_empty() {
        checks.push(Filter::Matches(Target::Path, expressions(&list.paths)?));
    }
    if !list.regexes.is_empty() {
        checks.push(Filter::Matches(target(list)?, expressions(&list.regexes)?));
    }
    if !list.stopwords.is_empty() {
        let words = Words::new(list.stopwords.clone());
        checks.push(Filter::Contains(Target::Secret, words));
    }
    if checks.is_empty() {
        return Err("an allow list needs commits, paths, regexes or stopwords".to_owned());
    }
    let condition = list.condition.as_deref().unwrap_or_default();
    match &*condition.to_uppercase() {
        "" | "OR" | "||" => Ok(Filter::Any(checks)),
        "AND" | "&&" => Ok(Filter::All(checks)),
        _ => Err(format!(
            "condition is '{condition}', and has to be AND or OR"
        )),
    }
}

fn target(list: &Allowlist) -> Result<Target, String> {
    match list.regextarget.as_deref() {
        None | Some("" | "secret") => Ok(Target::Secret),
        Some("match") => Ok(Target::Match),
        Some("line") => Ok(Target::Line),
        Some(other) => Err(format!(
            "regexTarget is '{other}', and has to be secret, match or line"
        )),
    }
}

fn expressions(written: &[String]) -> Result<Vec<LazyRegex>, String> {
    let expression = |go: &String| match go::parse(go) {
        Ok((regex, _)) => Ok(LazyRegex::new(regex)),
        Err(Unusable::Unicode) => Err("an allow list's regex needs Unicode".to_owned()),
        Err(Unusable::Broken(why)) => Err(format!("an allow list's regex: {why}")),
    };
    written.iter().map(expression).collect()
}

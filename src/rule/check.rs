//! Proves rules against the examples and negatives written beside them.

use super::template::fill;
use super::{Rule, RuleSet};
use crate::content::{Fragment, Language};
use crate::detect::{Detect, Engine};

/// How many values each template is filled with.
const SEEDS: u64 = 20;

/// What is wrong with the rules, a sentence for each fault; empty when all hold.
#[must_use]
pub fn check(rules: &RuleSet) -> Vec<String> {
    let engine = Engine::new(rules);
    rules
        .rules()
        .iter()
        .flat_map(|rule| check_rule(rule, &engine))
        .collect()
}

/// What is wrong with one rule.
fn check_rule(rule: &Rule, engine: &Engine) -> Vec<String> {
    let id = &rule.info.id;
    if let Err(message) = rule.check() {
        return vec![format!("rule {id}: {message}")];
    }
    let mut faults = Vec::new();
    if rule.examples.is_empty() {
        faults.push(format!("rule {id}: it has no example"));
    }
    for (templates, wanted) in [(&rule.examples, 1), (&rule.negatives, 0)] {
        faults.extend(templates.iter().filter_map(|template| {
            let fault = check_template(template, id, wanted, engine)?;
            Some(format!("rule {id}: `{template}` {fault}"))
        }));
    }
    faults
}

/// Why a filled template is not found by the rule as often as wanted.
///
/// Of overlapping matches the engine keeps the best, so an example that another rule of the same
/// or a higher rank takes is not found by its own.
fn check_template(template: &str, id: &str, wanted: usize, engine: &Engine) -> Option<String> {
    (0..SEEDS).find_map(|seed| {
        let text = match fill(template, seed) {
            Ok(text) => text,
            Err(error) => return Some(format!("cannot be filled: {error}")),
        };
        let found = engine.detect(&Fragment::whole(text.as_bytes(), Language::Other));
        let found: Vec<&str> = found.iter().map(|hit| &*hit.rule.id).collect();
        let count = found.iter().filter(|found| **found == id).count();
        let times = if wanted == 0 { "never" } else { "once" };
        (count != wanted).then(|| format!("is to be found {times}, is by {found:?} (seed {seed})"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_that_come_with_spillcheck_hold() -> Result<(), crate::Error> {
        assert_eq!(check(&RuleSet::builtin()?), Vec::<String>::new());
        Ok(())
    }
}

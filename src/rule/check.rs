//! Proves rules against the examples and negatives written beside them.

use std::sync::Arc;

use super::hostile::{slow, slow_foreign};
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
    let own = rules.rules().iter();
    let foreign = rules.foreign().iter().filter_map(|rule| {
        let fault = rule.check().err().or_else(|| slow_foreign(rule))?;
        Some(format!("rule {}: {fault}", rule.info.id))
    });
    own.flat_map(|rule| check_rule(rule, &engine))
        .chain(foreign)
        .collect()
}

/// What is wrong with one rule.
fn check_rule(rule: &Arc<Rule>, engine: &Engine) -> Vec<String> {
    let id = &rule.info.id;
    if let Err(message) = rule.check() {
        return vec![format!("rule {id}: {message}")];
    }
    let slow = slow(rule).map(|it| format!("rule {id}: {it}"));
    let mut faults: Vec<String> = slow.into_iter().collect();
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

    /// What stands on both sides of a value in builds; the second only behind, where it opens with
    /// neither letter nor digit.
    const BOUNDARIES: &[(&str, &str)] = &[
        ("\"", "\""),
        ("'", "'"),
        ("`", "`"),
        ("\\\"", "\\\""),
        ("\\\\\\\"", "\\\\\\\""),
        ("&quot;", "&quot;"),
        ("&#34;", "&#34;"),
        ("%22", "%22"),
        ("\\u0022", "\\u0022"),
        ("\\x22", "\\x22"),
        (">", "<"),
        ("\\n", "\\n"),
        ("Bearer ", "\r\n"),
        ("?token=", "&x=1"),
        ("NAME=", "\n"),
        ("[", "]"),
        ("", ""),
    ];

    /// The examples of a rule that are a value and nothing else.
    fn bare_values(rule: &Rule, seed: u64) -> impl Iterator<Item = String> {
        let filled = rule
            .examples
            .iter()
            .filter_map(move |it| fill(it, seed).ok());
        filled.filter(|value| {
            let hit = rule.hit_from(value.as_bytes(), 0);
            hit.is_some_and(|hit| hit.value == (0..value.len()))
        })
    }

    #[test]
    fn every_value_with_a_beginning_is_found_between_any_boundaries() -> Result<(), crate::Error> {
        let rules = RuleSet::builtin()?;
        let engine = Engine::new(&rules);
        let mut tried = 0;
        for rule in rules.rules() {
            if !matches!(rule.find, crate::rule::Find::Start(_)) {
                continue;
            }
            for seed in 0..5 {
                for value in bare_values(rule, seed) {
                    for (before, after) in BOUNDARIES {
                        let text = format!("x(1);{before}{value}{after}");
                        let found =
                            engine.detect(&Fragment::whole(text.as_bytes(), Language::Other));
                        let own = found
                            .iter()
                            .filter(|hit| hit.rule.id == rule.info.id)
                            .count();
                        let ids: Vec<&str> = found.iter().map(|hit| &*hit.rule.id).collect();
                        assert_eq!(
                            own, 1,
                            "{} between {before:?} and {after:?}: {ids:?} (seed {seed})",
                            rule.info.id
                        );
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 5000, "only {tried} values were tried");
        Ok(())
    }

    #[test]
    fn the_rules_that_come_with_spillcheck_hold() -> Result<(), crate::Error> {
        assert_eq!(check(&RuleSet::builtin()?), Vec::<String>::new());
        Ok(())
    }
}

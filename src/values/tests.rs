use super::*;
use crate::content::Language;
use crate::detect::{Detect, Engine};
use crate::rule::{Role, RuleSet};
use crate::samples::{rule, value};

const SECRET: &str = "8f3a1c9be4d7f605";

fn values() -> Values {
    let secret = Secret::new(SECRET.as_bytes());
    let mut values = Values::default();
    for name in ["B_SECRET", "A_SECRET"] {
        values.add(secret.clone(), name.to_owned());
    }
    values.seek(BTreeSet::from([secret]));
    values
}

fn detect(text: &str, mut found: Vec<Match>) -> Vec<(String, Option<String>)> {
    values().detect(
        &Fragment::whole(text.as_bytes(), Language::JavaScript),
        &index::long_runs(text.as_bytes()),
        &mut found,
    );
    found
        .into_iter()
        .map(|it| (it.rule.id.clone(), it.evidence.variable))
        .collect()
}

fn by_rule(provider: &str, span: std::ops::Range<usize>) -> Match {
    let mut info = (*rule("other", Role::Unknown)).clone();
    info.provider = provider.to_owned();
    Match {
        layer: None,
        rule: Arc::new(info),
        subject: Subject::Secret(Secret::new(b"x")),
        confidence: Confidence::Low,
        evidence: Evidence::default(),
        span,
    }
}

#[test]
fn a_value_is_told_with_the_first_of_its_variables() {
    let found = detect(&format!("a='{SECRET}'"), Vec::new());
    assert_eq!(
        found,
        [(VALUE_RULE.to_owned(), Some("A_SECRET".to_owned()))]
    );
}

#[test]
fn a_short_value_inside_a_word_is_none() {
    for text in [format!("a{SECRET}"), format!("{SECRET}7")] {
        assert_eq!(detect(&text, Vec::new()), [], "{text}");
    }
}

#[test]
fn a_value_is_found_encoded() {
    let hex = SECRET
        .bytes()
        .map(|byte| format!("{byte:02X}"))
        .collect::<Vec<_>>()
        .concat();
    for text in ["eDhmM2ExYzliZTRkN2Y2MDV5", "OGYzYTFjOWJlNGQ3ZjYwNQ", &hex] {
        let found = detect(text, Vec::new());
        assert_eq!(
            found,
            [(VALUE_RULE.to_owned(), Some("A_SECRET".to_owned()))],
            "{text}"
        );
    }
}

#[test]
fn a_provider_s_rule_knows_better_and_anyone_s_does_not() {
    let text = format!("a='{SECRET}'");
    let known = detect(&text, vec![by_rule("acme", 3..19)]);
    assert_eq!(known, [("other".to_owned(), None)]);
    let anyones = detect(&text, vec![by_rule("generic", 5..19)]);
    assert_eq!(
        anyones,
        [(VALUE_RULE.to_owned(), Some("A_SECRET".to_owned()))]
    );
}

#[test]
fn whatever_found_a_value_the_variable_is_named() {
    let mut sightings = [
        value(&rule("acme", Role::Write), SECRET, "/site/a.js", 0),
        value(&rule("acme", Role::Write), &SECRET[4..], "/site/a.js", 90),
        value(&rule("acme", Role::Write), "unknown", "/site/a.js", 200),
    ];
    sightings[0].evidence.key = Some("B_SECRET".to_owned());
    values().name(&mut sightings);
    let said = sightings
        .each_ref()
        .map(|it| (it.evidence.variable.as_deref(), it.confidence));
    assert_eq!(
        said,
        [
            (Some("B_SECRET"), Confidence::High),
            (Some("A_SECRET"), Confidence::Medium),
            (None, Confidence::Medium)
        ]
    );
}

#[test]
fn the_engine_s_sweep_tells_of_every_run_that_a_value_is_sought_in() {
    for length in 16..40 {
        let secret: String = "a1b2c3d4e5f6g7h8i9".chars().cycle().take(length).collect();
        let mut values = Values::default();
        let value = Secret::new(secret.as_bytes());
        values.add(value.clone(), "A_SECRET".to_owned());
        values.seek(BTreeSet::from([value]));
        let engine = Engine::new(&RuleSet::default()).with_values(Arc::new(values));
        let text = format!("f('{secret}')");
        let fragment = Fragment::whole(text.as_bytes(), Language::JavaScript);
        assert_eq!(engine.detect(&fragment).len(), 1, "{length}");
    }
}

#[test]
fn a_value_deep_within_a_row_of_base64_is_found() {
    let secret = "q7Zt2mKx9Lw4Rb8Nc3Vy6Hd1";
    let mut values = Values::default();
    let value = Secret::new(secret.as_bytes());
    values.add(value.clone(), "A_SECRET".to_owned());
    values.seek(BTreeSet::from([value]));
    let engine = Engine::new(&RuleSet::default()).with_values(Arc::new(values));
    for length in [100, 1500, 3000, 9000] {
        let row = "kiBqIu+bFhvgXxbO/".repeat(length / 17);
        let text = format!("x='{row}{secret}/{}';", &row[..row.len() / 3]);
        let fragment = Fragment::whole(text.as_bytes(), Language::JavaScript);
        let found = engine.detect(&fragment);
        assert!(found.iter().any(|it| it.rule.id == VALUE_RULE), "{length}");
    }
}

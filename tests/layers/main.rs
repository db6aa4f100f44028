//! What a token can be wrapped in, and what a page's data are kept in: it is found, once, in its place.

mod data;
mod folds;
mod payloads;
mod stacks;
mod tables;
mod wrap;

use std::sync::LazyLock;

use spillcheck::detect::{Engine, Subject};
use spillcheck::rule::RuleSet;
use spillcheck::scan::{Sighting, Windows, scan_with};

/// One engine for all cases: building it costs more than most of them.
fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> =
        LazyLock::new(|| Engine::new(&RuleSet::builtin().expect("the built-in rules are sound")));
    &ENGINE
}

/// The values found in a file of these bytes.
fn found(name: &str, bytes: &[u8]) -> Vec<Sighting> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).expect("a file");
    let mut found = scan_with(&[file], engine(), Windows::default()).sightings;
    found.retain(|it| matches!(it.subject, Subject::Secret(_)));
    found
}

fn letters(digits: Vec<u8>) -> String {
    let letter = |digit| match digit {
        0..26 => (b'A' + digit) as char,
        26..52 => (b'a' + digit - 26) as char,
        _ => (b'0' + digit - 52) as char,
    };
    digits.into_iter().map(letter).collect()
}

/// A token that looks random: the same one for the same seed in every run.
fn token(seed: u64) -> String {
    let mut state = seed;
    let body = (0..178).map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u8::try_from((state >> 33) % 62).expect("a small number")
    });
    format!("sk{}", letters(body.collect()))
}

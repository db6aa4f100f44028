//! Whatever a token is wrapped in, however deep, it is found once, and its place is the wrapped one.

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};
use spillcheck::detect::Subject;

use super::wrap::{LAYERS, Wrapped};
use super::{found, letters, token};

/// A Sanity token of one of the strict lengths, or a value of another provider's rule.
fn value() -> impl Strategy<Value = String> {
    let form = prop_oneof![
        Just(("sk", 178)),
        Just(("sk", 79)),
        Just((concat!("sk_", "live_"), 24)),
    ];
    form.prop_flat_map(|(prefix, length)| {
        let body = proptest::collection::vec(0..62_u8, length).prop_map(letters);
        body.prop_map(move |body| format!("{prefix}{body}"))
    })
}

/// Layers that hold in any stack. The others are sure of themselves alone, but not always within
/// or around another: wide text whose zeros an encoding hides, text cut into lines or by tags, and
/// encodings of a few bytes here and there.
fn solid() -> Vec<usize> {
    const FRAGILE: [&str; 6] = [
        "utf-16",
        "utf-32",
        "quoted-printable",
        "tags",
        "needed",
        "some",
    ];
    let is_solid = |name: &str| !FRAGILE.iter().any(|it| name.contains(it));
    let layers = LAYERS.iter().enumerate();
    layers
        .filter(|(_, (name, _))| is_solid(name))
        .map(|(index, _)| index)
        .collect()
}

/// The same cases in every run: what another seed shows is to become a test of its own.
fn config(seed: u64) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::with_cases(300)
    }
}

/// Wraps a value in a stack of layers, and wants it found once, where it then stands.
fn holds(name: &str, mut wrapped: Wrapped, value: &str, stack: &[usize]) -> TestCaseResult {
    // Chance, and shrinking, may make a value that no rule takes for random.
    prop_assume!(found(name, &wrapped.bytes).len() == 1);
    for layer in stack {
        wrapped = LAYERS[*layer].1(&wrapped);
    }
    let names: Vec<&str> = stack.iter().map(|it| LAYERS[*it].0).collect();
    let found = found(name, &wrapped.bytes);
    prop_assert_eq!(found.len(), 1, "{:?}", names);
    let Subject::Secret(secret) = &found[0].subject else {
        return Err(TestCaseError::fail("a secret"));
    };
    prop_assert!(
        secret.reveal() == value.as_bytes(),
        "another value in {:?}",
        names
    );
    let place = (found[0].location.start, found[0].location.end);
    let range = (wrapped.value.start as u64, wrapped.value.end as u64);
    prop_assert_eq!(place, range, "{:?}", names);
    Ok(())
}

/// What stands round a value before it is wrapped, and the name of its file.
fn surroundings() -> impl Strategy<Value = (String, String, &'static str)> {
    let text = "([a-z]{1,9}[ .;(){}|é#]){0,40}";
    let name = proptest::sample::select(&["a", "index.html", "app.css", ".env"][..]);
    (text, text, name)
}

fn plain(head: &str, value: &str, tail: &str) -> Wrapped {
    Wrapped::new(&format!("{head}\"token\":\""), value, &format!("\";{tail}"))
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn a_value_in_any_five_of_the_surest_layers_is_found_once_and_maps_home(
        value in value(),
        stack in proptest::collection::vec(proptest::sample::select(solid()), 0..=5),
        (head, tail, name) in surroundings(),
    ) {
        holds(name, plain(&head, &value, &tail), &value, &stack)?;
    }
}

#[test]
fn each_layer_alone_is_found_at_any_offset() {
    let value = token(1);
    for (layer, wrap) in LAYERS {
        for offset in 0..70 {
            let head = format!("{}\"token\":\"", "ab ".repeat(30).split_at(offset).0);
            let wrapped = wrap(&Wrapped::new(&head, &value, "\";"));
            let found = found("a", &wrapped.bytes);
            assert_eq!(found.len(), 1, "{layer} at {offset}");
            assert_eq!(
                found[0].location.start, wrapped.value.start as u64,
                "{layer} at {offset}"
            );
            assert_eq!(
                found[0].location.end, wrapped.value.end as u64,
                "{layer} at {offset}"
            );
        }
    }
}

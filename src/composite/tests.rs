use super::*;
use crate::merge::merge;
use crate::rule::Role;
use crate::samples::{discovery, rule, value};

const APP: &str = "/site/app.js";

fn composite(id: &str, parts: &[(&str, &str)], within: u64) -> Composite {
    let owned = |&(rule, role): &(&str, &str)| (rule.to_owned(), role.to_owned());
    Composite {
        info: rule(id, Role::Write),
        parts: parts.iter().map(owned).collect(),
        within,
        confidence: crate::finding::Confidence::High,
    }
}

/// A pair and a triple of the same rules, the pair first.
fn composites() -> [Composite; 2] {
    let pair = [("key-id", "id"), ("key-secret", "secret")];
    let triple = [pair[0], pair[1], ("session", "token")];
    [
        composite("pair", &pair, 100),
        composite("triple", &triple, 200),
    ]
}

/// What becomes of values of these rules at these places.
fn combined(values: &[(&str, &str, u64)]) -> Vec<Cluster> {
    let sightings = values.iter().map(|&(id, path, start)| {
        let text = format!("{id} at {start}");
        value(&rule(id, Role::Write), &text, path, start)
    });
    combine(merge(sightings.collect(), &discovery()), &composites())
}

fn ids(clusters: &[Cluster]) -> Vec<&str> {
    clusters.iter().map(|it| it.rule.id.as_str()).collect()
}

fn roles(cluster: &Cluster) -> Vec<&str> {
    cluster.parts.iter().map(|it| it.role.as_str()).collect()
}

#[test]
fn a_pair_within_reach_is_one_finding_with_its_parts() {
    for (id, secret) in [(10, 60), (60, 10)] {
        let clusters = combined(&[("key-id", APP, id), ("key-secret", APP, secret)]);
        assert_eq!(ids(&clusters), ["pair"]);
        assert_eq!(roles(&clusters[0]), ["secret", "id"]);
        assert_eq!(clusters[0].places.len(), 2);
        assert_eq!(clusters[0].confidence, crate::finding::Confidence::High);
    }
}

#[test]
fn too_far_apart_or_in_two_files_they_are_two() {
    let far = combined(&[("key-id", APP, 10), ("key-secret", APP, 900)]);
    assert_eq!(ids(&far), ["key-id", "key-secret"]);
    let apart = combined(&[("key-id", APP, 10), ("key-secret", "/site/b.js", 60)]);
    assert_eq!(ids(&apart), ["key-id", "key-secret"]);
}

#[test]
fn three_that_belong_together_are_no_pair_and_a_rest() {
    let three = [
        ("key-id", APP, 10),
        ("key-secret", APP, 60),
        ("session", APP, 120),
    ];
    let clusters = combined(&three);
    assert_eq!(ids(&clusters), ["triple"]);
    assert_eq!(roles(&clusters[0]), ["secret", "id", "token"]);
}

#[test]
fn of_several_parts_the_nearest_is_the_one() {
    let clusters = combined(&[
        ("key-id", APP, 10),
        ("key-id", APP, 60),
        ("key-secret", APP, 80),
    ]);
    assert_eq!(ids(&clusters), ["key-id", "pair"]);
    assert_eq!(clusters[1].parts[1].secret.reveal(), b"key-id at 60");
}

#[test]
fn one_id_serves_every_secret_beside_it() {
    let clusters = combined(&[
        ("key-id", APP, 60),
        ("key-secret", APP, 10),
        ("key-secret", APP, 110),
    ]);
    assert_eq!(ids(&clusters), ["pair", "pair"]);
}

/// A number from 0 to below `end`, of a row that is the same at every run.
fn next(state: &mut u64, end: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1);
    (*state >> 33) % end
}

#[test]
fn what_stands_near_is_what_a_look_at_all_finds() {
    let [pair, _] = composites();
    let mut state = 11;
    for _ in 0..200 {
        let values: Vec<_> = (0..30)
            .map(|_| {
                let id = ["key-id", "key-secret"][usize::try_from(next(&mut state, 2)).unwrap()];
                let path = [APP, "/site/b.js"][usize::try_from(next(&mut state, 2)).unwrap()];
                (id, path, next(&mut state, 900))
            })
            .collect();
        let sightings = values.iter().map(|&(id, path, start)| {
            // Of several lengths, and some at several places.
            let text = format!("{id} {}", "x".repeat(usize::try_from(start % 40).unwrap()));
            value(&rule(id, Role::Write), &text, path, start)
        });
        let clusters = merge(sightings.collect(), &discovery());
        let found = Near::new(&clusters, &pair);
        for (at, cluster) in clusters.iter().enumerate() {
            let seen = found.nearest(at, cluster, "key-id");
            assert_eq!(seen, looked_for(&clusters, at, pair.within), "{values:?}");
        }
    }
}

/// The nearest `key-id` to a cluster, found by a look at each place of each.
fn looked_for(clusters: &[Cluster], own: usize, within: u64) -> Option<usize> {
    let places = |at: usize| clusters[at].places.iter().map(|it| &it.occurrence.location);
    let others = (0..clusters.len()).filter(|&at| at != own && clusters[at].rule.id == "key-id");
    let pairs = others.flat_map(|at| places(at).map(move |there| (at, there)));
    let far = pairs.flat_map(|(at, there)| {
        let same = places(own).filter(|here| here.path == there.path);
        same.map(move |here| {
            let gap = here
                .start
                .max(there.start)
                .saturating_sub(here.end.min(there.end));
            (gap, at)
        })
    });
    far.filter(|(gap, _)| *gap <= within)
        .min()
        .map(|(_, at)| at)
}

#[test]
fn the_longest_value_is_near_however_far_off_it_begins() {
    let long = format!("key-id {}", "x".repeat(400));
    let values = [
        value(&rule("key-id", Role::Write), &long, APP, 10),
        value(&rule("key-id", Role::Write), "key-id short", APP, 300),
        value(&rule("key-secret", Role::Write), "key-secret", APP, 450),
    ];
    let clusters = combine(merge(values.into(), &discovery()), &composites());
    assert_eq!(ids(&clusters), ["key-id", "pair"]);
    assert_eq!(clusters[1].parts[1].secret.length(), long.len());
}

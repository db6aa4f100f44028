use super::*;
use crate::classify::classify;
use crate::rule::Role;
use crate::samples::{discovery, name, rule, value};

const APP: &str = "/site/app.js";
const SERVER: &str = "/site/server/app.js";

fn merged(sightings: Vec<Sighting>) -> Vec<Cluster> {
    merge(sightings, &discovery())
}

fn bound(key: &str, path: &str, start: u64) -> Sighting {
    let mut sighting = value(&rule("some-token", Role::Unknown), "value", path, start);
    sighting.evidence.key = Some(key.to_owned());
    sighting
}

/// Sightings that agree in nearly everything, so that only their whole order tells them apart.
fn alike() -> Vec<Sighting> {
    let token = rule("some-token", Role::Unknown);
    let other = rule("other-token", Role::Write);
    let mut reads = value(&token, "value", APP, 10);
    reads.evidence.read = Some("readToken".to_owned());
    let mut views = value(&token, "value", APP, 10);
    views.evidence.read = Some("viewerToken".to_owned());
    let mut surer = value(&other, "value", SERVER, 400);
    surer.confidence = Confidence::High;
    vec![
        reads,
        views,
        surer,
        value(&other, "second", APP, 500),
        name("SANITY_TOKEN", APP, 800),
    ]
}

/// Every order of `0..count`.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else {
        return vec![Vec::new()];
    };
    let shorter = orders(last);
    let insert = |order: &Vec<usize>, at: usize| {
        let mut order = order.clone();
        order.insert(at, last);
        order
    };
    let all = shorter
        .iter()
        .flat_map(|order| (0..count).map(move |at| insert(order, at)));
    all.collect()
}

#[test]
fn any_order_of_sightings_gives_the_same_clusters() {
    let sightings = alike();
    let wanted = format!("{:?}", merged(sightings.clone()));
    for order in orders(sightings.len()) {
        let shuffled = order.iter().map(|&at| sightings[at].clone()).collect();
        assert_eq!(format!("{:?}", merged(shuffled)), wanted, "{order:?}");
    }
}

#[test]
fn the_surest_sighting_says_how_sure_it_is_and_by_which_rule() {
    let clusters = merged(alike());
    assert_eq!(clusters.len(), 3);
    let cluster = clusters.iter().find(|it| it.places.len() == 3).unwrap();
    assert_eq!(cluster.confidence, Confidence::High);
    assert_eq!(cluster.rule.id, "other-token");
    // The server's place is the last, though its sighting is the surest.
    assert_eq!(
        cluster.places[2].occurrence.location.path.to_str(),
        Some(SERVER)
    );
}

#[test]
fn the_evidence_of_all_places_counts() {
    let token = rule("some-token", Role::Unknown);
    let mut first = value(&token, "value", APP, 10);
    first.evidence.read = Some("readToken".to_owned());
    let mut second = value(&token, "value", "/site/b.js", 10);
    second.evidence.write = Some("data/mutate".to_owned());
    second.evidence.provider = Some("api.sanity.io".to_owned());
    let evidence = merged(vec![first, second]).remove(0).evidence;
    assert_eq!(evidence.read.as_deref(), Some("readToken"));
    assert_eq!(evidence.write.as_deref(), Some("data/mutate"));
    assert_eq!(evidence.provider.as_deref(), Some("api.sanity.io"));
}

#[test]
fn a_name_goes_when_any_place_of_a_value_carries_it() {
    let carried = || {
        vec![
            bound("token", APP, 10),
            bound("SANITY_TOKEN", "/site/z.js", 10),
        ]
    };
    let with = |variable: &str| {
        let mut sightings = carried();
        sightings.push(name(variable, "/site/names.js", 10));
        merged(sightings).len()
    };
    assert_eq!(with("SANITY_TOKEN"), 1);
    assert_eq!(with("SANITY_OTHER_TOKEN"), 2);
}

#[test]
fn a_name_that_only_servers_read_is_no_finding() {
    let only = merged(vec![name("SANITY_TOKEN", SERVER, 10)]).remove(0);
    assert!(classify(only).is_none());
    let both = vec![
        name("SANITY_TOKEN", SERVER, 10),
        name("SANITY_TOKEN", APP, 10),
    ];
    let finding = classify(merged(both).remove(0)).unwrap();
    assert_eq!(finding.primary.location.path.to_str(), Some(APP));
    assert_eq!(finding.others, []);
}

/// What becomes of a name and a value `gap` bytes behind it.
fn beside(variable: &str, gap: u64, behind: Sighting) -> Vec<Cluster> {
    let before = name(variable, APP, 0);
    let mut behind = behind;
    behind.location.start = before.location.end + gap;
    behind.location.end = behind.location.start + 5;
    merged(vec![before, behind])
}

fn token() -> Sighting {
    value(&rule("some-token", Role::Unknown), "value", APP, 0)
}

#[test]
fn a_name_directly_before_a_value_is_its_variable() {
    for key in [None, Some("value")] {
        let mut behind = token();
        behind.evidence.key = key.map(str::to_owned);
        let clusters = beside("SANITY_READ_TOKEN", 3, behind);
        assert_eq!(clusters.len(), 1);
        let env = clusters[0].places[0].occurrence.env.as_deref();
        assert_eq!(env, Some("SANITY_READ_TOKEN"));
        let read = clusters[0].evidence.read.as_deref();
        assert_eq!(read, Some("SANITY_READ_TOKEN"));
    }
}

#[test]
fn only_a_name_that_says_so_reads() {
    for (variable, reads) in [
        ("SANITY_VIEWER_TOKEN", true),
        ("SANITY_READ_WRITE_TOKEN", false),
        ("SANITY_THREAD_TOKEN", false),
        ("SANITY_TOKEN", false),
    ] {
        let evidence = beside(variable, 3, token()).remove(0).evidence;
        assert_eq!(evidence.read.is_some(), reads, "{variable}");
    }
}

#[test]
fn farther_off_a_name_is_not_the_value_s_and_then_a_finding_of_its_own() {
    let near = beside("SANITY_TOKEN", 16, token());
    assert_eq!(near.len(), 1);
    assert_eq!(
        near[0].places[0].occurrence.env.as_deref(),
        Some("SANITY_TOKEN")
    );
    assert_eq!(beside("SANITY_TOKEN", 17, token()).len(), 2);
}

#[test]
fn a_name_stays_beside_a_value_that_is_another_s_or_no_secret() {
    let mut another = token();
    another.evidence.key = Some("writeToken".to_owned());
    let mut guess = token();
    guess.confidence = Confidence::Low;
    let public = value(&rule("public-key", Role::Public), "value", APP, 0);
    for behind in [another, guess, public] {
        assert_eq!(beside("SANITY_TOKEN", 3, behind).len(), 2);
    }
}

#[test]
fn a_name_is_that_of_the_next_value_alone() {
    let token = rule("some-token", Role::Unknown);
    let clusters = merged(vec![
        name("SANITY_TOKEN", APP, 0),
        value(&token, "first", APP, 15),
        value(&token, "second", APP, 23),
        name("SANITY_TOKEN", "/site/other.js", 0),
    ]);
    let env = |at: usize| clusters[at].places[0].occurrence.env.as_deref();
    assert_eq!(
        (clusters.len(), env(0), env(1)),
        (2, Some("SANITY_TOKEN"), None)
    );
}

#[test]
fn a_key_is_one_however_its_lines_are_broken() {
    let rule = rule("private-key", Role::Unknown);
    let key = |end: &str| ["-----BEGIN KEY-----", "aB3dE5", "-----END KEY-----"].join(end);
    let one = merged(vec![
        value(&rule, &key("\n"), APP, 10),
        value(&rule, &key("\\n"), APP, 400),
    ]);
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].places.len(), 2);
}

//! The table of "Judging" in `docs/design.md`, cell by cell.

use super::*;
use crate::detect::{Evidence, NameContext};
use crate::finding::Severity::{self, Critical, High, Info, Low, Medium};
use crate::merge::merge;
use crate::project::Exposure;
use crate::rule::{Role, Worse};
use crate::samples::{discovery, name, rule, value};

const FILE: &str = "/site/app.js";

/// The order of the columns below.
const EXPOSURES: [Exposure; 4] = [
    Exposure::Client,
    Exposure::Unknown,
    Exposure::Server,
    Exposure::Source,
];

fn secret(role: Role, evidence: Evidence) -> Cluster {
    let mut sighting = value(&rule("some-token", role), "value", FILE, 10);
    sighting.evidence = evidence;
    merge(vec![sighting], &discovery()).remove(0)
}

fn named(variable: &str, context: NameContext) -> Cluster {
    let mut cluster = merge(vec![name(variable, FILE, 10)], &discovery()).remove(0);
    cluster.places[0].context = Some(context);
    cluster
}

fn judged(mut cluster: Cluster, exposure: Exposure) -> Option<Finding> {
    cluster.places[0].occurrence.exposure = exposure;
    classify(cluster)
}

fn severity(cluster: Cluster, exposure: Exposure) -> Option<Severity> {
    judged(cluster, exposure).map(|finding| finding.severity)
}

fn writes() -> Evidence {
    Evidence {
        write: Some("data/mutate".to_owned()),
        ..Evidence::default()
    }
}

fn reads() -> Evidence {
    Evidence {
        read: Some("readToken".to_owned()),
        ..Evidence::default()
    }
}

fn both() -> Evidence {
    Evidence {
        read: reads().read,
        ..writes()
    }
}

#[test]
fn secrets_are_judged_as_the_design_says() {
    let none = Evidence::default;
    let worst = [Critical, Critical, Info, High];
    let reading = [High, High, Info, High];
    for (role, evidence, wanted) in [
        (Role::Write, none(), worst),
        (Role::Write, reads(), worst),
        (Role::Session, none(), worst),
        (Role::Unknown, none(), worst),
        (Role::Unknown, writes(), worst),
        (Role::Unknown, both(), worst),
        (Role::Unknown, reads(), reading),
        (Role::Read, none(), reading),
        (Role::Restricted, none(), [Medium, Medium, Info, Medium]),
        (Role::Public, none(), [Info; 4]),
        (Role::Id, none(), [Info; 4]),
    ] {
        for (exposure, wanted) in EXPOSURES.into_iter().zip(wanted) {
            let seen = severity(secret(role, evidence.clone()), exposure);
            assert_eq!(seen, Some(wanted), "{role:?} {evidence:?} {exposure:?}");
        }
    }
}

#[test]
fn a_guess_is_never_told_before_what_is_sure() {
    let guessed = [Medium, Medium, Info, Medium];
    for (role, wanted) in [
        (Role::Write, guessed),
        (Role::Read, guessed),
        (Role::Restricted, guessed),
        (Role::Public, [Info; 4]),
    ] {
        for (exposure, wanted) in EXPOSURES.into_iter().zip(wanted) {
            let mut cluster = secret(role, Evidence::default());
            cluster.confidence = Confidence::Low;
            assert_eq!(severity(cluster, exposure), Some(wanted), "{role:?}");
        }
    }
}

#[test]
fn a_public_value_is_worse_where_a_word_says_so() {
    for (role, wanted) in [
        (Role::Write, Critical),
        (Role::Read, High),
        (Role::Restricted, Medium),
    ] {
        let worse = |word: Option<&str>| {
            let mut cluster = secret(Role::Public, Evidence::default());
            let why = "It opens more there.".to_owned();
            Arc::make_mut(&mut cluster.rule).worse = Some(Worse { role, why });
            cluster.evidence.worse = word.map(str::to_owned);
            severity(cluster, Exposure::Client)
        };
        assert_eq!(worse(Some("generativelanguage")), Some(wanted), "{role:?}");
        assert_eq!(worse(None), Some(Info), "{role:?}");
    }
}

#[test]
fn names_are_judged_as_the_design_says() {
    use NameContext::{Code, Prose};
    let (plain, public) = ("SANITY_WRITE_TOKEN", "GATSBY_SANITY_WRITE_TOKEN");
    let browsers = "SANITY_BROWSER_TOKEN";
    let info = Some(Info);
    for (variable, context, wanted) in [
        (plain, Code, [Some(Low), Some(Low), None, None]),
        (plain, Prose, [info, info, None, None]),
        (public, Code, [Some(Low), Some(Low), None, Some(Medium)]),
        (public, Prose, [info, info, None, Some(Medium)]),
        (browsers, Code, [info, info, None, info]),
        (browsers, Prose, [info, info, None, info]),
    ] {
        for (exposure, wanted) in EXPOSURES.into_iter().zip(wanted) {
            let seen = severity(named(variable, context), exposure);
            assert_eq!(seen, wanted, "{variable} {context:?} {exposure:?}");
        }
    }
}

#[test]
fn a_finding_says_why_in_words_of_its_place() {
    let why = |cluster, exposure| judged(cluster, exposure).unwrap().why;
    let token = || secret(Role::Unknown, reads());
    assert!(why(token(), Exposure::Client).contains("`readToken` beside it"));
    assert!(why(token(), Exposure::Server).contains("which browsers are not served"));
    assert!(
        why(
            named("SANITY_WRITE_TOKEN", NameContext::Prose),
            Exposure::Client
        )
        .contains("text")
    );
    let prefixed = named("GATSBY_SANITY_WRITE_TOKEN", NameContext::Code);
    assert!(why(prefixed, Exposure::Client).contains("Gatsby inlines"));
}

#[test]
fn what_a_server_keeps_has_not_leaked() {
    let finding = judged(secret(Role::Write, Evidence::default()), Exposure::Server).unwrap();
    assert!(finding.fix.code.starts_with("Nothing ships."));
}

#[test]
fn the_worst_place_of_a_name_is_the_primary_one() {
    let mut places = merge(vec![name("SANITY_WRITE_TOKEN", FILE, 10)], &discovery());
    let mut later = named("SANITY_WRITE_TOKEN", NameContext::Code);
    later.places[0].occurrence.location.start = 900;
    places[0].places[0].context = Some(NameContext::Prose);
    places[0].places.append(&mut later.places);
    let finding = classify(places.remove(0)).unwrap();
    assert_eq!(finding.severity, Low);
    assert_eq!(finding.primary.location.start, 900);
    assert_eq!(finding.others.len(), 1);
}

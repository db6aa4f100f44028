use super::*;
use crate::finding::{Occurrence, Original, Severity, Witness};
use crate::project::Exposure;
use crate::rule::Role;
use crate::samples::{found, place, rule};
use crate::secret::Secret;

const STRONG: &str = "aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW3xY";

fn policy(accepted: &[Finding], expires: Option<&str>) -> Policy {
    let mut policy = Policy {
        today: "2026-11-27".parse().unwrap(),
        ..Policy::default()
    };
    for finding in accepted {
        let acceptance = Acceptance {
            reason: "a demo".to_owned(),
            expires: expires.map(|day| day.parse().unwrap()),
        };
        let today = policy.today;
        policy
            .baseline
            .add(&[finding], |_| true, (&acceptance, today));
    }
    policy
}

fn outcome(finding: Finding, policy: &Policy) -> (usize, usize, Vec<NotificationKind>) {
    let outcome = suppress(vec![finding], &[], policy, true);
    let kinds = outcome.notifications.iter().map(|note| note.kind);
    (outcome.open.len(), outcome.hidden.len(), kinds.collect())
}

#[test]
fn what_is_accepted_is_hidden_wherever_it_has_moved() {
    for value in [STRONG, "hunter2"] {
        let policy = policy(&[found(value)], Some("2026-11-27"));
        let moved = Finding {
            primary: place("/site/lib/other.js", Exposure::Source),
            others: vec![place("/site/.cache/x.js", Exposure::Server)],
            ..found(value)
        };
        assert_eq!(outcome(moved, &policy), (0, 1, vec![]));
    }
}

#[test]
fn another_secret_is_never_hidden() {
    let unmatched = vec![NotificationKind::AcceptanceUnmatched];
    for (accepted, other) in [
        (STRONG, "zB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW3xY"),
        // Weak values of one variable and length have one fingerprint.
        ("hunter2", "letmein"),
    ] {
        let policy = policy(&[found(accepted)], None);
        assert_eq!(outcome(found(other), &policy), (1, 0, unmatched.clone()));
    }
}

#[test]
fn another_rule_is_never_hidden() {
    let policy = policy(&[found(STRONG)], None);
    let mut other = found(STRONG);
    other.rule = rule("other-token", Role::Write);
    assert_eq!(outcome(other, &policy).0, 1);
}

#[test]
fn a_raise_in_severity_or_exposure_is_told() {
    let policy = policy(&[found(STRONG)], None);
    let raised = vec![NotificationKind::AcceptanceRaised];
    let worse = Finding {
        severity: Severity::Critical,
        ..found(STRONG)
    };
    assert_eq!(outcome(worse, &policy), (1, 0, raised.clone()));
    let nearer = Finding {
        primary: place("/site/public/a.js", Exposure::Client),
        ..found(STRONG)
    };
    assert_eq!(outcome(nearer, &policy), (1, 0, raised));
    let less = Finding {
        severity: Severity::Low,
        primary: place("/site/.cache/a.js", Exposure::Server),
        ..found(STRONG)
    };
    assert_eq!(outcome(less, &policy), (0, 1, vec![]));
}

#[test]
fn an_acceptance_ends_with_its_last_day_and_with_a_wrong_clock() {
    let mut policy = policy(&[found(STRONG)], Some("2026-11-26"));
    let expired = vec![NotificationKind::AcceptanceExpired];
    assert_eq!(outcome(found(STRONG), &policy), (1, 0, expired.clone()));
    policy.today = "1970-01-01".parse().unwrap();
    assert_eq!(outcome(found(STRONG), &policy), (1, 0, expired));
}

#[test]
fn where_not_everything_was_scanned_nothing_is_missed() {
    let policy = policy(&[found(STRONG)], None);
    assert!(
        suppress(Vec::new(), &[], &policy, false)
            .notifications
            .is_empty()
    );
}

fn allowance(line: u64, is_alone: bool) -> Allowance {
    Allowance {
        beside: Secret::new(format!("x = '{STRONG}'").as_bytes()),
        path: "/site/src/a.js".into(),
        line,
        column: 40,
        rule: "some-token".to_owned(),
        reason: "a sample".to_owned(),
        is_alone,
    }
}

#[test]
fn a_comment_covers_the_literal_beside_it_alone() {
    let none = Policy::default();
    for (line, is_alone, hidden) in [(2, false, 1), (1, true, 1), (1, false, 0), (2, true, 0)] {
        let outcome = suppress(
            vec![found(STRONG)],
            &[allowance(line, is_alone)],
            &none,
            true,
        );
        assert_eq!(outcome.hidden.len(), hidden, "{line} {is_alone}");
        assert_eq!(outcome.notifications.len(), 1 - hidden);
    }
    let two = vec![found(STRONG), found("hunter2")];
    let outcome = suppress(two, &[allowance(2, false)], &none, true);
    assert_eq!((outcome.open.len(), outcome.hidden.len()), (1, 1));
}

#[test]
fn a_comment_never_covers_what_ships() {
    let none = Policy::default();
    let shipped = Finding {
        primary: place("/site/public/b.js", Exposure::Client),
        others: vec![place("/site/src/a.js", Exposure::Source)],
        ..found(STRONG)
    };
    let outcome = suppress(vec![shipped], &[allowance(2, false)], &none, true);
    assert_eq!(outcome.open.len(), 1);
    assert!(outcome.open[0].others.is_empty());
    let bundle = Finding {
        primary: place("/site/src/a.js", Exposure::Client),
        ..found(STRONG)
    };
    let outcome = suppress(vec![bundle], &[allowance(2, false)], &none, true);
    assert_eq!(outcome.open.len(), 1);
}

/// A place in what ships that leads to line 2 of a source.
fn shipped(path: &str, by: Witness) -> Occurrence {
    let original = Original {
        path: "/site/src/a.js".into(),
        line: 2,
        column: 6,
        by,
    };
    Occurrence {
        original: Some(original),
        ..place(path, Exposure::Client)
    }
}

#[test]
fn a_comment_is_carried_by_a_source_map_to_the_literal_itself() {
    let hidden = |finding: Finding, allowance: Allowance| {
        suppress(vec![finding], &[allowance], &Policy::default(), true)
            .hidden
            .len()
    };
    let by = |witness| Finding {
        primary: shipped("/site/public/a.js", witness),
        ..found(STRONG)
    };
    assert_eq!(hidden(by(Witness::Map), allowance(2, false)), 1);
    assert_eq!(hidden(by(Witness::Map), allowance(1, true)), 1);
    // Without a map, or where another line is meant, or what stands there is no such literal.
    assert_eq!(hidden(by(Witness::Source), allowance(2, false)), 0);
    assert_eq!(hidden(by(Witness::Map), allowance(3, false)), 0);
    let variable = Allowance {
        beside: Secret::new(b"x = process.env.TOKEN"),
        ..allowance(2, false)
    };
    assert_eq!(hidden(by(Witness::Map), variable), 0);
    let with = |other| Finding {
        others: vec![other],
        ..by(Witness::Map)
    };
    let copy = shipped("/site/.cache/a.js", Witness::Source);
    assert_eq!(hidden(with(copy), allowance(2, false)), 1);
    let elsewhere = place("/site/public/b.js", Exposure::Client);
    assert_eq!(hidden(with(elsewhere), allowance(2, false)), 0);
}

fn override_of(paths: &[&str], rules: &[&str], effect: Effect) -> Policy {
    let owned = |all: &[&str]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    let reason = "the docs show it".to_owned();
    let root = "/site".into();
    let one = Override::new(root, &owned(paths), &owned(rules), effect, reason);
    Policy {
        overrides: vec![one.unwrap()],
        ..Policy::default()
    }
}

#[test]
fn an_override_judges_anew_where_it_holds_of_every_place() {
    let low = Effect::Severity(Severity::Low);
    for (paths, rules, holds) in [
        (&["src/**"][..], &["some-*"][..], true),
        (&[], &["some-token"], true),
        (&["src/**"], &[], true),
        (&["docs/**"], &[], false),
        (&["src/**"], &["other"], false),
    ] {
        let outcome = suppress(
            vec![found(STRONG)],
            &[],
            &override_of(paths, rules, low),
            true,
        );
        let severity = outcome.open[0].severity;
        assert_eq!(severity == Severity::Low, holds, "{paths:?} {rules:?}");
    }
    let elsewhere = Finding {
        others: vec![place("/site/public/a.js", Exposure::Client)],
        ..found(STRONG)
    };
    let off = override_of(&["src/**"], &[], Effect::Off);
    assert_eq!(outcome(elsewhere, &off).0, 1);
    let off = suppress(vec![found(STRONG)], &[], &off, true);
    assert_eq!(off.hidden[0].by, SuppressedBy::Configuration);
}

#[test]
fn all_of_a_scan_is_accepted_once_and_written_anew_in_the_place_of_what_was_known() {
    let values = ["hunter2", "letmein", STRONG];
    let findings = values.map(found);
    let findings: Vec<&Finding> = findings.iter().collect();
    let mut policy = policy(&[], None);
    for reason in ["first", "again"] {
        let acceptance = Acceptance {
            reason: reason.to_owned(),
            expires: None,
        };
        let today = policy.today;
        policy
            .baseline
            .add(&findings, |_| true, (&acceptance, today));
        let records = policy.baseline.records();
        assert_eq!(records.len(), values.len());
        assert!(records.iter().all(|it| it.acceptance.reason == reason));
    }
    let open = suppress(
        vec![found("letmein"), found("another")],
        &[],
        &policy,
        false,
    )
    .open;
    assert_eq!(open.len(), 1);
}

#[test]
fn of_weak_values_of_one_variable_each_is_known() {
    let values = ["hunter1", "hunter2", "hunter3", "hunter4"];
    let accepted = values.map(found);
    let policy = policy(&accepted, None);
    let now = ["hunter9", "hunter4", "hunter2", "hunter1"].map(found);
    let outcome = suppress(now.to_vec(), &[], &policy, true);
    assert_eq!((outcome.open.len(), outcome.hidden.len()), (1, 3));
    let kinds: Vec<_> = outcome.notifications.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [NotificationKind::AcceptanceUnmatched]);
}

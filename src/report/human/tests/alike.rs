//! Findings that are brought together.

use super::*;
use crate::fix::Fix;
use crate::trace::{Cause, CauseKind};

/// The report of these findings, each run of spaces one.
fn told(findings: Vec<Finding>) -> String {
    let text = plain(&Report {
        findings,
        ..gatsby_report()
    });
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_reason_that_all_of_a_group_share_is_told_once() {
    let two = |why: &str| {
        let other = Finding {
            why: why.to_owned(),
            ..finding()
        };
        told(vec![finding(), other])
    };
    assert_eq!(two(&finding().why).matches(" why ").count(), 1);
    let apart = two("Another reason.");
    assert_eq!(apart.matches(" why ").count(), 2);
    assert_eq!(apart.matches(" fix 1. Code: Read").count(), 1);
}

#[test]
fn of_many_alike_what_to_do_is_told_first_and_once_and_then_some_places() {
    let places = (0..4).map(|n| occurrence(&format!("/site/public/{n}.js"), Exposure::Client));
    let one = Finding {
        others: places.collect(),
        ..finding()
    };
    let many = Report {
        findings: vec![one; 36],
        ..gatsby_report()
    };
    let text = plain(&many);
    for (part, times) in [
        ("Sanity API token, ships to browsers, 36 times\n  fix  ", 1),
        ("  why  ", 1),
        ("  fix  ", 1),
        (" and 4 more places\n", 3),
        ("\n          and 33 more (-v shows them)\n", 1),
    ] {
        assert_eq!(text.matches(part).count(), times, "{part}: {text}");
    }
    assert!(text.lines().count() < 24, "{text}");
    let settings = settings();
    let verbose = Options {
        verbosity: Verbosity::Verbose,
        ..options(&settings)
    };
    let all = written(&many, verbose);
    assert_eq!(all.matches("  at  ").count(), 36);
    assert!(!all.contains("more"), "{all}");
}

/// One of many that something let through.
fn caused(kind: CauseKind, why: &str) -> Finding {
    let cause = Cause {
        kind,
        path: "/site/a.js".into(),
        line: 1,
    };
    Finding {
        why: why.to_owned(),
        fix: Fix {
            cure: kind.cure("server code"),
            ..finding().fix
        },
        trace: crate::Trace {
            cause: Some(cause),
            ..crate::Trace::default()
        },
        ..finding()
    }
}

#[test]
fn of_many_what_cures_some_is_told_beside_them_and_what_cures_all_once() {
    let mut findings = vec![caused(CauseKind::Define, "It ships."); 4];
    findings.extend(vec![caused(CauseKind::PublicPrefix, "It ships."); 3]);
    findings.push(caused(CauseKind::PublicPrefix, "It can write."));
    findings[0].confidence = Confidence::Medium;
    findings.swap(0, 1);
    let text = told(findings);
    for (part, times) in [
        (
            "8 times fix 1. Take each out of what let it through: step 1 below says how. \
             2. Code: Read the dataset without a token. 3. Secret: Revoke it.",
            1,
        ),
        (
            &format!("step 1 {} at", CauseKind::Define.cure("server code")),
            1,
        ),
        (
            &format!("step 1 {}", CauseKind::PublicPrefix.cure("server code")),
            2,
        ),
        ("Revoke it.", 1),
        ("why It ships.", 1),
        ("why It can write.", 1),
        ("medium confidence, ", 1),
        ("and 1 more (-v shows them)", 1),
    ] {
        assert_eq!(text.matches(part).count(), times, "{part}: {text}");
    }
}

#[test]
fn of_many_causes_some_are_told() {
    let causes = [
        CauseKind::Define,
        CauseKind::PublicPrefix,
        CauseKind::EnvBlock,
        CauseKind::Comment,
        CauseKind::HardCoded,
    ];
    let text = told(causes.map(|it| caused(it, "It ships.")).to_vec());
    assert_eq!(
        text.matches(" rule sanity-api-token, high confidence step 1 ")
            .count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches(" step 1 Take it out of ").count(), 2, "{text}");
    let rest = "and 2 that came in by other ways (-v shows them)";
    assert!(text.contains(rest), "{text}");
}

/// A finding of a rule of its own.
fn of_rule(number: usize) -> Finding {
    let rule = RuleInfo {
        id: format!("rule-{number:02}"),
        fix: Fix::new(format!("Move {number}."), format!("Revoke {number}.")),
        ..(*finding().rule).clone()
    };
    Finding {
        fix: rule.fix.clone(),
        rule: Arc::new(rule),
        ..finding()
    }
}

#[test]
fn the_first_groups_are_told_in_full_the_next_in_brief_and_the_rest_counted() {
    let findings: Vec<Finding> = (0..60).map(of_rule).collect();
    let report = Report {
        findings,
        ..gatsby_report()
    };
    let text = plain(&report);
    for (part, times) in [
        ("  why  ", 1),
        ("  2. Secret: Revoke ", 3),
        ("\n  fix     Move 19. Revoke 19.", 1),
        ("Move 20", 0),
        ("  rule    rule-", 20),
        ("\n40 more findings (-v shows them)\n", 1),
    ] {
        assert_eq!(text.matches(part).count(), times, "{part}: {text}");
    }
    assert!(text.lines().count() < 160, "{text}");
    assert!(text.contains("CRITICAL  60 findings\n") && text.contains("60 findings (60 critical)"));
}

#[test]
fn a_place_and_the_author_s_line_share_a_line_where_they_fit() {
    let from = |path: &str| {
        let mut place = finding().primary;
        place.original = Some(crate::finding::Original {
            path: path.into(),
            line: 12,
            column: 10,
            by: crate::finding::Witness::Map,
        });
        let one = Finding {
            primary: place,
            ..finding()
        };
        plain(&Report {
            findings: vec![one; 2],
            ..gatsby_report()
        })
    };
    let both = "  at      public/app-3f2a.js:1:48211, from src/a.ts:12:10\n";
    assert_eq!(from("/site/src/a.ts").matches(both).count(), 2);
    let long = format!("/site/src/{}.ts", "a".repeat(40));
    let apart = format!("1:48211\n  from    {}:12:10\n", &long["/site/".len()..]);
    assert_eq!(from(&long).matches(&apart).count(), 2);
}

#[test]
fn what_one_thing_let_through_has_its_cure_among_the_steps() {
    let text = told(vec![caused(CauseKind::Define, "It ships."); 4]);
    let fix = format!(
        "fix 1. Code: {} Read",
        CauseKind::Define.cure("server code")
    );
    assert!(text.contains(&fix) && !text.contains("step 1"), "{text}");
}

#[test]
fn in_brief_each_way_has_its_own_first_sentence() {
    let mut findings: Vec<Finding> = (0..3).map(of_rule).collect();
    findings.extend([CauseKind::Comment, CauseKind::Banner].map(|it| caused(it, "It ships.")));
    let text = told(findings);
    for part in [
        "fix Take it out of the comment. at",
        "fix Take it out of the banner. at",
    ] {
        assert_eq!(text.matches(part).count(), 1, "{part}: {text}");
    }
    assert!(!text.contains("step 1"), "{text}");
}

#[test]
fn in_brief_a_secret_is_still_to_be_revoked_and_a_file_to_be_moved() {
    let revoked = |fix: Fix| {
        let mut one = of_rule(9);
        one.rule = Arc::new(RuleInfo {
            revoke: Some("https://example.com/keys".to_owned()),
            ..(*one.rule).clone()
        });
        Finding { fix, ..one }
    };
    let mut findings: Vec<Finding> = (0..3).map(of_rule).collect();
    findings.push(revoked(Fix::new("Move it. Hide it.", "End it. Look.")));
    let text = told(findings.clone());
    let brief = "fix Move it. End it. https://example.com/keys rule";
    assert!(text.contains(brief), "{text}");
    let file = Fix::of_file("Keep it out. Now.".to_owned(), "Rotate all.".to_owned());
    findings[3] = revoked(file);
    let text = told(findings);
    let brief = "fix Rotate all. https://example.com/keys Keep it out. rule";
    assert!(text.contains(brief), "{text}");
}

use std::sync::Arc;

use super::*;
use crate::finding::{Confidence, Fingerprint};
use crate::finding::{Finding, Kind};
use crate::notification::NotificationKind;
use crate::project::Exposure;
use crate::project::{OutputDir, Project};
use crate::report::tests::{TOKEN, finding, occurrence, options, report, settings};
use crate::rule::RuleInfo;
use crate::secret::Secret;
use crate::trace::{Cause, CauseKind};

fn written(report: &Report, options: Options<'_>) -> String {
    let mut out = Vec::new();
    Human::new(options).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(report: &Report) -> String {
    written(report, options(&settings()))
}

fn unwrapped(text: &str) -> String {
    text.replace('\n', " ")
}

fn gatsby_report() -> Report {
    let output = OutputDir {
        path: "/site/public".into(),
        exposure: Exposure::Client,
    };
    let project = Project {
        root: "/site".into(),
        framework: None,
        rows: Vec::new(),
        outputs: vec![output],
        env_names: std::collections::BTreeSet::new(),
    };
    Report {
        projects: vec![project],
        ..report()
    }
}

fn token_finding() -> Finding {
    let chunk = |n| occurrence(&format!("/site/public/chunk-{n}.js"), Exposure::Client);
    let server = occurrence("/site/.cache/render-page.js", Exposure::Server);
    Finding {
        others: std::iter::once(server).chain((0..6).map(chunk)).collect(),
        why: "It is in code that every visitor downloads, next to `data/mutate`: whoever opens \
              the page can change or delete the dataset."
            .to_owned(),
        ..finding()
    }
}

fn name_finding() -> Finding {
    let rule = RuleInfo {
        id: "sanity-secret-name".to_owned(),
        title: "Name of a Sanity secret".to_owned(),
        revoke: None,
        ..(*finding().rule).clone()
    };
    Finding {
        kind: Kind::Name,
        severity: Severity::Low,
        fingerprint: Fingerprint::of(&rule, b"SANITY_WRITE_TOKEN"),
        secret: None,
        env: Some("SANITY_WRITE_TOKEN".to_owned()),
        why: "Client code reads the variable; its value is not in the output.".to_owned(),
        fix: "Read it on the server alone.".to_owned(),
        rule: Arc::new(rule),
        ..finding()
    }
}

fn guess() -> Finding {
    Finding {
        severity: Severity::Medium,
        confidence: Confidence::Low,
        env: None,
        secret: Some(Secret::new(b"hunter2hunter2")),
        ..finding()
    }
}

fn info() -> Finding {
    Finding {
        severity: Severity::Info,
        ..finding()
    }
}

fn full_report() -> Report {
    let note = |kind, path: &str, message: &str| Notification::new(kind, path, message);
    let unreadable = note(
        NotificationKind::Unreadable,
        "/site/public/private.js",
        "it cannot be opened: permission denied",
    );
    let link = note(
        NotificationKind::Link,
        "/site/public/loop\n\u{202e}",
        "a symbolic link that leads in a loop is not followed",
    );
    Report {
        findings: vec![token_finding(), guess(), name_finding(), info(), info()],
        notifications: vec![link, unreadable],
        ..gatsby_report()
    }
}

#[test]
fn a_full_report() {
    insta::assert_snapshot!(plain(&full_report()));
}

#[test]
fn a_full_report_in_color() {
    let settings = settings();
    let colored = Options {
        color: true,
        ..options(&settings)
    };
    let text = written(&full_report(), colored);
    insta::assert_snapshot!(text.replace('\u{1b}', "␛"));
}

#[test]
fn a_clean_report() {
    let text = plain(&gatsby_report());
    assert_eq!(
        text,
        "No secrets found in 123 files (4.5 MB) of public/ (412 ms)\n"
    );
}

#[test]
fn verbose_shows_every_place_and_the_infos() {
    let settings = settings();
    let verbose = Options {
        verbosity: Verbosity::Verbose,
        ..options(&settings)
    };
    let text = written(&full_report(), verbose);
    assert!(text.contains("chunk-5.js:1:48211"));
    assert!(text.contains("INFO  2 findings"));
    assert!(!text.contains("-v"));
}

#[test]
fn quiet_leaves_remarks_infos_and_summary_out() {
    let settings = settings();
    let quiet = Options {
        verbosity: Verbosity::Quiet,
        ..options(&settings)
    };
    let text = written(&full_report(), quiet);
    assert!(text.contains("error: public/private.js"));
    for left_out in ["note:", "info finding", "files", "Next"] {
        assert!(!text.contains(left_out), "{left_out}");
    }
}

#[test]
fn infos_that_fail_are_shown() {
    let settings = crate::Settings {
        fail_on: Severity::Info,
        ..settings()
    };
    let text = written(&full_report(), options(&settings));
    assert!(text.contains("INFO  2 findings"));
}

#[test]
fn no_value_without_reveal_and_the_value_with_it() {
    let settings = settings();
    let revealing = Options {
        reveal: true,
        verbosity: Verbosity::Verbose,
        ..options(&settings)
    };
    assert!(!plain(&full_report()).contains(&TOKEN[4..20]));
    assert!(written(&full_report(), revealing).contains(TOKEN));
}

#[test]
fn no_line_is_wider_than_the_page() {
    for line in plain(&full_report()).lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn with_errors_it_never_sounds_clean() {
    let note = Notification::new(NotificationKind::Unreadable, "/site/a.js", "denied");
    let unread = Report {
        notifications: vec![note],
        ..gatsby_report()
    };
    let text = unwrapped(&plain(&unread));
    assert!(text.contains("error: a.js: denied"));
    assert!(text.contains(
        "Not finished: 1 error. Nothing found in what could be read (123 files, 4.5 MB of public/)"
    ));
    assert!(!text.contains("No secrets found"));
}

#[test]
fn nothing_scanned_is_said_so() {
    let nothing = Report {
        summary: crate::Summary::default(),
        ..report()
    };
    assert_eq!(plain(&nothing), "Nothing was scanned\n");
}

#[test]
fn findings_below_the_threshold_are_told_as_such() {
    let below = Report {
        findings: vec![info()],
        ..gatsby_report()
    };
    let text = unwrapped(&plain(&below));
    assert!(text.contains("1 info finding (sanity-api-token): -v shows it"));
    assert!(text.contains("none of which fails the run"));
}

#[test]
fn strict_remarks_are_errors() {
    let settings = crate::Settings {
        strict: true,
        ..settings()
    };
    let text = written(&full_report(), options(&settings));
    assert!(text.contains("error: public/loop"));
    assert!(!text.contains("note:"));
}

#[test]
fn a_reason_that_all_of_a_group_share_is_told_once() {
    let two = |why: &str| {
        let other = Finding {
            why: why.to_owned(),
            ..finding()
        };
        plain(&Report {
            findings: vec![finding(), other],
            ..gatsby_report()
        })
    };
    let alike = two(&finding().why);
    assert_eq!(alike.matches("  why  ").count(), 1);
    assert!(alike.contains("\n  This holds for both of them:\n  why  "));
    let apart = two("Another reason.");
    assert_eq!(apart.matches("  why  ").count(), 2);
    assert!(apart.contains("\n  To fix both of them:\n  fix  "));
}

#[test]
fn the_working_directory_is_called_here_and_nothing_is_said_twice() {
    let note = Notification::new(NotificationKind::NothingToScan, "/site", "not built");
    let unbuilt = Report {
        notifications: vec![
            note,
            Notification::new(NotificationKind::NotBuilt, "/site", "not built"),
        ],
        ..gatsby_report()
    };
    let text = plain(&unbuilt);
    assert!(text.starts_with("error: here: not built\n"));
    assert_eq!(text.matches("not built").count(), 1);
}

#[test]
fn many_alike_are_two_lines_each_and_their_reason_is_told_once() {
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
    assert_eq!(text.matches("  why  ").count(), 1);
    assert_eq!(text.matches("  fix  ").count(), 1);
    assert_eq!(text.matches(" and 4 more places\n").count(), 36);
    assert!(text.contains("Sanity API token, ships to browsers, 36 times\n"));
    assert!(text.lines().count() < 2 * 36 + 16, "{text}");
}

#[test]
fn a_path_that_starts_as_a_command_of_a_ci_service_does_not_start_its_line() {
    let found = Finding {
        others: vec![occurrence("/site/::error::x", Exposure::Client)],
        ..finding()
    };
    let text = plain(&Report {
        findings: vec![found; 2],
        ..gatsby_report()
    });
    assert!(text.contains("./::error::x"));
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
        fix: format!("{} {}", kind.cure("server code"), finding().fix),
        trace: crate::Trace {
            cause: Some(cause),
            cure: kind.cure("server code"),
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
    let text = plain(&Report {
        findings,
        ..gatsby_report()
    });
    let text = unwrapped(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for (part, times) in [
        ("Sanity API token, ships to browsers, 8 times", 1),
        (&CauseKind::Define.cure("server code"), 1),
        (&CauseKind::PublicPrefix.cure("server code"), 2),
        ("why It ships.", 1),
        ("why It can write.", 1),
        ("then Revoke it, then read the dataset without a token.", 1),
        ("medium confidence, ", 1),
        ("This holds for those of which nothing else is said:", 1),
    ] {
        assert_eq!(text.matches(part).count(), times, "{part}: {text}");
    }
}

#[test]
fn many_notes_of_one_kind_are_one() {
    let twin = |n: usize, message: &str| {
        let path = format!("/site/public/{n:03}.js.gz");
        Notification::new(NotificationKind::StaleTwin, path, message)
    };
    let told = |notifications: Vec<Notification>| {
        plain(&Report {
            notifications,
            ..gatsby_report()
        })
    };
    let same = told((0..656).map(|n| twin(n, "it is another")).collect());
    assert!(
        same.starts_with(
            "note: 656 files: it is another\n      public/000.js.gz\n      public/001.js.gz\n      \
             public/002.js.gz\n      and 653 more (-v shows them)\n"
        ),
        "{same}"
    );
    let each = told((0..10).map(|n| twin(n, &format!("it is {n}"))).collect());
    assert!(each.contains("note: public/002.js.gz: it is 2\nnote: 7 more of this kind (stale-twin): -v shows them\n"), "{each}");
    let few = told((0..5).map(|n| twin(n, "it is another")).collect());
    assert_eq!(few.matches("note: public/").count(), 5);
}

#[test]
fn a_place_is_a_link_where_the_terminal_has_them() {
    let settings = settings();
    let linking = Options {
        links: true,
        ..options(&settings)
    };
    let secret = occurrence(&format!("/site/public/{TOKEN}.js"), Exposure::Client);
    let report = Report {
        findings: vec![Finding {
            others: vec![secret],
            ..finding()
        }],
        ..gatsby_report()
    };
    let text = written(&report, linking);
    let link = "\u{1b}]8;;file:///site/public/app-3f2a.js\u{1b}\\public/app-3f2a.js:1:48211\u{1b}]8;;\u{1b}\\";
    assert!(text.contains(link), "{text:?}");
    // An address would tell what the path shown does not.
    assert_eq!(text.matches("]8;;file:").count(), 1, "{text:?}");
    assert!(!plain(&report).contains("]8;;"));
}

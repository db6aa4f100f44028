mod alike;
mod fit;
mod remarks;

use std::sync::Arc;

use super::*;
use crate::finding::{Confidence, Fingerprint};
use crate::finding::{Finding, Kind};
use crate::fix::Fix;
use crate::notification::NotificationKind;
use crate::project::Exposure;
use crate::project::{OutputDir, Project};
use crate::report::tests::{TOKEN, finding, occurrence, options, report, settings};
use crate::rule::RuleInfo;
use crate::secret::Secret;

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
        fix: Fix::in_code("Read it on the server alone."),
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
fn of_an_environment_the_secret_names_are_told_and_the_others_counted() {
    let dump = Finding {
        kind: Kind::Dump,
        secret: None,
        env: None,
        trace: crate::Trace {
            names: crate::trace::Names {
                secret: vec!["A_TOKEN".to_owned(), "B_SECRET".to_owned()],
                other: vec!["HOME".to_owned(), "PATH".to_owned()],
            },
            ..crate::Trace::default()
        },
        ..finding()
    };
    let report = Report {
        findings: vec![dump],
        ..gatsby_report()
    };
    let text = plain(&report);
    assert!(text.contains("\n  secret  A_TOKEN, B_SECRET\n"), "{text}");
    assert!(
        text.contains("\n  others  2 variables that are no secrets (-v names them)\n"),
        "{text}"
    );
    let settings = settings();
    let all = Options {
        verbosity: Verbosity::Verbose,
        ..options(&settings)
    };
    let text = written(&report, all);
    assert!(text.contains("\n  others  HOME, PATH\n"), "{text}");
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
fn what_is_accepted_is_found_all_the_same() {
    let hidden = crate::Suppressed {
        finding: finding(),
        by: crate::SuppressedBy::Baseline,
        reason: "a sample".to_owned(),
        expires: None,
    };
    let accepted = Report {
        suppressed: vec![hidden],
        ..gatsby_report()
    };
    let text = unwrapped(&plain(&accepted));
    let told = "No secrets found apart from 1 accepted finding in 123 files (4.5 MB) of public/";
    assert!(text.contains(told), "{text}");
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
fn a_path_that_starts_as_a_command_of_a_ci_service_does_not_start_its_line() {
    let found = Finding {
        others: vec![occurrence("/site/::error::x", Exposure::Client)],
        ..finding()
    };
    let text = plain(&Report {
        findings: vec![found],
        ..gatsby_report()
    });
    assert!(text.contains("./::error::x"));
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

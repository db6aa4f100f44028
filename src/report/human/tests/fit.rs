//! What a terminal has room for.

use super::*;
use crate::finding::{Original, Witness};
use crate::report::text::columns;

/// A report with names, texts and places longer than any line.
fn long() -> Report {
    let path = format!(
        "/site/public/{}/日本語/{}-3f2a.js",
        "static/chunks".repeat(6),
        "page".repeat(9)
    );
    let mut place = occurrence(&path, Exposure::Client);
    place.original = Some(Original {
        path: format!("/site/src/{}/a.ts", "deep/".repeat(30)).into(),
        line: 12,
        column: 10,
        by: Witness::Map,
    });
    let finding = Finding {
        env: Some("GATSBY_".repeat(20)),
        primary: place.clone(),
        others: vec![place; 5],
        trace: crate::Trace {
            pages: Some(crate::Pages {
                count: 1,
                all: 3,
                first: vec![format!("/{}/", "page/".repeat(30))],
            }),
            ..crate::Trace::default()
        },
        ..finding()
    };
    let unread = |kind, message: &str| Notification::new(kind, &path, message);
    Report {
        findings: vec![finding.clone(), guess(), finding],
        notifications: vec![
            unread(NotificationKind::Unreadable, "it cannot be opened"),
            unread(NotificationKind::Link, &"x".repeat(100)),
        ],
        ..gatsby_report()
    }
}

#[test]
fn nothing_reaches_past_the_last_column_of_a_terminal() {
    let settings = settings();
    for width in [62, 80] {
        let narrow = Options {
            width,
            columns: Some(width),
            ..options(&settings)
        };
        let text = written(&long(), narrow);
        for line in text.lines() {
            assert!(columns(line) <= width, "{width}: {line}");
        }
        let file = "-3f2a.js:1:48211\n";
        assert!(text.contains(file), "{text}");
    }
}

#[test]
fn nothing_is_cut_where_there_is_no_last_column_or_all_was_asked_for() {
    let path = "static/chunks".repeat(6);
    assert!(plain(&long()).contains(&path));
    let settings = settings();
    let verbose = Options {
        columns: Some(80),
        verbosity: Verbosity::Verbose,
        ..options(&settings)
    };
    assert!(written(&long(), verbose).contains(&path));
}

#[test]
fn a_path_with_spaces_is_in_one_line_of_prose() {
    let cause = crate::Cause {
        kind: crate::CauseKind::HardCoded,
        path: "/site/src/pages of many words in a row/one more page of them.js".into(),
        line: 3,
    };
    let report = Report {
        findings: vec![Finding {
            trace: crate::Trace {
                cause: Some(cause),
                ..crate::Trace::default()
            },
            primary: crate::finding::Occurrence {
                original: Some(Original {
                    path: "/site/src/a.js".into(),
                    line: 3,
                    column: 1,
                    by: Witness::Map,
                }),
                ..finding().primary
            },
            ..finding()
        }],
        ..gatsby_report()
    };
    let text = plain(&report);
    let path = "          (src/pages of many words in a row/one more page of them.js:3)\n";
    assert!(text.contains(path), "{text}");
}

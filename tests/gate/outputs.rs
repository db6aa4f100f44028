//! Where a report goes.

use std::fs;
use std::process::Stdio;

use crate::done::Report;
use crate::tree::{Tree, client, token};

fn leaky() -> Tree {
    let tree = Tree::gatsby();
    tree.write("public/app.js", client(&token(1)));
    tree
}

#[test]
fn a_report_in_a_file_is_whole() {
    let tree = leaky();
    let done = tree.run(&["--format", "json", "--output", "report.json"]);
    assert_eq!((done.code, &*done.stdout), (Some(1), ""));
    assert!(done.stderr.contains("see report.json"), "{}", done.stderr);
    let text = fs::read_to_string(tree.path("report.json")).unwrap();
    Report::parse(&text, done.code).ends(1, &["critical public/app.js:1:24"]);
}

#[test]
fn an_older_report_is_replaced() {
    let tree = leaky();
    tree.write("report.json", "old ".repeat(10_000));
    let done = tree.run(&["--format", "json", "--output", "report.json"]);
    let text = fs::read_to_string(tree.path("report.json")).unwrap();
    Report::parse(&text, done.code).ends(1, &["critical public/app.js:1:24"]);
}

#[test]
fn a_missing_folder_is_told_and_not_made() {
    let tree = leaky();
    let done = tree.run(&["--output", "no/report.txt"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""));
    assert!(done.stderr.contains("no/report.txt"), "{}", done.stderr);
    assert!(!tree.path("no").exists());
}

/// The report of the last run must not be what this one finds.
#[test]
fn a_report_inside_what_is_scanned_does_not_scan_itself() {
    let tree = leaky();
    for _ in 0..2 {
        let done = tree.run(&["--format", "json", "--output", "public/report.json"]);
        assert_eq!(done.code, Some(1));
        let text = fs::read_to_string(tree.path("public/report.json")).unwrap();
        Report::parse(&text, done.code).ends(1, &["critical public/app.js:1:24"]);
    }
    let left: Vec<_> = fs::read_dir(tree.path("public")).unwrap().collect();
    assert_eq!(left.len(), 3);
}

#[test]
fn errors_are_told_beside_a_report_for_programs() {
    let tree = leaky();
    let done = tree.run(&["--format", "json", "public", "gone"]);
    assert!(
        done.stderr.contains("spillcheck: error: gone"),
        "{}",
        done.stderr
    );
    let quiet = tree.run(&["-q", "--format", "json", "public", "gone"]);
    assert_eq!((quiet.code, &*quiet.stderr), (Some(1), ""));
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_changes_no_exit_code() {
    let tree = leaky();
    for index in 0..2000 {
        tree.write(format!("public/{index}.js"), client(&token(index)));
    }
    for format in ["human", "json"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = tree.command(&["-v", "--format", format]);
        let child = command.stdout(writer).stderr(Stdio::piped()).spawn();
        let output = child.unwrap().wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
}

#[test]
fn unknown_flags_and_values_are_refused() {
    let tree = leaky();
    for args in [
        &["--no-such"][..],
        &["--fail-on", "urgent"],
        &["--fail-confidence", "sure"],
        &["--format", "xml"],
        &["--threads", "-1"],
        &["--output"],
        &["rules"],
        &["rules", "prove"],
        &["explain"],
    ] {
        let done = tree.run(args);
        assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{args:?}");
        assert!(!done.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn color_is_asked_for_or_not_there() {
    let tree = leaky();
    assert!(!tree.run::<&str>(&[]).stdout.contains('\u{1b}'));
    let colored = tree.run(&["--color", "always"]).stdout;
    assert!(colored.contains("\u{1b}["), "{colored}");
    let json = tree.run(&["--color", "always", "--format", "json"]);
    assert!(!json.stdout.contains('\u{1b}'));
}

#[test]
fn a_secret_is_written_out_only_when_told_to() {
    let tree = leaky();
    for format in ["human", "json"] {
        let secret = token(1);
        let kept = tree.run(&["-v", "--format", format]);
        assert!(!kept.stdout.contains(&secret[4..20]), "{}", kept.stdout);
        let told = tree.run(&["--reveal", "--format", format]);
        assert!(told.stdout.contains(&secret), "{}", told.stdout);
        assert!(!told.stderr.contains(&secret[4..20]), "{}", told.stderr);
    }
}

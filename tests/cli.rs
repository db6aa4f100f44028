//! Help, usage errors and exit codes of the command.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

mod common;

use std::fs::{self, File};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const TOKEN: &str = "skAb3fG6hJ9kL2mN5pQ8rS1tU4vW7xY0zA3bC6dE9fG2hJ5kL8mN1pQ4rS7t9xZq";

/// The command in an empty folder, with nothing in the environment that changes its output.
fn spillcheck(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = common::spillcheck();
    command.args(args).current_dir(folder.path());
    command
}

fn run(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    spillcheck(&folder, args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn refuses(args: &[&str], because: &str) {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert_eq!(stdout(&output), "", "{args:?}");
    assert!(stderr(&output).contains(because), "{}", stderr(&output));
}

#[test]
fn help_shows_examples_and_exit_codes() {
    let output = run(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
    for part in ["Usage: spillcheck", "Examples:", "Exit codes:", "--fail-on"] {
        assert!(stdout(&output).contains(part), "{part}");
    }
}

#[test]
fn help_is_as_published() {
    insta::assert_snapshot!(stdout(&run(&["--help"])));
}

#[test]
fn help_fits_on_eighty_columns() {
    for args in [
        &["-h"][..],
        &["--help"],
        &["rules", "--help"],
        &["explain", "-h"],
    ] {
        for line in stdout(&run(args)).lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn bad_usage_is_refused() {
    refuses(&["--no-such-flag"], "--no-such-flag");
    refuses(&["--fail-on", "urgent"], "critical");
    refuses(&["--fail-confidence", "sure"], "medium");
    refuses(&["--format", "xml"], "json");
    refuses(&["--color", "blue"], "never");
    refuses(&["--threads", "0"], "--threads");
    refuses(&["--threads", "many"], "--threads");
    refuses(&["--quiet", "--verbose"], "--verbose");
    refuses(&["explain"], "RULE");
}

#[test]
fn a_token_typed_is_not_echoed() {
    for args in [
        &["--token", TOKEN][..],
        &["--fail-on", TOKEN],
        &["explain", TOKEN],
        &["--output", TOKEN, "--threads", TOKEN],
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2));
        assert!(!stderr(&output).contains(&TOKEN[4..20]), "{args:?}");
    }
}

#[test]
fn what_is_typed_cannot_steer_the_terminal() {
    assert!(!stderr(&run(&["--\u{1b}[2J"])).contains('\u{1b}'));
    assert!(!stderr(&run(&["explain", "\u{1b}[2J"])).contains('\u{1b}'));
}

#[test]
fn no_such_path_never_sounds_clean() {
    let output = run(&["no/such/path"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!stdout(&output).contains("No secrets found"));
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    refuses(
        &["--output", "no/report.json"],
        "cannot write no/report.json",
    );
    refuses(&["--output", "."], "it is a folder");
}

#[test]
fn a_report_in_a_file_leaves_standard_output_empty() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["--format", "json", "--output", "report.json"];
    let output = spillcheck(&folder, &args).output().unwrap();
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("see report.json"));
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    assert!(report.contains("\"schema_version\": 1"));
    assert!(report.ends_with("}\n"));
}

#[test]
fn quiet_says_nothing_where_there_is_nothing_to_say() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["--quiet", "--format", "json", "--output", "report.json"];
    let output = spillcheck(&folder, &args).output().unwrap();
    assert_eq!(stdout(&output) + &stderr(&output), "");
}

#[test]
fn an_unknown_rule_is_an_error() {
    refuses(&["explain", "no-such-rule-at-all"], "no-such-rule-at-all");
    refuses(&["rules", "show", "no-such-rule-at-all"], "rules list");
}

#[test]
fn rules_can_be_listed_and_checked() {
    assert_eq!(run(&["rules", "list"]).status.code(), Some(0));
    let checked = run(&["rules", "check"]);
    assert_eq!(checked.status.code(), Some(0));
    assert!(stdout(&checked).contains("0 problems"));
}

/// Runs with a standard output that nobody reads any more.
#[cfg(unix)]
fn run_unread(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = spillcheck(&folder, args);
    let child = command.stdout(writer).stderr(Stdio::piped()).spawn();
    child.unwrap().wait_with_output().unwrap()
}

#[cfg(unix)]
#[test]
fn closing_standard_output_early_is_no_error_of_its_own() {
    for args in [
        &["--help"][..],
        &["--version"],
        &["rules", "check"],
        &["--quiet"],
        &["--quiet", "--format", "json"],
    ] {
        let (read, unread) = (run(args), run_unread(args));
        assert_eq!(unread.status.code(), read.status.code(), "{args:?}");
        assert_eq!(stderr(&unread), "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let mut command = spillcheck(&folder, &["--format", "json"]);
    let output = command.stdout(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("spillcheck: error: cannot write to standard output"));
    assert!(stderr(&output).contains("cause: "));
}

/// A folder with a token in it, and what a run there writes.
fn in_leaky(args: &[&str], ci: Option<&str>) -> (TempDir, Output) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("dist")).unwrap();
    let token = ["sk", &"aB3dE5fG7h".repeat(17), "aB3dE5fG"].concat();
    fs::write(
        folder.path().join("dist/a.js"),
        format!("token:\"{token}\""),
    )
    .unwrap();
    let mut command = spillcheck(&folder, args);
    if let Some(ci) = ci {
        command.env("CI", ci);
    }
    let output = command.arg("dist").output().unwrap();
    (folder, output)
}

#[test]
fn one_run_writes_several_reports() {
    let args = [
        "--format",
        "sarif=out.sarif",
        "--format",
        "human",
        "--format",
        "csv=out.csv",
    ];
    let (folder, output) = in_leaky(&args, None);
    assert!(
        stdout(&output).contains(" in 1 file "),
        "{}",
        stdout(&output)
    );
    for (file, start) in [("out.sarif", "{"), ("out.csv", "\"severity\"")] {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.starts_with(start), "{file}");
    }
}

#[test]
fn two_reports_need_two_places() {
    refuses(
        &["--format", "json", "--format", "sarif"],
        "--format sarif=FILE",
    );
    refuses(&["--format", "json=a", "--format", "sarif=a"], "to a");
    refuses(&["--format", "json=a", "--output", "b"], "--output");
    refuses(&["--format", "sarf"], "did you mean `sarif`");
}

#[test]
fn a_ci_log_gets_no_secret_unless_forced() {
    let (_, output) = in_leaky(&["--reveal"], Some("true"));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--reveal=force"));
    for (args, ci) in [
        (&["--reveal=force"][..], "true"),
        (&["--reveal"], "false"),
        (&["--reveal", "--output", "report.txt"], "true"),
    ] {
        let (_, output) = in_leaky(args, Some(ci));
        assert_ne!(
            output.status.code(),
            Some(2),
            "{args:?} {}",
            stderr(&output)
        );
    }
}

//! Accepted findings: by command, by file, and what becomes of them.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

mod common;

use std::fs;
use std::process::Output;

use serde_json::Value;
use spillcheck::rule::template::fill;
use tempfile::TempDir;

const FILE: &str = "spillcheck-baseline.toml";

/// A built site with one token in its client code.
struct Site {
    folder: TempDir,
    token: String,
}

impl Site {
    fn new() -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
            token: fill("sk{random:178}", 1).unwrap(),
        };
        site.write("package.json", r#"{"dependencies":{"gatsby":"5"}}"#);
        fs::create_dir(site.folder.path().join(".git")).unwrap();
        site.write(
            "public/app-1.js",
            &format!("createClient({{token:\"{}\"}})", site.token),
        );
        site
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = common::spillcheck();
        command.args(args).current_dir(self.folder.path());
        command.output().unwrap()
    }

    fn succeeds(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{args:?} {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The report, and the exit code.
    fn report(&self, args: &[&str]) -> (Value, i32) {
        let output = self.run(&[&["--format", "json"], args].concat());
        let report = serde_json::from_slice(&output.stdout).unwrap();
        (report, output.status.code().unwrap())
    }

    fn fingerprint(&self) -> String {
        let (report, _) = self.report(&[]);
        report["findings"][0]["fingerprint"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn accept(&self, more: &[&str]) -> String {
        let fingerprint = self.fingerprint();
        let args = [&["accept", &fingerprint[..12], "--reason", "a demo"], more].concat();
        self.succeeds(&args)
    }
}

fn kinds(report: &Value) -> Vec<&str> {
    let notes = report["notifications"].as_array().unwrap();
    notes
        .iter()
        .map(|note| note["kind"].as_str().unwrap())
        .collect()
}

#[test]
fn what_is_accepted_fails_no_run_and_survives_a_rebuild() {
    let site = Site::new();
    assert_eq!(site.report(&[]).1, 1);
    site.accept(&["--expires", "2999-12-31"]);
    let (report, code) = site.report(&[]);
    assert_eq!(code, 0);
    let accepted = &report["findings"][0]["suppressed"];
    assert_eq!(accepted["reason"], "a demo");
    assert_eq!(accepted["expires"], "2999-12-31");
    assert_eq!(report["summary"]["suppressed"], 1);
    assert_eq!(report["summary"]["by_severity"]["critical"], 0);
    fs::remove_file(site.folder.path().join("public/app-1.js")).unwrap();
    site.write(
        "public/chunks/b-9.js",
        &format!("\n\nvar a='{}';", site.token),
    );
    assert_eq!(site.report(&[]).1, 0);
    let other = fill("sk{random:178}", 2).unwrap();
    site.write("public/chunks/c-9.js", &format!("var a='{other}';"));
    let (report, code) = site.report(&[]);
    assert_eq!((code, report["findings"].as_array().unwrap().len()), (1, 2));
}

#[test]
fn the_file_holds_no_secret_and_is_the_same_whoever_writes_it() {
    let site = Site::new();
    site.accept(&[]);
    let once = site.read(FILE);
    assert!(!once.contains(&site.token[4..16]));
    assert!(once.contains("rule = \"sanity-api-token\""));
    site.accept(&[]);
    assert_eq!(site.read(FILE), once);
}

#[test]
fn a_command_below_finds_the_file_above() {
    let site = Site::new();
    site.accept(&[]);
    site.write("packages/a/x", "");
    let mut command = common::spillcheck();
    let below = site.folder.path().join("packages/a");
    let output = command
        .args(["../../public"])
        .current_dir(below)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_file_that_is_not_understood_stops_the_run() {
    let site = Site::new();
    site.accept(&[]);
    let good = site.read(FILE);
    for (text, told) in [
        (
            good.replace("version = 1", "version = 2"),
            ":3: it is of version 2",
        ),
        (
            good.replace("\"critical\"", "\"urgent\""),
            ":8: there is no such severity",
        ),
        (good.replace("[[accepted]]", "[[accepted"), ":5: "),
        ("<<<<<<< ours".to_owned(), ":1: "),
    ] {
        site.write(FILE, &text);
        let output = site.run(&[]);
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(FILE) && stderr.contains(told), "{stderr}");
    }
}

#[test]
fn expired_and_unmatched_acceptances_are_told() {
    let site = Site::new();
    site.accept(&["--expires", "2999-12-31"]);
    let written = site.read(FILE);
    site.write(FILE, &written.replace("2999-12-31", "2026-01-31"));
    let (report, code) = site.report(&[]);
    assert_eq!((code, kinds(&report)), (1, vec!["acceptance-expired"]));
    site.accept(&[]);
    site.write("public/app-1.js", "nothing");
    let (report, code) = site.report(&[]);
    assert_eq!((code, kinds(&report)), (0, vec!["acceptance-unmatched"]));
    assert_eq!(site.report(&["--strict"]).1, 2);
    assert!(kinds(&site.report(&["public"]).0).is_empty());
}

#[test]
fn a_baseline_is_written_compared_and_pruned() {
    let site = Site::new();
    assert!(
        site.succeeds(&["baseline", "show"])
            .contains("nothing is accepted")
    );
    assert_eq!(site.run(&["baseline", "diff"]).status.code(), Some(1));
    assert!(
        site.succeeds(&["baseline", "write"])
            .contains("1 finding accepted")
    );
    assert_eq!(site.succeeds(&["baseline", "diff"]), "");
    assert!(
        site.succeeds(&["baseline", "show"])
            .contains("when spillcheck was introduced")
    );
    site.write("public/app-1.js", "nothing");
    assert!(site.succeeds(&["baseline", "diff"]).starts_with("- "));
    assert!(
        site.succeeds(&["baseline", "prune"])
            .contains("1 acceptance dropped")
    );
    assert!(!site.read(FILE).contains("[[accepted]]"));
}

#[test]
fn what_is_not_found_cannot_be_accepted() {
    let site = Site::new();
    for (fingerprint, told) in [
        ("0123456789ab", "nothing is found"),
        ("", "nothing is found"),
    ] {
        let output = site.run(&["accept", fingerprint, "--reason", "x"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(told));
    }
    let fingerprint = site.fingerprint();
    for args in [
        &["accept", &fingerprint[..]][..],
        &["accept", &fingerprint, "--reason", " "],
        &[
            "accept",
            &fingerprint,
            "--reason",
            "x",
            "--expires",
            "tomorrow",
        ],
        &[
            "accept",
            &fingerprint,
            "--reason",
            "x",
            "--expires",
            "2026-01-31",
        ],
    ] {
        assert_eq!(site.run(args).status.code(), Some(2), "{args:?}");
    }
    assert!(!site.folder.path().join(FILE).exists());
    site.write(FILE, "version = 1\n");
    let shown = site.succeeds(&["baseline", "show"]);
    assert_eq!(shown, format!("nothing is accepted in {FILE}\n"));
}

/// A site whose script is a copy of its source, as the map beside it says.
fn mapped(comment: &str) -> Site {
    let site = Site::new();
    fs::remove_file(site.folder.path().join("public/app-1.js")).unwrap();
    let code = format!("createClient({{token:\"{}\"}})", site.token);
    site.write("src/a.js", &format!("{code} {comment}\n"));
    site.write(
        "public/b.js",
        &format!("{code}\n//# sourceMappingURL=b.js.map"),
    );
    let map = r#"{"version":3,"sources":["../src/a.js"],"names":[],"mappings":"AAAA"}"#;
    site.write("public/b.js.map", map);
    site
}

#[test]
fn a_comment_in_the_source_covers_what_is_built_of_its_literal() {
    let site = mapped("// spillcheck:allow sanity-api-token the dataset of the tutorial");
    let (report, code) = site.report(&[]);
    assert_eq!(code, 0, "{report}");
    let hidden = &report["findings"][0]["suppressed"];
    assert_eq!(hidden["by"], "comment");
    assert_eq!(hidden["reason"], "the dataset of the tutorial");
    fs::remove_file(site.folder.path().join("public/b.js.map")).unwrap();
    assert_eq!(site.report(&[]).1, 1);
    let other = mapped("// spillcheck:allow stripe-secret-key another rule");
    assert_eq!(other.report(&[]).1, 1);
}

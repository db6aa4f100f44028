//! Every `fixtures/<case>` against its `expected.json`: projects, findings, notifications, exit code.
//!
//! `SPILLCHECK_BLESS=1 cargo test --test fixtures` writes them anew; read the difference.

mod common;

use std::path::Path;
use std::{env, fs};

use serde_json::{Value, json};

/// The JSON report and exit code of a run in `case`, less what differs from run to run.
fn report(case: &Path) -> Value {
    let output = common::spillcheck()
        .args(["--format", "json"])
        .current_dir(case)
        .output()
        .expect("the binary starts");
    let mut report: Value = serde_json::from_slice(&output.stdout).expect("a JSON report");
    report["summary"]["duration_ms"] = json!(0);
    report["tool"] = json!({});
    json!({ "exit": output.status.code(), "report": report })
}

#[test]
fn every_fixture_gives_its_expected_report() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut cases = 0;
    for entry in fs::read_dir(fixtures).expect("fixtures/ is there") {
        let case = entry.expect("fixtures/ can be listed").path();
        let seen = report(&case);
        let file = case.join("expected.json");
        if env::var_os("SPILLCHECK_BLESS").is_some() {
            let text = serde_json::to_string_pretty(&seen).expect("JSON can be written");
            fs::write(&file, text + "\n").expect("expected.json can be written");
        }
        let expected = fs::read(&file).expect("expected.json is there");
        let expected: Value = serde_json::from_slice(&expected).expect("expected.json is JSON");
        assert_eq!(seen, expected, "{}", case.display());
        cases += 1;
    }
    assert!(cases >= 4, "only {cases} fixtures were run");
}

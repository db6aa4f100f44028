//! The values of a project's variables in what it ships, from the command's own end.

mod common;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

/// Rare, of no known form, and nobody's.
const SECRET: &str = "q7Zp2-Lk9xW4mB8v";

const BASE64: &str = "cTdacDItTGs5eFc0bUI4dg==";

struct Site(TempDir);

impl Site {
    fn new(env: &str, script: &str) -> Self {
        let site = Self(tempfile::tempdir().expect("a folder"));
        site.write("package.json", r#"{"devDependencies":{"vite":"8"}}"#);
        site.write(".env", env);
        site.write("dist/a.js", script);
        site
    }

    fn write(&self, file: &str, text: &str) {
        let path: PathBuf = self.0.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn run(&self, args: &[&str]) -> Done {
        let mut command = common::spillcheck();
        let command = command.current_dir(self.0.path());
        let command = command.env("SPILLCHECK_TEST_SECRET", SECRET);
        let done = command.args(args).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Done {
            code: done.status.code(),
            stdout: text(&done.stdout),
            stderr: text(&done.stderr),
        }
    }

    fn report(&self, args: &[&str]) -> Value {
        let done = self.run(&[&["--format", "json"], args].concat());
        serde_json::from_str(&done.stdout).expect("JSON")
    }

    /// Rule, severity and variable of each finding.
    fn found(&self, args: &[&str]) -> Vec<String> {
        let report = self.report(args);
        let findings = report["findings"].as_array().expect("a list");
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or("-").to_owned();
        let told = |it| {
            ["rule", "severity", "env"]
                .map(|key| text(it, key))
                .join(" ")
        };
        findings.iter().map(told).collect()
    }
}

struct Done {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

#[test]
fn a_secret_variable_s_value_is_found_in_what_ships() {
    let site = Site::new(&format!("APP_SECRET='{SECRET}'"), &format!("f('{SECRET}')"));
    assert_eq!(site.found(&[]), ["env-value high APP_SECRET"]);
    assert_eq!(site.run(&[]).code, Some(1));
}

#[test]
fn it_is_found_in_the_forms_that_layers_undo() {
    let hex: String = SECRET
        .bytes()
        .map(|byte| format!("\\x{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    for script in [format!("f('{hex}')"), format!("atob('{BASE64}')")] {
        let site = Site::new(&format!("APP_SECRET={SECRET}"), &script);
        assert_eq!(site.found(&[]), ["env-value high APP_SECRET"], "{script}");
    }
}

#[test]
fn what_a_value_refers_to_is_put_in_its_place() {
    let env = format!("PASS={SECRET}\nAPP_SECRET=\"app-$PASS\"");
    let site = Site::new(&env, &format!("f('app-{SECRET}')"));
    assert_eq!(site.found(&[]), ["env-value high APP_SECRET"]);
}

#[test]
fn the_files_of_every_mode_count_and_templates_do_not() {
    let site = Site::new("", &format!("f('{SECRET}')"));
    site.write(".env.staging.local", &format!("APP_SECRET={SECRET}"));
    assert_eq!(site.found(&[]), ["env-value high APP_SECRET"]);
    let site = Site::new("", &format!("f('{SECRET}')"));
    site.write(".env.example", &format!("APP_SECRET={SECRET}"));
    assert_eq!(site.found(&[]), [""; 0]);
}

#[test]
fn the_workspace_s_files_count_for_each_of_its_projects() {
    let found = |workspace: &str| {
        let site = Site::new(&format!("APP_SECRET={SECRET}"), "x");
        site.write("package.json", workspace);
        site.write("apps/web/package.json", r#"{"dependencies":{"vite":"8"}}"#);
        site.write("apps/web/dist/a.js", &format!("f('{SECRET}')"));
        site.found(&["apps/web"])
    };
    assert_eq!(
        found(r#"{"workspaces":["apps/*"]}"#),
        ["env-value high APP_SECRET"]
    );
    assert_eq!(found("{}"), [""; 0]);
}

#[test]
fn a_rule_that_knows_the_value_keeps_it_and_names_the_variable() {
    let token = spillcheck::rule::template::fill("sk{random:178}", 1).unwrap();
    let site = Site::new(
        &format!("GATSBY_X={token}"),
        &format!("{{token:\"{token}\"}}"),
    );
    assert_eq!(site.found(&[]), ["sanity-api-token critical GATSBY_X"]);
}

#[test]
fn on_a_server_it_is_information() {
    let site = Site::new(&format!("APP_SECRET={SECRET}"), "x");
    site.write("dist/server/a.js", &format!("f('{SECRET}')"));
    assert_eq!(site.found(&[]), ["env-value info APP_SECRET"]);
    assert_eq!(site.run(&[]).code, Some(0));
}

#[test]
fn a_value_that_any_text_may_hold_is_told_once_and_not_sought() {
    let site = Site::new(
        "APP_SECRET=development\nB_PASSWORD=hunter2",
        "f('development','hunter2')",
    );
    let report = site.report(&[]);
    assert_eq!(report["findings"].as_array().unwrap().len(), 0);
    let notes = report["notifications"].as_array().unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0]["kind"], "weak-value");
    let message = notes[0]["message"].as_str().unwrap();
    assert!(
        message.ends_with("the values of APP_SECRET, B_PASSWORD"),
        "{message}"
    );
}

#[test]
fn variables_from_elsewhere_are_sought_when_asked_for() {
    let site = Site::new("", &format!("f('{SECRET}')"));
    assert_eq!(site.found(&[]), [""; 0]);
    site.write("ci.env", &format!("APP_SECRET={SECRET}"));
    assert_eq!(
        site.found(&["--env-file", "ci.env"]),
        ["env-value high APP_SECRET"]
    );
    for asked in ["SPILLCHECK_TEST_SECRET", "SPILLCHECK_TEST_*"] {
        let found = site.found(&["--env", asked]);
        assert_eq!(found, ["env-value high SPILLCHECK_TEST_SECRET"]);
    }
}

#[test]
fn what_is_asked_for_and_is_not_there_is_an_error() {
    let site = Site::new("", "x");
    let done = site.run(&["--env-file", "gone.env"]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("gone.env"), "{}", done.stderr);
    let done = site.run(&["--env", "NO_SUCH_VARIABLE"]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("NO_SUCH_VARIABLE"), "{}", done.stderr);
}

#[test]
fn no_output_holds_a_value() {
    let env = format!("APP_SECRET={SECRET}\nB_PASSWORD=hunter2hunter2");
    let site = Site::new(&env, &format!("f('{SECRET}')"));
    site.write(&format!("dist/{SECRET}.txt"), "x");
    for format in ["human", "json"] {
        let done = site.run(&["-v", "--format", format]);
        let written = done.stdout + &done.stderr;
        assert!(!written.contains(SECRET), "{written}");
        assert!(!written.contains("hunter2"), "{written}");
    }
}

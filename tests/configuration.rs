//! The configuration file: what it sets, where it is found, and what is refused in it.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use spillcheck::rule::template::fill;
use tempfile::TempDir;

const FILE: &str = "spillcheck.toml";

struct Site(TempDir);

impl Site {
    /// A built site with one token in its client code, and one on its server.
    fn new() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        fs::create_dir(site.0.path().join(".git")).unwrap();
        site.write("package.json", r#"{"dependencies":{"gatsby":"5"}}"#);
        let token = fill("sk{random:178}", 1).unwrap();
        site.write(
            "public/docs/a.js",
            &format!("createClient({{token:\"{token}\"}})"),
        );
        site
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run_in(&self, folder: &str, args: &[&str]) -> Output {
        let mut command = common::spillcheck();
        command.args(args).current_dir(self.0.path().join(folder));
        command.output().unwrap()
    }

    fn run(&self, args: &[&str]) -> Output {
        self.run_in("", args)
    }

    fn code(&self, args: &[&str]) -> i32 {
        self.run(args).status.code().unwrap()
    }

    #[track_caller]
    fn refuses(&self, text: &str, told: &str) {
        self.write(FILE, text);
        let output = self.run(&[]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(stderr.contains(told), "{text}: {stderr}");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_key_is_its_flag_and_what_is_typed_wins() {
    let site = Site::new();
    assert_eq!(site.code(&[]), 1);
    site.write(
        FILE,
        "fail-on = \"critical\"\nformat = [\"json\", \"csv=out.csv\"]\nthreads = 1\n",
    );
    let output = site.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
    assert!(site.0.path().join("out.csv").exists());
    assert!(text(&site.run(&["--format", "markdown"]).stdout).starts_with("## spillcheck"));
    site.write(FILE, "rules-only = true\nrules = [\"own.toml\"]\n");
    site.write("own.toml", include_str!("../rules/stripe.toml"));
    assert_eq!(site.code(&[]), 0);
    assert_eq!(site.code(&["--no-config"]), 1);
}

#[test]
fn paths_start_from_the_file_that_names_them() {
    let site = Site::new();
    site.write("other/x.js", "nothing");
    site.write(FILE, "paths = [\"other\"]\n");
    assert_eq!(site.code(&[]), 0);
    assert_eq!(site.code(&["public"]), 1);
    assert_eq!(site.run_in("public", &[]).status.code(), Some(0));
}

#[test]
fn it_is_found_above_or_named_and_may_be_in_package_json() {
    let site = Site::new();
    let own = r#"{"dependencies":{"gatsby":"5"},"spillcheck":{"override":[{"paths":["public/docs/**"],"severity":"info"}]}}"#;
    site.write("package.json", own);
    assert_eq!(site.code(&[]), 0);
    assert_eq!(site.run_in("public", &["docs"]).status.code(), Some(0));
    site.write("strict.toml", "fail-on = \"info\"\n");
    assert_eq!(site.code(&["--config", "strict.toml"]), 1);
}

#[test]
fn a_file_extends_others_and_wins_over_them() {
    let site = Site::new();
    site.write("base/a.toml", "fail-on = \"info\"\nformat = \"json\"\n[[override]]\nrules = [\"sanity-*\"]\nseverity = \"low\"\n");
    site.write(FILE, "extends = [\"base/a.toml\"]\nfail-on = \"high\"\n");
    let output = site.run(&[]);
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["findings"][0]["severity"], "low");
    site.refuses("extends = \"spillcheck.toml\"", "extend one another");
    site.refuses("extends = \"gone.toml\"", "gone.toml");
}

#[test]
fn an_override_switches_off_with_a_reason_and_is_counted() {
    let site = Site::new();
    site.write(
        FILE,
        "[[override]]\npaths = [\"public/docs/**\"]\nseverity = \"off\"\nreason = \"samples\"\n",
    );
    let output = site.run(&["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report["findings"][0]["suppressed"]["by"], "configuration");
    assert_eq!(report["summary"]["suppressed"], 1);
}

#[test]
fn names_of_one_s_own_count() {
    let site = Site::new();
    site.write("public/docs/a.js", "fetch(process.env.ACME_SEED)");
    assert_eq!(site.code(&[]), 0);
    site.write(FILE, "secret-names = [\"ACME_SEED\"]\n");
    assert_eq!(site.code(&[]), 1);
    site.write(
        FILE,
        "secret-names = [\"ACME_SEED\"]\npublic-names = [\"ACME_SEED\"]\n",
    );
    assert_eq!(site.code(&[]), 0);
}

#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    let site = Site::new();
    for (text, told) in [
        (
            "\nfail-onn = \"low\"",
            "spillcheck.toml:2: there is no key `fail-onn`; did you mean `fail-on`?",
        ),
        (
            "fail-on = \"urgent\"",
            "spillcheck.toml:1: invalid value 'urgent'",
        ),
        ("threads = \"many\"", "spillcheck.toml:1: invalid value"),
        ("strict = \"yes\"", "`strict` is true or false"),
        ("fail-on = [\"low\"]", "not a list"),
        ("reveal = true", "it can only be typed"),
        ("a = [1,", "spillcheck.toml:1: "),
        ("[[override]]\nrules = [\"a\"]\n", "needs a `severity`"),
        (
            "[[override]]\nrules = [\"a\"]\nseverity = \"off\"\n",
            ":3: an override that is `off` needs a `reason`",
        ),
        (
            "[[override]]\nrules = [\"a\"]\nseverity = \"loud\"\n",
            ":3: `severity` is",
        ),
        (
            "[[override]]\nrule = [\"a\"]\nseverity = \"low\"\n",
            ":2: there is no key `rule`; did you mean `rules`?",
        ),
        (
            "[[override]]\nseverity = \"low\"\nrules = [\"sanity-*\", \"sanity-api-tokn\"]\n",
            ":3: there is no rule `sanity-api-tokn`; did you mean `sanity-api-token`?",
        ),
        ("secret-names = \"A\"", "is a list of texts"),
        ("format = \"sarf\"", "did you mean `sarif`"),
    ] {
        site.refuses(text, told);
    }
}

/// The first example in TOML of a page of the documentation.
fn example(page: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(page);
    let text = fs::read_to_string(path).unwrap();
    let (_, example) = text.split_once("```toml\n").unwrap();
    example.split("```").next().unwrap().to_owned()
}

#[test]
fn what_the_documentation_shows_is_understood() {
    let site = Site::new();
    site.write(".env.production", "");
    site.write(FILE, &example("configuration.md"));
    assert_eq!(site.code(&[]), 1);
    site.write("acme.toml", &example("rules.md"));
    assert_eq!(site.code(&["rules", "check", "acme.toml"]), 0);
    let told = text(
        &site
            .run(&["explain", "acme-token", "--rules", "acme.toml"])
            .stdout,
    );
    assert!(told.contains("1. Code: Call Acme from a server."), "{told}");
    assert!(told.contains("2. Secret: Revoke the token"), "{told}");
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let site = Site::new();
    site.write(FILE, "fail-on = \"high\"\n");
    let output = site.run(&["config", "--strict"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let line = |key: &str| {
        shown
            .lines()
            .find(|line| line.starts_with(key))
            .unwrap()
            .to_owned()
    };
    assert!(line("fail-on =").contains("\"high\"") && line("fail-on =").ends_with(FILE));
    assert_eq!(line("strict"), "strict = true  # typed");
    assert_eq!(
        line("fail-confidence"),
        "fail-confidence = \"medium\"  # default"
    );
}

/// `SPILLCHECK_BLESS=1` writes it anew.
#[test]
fn the_published_schema_is_made_from_the_flags() {
    let site = Site::new();
    let made = text(&site.run(&["config", "--schema"]).stdout);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/config-v1.schema.json");
    if std::env::var_os("SPILLCHECK_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert_eq!(made, fs::read_to_string(path).unwrap());
    let schema: Value = serde_json::from_str(&made).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (config, fits) in [
        (
            serde_json::json!({"fail-on": "high", "format": ["json"], "threads": 2}),
            true,
        ),
        (
            serde_json::json!({"override": [{"rules": ["a"], "severity": "off"}]}),
            true,
        ),
        (serde_json::json!({"fail-on": "urgent"}), false),
        (serde_json::json!({"fail-onn": "high"}), false),
        (serde_json::json!({"reveal": true}), false),
        (
            serde_json::json!({"override": [{"severity": "off"}]}),
            false,
        ),
    ] {
        assert_eq!(validator.is_valid(&config), fits, "{config}");
    }
}

const RULES: &str = r#"
provider = "acme"
title = "Acme"
source = "https://acme.example/docs/tokens"
fix = "Revoke it."

[[rule]]
id = "acme-token"
title = "Acme token"
role = "write"
confidence = "high"
evidence = "documented"
since = "1"
starts_with = ["acme_"]
regex = 'acme_[A-Za-z0-9]{32}'
shape = { min_entropy = 3.5, mixed_case = true }
examples = ["acme_{alnum:32}"]
negatives = ["acme_{alnum:20}"]
"#;

#[test]
fn commands_about_rules_see_the_rules_of_the_configuration() {
    let site = Site::new();
    site.write("acme.toml", RULES);
    site.write(FILE, "rules = [\"acme.toml\"]\n");
    site.write("below/x", "");
    for args in [
        &["explain", "acme-token"][..],
        &["rules", "show", "acme-token"],
        &["rules", "list"],
    ] {
        for folder in ["", "below"] {
            let output = site.run_in(folder, args);
            let said = String::from_utf8(output.stdout).unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains("Acme token"), "{args:?}: {stderr}");
        }
    }
    assert_eq!(site.code(&["explain", "acme-token", "--no-config"]), 2);
    // What is checked alone is checked without those of the configuration.
    site.write("alone.toml", &RULES.replace("acme-", "other-"));
    let alone = site.run(&["rules", "check", "alone.toml"]);
    let said = String::from_utf8(alone.stdout).unwrap();
    assert_eq!(said, "1 rule checked, 0 problems\n");
}

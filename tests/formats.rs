//! Every format, over one rich report; JSON against its published schema.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use spillcheck::content::LayerName;
use spillcheck::project::{Exposure, OutputDir, Project};
use spillcheck::report::{Format, Options, Verbosity, token_like};
use spillcheck::rule::{Basis, Role, RuleInfo};
use spillcheck::{
    Confidence, Finding, Fingerprint, Kind, Location, Notification, NotificationKind, Occurrence,
    Report, Secret, Settings, Severity, Summary,
};

const TOKEN: &str = "skAb3fG6hJ9kL2mN5pQ8rS1tU4vW7xY0zA3bC6dE9fG2hJ5kL8mN1pQ4rS7t9xZq";

fn settings() -> Settings {
    Settings {
        working_directory: PathBuf::from("/site"),
        input: spillcheck::Input::Projects,
        threads: NonZeroUsize::MIN,
        fail_on: Severity::Low,
        fail_confidence: Confidence::Medium,
        strict: false,
    }
}

fn written(format: Format, reveal: bool) -> String {
    let settings = settings();
    let options = Options {
        settings: &settings,
        rules: "0123456789ab",
        mask: &token_like,
        reveal,
        color: false,
        verbosity: Verbosity::Verbose,
        width: 80,
    };
    let mut out = Vec::new();
    format.reporter(options).write(&report(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn report() -> Report {
    Report {
        projects: vec![project()],
        findings: vec![token(), short_value(), name()],
        notifications: notifications(),
        summary: Summary {
            files: 123,
            bytes: 4_510_000,
            fragments: 130,
            duration_ms: 412,
        },
    }
}

fn project() -> Project {
    let output = |path: &str, exposure| OutputDir {
        path: PathBuf::from(path),
        exposure,
    };
    Project {
        root: PathBuf::from("/site"),
        framework: None,
        outputs: vec![
            output("/site/public", Exposure::Client),
            output("/site/.cache", Exposure::Server),
        ],
        env_names: BTreeSet::new(),
    }
}

fn token() -> Finding {
    let places = [
        occurrence(odd_path(), Exposure::Unknown, Vec::new()),
        occurrence(
            PathBuf::from(format!("/site/public/{TOKEN}.js")),
            Exposure::Client,
            vec![LayerName::FileName],
        ),
        occurrence(
            "/elsewhere/a.js".into(),
            Exposure::Source,
            LayerName::ALL.to_vec(),
        ),
        occurrence("/site/.cache/a.js".into(), Exposure::Server, Vec::new()),
    ];
    Finding {
        others: places.to_vec(),
        ..finding("sanity-api-token", Kind::Secret)
    }
}

fn short_value() -> Finding {
    Finding {
        severity: Severity::Medium,
        confidence: Confidence::Low,
        secret: Some(Secret::new(b"hunter2\xff")),
        env: None,
        ..finding("generic-secret", Kind::Secret)
    }
}

fn name() -> Finding {
    Finding {
        severity: Severity::Info,
        secret: None,
        env: Some("SANITY_WRITE_TOKEN".to_owned()),
        ..finding("sanity-secret-name", Kind::Name)
    }
}

fn finding(rule: &str, kind: Kind) -> Finding {
    let rule = RuleInfo {
        id: rule.to_owned(),
        title: "Sanity API token".to_owned(),
        provider: "sanity".to_owned(),
        role: Role::Unknown,
        pattern: "sk[A-Za-z0-9]{178}".to_owned(),
        basis: Basis::Observed,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: None,
        worse: None,
        fix: "Revoke it, then read the dataset without a token.".to_owned(),
        revoke: (kind == Kind::Secret).then(|| "https://www.sanity.io/manage".to_owned()),
        source: "https://www.sanity.io/docs/http-auth".to_owned(),
    };
    Finding {
        kind,
        severity: Severity::Critical,
        confidence: Confidence::High,
        fingerprint: Fingerprint::of(&rule, TOKEN.as_bytes()),
        secret: Some(Secret::new(TOKEN.as_bytes())),
        env: Some("GATSBY_SANITY_TOKEN".to_owned()),
        parts: Vec::new(),
        primary: occurrence(
            "/site/public/app-3f2a.js".into(),
            Exposure::Client,
            Vec::new(),
        ),
        others: Vec::new(),
        why: "Whoever opens the page can change the dataset.".to_owned(),
        fix: rule.fix.clone(),
        rule: Arc::new(rule),
    }
}

fn occurrence(path: PathBuf, exposure: Exposure, layers: Vec<LayerName>) -> Occurrence {
    Occurrence {
        exposure,
        location: Location {
            start: 48_210,
            end: 48_274,
            column: 48_211,
            ..Location::of_file(path)
        },
        layers,
        env: Some("TOKEN".to_owned()),
    }
}

#[cfg(unix)]
fn odd_path() -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(b"/site/public/\xff\n.js".to_vec()).into()
}

#[cfg(not(unix))]
fn odd_path() -> PathBuf {
    PathBuf::from("/site/public/odd.js")
}

fn notifications() -> Vec<Notification> {
    let about = |kind| {
        let path = format!("/site/public/{TOKEN}");
        Notification::new(kind, path, format!("{TOKEN} was not read"))
    };
    let mut all: Vec<Notification> = NotificationKind::ALL.into_iter().map(about).collect();
    all.push(Notification {
        kind: NotificationKind::NothingToScan,
        path: None,
        message: "there is no project here".to_owned(),
    });
    all.push(Notification::new(
        NotificationKind::Link,
        odd_path(),
        "a loop",
    ));
    all
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = include_str!("../schema/report-v1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for reveal in [false, true] {
        let report: Value = serde_json::from_str(&written(Format::Json, reveal)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_know() {
    let schema = include_str!("../schema/report-v1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report: Value = serde_json::from_str(&written(Format::Json, false)).unwrap();
    for (pointer, value) in [
        ("/findings/0/severity", Value::from("urgent")),
        ("/findings/0/location/line", Value::from(0)),
        ("/findings/0/location", serde_json::json!({"more": 1})),
        ("/summary/by_severity", serde_json::json!({})),
    ] {
        let mut wrong = report.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&wrong), "{pointer}");
    }
}

#[test]
fn no_format_tells_a_secret_unless_asked() {
    for format in Format::ALL {
        let (redacted, revealed) = (written(format, false), written(format, true));
        for piece in [&TOKEN[4..20], "hunter2"] {
            assert!(!redacted.contains(piece), "{}", format.name());
            assert!(revealed.contains(piece), "{}", format.name());
        }
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_not_utf_8_has_its_bytes_beside_it() {
    let report: Value = serde_json::from_str(&written(Format::Json, false)).unwrap();
    let location = &report["findings"][0]["occurrences"][0]["location"];
    assert_eq!(location["path"], "public/\u{fffd}\n.js");
    assert_eq!(location["path_bytes"], "7075626c69632fff0a2e6a73");
}

#[cfg(unix)]
#[test]
fn every_format_as_it_is_published() {
    for format in Format::ALL {
        let text = written(format, false);
        let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
        let text = text.replace(&version, "\"version\": \"…\"");
        insta::assert_snapshot!(format.name(), text);
    }
}

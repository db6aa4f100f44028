//! The truth table of exit codes, the published schema's closed lists, and reports for other tests.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::*;
use crate::content::LayerName;
use crate::finding::{Confidence, Fingerprint, Kind, Location, Occurrence};
use crate::fix::Fix;
use crate::notification::NotificationKind;
use crate::project::Exposure;
use crate::rule::{Basis, Role, RuleInfo};
use crate::secret::Secret;

pub(super) const TOKEN: &str = "skAb3fG6hJ9kL2mN5pQ8rS1tU4vW7xY0zA3bC6dE9fG2hJ5kL8mN1pQ4rS7t9xZq";

pub(super) fn settings() -> Settings {
    Settings {
        working_directory: PathBuf::from("/site"),
        input: crate::Input::Projects,
        variables: crate::VariableSources::default(),
        threads: std::num::NonZeroUsize::MIN,
        fail_on: Severity::Low,
        fail_confidence: Confidence::Medium,
        strict: false,
        policy: crate::suppress::Policy::default(),
    }
}

pub(super) fn options(settings: &Settings) -> Options<'_> {
    Options {
        settings,
        rules: "0123456789ab",
        mask: &token_like,
        reveal: false,
        color: false,
        links: false,
        verbosity: Verbosity::Normal,
        width: 80,
        columns: None,
        now: 1_795_780_799,
    }
}

pub(super) fn report() -> Report {
    let summary = Summary {
        files: 123,
        bytes: 4_510_000,
        fragments: 130,
        duration_ms: 412,
    };
    Report {
        projects: Vec::new(),
        findings: Vec::new(),
        suppressed: Vec::new(),
        notifications: Vec::new(),
        summary,
    }
}

pub(super) fn finding() -> Finding {
    let rule = RuleInfo {
        id: "sanity-api-token".to_owned(),
        title: "Sanity API token".to_owned(),
        provider: "sanity".to_owned(),
        role: Role::Unknown,
        pattern: "sk[A-Za-z0-9]{178}".to_owned(),
        basis: Basis::Observed,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: None,
        worse: None,
        fix: Fix::new("Read the dataset without a token.", "Revoke it."),
        revoke: Some("https://www.sanity.io/manage".to_owned()),
        source: "https://www.sanity.io/docs/http-auth".to_owned(),
    };
    Finding {
        kind: Kind::Secret,
        severity: Severity::Critical,
        confidence: Confidence::High,
        fingerprint: Fingerprint::of(&rule, TOKEN.as_bytes()),
        secret: Some(Secret::new(TOKEN.as_bytes())),
        env: Some("GATSBY_SANITY_TOKEN".to_owned()),
        parts: Vec::new(),
        primary: occurrence("/site/public/app-3f2a.js", Exposure::Client),
        others: Vec::new(),
        why: "Whoever opens the page can change the dataset.".to_owned(),
        fix: rule.fix.clone(),
        rule: Arc::new(rule),
        trace: crate::Trace::default(),
    }
}

pub(super) fn occurrence(path: &str, exposure: Exposure) -> Occurrence {
    let location = Location {
        start: 48_210,
        end: 48_274,
        column: 48_211,
        ..Location::of_file(path)
    };
    Occurrence {
        exposure,
        location,
        layers: Vec::new(),
        env: None,
        original: None,
        hops: Vec::new(),
    }
}

fn note(kind: NotificationKind) -> Notification {
    Notification::new(kind, "/site/public/a.js", "it happened")
}

fn judged(severity: Severity, confidence: Confidence) -> Finding {
    Finding {
        severity,
        confidence,
        ..finding()
    }
}

fn status_of(findings: &[Finding], notes: &[NotificationKind], settings: &Settings) -> ExitStatus {
    let report = Report {
        findings: findings.to_vec(),
        notifications: notes.iter().copied().map(note).collect(),
        ..report()
    };
    report.status(settings)
}

#[test]
fn a_finding_fails_from_both_thresholds_on() {
    for severity in Severity::ALL {
        for confidence in Confidence::ALL {
            let finding = judged(severity, confidence);
            for fail_on in Severity::ALL {
                for fail_confidence in Confidence::ALL {
                    let reaches = severity >= fail_on && confidence >= fail_confidence;
                    let settings = Settings {
                        fail_on,
                        fail_confidence,
                        ..settings()
                    };
                    let status = status_of(std::slice::from_ref(&finding), &[], &settings);
                    assert_eq!(status == ExitStatus::Found, reaches);
                    assert_eq!(status == ExitStatus::Clean, !reaches);
                }
            }
        }
    }
}

#[test]
fn by_default_low_fails_and_neither_info_nor_a_guess_does() {
    let settings = settings();
    let status = |severity, confidence| status_of(&[judged(severity, confidence)], &[], &settings);
    assert_eq!(status(Severity::Low, Confidence::Medium), ExitStatus::Found);
    assert_eq!(status(Severity::Info, Confidence::High), ExitStatus::Clean);
    assert_eq!(
        status(Severity::Critical, Confidence::Low),
        ExitStatus::Clean
    );
}

#[test]
fn severity_and_confidence_must_meet_in_one_finding() {
    let findings = [
        judged(Severity::Critical, Confidence::Low),
        judged(Severity::Info, Confidence::High),
    ];
    assert_eq!(status_of(&findings, &[], &settings()), ExitStatus::Clean);
}

#[test]
fn an_error_counts_unless_something_was_found() {
    let settings = settings();
    let found = [finding()];
    let below = [judged(Severity::Info, Confidence::High)];
    for kind in NotificationKind::ALL {
        let rest = if kind.is_error() {
            ExitStatus::Error
        } else {
            ExitStatus::Clean
        };
        assert_eq!(status_of(&[], &[kind], &settings), rest);
        assert_eq!(status_of(&below, &[kind], &settings), rest);
        assert_eq!(status_of(&found, &[kind], &settings), ExitStatus::Found);
    }
}

#[test]
fn under_strict_a_remark_is_an_error() {
    let strict = Settings {
        strict: true,
        ..settings()
    };
    for kind in NotificationKind::ALL {
        assert_eq!(status_of(&[], &[kind], &strict), ExitStatus::Error);
        assert_eq!(status_of(&[finding()], &[kind], &strict), ExitStatus::Found);
    }
    assert_eq!(status_of(&[], &[], &strict), ExitStatus::Clean);
}

#[test]
fn nothing_scanned_is_never_clean() {
    let nothing = Report {
        summary: Summary::default(),
        ..report()
    };
    assert_eq!(nothing.status(&settings()), ExitStatus::Error);
}

#[test]
fn the_schema_lists_what_the_code_can_say() {
    let schema = include_str!("../../schema/report-v1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let listed = |name: &str| schema["$defs"][name]["enum"].clone();
    assert_eq!(listed("severity"), names(Severity::ALL, Severity::name));
    assert_eq!(
        listed("confidence"),
        names(Confidence::ALL, Confidence::name)
    );
    assert_eq!(listed("exposure"), names(Exposure::ALL, Exposure::name));
    assert_eq!(listed("layer"), names(LayerName::ALL, LayerName::name));
    let kinds = names(NotificationKind::ALL, NotificationKind::name);
    assert_eq!(listed("notification_kind"), kinds);
    for kind in [Kind::Secret, Kind::Name] {
        let kinds = listed("kind");
        assert!(kinds.as_array().unwrap().contains(&kind.name().into()));
    }
}

fn names<T, const N: usize>(all: [T; N], name: fn(T) -> &'static str) -> Value {
    all.map(name).to_vec().into()
}

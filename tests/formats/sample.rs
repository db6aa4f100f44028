//! One rich report, which every format has to write.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use spillcheck::content::LayerName;
use spillcheck::project::{Exposure, OutputDir, Project};
use spillcheck::report::{Format, Options, Verbosity, token_like};
use spillcheck::rule::{Basis, Role, RuleInfo};
use spillcheck::{
    Cause, CauseKind, Confidence, Finding, Fingerprint, Fix, Kind, Location, Names, Notification,
    NotificationKind, Occurrence, Original, Pages, Report, Secret, Settings, Severity, Summary,
    Suppressed, SuppressedBy, Trace, Witness,
};

pub(crate) const TOKEN: &str = "skAb3fG6hJ9kL2mN5pQ8rS1tU4vW7xY0zA3bC6dE9fG2hJ5kL8mN1pQ4rS7t9xZq";

pub(crate) fn settings() -> Settings {
    Settings {
        working_directory: PathBuf::from("/site"),
        input: spillcheck::Input::Projects,
        variables: spillcheck::VariableSources::default(),
        threads: NonZeroUsize::MIN,
        fail_on: Severity::Low,
        fail_confidence: Confidence::Medium,
        strict: false,
        policy: spillcheck::Policy::default(),
    }
}

/// The sample report in a format.
pub(crate) fn written(format: Format, reveal: bool) -> String {
    write(&report(), format, reveal)
}

/// Any report in a format.
pub(crate) fn write(report: &Report, format: Format, reveal: bool) -> String {
    let settings = settings();
    let options = Options {
        settings: &settings,
        rules: "0123456789ab",
        mask: &token_like,
        reveal,
        color: false,
        links: false,
        verbosity: Verbosity::Verbose,
        width: 80,
        columns: None,
        now: 1_795_780_799,
    };
    let mut out = Vec::new();
    format.reporter(options).write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub(crate) fn report() -> Report {
    Report {
        projects: vec![project()],
        findings: vec![token(), short_value(), name()],
        suppressed: vec![accepted()],
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
        rows: Vec::new(),
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

fn accepted() -> Suppressed {
    Suppressed {
        finding: finding("sanity-session-token", Kind::Secret),
        by: SuppressedBy::Baseline,
        reason: "A sample of the documentation's, which was never issued.".to_owned(),
        expires: Some("2027-01-31".parse().unwrap()),
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

fn trace() -> Trace {
    Trace {
        cause: Some(Cause {
            kind: CauseKind::PublicPrefix,
            path: PathBuf::from("/site/src/token.ts"),
            line: 12,
        }),
        pages: Some(Pages {
            count: 7,
            all: 9,
            first: vec![format!("/{TOKEN}/"), "/blog/".to_owned()],
        }),
        names: Names::default(),
        excerpt: Some(format!(
            "token: process.env.GATSBY_SANITY_TOKEN, // {TOKEN}"
        )),
    }
}

pub(crate) fn finding(rule: &str, kind: Kind) -> Finding {
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
        fix: Fix::new("Read the dataset without a token.", "Revoke it.").of_served(),
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
        trace: trace(),
    }
}

pub(crate) fn occurrence(path: PathBuf, exposure: Exposure, layers: Vec<LayerName>) -> Occurrence {
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
        original: Some(Original {
            path: PathBuf::from("/site/src/token.ts"),
            line: 12,
            column: 10,
            by: Witness::Map,
        }),
        hops: Vec::new(),
    }
}

#[cfg(unix)]
pub(crate) fn odd_path() -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(b"/site/public/\xff\n.js".to_vec()).into()
}

#[cfg(not(unix))]
pub(crate) fn odd_path() -> PathBuf {
    PathBuf::from("/site/public/odd.js")
}

fn notifications() -> Vec<Notification> {
    let about = |kind| {
        let path = format!("/site/public/{TOKEN}");
        Notification::new(kind, path, format!("{TOKEN} was not read"))
    };
    let kinds = [NotificationKind::Unreadable, NotificationKind::NotBuilt];
    let mut all: Vec<Notification> = kinds.map(about).into();
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

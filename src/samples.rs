//! Rules and sightings for the tests of what judges them.

use std::sync::Arc;

use crate::detect::{Evidence, NameContext, Subject};
use crate::finding::{Confidence, Finding, Fingerprint, Kind, Location, Occurrence, Severity};
use crate::fix::Fix;
use crate::project::{Discovery, Exposure};
use crate::rule::{Basis, Public, Role, RuleInfo};
use crate::scan::Sighting;
use crate::secret::Secret;

/// A project's folder; what lies in its `server/` stays on the server.
pub(crate) fn discovery() -> Discovery {
    let mut discovery = Discovery::default();
    discovery.targets.push("/site".into());
    discovery
}

pub(crate) fn rule(id: &str, role: Role) -> Arc<RuleInfo> {
    let public = Public {
        reason: "Every page carries it.".to_owned(),
        check: "Restrict it to the site.".to_owned(),
    };
    Arc::new(RuleInfo {
        id: id.to_owned(),
        title: format!("Title of {id}"),
        provider: "sample".to_owned(),
        role,
        pattern: String::new(),
        fix: Fix::in_code("Revoke it."),
        revoke: None,
        source: String::new(),
        basis: Basis::Documented,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: (role == Role::Public).then_some(public),
        worse: None,
    })
}

/// A value on line one of a file, from byte `start` on.
pub(crate) fn value(rule: &Arc<RuleInfo>, text: &str, path: &str, start: u64) -> Sighting {
    let subject = Subject::Secret(Secret::new(text.as_bytes()));
    sighting(rule, subject, location(path, start, text))
}

/// A name in code, on line one of a file, from byte `start` on.
pub(crate) fn name(text: &str, path: &str, start: u64) -> Sighting {
    let rule = rule("secret-env-name", Role::Unknown);
    let subject = Subject::Name(text.to_owned(), NameContext::Code);
    sighting(&rule, subject, location(path, start, text))
}

fn sighting(rule: &Arc<RuleInfo>, subject: Subject, location: Location) -> Sighting {
    Sighting {
        rule: Arc::clone(rule),
        subject,
        confidence: Confidence::Medium,
        evidence: Evidence::default(),
        location,
        layers: Vec::new(),
        hops: Vec::new(),
    }
}

fn location(path: &str, start: u64, text: &str) -> Location {
    Location {
        start,
        end: start + text.len() as u64,
        column: start + 1,
        ..Location::of_file(path)
    }
}

/// A place in a file.
pub(crate) fn place(path: &str, exposure: Exposure) -> Occurrence {
    Occurrence {
        exposure,
        location: Location {
            path: path.into(),
            start: 10,
            end: 20,
            line: 2,
            column: 11,
            ranges: Vec::new(),
            member: None,
        },
        layers: Vec::new(),
        env: None,
        original: None,
        hops: Vec::new(),
    }
}

/// A finding of a value in a source.
pub(crate) fn found(value: &str) -> Finding {
    let rule = rule("some-token", Role::Write);
    let secret = Secret::new(value.as_bytes());
    Finding {
        kind: Kind::Secret,
        severity: Severity::High,
        confidence: Confidence::High,
        fingerprint: Fingerprint::of_secret(&rule, &secret, Some("TOKEN")),
        secret: Some(secret),
        env: Some("TOKEN".to_owned()),
        parts: Vec::new(),
        primary: place("/site/src/a.js", Exposure::Source),
        others: Vec::new(),
        why: String::new(),
        fix: crate::fix::Fix::default(),
        trace: crate::Trace::default(),
        rule,
    }
}

//! SARIF 2.1.0, for code scanning services and editors.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::text::json_safe;
use super::view::View;
use super::{Options, Report, Reporter};
use crate::finding::{ExitStatus, Finding, Occurrence, Severity};
use crate::notification::Notification;
use crate::rule::RuleInfo;
use crate::suppress::{Suppressed, SuppressedBy};

/// Where the format is published.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes SARIF.
pub(super) struct Sarif<'a> {
    options: Options<'a>,
}

impl<'a> Sarif<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Sarif<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let log = Log {
            view: View::new(report, self.options),
            rules: rules(report),
        };
        let text = serde_json::to_string_pretty(&log.json())?;
        writeln!(out, "{}", json_safe(&text))
    }
}

/// The rules of what was found, with the worst that each found, in the order of their ids.
fn rules(report: &Report) -> BTreeMap<&str, (&RuleInfo, Severity)> {
    let mut rules = BTreeMap::new();
    for (finding, _) in report.all() {
        let rule = &*finding.rule;
        let entry = rules.entry(&*rule.id).or_insert((rule, finding.severity));
        entry.1 = entry.1.max(finding.severity);
    }
    rules
}

struct Log<'a> {
    view: View<'a>,
    rules: BTreeMap<&'a str, (&'a RuleInfo, Severity)>,
}

impl Log<'_> {
    fn json(&self) -> Value {
        let results: Vec<Value> = self
            .view
            .all()
            .map(|(it, by)| self.result(it, by))
            .collect();
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": self.driver() },
                "columnKind": "utf16CodeUnits",
                "invocations": [self.invocation()],
                "results": results,
            }],
        })
    }

    fn driver(&self) -> Value {
        let rules: Vec<Value> = self
            .rules
            .values()
            .map(|(it, worst)| rule(it, *worst))
            .collect();
        json!({
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "properties": { "rules": self.view.options.rules },
            "rules": rules,
        })
    }

    fn invocation(&self) -> Value {
        let report = self.view.report;
        let code = match report.status(self.view.options.settings) {
            ExitStatus::Clean => 0,
            ExitStatus::Found => 1,
            ExitStatus::Error => 2,
        };
        let notes: Vec<Value> = report
            .notifications
            .iter()
            .map(|it| self.note(it))
            .collect();
        json!({
            "executionSuccessful": self.view.is_done(),
            "exitCode": code,
            "toolExecutionNotifications": notes,
        })
    }

    fn note(&self, note: &Notification) -> Value {
        let level = if self.view.is_error(note) {
            "error"
        } else {
            "warning"
        };
        let mut json = json!({
            "descriptor": { "id": note.kind.name() },
            "level": level,
            "message": { "text": self.view.note(note) },
        });
        if let Some(path) = &note.path {
            json["locations"] = json!([{
                "physicalLocation": { "artifactLocation": { "uri": self.uri(path) } },
            }]);
        }
        json
    }

    fn result(&self, finding: &Finding, suppressed: Option<&Suppressed>) -> Value {
        let index = self.rules.keys().position(|id| *id == finding.rule.id);
        let related: Vec<Value> = (1..)
            .zip(&finding.others)
            .map(|it| self.related(it))
            .collect();
        json!({
            "ruleId": finding.rule.id,
            "ruleIndex": index,
            "level": level(finding.severity),
            "message": { "text": self.view.sentence(finding) },
            "locations": [{ "physicalLocation": self.location(&finding.primary) }],
            "relatedLocations": related,
            "partialFingerprints": { "spillcheck/v1": finding.fingerprint.to_string() },
            "codeFlows": self.flow(finding).as_slice(),
            "suppressions": suppressed.map(|it| self.suppression(it)).as_slice(),
            "properties": {
                "severity": finding.severity.name(),
                "confidence": finding.confidence.name(),
                "exposure": finding.primary.exposure.name(),
                "fix": self.view.text(&finding.fix.text()),
            },
        })
    }

    /// From what let it through, by the author's line, to where it stands; nothing where that is all.
    fn flow(&self, finding: &Finding) -> Option<Value> {
        let cause = finding.trace.cause.as_ref().map(|cause| {
            let region = json!({ "startLine": cause.line });
            self.hop("what lets it through", &cause.path, region)
        });
        let original = finding.original().map(|it| {
            let region = json!({ "startLine": it.line, "startColumn": it.column });
            self.hop("where it is written", &it.path, region)
        });
        if cause.is_none() && original.is_none() {
            return None;
        }
        let last = json!({ "location": {
            "message": { "text": super::view::exposure(finding.primary.exposure) },
            "physicalLocation": self.location(&finding.primary),
        } });
        let hops: Vec<Value> = cause.into_iter().chain(original).chain([last]).collect();
        Some(json!({ "threadFlows": [{ "locations": hops }] }))
    }

    fn hop(&self, text: &str, path: &Path, region: Value) -> Value {
        let mut location = json!({
            "artifactLocation": { "uri": self.uri(path) },
        });
        location["region"] = region;
        json!({ "location": {
            "message": { "text": text },
            "physicalLocation": location,
        } })
    }

    fn related(&self, (id, occurrence): (usize, &Occurrence)) -> Value {
        let text = format!("also here, {}", super::view::exposure(occurrence.exposure));
        json!({
            "id": id,
            "message": { "text": text },
            "physicalLocation": self.location(occurrence),
        })
    }

    fn location(&self, occurrence: &Occurrence) -> Value {
        let location = &occurrence.location;
        json!({
            "artifactLocation": { "uri": self.uri(&location.path) },
            "region": {
                "startLine": location.line,
                "startColumn": location.column,
                "byteOffset": location.start,
                "byteLength": location.end.saturating_sub(location.start),
            },
        })
    }

    fn suppression(&self, suppressed: &Suppressed) -> Value {
        let kind = match suppressed.by {
            SuppressedBy::Comment => "inSource",
            SuppressedBy::Baseline | SuppressedBy::Configuration => "external",
        };
        json!({
            "kind": kind,
            "status": "accepted",
            "justification": self.view.text(&suppressed.reason),
        })
    }

    /// A path as a URI: relative to the working directory where it lies below it.
    fn uri(&self, path: &Path) -> String {
        let shown = self.view.path(path);
        let absolute = path_of_root(&shown);
        let mut uri = absolute.unwrap_or_default().to_owned();
        for byte in shown.bytes() {
            // A colon in the first part of a relative reference would be a scheme's.
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
        uri
    }
}

/// What stands before an absolute path in a URI; nothing before a relative one.
fn path_of_root(shown: &str) -> Option<&'static str> {
    match shown.as_bytes() {
        [b'/', ..] => Some("file://"),
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => Some("file:///"),
        _ => None,
    }
}

fn rule(rule: &RuleInfo, worst: Severity) -> Value {
    let help = rule.fix.lines();
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": format!("What its holder can do: {}.", rule.role.description()) },
        "help": { "text": help, "markdown": help },
        "helpUri": rule.revoke.as_deref().unwrap_or(&rule.source),
        "defaultConfiguration": { "level": level(worst) },
        "properties": {
            "tags": ["security", "secret"],
            "precision": "high",
            "security-severity": score(worst),
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Low => "warning",
        Severity::Info => "note",
    }
}

/// The number by which code scanning services name a severity as ours is named.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

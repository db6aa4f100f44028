//! GitLab's secret detection report, schema 15.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::text::json_safe;
use super::view::{View, names};
use super::{Options, Report, Reporter};
use crate::date::timestamp;
use crate::finding::{Finding, Kind, Severity};
use crate::notification::Notification;
use crate::suppress::Suppressed;

/// Version of the schema that is kept to.
const SCHEMA_VERSION: &str = "15.0.0";

/// What GitLab's own analyzer names where no commit was looked at, but files.
const NO_COMMIT: &str = "0000000";

/// The most characters that the schema lets a name have.
const LONGEST_NAME: usize = 255;

/// Writes GitLab's secret detection report.
pub(super) struct GitlabSecrets<'a> {
    options: Options<'a>,
}

impl<'a> GitlabSecrets<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for GitlabSecrets<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(report, self.options);
        // A name without a value, or a file, is no secret in GitLab's sense.
        let secrets: Vec<_> = view
            .all()
            .filter(|(finding, _)| finding.kind == Kind::Secret)
            .collect();
        let names = names(secrets.iter().map(|(finding, _)| *finding));
        let secrets: Vec<Value> = secrets
            .into_iter()
            .zip(&names)
            .map(|((it, by), name)| vulnerability(&view, (it, name), by))
            .collect();
        let json = json!({
            "version": SCHEMA_VERSION,
            "scan": scan(&view),
            "vulnerabilities": secrets,
        });
        writeln!(out, "{}", json_safe(&serde_json::to_string_pretty(&json)?))
    }
}

fn scan(view: &View<'_>) -> Value {
    let ended = view.options.now;
    let started = ended.saturating_sub(view.report.summary.duration_ms / 1000);
    let tool = json!({
        "id": env!("CARGO_PKG_NAME"),
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "vendor": { "name": env!("CARGO_PKG_NAME") },
    });
    let notes = view.report.notifications.iter();
    let messages: Vec<Value> = notes.map(|note| message(view, note)).collect();
    json!({
        "type": "secret_detection",
        "status": if view.is_done() { "success" } else { "failure" },
        "start_time": timestamp(started),
        "end_time": timestamp(ended),
        "analyzer": tool.clone(),
        "scanner": tool,
        "messages": messages,
    })
}

fn message(view: &View<'_>, note: &Notification) -> Value {
    let level = if view.is_error(note) { "fatal" } else { "warn" };
    json!({ "level": level, "value": view.note(note) })
}

fn vulnerability(
    view: &View<'_>,
    (finding, id): (&Finding, &str),
    suppressed: Option<&Suppressed>,
) -> Value {
    let location = &finding.primary.location;
    let name: String = view.title(finding).chars().take(LONGEST_NAME).collect();
    let mut json = json!({
        // One value in two files is one finding, and so one vulnerability.
        "id": id,
        "category": "secret_detection",
        "name": name,
        "description": view.sentence(finding),
        "severity": severity(finding.severity),
        "solution": view.text(&finding.fix.lines()),
        "location": {
            "file": view.path(&location.path),
            "start_line": location.line,
            "end_line": location.line,
            "commit": { "sha": NO_COMMIT },
        },
        "identifiers": [{
            "type": "spillcheck_rule_id",
            "name": format!("spillcheck rule {}", finding.rule.id),
            "value": finding.rule.id,
        }],
        "links": finding.rule.revoke.iter().map(|url| json!({ "url": url })).collect::<Vec<_>>(),
    });
    if let Some(suppressed) = suppressed {
        json["flags"] = json!([{
            "type": "flagged-as-likely-false-positive",
            "origin": env!("CARGO_PKG_NAME"),
            "description": format!("accepted: {}", view.text(&suppressed.reason)),
        }]);
    }
    json
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Info => "Info",
    }
}

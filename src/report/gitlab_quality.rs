//! GitLab's code quality report.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::text::json_safe;
use super::view::View;
use super::{Options, Report, Reporter};
use crate::finding::{Finding, Severity};

/// Writes GitLab's code quality report.
pub(super) struct GitlabQuality<'a> {
    options: Options<'a>,
}

impl<'a> GitlabQuality<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for GitlabQuality<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(report, self.options);
        let mut seen: HashMap<String, usize> = HashMap::new();
        let issues = report.findings.iter().map(|finding| {
            let count = seen.entry(finding.fingerprint.to_string()).or_default();
            *count += 1;
            issue(&view, finding, *count)
        });
        let issues: Vec<Value> = issues.collect();
        writeln!(
            out,
            "{}",
            json_safe(&serde_json::to_string_pretty(&issues)?)
        )
    }
}

fn issue(view: &View<'_>, finding: &Finding, number: usize) -> Value {
    let location = &finding.primary.location;
    let mut fingerprint = finding.fingerprint.to_string();
    // Of two issues with one fingerprint GitLab would show one.
    if number > 1 {
        let _ = write!(fingerprint, "-{number}");
    }
    json!({
        "type": "issue",
        "check_name": finding.rule.id,
        "categories": ["Security"],
        "description": view.sentence(finding),
        "content": { "body": view.text(&finding.fix) },
        "fingerprint": fingerprint,
        "severity": severity(finding.severity),
        "location": {
            "path": view.path(&location.path),
            "lines": { "begin": location.line },
        },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}

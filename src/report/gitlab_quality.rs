//! GitLab's code quality report.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::text::json_safe;
use super::view::{View, names};
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
        let findings = report.findings.iter();
        let named = findings.clone().zip(names(findings));
        let issues: Vec<Value> = named.map(|(it, name)| issue(&view, it, &name)).collect();
        writeln!(
            out,
            "{}",
            json_safe(&serde_json::to_string_pretty(&issues)?)
        )
    }
}

fn issue(view: &View<'_>, finding: &Finding, fingerprint: &str) -> Value {
    let location = &finding.primary.location;
    json!({
        "type": "issue",
        "check_name": finding.rule.id,
        "categories": ["Security"],
        "description": view.sentence(finding),
        "content": { "body": view.text(&finding.fix.lines()) },
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

//! JSON, version 1: `schema/report-v1.schema.json` is its contract.
//!
//! The wire structs are apart from the model, so that the model can change and the contract stay.
//! Their fields stand in the order they are written in.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use serde::{Serialize, Serializer};

use super::text::is_unsafe;
use super::{Options, Paths, Report, Reporter, ShownPath};
use crate::finding::{Finding, Location, Occurrence, Part, Severity};
use crate::notification::Notification;
use crate::project::Project;
use crate::secret::Secret;

/// Grows with every change that a reader of the last version could not read.
const SCHEMA_VERSION: u32 = 1;

/// Writes JSON.
pub(super) struct Json<'a> {
    options: Options<'a>,
}

impl<'a> Json<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Json<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let paths = Paths::new(report, self.options);
        let wire = WireReport::new(report, self.options.rules, &Wiring { paths });
        writeln!(
            out,
            "{}",
            terminal_safe(&serde_json::to_string_pretty(&wire)?)
        )
    }
}

/// The same JSON, without a character that a terminal would act on: a CI log may show it.
fn terminal_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        // A line feed is JSON's own here: within a string it is escaped already.
        if is_unsafe(character) && character != '\n' {
            let _ = write!(safe, "\\u{:04x}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    safe
}

/// A field that is there from version 1 on and that no finding fills yet.
type Unfilled = ();

#[derive(Serialize)]
struct WireReport<'a> {
    schema_version: u32,
    tool: WireTool<'a>,
    projects: Vec<WireProject>,
    findings: Vec<WireFinding<'a>>,
    notifications: Vec<WireNotification>,
    summary: WireSummary,
}

#[derive(Serialize)]
struct WireTool<'a> {
    name: &'static str,
    version: &'static str,
    rules: &'a str,
}

#[derive(Serialize)]
struct WireProject {
    #[serde(flatten)]
    path: WirePath,
    framework: Option<&'static str>,
    outputs: Vec<WireOutput>,
}

#[derive(Serialize)]
struct WireOutput {
    #[serde(flatten)]
    path: WirePath,
    exposure: &'static str,
}

#[derive(Serialize)]
struct WirePath {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
}

#[derive(Serialize)]
struct WireFinding<'a> {
    kind: &'static str,
    rule: &'a str,
    title: String,
    provider: &'a str,
    severity: &'static str,
    confidence: &'static str,
    exposure: &'static str,
    fingerprint: String,
    secret: Option<WireSecret>,
    parts: Option<Vec<WirePart>>,
    names: Unfilled,
    env: Option<String>,
    location: WireLocation,
    layers: Vec<&'static str>,
    original: Unfilled,
    occurrences: Vec<WireOccurrence>,
    pages: Unfilled,
    cause: Unfilled,
    hops: Unfilled,
    why: String,
    fix: String,
    revoke: Option<&'a str>,
    suppressed: Unfilled,
}

#[derive(Serialize)]
struct WireSecret {
    redacted: String,
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

#[derive(Serialize)]
struct WirePart {
    role: String,
    env: Option<String>,
    #[serde(flatten)]
    secret: WireSecret,
}

#[derive(Serialize)]
struct WireLocation {
    #[serde(flatten)]
    path: WirePath,
    start: u64,
    end: u64,
    line: u64,
    column: u64,
    ranges: Option<Vec<WireRange>>,
    member: Option<String>,
}

#[derive(Serialize)]
struct WireRange {
    start: u64,
    end: u64,
}

#[derive(Serialize)]
struct WireOccurrence {
    location: WireLocation,
    layers: Vec<&'static str>,
    exposure: &'static str,
    original: Unfilled,
    env: Option<String>,
}

#[derive(Serialize)]
struct WireNotification {
    kind: &'static str,
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    message: String,
    error: bool,
}

#[derive(Serialize)]
struct WireSummary {
    files: u64,
    bytes: u64,
    fragments: u64,
    by_severity: BySeverity,
    suppressed: u64,
    duration_ms: u64,
}

/// The worst severity first; one without findings is there with a zero.
struct BySeverity(Vec<(&'static str, usize)>);

impl Serialize for BySeverity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl<'a> WireReport<'a> {
    fn new(report: &'a Report, rules: &'a str, wiring: &Wiring<'_>) -> Self {
        let notifications = report.notifications.iter();
        Self {
            schema_version: SCHEMA_VERSION,
            tool: WireTool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                rules,
            },
            projects: report.projects.iter().map(|p| wiring.project(p)).collect(),
            findings: report.findings.iter().map(|f| wiring.finding(f)).collect(),
            notifications: notifications.map(|n| wiring.notification(n)).collect(),
            summary: WireSummary::from(report),
        }
    }
}

impl From<&Report> for WireSummary {
    fn from(report: &Report) -> Self {
        let worst_first = Severity::ALL.into_iter().rev();
        let counts = worst_first.map(|severity| (severity.name(), report.count(severity)));
        Self {
            files: report.summary.files,
            bytes: report.summary.bytes,
            fragments: report.summary.fragments,
            by_severity: BySeverity(counts.collect()),
            suppressed: 0,
            duration_ms: report.summary.duration_ms,
        }
    }
}

impl From<ShownPath> for WirePath {
    fn from(shown: ShownPath) -> Self {
        Self {
            path: shown.text,
            path_bytes: shown.bytes,
        }
    }
}

/// Turns the model into wire structs.
struct Wiring<'a> {
    paths: Paths<'a>,
}

impl Wiring<'_> {
    fn path(&self, path: &Path) -> WirePath {
        self.paths.show(path).into()
    }

    fn text(&self, text: &str) -> String {
        self.paths.redactor().text(text)
    }

    fn project(&self, project: &Project) -> WireProject {
        let outputs = project.outputs.iter().map(|output| WireOutput {
            path: self.path(&output.path),
            exposure: output.exposure.name(),
        });
        WireProject {
            path: self.path(&project.root),
            framework: project.framework.map(|framework| framework.name),
            outputs: outputs.collect(),
        }
    }

    fn finding<'f>(&self, finding: &'f Finding) -> WireFinding<'f> {
        let primary = &finding.primary;
        WireFinding {
            kind: finding.kind.name(),
            rule: &finding.rule.id,
            title: self.text(&finding.rule.title),
            provider: &finding.rule.provider,
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            exposure: primary.exposure.name(),
            fingerprint: finding.fingerprint.to_string(),
            secret: finding.secret.as_ref().map(|secret| self.secret(secret)),
            parts: self.parts(finding),
            names: (),
            env: finding.env.as_deref().map(|env| self.text(env)),
            location: self.location(&primary.location),
            layers: primary.layers.iter().map(|layer| layer.name()).collect(),
            original: (),
            occurrences: finding.others.iter().map(|o| self.occurrence(o)).collect(),
            pages: (),
            cause: (),
            hops: (),
            why: self.text(&finding.why),
            fix: self.text(&finding.fix),
            revoke: finding.rule.revoke.as_deref(),
            suppressed: (),
        }
    }

    fn secret(&self, secret: &Secret) -> WireSecret {
        WireSecret {
            redacted: secret.redacted(),
            length: secret.length(),
            value: self.paths.redactor().value(secret),
        }
    }

    fn parts(&self, finding: &Finding) -> Option<Vec<WirePart>> {
        let wire = |part: &Part| WirePart {
            role: part.role.clone(),
            env: part.env.as_deref().map(|env| self.text(env)),
            secret: self.secret(&part.secret),
        };
        (!finding.parts.is_empty()).then(|| finding.parts.iter().map(wire).collect())
    }

    fn location(&self, location: &Location) -> WireLocation {
        WireLocation {
            path: self.path(&location.path),
            start: location.start,
            end: location.end,
            line: location.line,
            column: location.column,
            ranges: ranges(location),
            member: location.member.as_deref().map(|it| self.text(it)),
        }
    }

    fn occurrence(&self, occurrence: &Occurrence) -> WireOccurrence {
        WireOccurrence {
            location: self.location(&occurrence.location),
            layers: occurrence.layers.iter().map(|layer| layer.name()).collect(),
            exposure: occurrence.exposure.name(),
            original: (),
            env: occurrence.env.as_deref().map(|env| self.text(env)),
        }
    }

    fn notification(&self, notification: &Notification) -> WireNotification {
        let path = notification
            .path
            .as_deref()
            .map(|path| self.paths.show(path));
        let (path, path_bytes) = path.map_or((None, None), |path| (Some(path.text), path.bytes));
        WireNotification {
            kind: notification.kind.name(),
            path,
            path_bytes,
            message: self.text(&notification.message),
            error: notification.kind.is_error(),
        }
    }
}

/// The pieces of a value that was put together.
fn ranges(location: &Location) -> Option<Vec<WireRange>> {
    let pieces = location.ranges.iter();
    let pieces = pieces.map(|&(start, end)| WireRange { start, end });
    (!location.ranges.is_empty()).then(|| pieces.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_steered_and_the_value_is_kept() {
        let name = "a\n\u{1b}\u{9b}\u{7f}\u{202e}é.js";
        let json = terminal_safe(&serde_json::to_string_pretty(&[name]).unwrap());
        assert!(!json.contains(|character| character != '\n' && is_unsafe(character)));
        assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [name]);
    }
}

//! JSON, version 1: `schema/report-v1.schema.json` is its contract.
//!
//! The wire structs are apart from the model, so that the model can change and the contract stay.
//! Their fields stand in the order they are written in.

mod hops;
mod origin;
mod summary;

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::text::json_safe;
use super::{Options, Paths, Report, Reporter, ShownPath};
use crate::finding::{Finding, Location, Occurrence, Part};
use crate::fix::{Fix, Step};
use crate::notification::Notification;
use crate::project::Project;
use crate::secret::Secret;
use crate::suppress::Suppressed;
use hops::WireHop;
use origin::{WireCause, WireOriginal, WirePages};
use summary::WireSummary;

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
        let wiring = Wiring::new(report, self.options);
        let wire = WireReport::new(report, self.options.rules, &wiring);
        writeln!(out, "{}", json_safe(&serde_json::to_string_pretty(&wire)?))
    }
}

#[derive(Serialize)]
struct WireReport<'a> {
    schema_version: u32,
    tool: WireTool<'a>,
    projects: Vec<WireProject>,
    findings: Vec<WireFinding<'a>>,
    notifications: Vec<WireNotification>,
    summary: WireSummary,
}

/// A report without what it is made of.
#[derive(Serialize)]
pub(super) struct WireFrame<'a> {
    schema_version: u32,
    tool: WireTool<'a>,
    projects: Vec<WireProject>,
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
pub(super) struct WireFinding<'a> {
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
    names: Option<Vec<String>>,
    secret_names: Option<Vec<String>>,
    env: Option<String>,
    location: WireLocation,
    layers: Vec<&'static str>,
    original: Option<WireOriginal>,
    occurrences: Vec<WireOccurrence>,
    pages: Option<WirePages>,
    cause: Option<WireCause>,
    hops: Option<Vec<WireHop>>,
    why: String,
    fix: String,
    steps: Vec<WireStep>,
    revoke: Option<&'a str>,
    suppressed: Option<WireSuppressed>,
}

#[derive(Serialize)]
struct WireStep {
    about: &'static str,
    text: String,
}

#[derive(Serialize)]
struct WireSuppressed {
    by: &'static str,
    reason: String,
    expires: Option<String>,
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
    original: Option<WireOriginal>,
    env: Option<String>,
}

#[derive(Serialize)]
pub(super) struct WireNotification {
    kind: &'static str,
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    message: String,
    error: bool,
}

impl<'a> WireReport<'a> {
    fn new(report: &'a Report, rules: &'a str, wiring: &Wiring<'_>) -> Self {
        let frame = wiring.frame(report, rules);
        let notifications = report.notifications.iter();
        Self {
            schema_version: frame.schema_version,
            tool: frame.tool,
            projects: frame.projects,
            findings: report.all().map(|(f, by)| wiring.finding(f, by)).collect(),
            notifications: notifications.map(|n| wiring.notification(n)).collect(),
            summary: frame.summary,
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
pub(super) struct Wiring<'a> {
    paths: Paths<'a>,
}

impl<'a> Wiring<'a> {
    pub(super) fn new(report: &'a Report, options: Options<'a>) -> Self {
        Self {
            paths: Paths::new(report, options),
        }
    }

    /// A report without what it is made of.
    pub(super) fn frame<'r>(&self, report: &Report, rules: &'r str) -> WireFrame<'r> {
        WireFrame {
            schema_version: SCHEMA_VERSION,
            tool: WireTool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                rules,
            },
            projects: report.projects.iter().map(|p| self.project(p)).collect(),
            summary: WireSummary::from(report),
        }
    }

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

    pub(super) fn finding<'f>(
        &self,
        finding: &'f Finding,
        suppressed: Option<&Suppressed>,
    ) -> WireFinding<'f> {
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
            names: self.names(finding),
            secret_names: self.secret_names(finding),
            env: finding.env.as_deref().map(|env| self.text(env)),
            location: self.location(&primary.location),
            layers: primary.layers.iter().map(|layer| layer.name()).collect(),
            original: finding.original().map(|it| self.original(it)),
            occurrences: finding.others.iter().map(|o| self.occurrence(o)).collect(),
            pages: finding.trace.pages.as_ref().map(|it| self.pages(it)),
            cause: finding.trace.cause.as_ref().map(|it| self.cause(it)),
            hops: self.hops(primary),
            why: self.text(&finding.why),
            fix: self.text(&finding.fix.text()),
            steps: self.steps(&finding.fix),
            revoke: finding.rule.revoke.as_deref(),
            suppressed: suppressed.map(|suppressed| self.suppressed(suppressed)),
        }
    }

    fn steps(&self, fix: &Fix) -> Vec<WireStep> {
        let wire = |step: Step| WireStep {
            about: step.about.name(),
            text: self.text(&step.text),
        };
        fix.steps().into_iter().map(wire).collect()
    }

    fn suppressed(&self, suppressed: &Suppressed) -> WireSuppressed {
        WireSuppressed {
            by: suppressed.by.name(),
            reason: self.text(&suppressed.reason),
            expires: suppressed.expires.map(|day| day.to_string()),
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
            original: occurrence.original.as_ref().map(|it| self.original(it)),
            env: occurrence.env.as_deref().map(|env| self.text(env)),
        }
    }

    pub(super) fn notification(&self, notification: &Notification) -> WireNotification {
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

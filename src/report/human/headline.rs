//! The one sentence that a run comes down to.

use crate::finding::{ExitStatus, Severity};
use crate::report::text::{duration, escape, plural, size};
use crate::report::{Options, Paths, Report};

/// How many scanned folders are named before they are only counted.
const FOLDERS_NAMED: usize = 3;

/// Says what was found in what, never sounding clean where something was not read.
#[must_use]
pub fn headline(report: &Report, options: Options<'_>) -> String {
    let settings = options.settings;
    let scanned = scanned(report, options);
    let errors = report.errors(settings).count();
    match report.status(settings) {
        _ if report.summary.files == 0 && report.findings.is_empty() => {
            "Nothing was scanned".to_owned()
        }
        ExitStatus::Clean if report.findings.is_empty() => format!("No secrets found in {scanned}"),
        ExitStatus::Clean => {
            format!("{} in {scanned}, none of which fails the run", counts(report))
        }
        ExitStatus::Error => format!(
            "Not finished, {}; {} in the {scanned} that could be read",
            plural(errors, "error"),
            counts(report)
        ),
        ExitStatus::Found if errors > 0 => format!(
            "{} in the {scanned} that could be read; {}",
            counts(report),
            plural(errors, "error")
        ),
        ExitStatus::Found => format!("{} in {scanned}", counts(report)),
    }
}

/// `3 findings (2 critical, 1 low)`.
fn counts(report: &Report) -> String {
    if report.findings.is_empty() {
        return "no finding".to_owned();
    }
    let worst_first = Severity::ALL.into_iter().rev();
    let counted = worst_first.map(|severity| (report.count(severity), severity.name()));
    let counted = counted.filter(|(count, _)| *count > 0);
    let counted: Vec<String> = counted.map(|(count, name)| format!("{count} {name}")).collect();
    let all = plural(report.findings.len(), "finding");
    format!("{all} ({})", counted.join(", "))
}

/// `123 files (4.5 MB) of public/`.
fn scanned(report: &Report, options: Options<'_>) -> String {
    let summary = report.summary;
    let files = usize::try_from(summary.files).unwrap_or(usize::MAX);
    let files = format!("{} ({})", plural(files, "file"), size(summary.bytes));
    let took = duration(summary.duration_ms);
    match folders(report, options).as_slice() {
        [] => format!("{files}, {took}"),
        named if named.len() <= FOLDERS_NAMED => format!("{files} of {}, {took}", named.join(", ")),
        many => format!("{files} of {}, {took}", plural(many.len(), "folder")),
    }
}

/// What was asked for, or else the outputs that were found.
fn folders(report: &Report, options: Options<'_>) -> Vec<String> {
    let paths = Paths::new(report, options);
    let shown = |path: &std::path::PathBuf| escape(&paths.show(path).text).into_owned();
    let asked = &options.settings.paths;
    if !asked.is_empty() {
        return asked.iter().map(shown).collect();
    }
    let outputs = report.projects.iter().flat_map(|project| &project.outputs);
    outputs.map(|output| shown(&output.path) + "/").collect()
}

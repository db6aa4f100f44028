//! The one sentence that a run comes down to.

use crate::finding::{ExitStatus, Severity};
use crate::report::text::{duration, escape, glued, plural, size, unglued};
use crate::report::{Options, Paths, Report};
use crate::settings::{Input, Range};

/// How many scanned folders are named before they are only counted.
const FOLDERS_NAMED: usize = 3;

/// Says what was found in what, never sounding clean where something was not read.
#[must_use]
pub fn headline(report: &Report, options: Options<'_>) -> String {
    unglued(&glued_headline(report, options))
}

/// The same for [`wrap`](crate::report::wrap), which breaks no folder's name in it.
pub(super) fn glued_headline(report: &Report, options: Options<'_>) -> String {
    let summary = report.summary;
    if summary.files == 0 && report.findings.is_empty() {
        return nothing(report, options);
    }
    let verdict = verdict(report, options);
    format!("{verdict} ({})", duration(summary.duration_ms))
}

fn nothing(report: &Report, options: Options<'_>) -> String {
    match (&options.settings.input, report.status(options.settings)) {
        (Input::Changes { range, .. }, ExitStatus::Clean) => match range {
            Range::Staged => "Nothing is staged that could hold a secret".to_owned(),
            Range::Since(_) => "Nothing changed that could hold a secret".to_owned(),
        },
        _ => "Nothing was scanned".to_owned(),
    }
}

fn verdict(report: &Report, options: Options<'_>) -> String {
    let (counts, scanned) = (counts(report), scanned(report, options));
    let errors = report.errors(options.settings).count();
    let errors = (errors > 0).then(|| plural(errors, "error"));
    match (report.status(options.settings), errors) {
        (ExitStatus::Clean, _) if report.findings.is_empty() => match report.suppressed.len() {
            0 => format!("No secrets found in {scanned}"),
            hidden => {
                let hidden = plural(hidden, "accepted finding");
                format!("No secrets found apart from {hidden} in {scanned}")
            }
        },
        (ExitStatus::Clean, _) => format!("{counts} in {scanned}, none of which fails the run"),
        (ExitStatus::Found, None) => format!("{counts} in {scanned}"),
        (ExitStatus::Found, Some(errors)) => {
            format!("{counts} in the {scanned} that could be read; {errors}")
        }
        (ExitStatus::Error, errors) => format!(
            "Not finished: {}. {counts} in what could be read ({})",
            errors.unwrap_or_else(|| "nothing was read".to_owned()),
            read(report, options),
        ),
    }
}

/// `3 findings (2 critical, 1 low)`.
fn counts(report: &Report) -> String {
    if report.findings.is_empty() {
        return "Nothing found".to_owned();
    }
    let worst_first = Severity::ALL.into_iter().rev();
    let counted = worst_first.map(|severity| (report.count(severity), severity.name()));
    let counted = counted.filter(|(count, _)| *count > 0);
    let counted: Vec<String> = counted
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let all = plural(report.findings.len(), "finding");
    format!("{all} ({})", counted.join(", "))
}

/// `123 files (4.5 MB) of public/`.
fn scanned(report: &Report, options: Options<'_>) -> String {
    let bytes = size(report.summary.bytes);
    format!(
        "{} ({bytes}){}",
        files(report, options),
        of_folders(report, options)
    )
}

/// `123 files, 4.5 MB of public/`, for within brackets.
fn read(report: &Report, options: Options<'_>) -> String {
    let bytes = size(report.summary.bytes);
    format!(
        "{}, {bytes}{}",
        files(report, options),
        of_folders(report, options)
    )
}

fn files(report: &Report, options: Options<'_>) -> String {
    let files = usize::try_from(report.summary.files).unwrap_or(usize::MAX);
    let file = match &options.settings.input {
        Input::Changes {
            range: Range::Staged,
            ..
        } => "staged file",
        Input::Changes {
            range: Range::Since(_),
            ..
        } => "changed file",
        _ => "file",
    };
    plural(files, file)
}

/// ` of public/`, where that is known.
fn of_folders(report: &Report, options: Options<'_>) -> String {
    match folders(report, options).as_slice() {
        [] => String::new(),
        // A lone dot says little at the end of a sentence.
        [here] if here == "." => " here".to_owned(),
        named if named.len() <= FOLDERS_NAMED => format!(" of {}", named.join(", ")),
        many => format!(" of {}", plural(many.len(), "folder")),
    }
}

/// What was asked for, or else the outputs that were found.
fn folders(report: &Report, options: Options<'_>) -> Vec<String> {
    let paths = Paths::new(report, options);
    let shown = |path: &std::path::PathBuf| glued(&escape(&paths.show(path).text));
    let input = &options.settings.input;
    if *input != Input::Projects {
        return input.paths().iter().map(shown).collect();
    }
    let outputs = report.projects.iter().flat_map(|project| &project.outputs);
    outputs.map(|output| shown(&output.path) + "/").collect()
}

//! Checkstyle's XML: every place of every finding, by file.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::text::xml;
use super::view::View;
use super::{Options, Report, Reporter};
use crate::finding::{Finding, Location, Severity};

/// Writes Checkstyle's XML.
pub(super) struct Checkstyle<'a> {
    options: Options<'a>,
}

impl<'a> Checkstyle<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Checkstyle<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(report, self.options);
        let mut files: BTreeMap<String, Vec<(&Location, &Finding)>> = BTreeMap::new();
        for finding in &report.findings {
            for occurrence in finding.occurrences() {
                let path = view.path(&occurrence.location.path);
                let entry = files.entry(path).or_default();
                entry.push((&occurrence.location, finding));
            }
        }
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(out, r#"<checkstyle version="8.0">"#)?;
        for (path, mut places) in files {
            places.sort_by_key(|(location, _)| (location.line, location.column));
            writeln!(out, r#"  <file name="{}">"#, xml(&path))?;
            for (location, finding) in places {
                error(&view, location, finding, out)?;
            }
            writeln!(out, "  </file>")?;
        }
        notes(&view, out)?;
        writeln!(out, "</checkstyle>")
    }
}

fn error(
    view: &View<'_>,
    location: &Location,
    finding: &Finding,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        r#"    <error line="{}" column="{}" severity="{}" message="{}" source="spillcheck.{}"/>"#,
        location.line,
        location.column,
        level(finding.severity),
        xml(&view.sentence(finding)),
        xml(&finding.rule.id)
    )
}

/// What was not scanned; the format has no other place for it than a file's.
fn notes(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for note in view.report.errors(view.options.settings) {
        let path = note
            .path
            .as_deref()
            .map_or(".".to_owned(), |it| view.path(it));
        writeln!(out, r#"  <file name="{}">"#, xml(&path))?;
        writeln!(
            out,
            r#"    <error severity="error" message="{}" source="spillcheck.{}"/>"#,
            xml(&view.text(&note.message)),
            note.kind.name()
        )?;
        writeln!(out, "  </file>")?;
    }
    Ok(())
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Low => "warning",
        Severity::Info => "info",
    }
}

//! `JUnit`'s XML, for the test view of a CI service: each finding is a test, failed if it fails the run.

use std::io::{self, Write};

use super::text::xml;
use super::view::View;
use super::{Options, Report, Reporter};
use crate::finding::Finding;
use crate::notification::Notification;
use crate::suppress::Suppressed;

/// Writes `JUnit`'s XML.
pub(super) struct Junit<'a> {
    options: Options<'a>,
}

impl<'a> Junit<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Junit<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        Suite(View::new(report, self.options)).write(out)
    }
}

struct Suite<'a>(View<'a>);

impl Suite<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        let totals = self.totals();
        writeln!(out, r#"<testsuites name="spillcheck" {totals}>"#)?;
        let skipped = self.0.report.suppressed.len();
        writeln!(
            out,
            r#"  <testsuite name="spillcheck" {totals} skipped="{skipped}">"#
        )?;
        // A suite without a test is an error to many readers, so the scan itself is one.
        self.scan(out)?;
        for (finding, suppressed) in self.0.all() {
            self.finding(finding, suppressed, out)?;
        }
        writeln!(out, "  </testsuite>\n</testsuites>")
    }

    fn totals(&self) -> String {
        let report = self.0.report;
        let settings = self.0.options.settings;
        let tests = 1 + report.findings.len() + report.suppressed.len();
        let failures = report
            .findings
            .iter()
            .filter(|it| it.fails(settings))
            .count();
        let errors = u8::from(!self.0.is_done());
        let milliseconds = report.summary.duration_ms;
        let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
        format!(
            r#"tests="{tests}" failures="{failures}" errors="{errors}" time="{seconds}.{rest:03}""#
        )
    }

    /// Whether everything was read.
    fn scan(&self, out: &mut dyn Write) -> io::Result<()> {
        let head = r#"    <testcase classname="spillcheck" name="everything was scanned""#;
        if self.0.is_done() {
            return writeln!(out, "{head}/>");
        }
        let errors = self.0.report.errors(self.0.options.settings);
        let errors: Vec<String> = errors.map(|note| self.error(note)).collect();
        writeln!(out, "{head}>")?;
        writeln!(
            out,
            r#"      <error type="error" message="{}">{}</error>"#,
            xml("not everything was scanned"),
            errors.join("\n")
        )?;
        writeln!(out, "    </testcase>")
    }

    fn error(&self, note: &Notification) -> String {
        xml(&self.0.note(note))
    }

    fn finding(
        &self,
        finding: &Finding,
        suppressed: Option<&Suppressed>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let view = &self.0;
        let location = &finding.primary.location;
        let name = format!(
            "{} at {}",
            view.title(finding),
            view.place(&finding.primary)
        );
        writeln!(
            out,
            r#"    <testcase classname="{}" name="{}" file="{}" line="{}">"#,
            xml(&finding.rule.id),
            xml(&name),
            xml(&view.path(&location.path)),
            location.line
        )?;
        if let Some(suppressed) = suppressed {
            let reason = xml(&view.text(&suppressed.reason));
            writeln!(out, r#"      <skipped message="{reason}"/>"#)?;
        } else if finding.fails(view.options.settings) {
            let severity = finding.severity.name();
            let message = xml(&view.sentence(finding));
            writeln!(
                out,
                r#"      <failure type="{severity}" message="{message}">"#
            )?;
            writeln!(out, "{}</failure>", xml_lines(&self.details(finding)))?;
        } else {
            let details = xml_lines(&self.details(finding));
            writeln!(out, "      <system-out>{details}</system-out>")?;
        }
        writeln!(out, "    </testcase>")
    }

    fn details(&self, finding: &Finding) -> Vec<String> {
        let view = &self.0;
        let mut details: Vec<String> = finding.occurrences().map(|it| view.place(it)).collect();
        details.push(view.sentence(finding));
        details.push(format!("Fix: {}", view.text(&finding.fix.text())));
        details.push(format!("Fingerprint: {}", finding.fingerprint));
        details
    }
}

fn xml_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| xml(line)).collect();
    lines.join("\n")
}

//! GitHub's annotations: workflow commands, one a line.

use std::io::{self, Write};

use super::human::headline;
use super::text::escape;
use super::view::View;
use super::{Options, Report, Reporter};
use crate::finding::{Finding, Severity};

/// Writes workflow commands.
pub(super) struct Github<'a> {
    options: Options<'a>,
}

impl<'a> Github<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Github<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(report, self.options);
        for finding in &report.findings {
            annotation(&view, finding, out)?;
        }
        for note in &report.notifications {
            let level = if view.is_error(note) {
                "error"
            } else {
                "warning"
            };
            writeln!(
                out,
                "::{level} title=spillcheck::{}",
                data(&view.note(note))
            )?;
        }
        let sentence = headline(report, self.options);
        writeln!(out, "::notice title=spillcheck::{}", data(&sentence))
    }
}

fn annotation(view: &View<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let location = &finding.primary.location;
    let level = match (finding.fails(view.options.settings), finding.severity) {
        (true, _) => "error",
        (false, Severity::Info) => "notice",
        (false, _) => "warning",
    };
    let more = match finding.others.len() {
        0 => String::new(),
        count => format!(" Also in {count} more."),
    };
    let message = format!(
        "{}{more} {}",
        view.sentence(finding),
        view.text(&finding.fix.text())
    );
    writeln!(
        out,
        "::{level} file={},line={},col={},title={}::{}",
        property(&view.path(&location.path)),
        location.line,
        location.column,
        property(&format!(
            "{}: {}",
            finding.severity.name(),
            finding.rule.title
        )),
        data(&message)
    )
}

/// A command's text: what would end the line, or be taken for an escape, is escaped.
fn data(text: &str) -> String {
    escape(text).replace('%', "%25")
}

/// A property's value: what would end it is escaped as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_makes_a_command() {
        assert_eq!(data("a%0A::error::b\nc\r"), "a%250A::error::b\\nc\\r");
        assert_eq!(property("a,line=1::x"), "a%2Cline=1%3A%3Ax");
    }
}

//! For people: worst first, within 80 columns and a few screens, every place a clickable `path:line:column`.

mod explain;
mod findings;
mod fit;
mod headline;
mod link;
mod next;
mod notes;
mod origin;
mod places;
mod way;

pub use explain::explain;
pub use headline::headline;
pub(super) use way::sentence;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::ops::Deref;
use std::path::Path;

use colored::{Color, Colorize};

use super::text::{escape, plural};
use super::view::View;
use super::{Options, Paths, Report, Reporter, Verbosity};
use crate::finding::{ExitStatus, Severity};
use crate::notification::Notification;

/// Columns before the value of a labelled line.
const INDENT: usize = 10;

/// Writes for people.
pub(super) struct Human<'a> {
    options: Options<'a>,
}

impl<'a> Human<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Human<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        if self.options.color {
            // The caller has decided already; `colored` would look at the environment again.
            colored::control::set_override(true);
        }
        let page = Page(View::new(report, self.options));
        page.findings(out)?;
        page.infos(out)?;
        page.accepted(out)?;
        page.notifications(out)?;
        page.ending(out)
    }
}

/// A report, and how it is to be shown.
struct Page<'a>(View<'a>);

impl<'a> Deref for Page<'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        &self.0
    }
}

/// What a piece of text is, and so how it is coloured.
#[derive(Clone, Copy)]
enum Style {
    Title,
    Label,
    Place,
    Alarm,
    Caution,
    Good,
}

impl Page<'_> {
    /// How many findings are hidden because somebody accepted them.
    fn accepted(&self, out: &mut dyn Write) -> io::Result<()> {
        let count = self.report.suppressed.len();
        if count == 0 || self.options.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let count = plural(count, "accepted finding");
        let verb = if self.report.suppressed.len() == 1 {
            "is"
        } else {
            "are"
        };
        writeln!(
            out,
            "{count} {verb} not shown (`spillcheck baseline show`)\n"
        )
    }

    /// What is not told of findings that are only information.
    fn infos(&self, out: &mut dyn Write) -> io::Result<()> {
        let count = self.report.count(Severity::Info);
        let silent = self.options.verbosity == Verbosity::Quiet;
        if count == 0 || silent || self.shows(Severity::Info) {
            return Ok(());
        }
        let rules = self.rules_of(Severity::Info);
        let them = if count == 1 { "it" } else { "them" };
        let text = format!(
            "{} ({rules}): -v shows {them}",
            plural(count, "info finding")
        );
        for line in self.fitted(&text, 0) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)
    }

    /// `sanity-api-token, sanity-secret-name ×2`.
    fn rules_of(&self, severity: Severity) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &self.report.findings {
            if finding.severity == severity {
                *counts.entry(&finding.rule.id).or_default() += 1;
            }
        }
        let named = counts.into_iter().map(|(rule, count)| match count {
            1 => rule.to_owned(),
            _ => format!("{rule} ×{count}"),
        });
        named.collect::<Vec<_>>().join(", ")
    }

    fn ending(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.options.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let style = match self.report.status(self.options.settings) {
            ExitStatus::Clean => Style::Good,
            ExitStatus::Found | ExitStatus::Error => Style::Alarm,
        };
        for line in self.fitted(&headline::glued_headline(self.report, self.options), 0) {
            writeln!(out, "{}", self.paint(style, line))?;
        }
        self.next(out)
    }

    fn prose(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let mut label = label;
        let text = self.paths.redactor().text(text);
        for line in self.fitted(&escape(&text), INDENT) {
            self.line(label, &line, out)?;
            label = "";
        }
        Ok(())
    }

    fn line(&self, label: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
        if label.is_empty() {
            return writeln!(out, "{:INDENT$}{value}", "");
        }
        let label = self.paint(Style::Label, format!("{label:<6}"));
        writeln!(out, "  {label}  {value}")
    }

    fn clean(&self, text: &str) -> String {
        escape(&self.paths.redactor().text(text)).into_owned()
    }

    fn paint(&self, style: Style, text: impl Display) -> String {
        let text = text.to_string();
        if !self.options.color {
            return text;
        }
        let painted = match style {
            Style::Title => text.bold(),
            Style::Label => text.dimmed(),
            Style::Place => text.cyan(),
            Style::Alarm => text.color(Color::Red).bold(),
            Style::Caution => text.yellow().bold(),
            Style::Good => text.green().bold(),
        };
        painted.to_string()
    }
}

impl Notification {
    /// `path: message` on one line, redacted and safe for a terminal.
    #[must_use]
    pub fn line(&self, paths: &Paths<'_>) -> String {
        let message = paths.redactor().text(&self.message);
        let message = escape(&message);
        match &self.path {
            Some(path) => format!("{}: {message}", place(paths, path)),
            None => Cow::into_owned(message),
        }
    }
}

/// A path for a person, to whom a lone dot says little.
fn place(paths: &Paths<'_>, path: &Path) -> String {
    match paths.show(path).text.as_str() {
        "." => "here".to_owned(),
        text => escape(text).into_owned(),
    }
}

fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::Critical | Severity::High => Style::Alarm,
        Severity::Medium | Severity::Low => Style::Caution,
        Severity::Info => Style::Title,
    }
}

#[cfg(test)]
mod tests;

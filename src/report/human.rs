//! For people: worst first, 80 columns, every place a clickable `path:line:column`.

mod headline;

pub use headline::headline;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};

use colored::{Color, Colorize};

use super::text::{escape, plural, wrap};
use super::{Options, Paths, Report, Reporter, Verbosity};
use crate::content::LayerName;
use crate::finding::{ExitStatus, Finding, Kind, Occurrence, Severity};
use crate::notification::Notification;
use crate::project::Exposure;
use crate::secret::Secret;

/// How many places of a finding are shown before they are only counted.
const PLACES_SHOWN: usize = 5;

/// How many digits of a fingerprint tell findings apart for a person.
const FINGERPRINT_DIGITS: usize = 12;

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
        let page = Page {
            report,
            options: self.options,
            paths: Paths::new(report, self.options),
        };
        page.findings(out)?;
        page.infos(out)?;
        page.notifications(out)?;
        page.ending(out)
    }
}

/// A report, and how it is to be shown.
struct Page<'a> {
    report: &'a Report,
    options: Options<'a>,
    paths: Paths<'a>,
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
    fn findings(&self, out: &mut dyn Write) -> io::Result<()> {
        for severity in Severity::ALL.into_iter().rev() {
            let same = |finding: &&Finding| finding.severity == severity;
            let mut findings = self.report.findings.iter().filter(same).peekable();
            if findings.peek().is_none() || !self.shows(severity) {
                continue;
            }
            let count = self.report.count(severity);
            let heading = severity.name().to_uppercase();
            let heading = self.paint(style_of(severity), heading);
            let below = self.below(severity);
            writeln!(out, "{heading}  {}{below}\n", plural(count, "finding"))?;
            findings.try_for_each(|finding| self.finding(finding, out))?;
        }
        Ok(())
    }

    fn shows(&self, severity: Severity) -> bool {
        let fails = severity >= self.options.settings.fail_on;
        fails || severity > Severity::Info || self.options.verbosity == Verbosity::Verbose
    }

    fn below(&self, severity: Severity) -> String {
        let fail_on = self.options.settings.fail_on;
        if severity < fail_on {
            format!(", below --fail-on {}", fail_on.name())
        } else {
            String::new()
        }
    }

    fn finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let title = self.clean(&finding.rule.title);
        let exposure = words(finding.primary.exposure);
        writeln!(out, "{}, {exposure}", self.paint(Style::Title, title))?;
        self.places(finding, out)?;
        if let Some(subject) = self.subject(finding) {
            self.line(label_of(finding.kind), &subject, out)?;
        }
        self.prose("why", &finding.why, out)?;
        self.prose("fix", &finding.fix, out)?;
        if let Some(page) = &finding.rule.revoke {
            self.line("revoke", &self.clean(page), out)?;
        }
        self.prose("rule", &self.identity(finding), out)?;
        writeln!(out)
    }

    fn places(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let primary = &finding.primary;
        self.line("at", &self.place(primary, primary.exposure), out)?;
        let shown = match self.options.verbosity {
            Verbosity::Verbose => finding.others.len(),
            Verbosity::Quiet | Verbosity::Normal => PLACES_SHOWN - 1,
        };
        let mut label = "also";
        for other in finding.others.iter().take(shown) {
            self.line(label, &self.place(other, primary.exposure), out)?;
            label = "";
        }
        match finding.others.len().saturating_sub(shown) {
            0 => Ok(()),
            rest => {
                let more = plural(rest, "more place");
                self.line("", &format!("and {more} (-v shows them)"), out)
            }
        }
    }

    /// A place, and what sets it apart from the primary one.
    fn place(&self, occurrence: &Occurrence, primary: Exposure) -> String {
        let location = &occurrence.location;
        let path = self.paths.show(&location.path).text;
        let place = format!("{}:{}:{}", escape(&path), location.line, location.column);
        let mut notes: Vec<&str> = Vec::new();
        if occurrence.exposure != primary {
            notes.push(words(occurrence.exposure));
        }
        notes.extend(occurrence.layers.iter().map(|layer| within(*layer)));
        let place = self.paint(Style::Place, place);
        if notes.is_empty() {
            place
        } else {
            format!("{place} ({})", notes.join(", "))
        }
    }

    /// The evidence: the variable and its redacted value, never a piece of the file.
    fn subject(&self, finding: &Finding) -> Option<String> {
        let env = finding.env.as_deref().map(|env| self.clean(env));
        let secret = finding.secret.as_ref().map(|secret| self.value(secret));
        match (env, secret) {
            (Some(env), Some(secret)) => Some(format!("{env}: {secret}")),
            (Some(env), None) => Some(env),
            (None, secret) => secret,
        }
    }

    fn value(&self, secret: &Secret) -> String {
        let shown = self.paths.redactor().secret(secret);
        let length = format!("{} characters", secret.length());
        if shown == format!("[{length}]") {
            return shown;
        }
        format!("\"{}\" ({length})", escape(&shown))
    }

    fn identity(&self, finding: &Finding) -> String {
        let fingerprint = finding.fingerprint.to_string();
        let short = fingerprint
            .get(..FINGERPRINT_DIGITS)
            .unwrap_or(&fingerprint);
        let sure = finding.confidence.name();
        let mut text = format!(
            "{}, {sure} confidence, fingerprint {short}",
            finding.rule.id
        );
        if finding.confidence < self.options.settings.fail_confidence {
            text.push_str(" (does not fail the run)");
        }
        text
    }

    /// What is not told of findings that are only information.
    fn infos(&self, out: &mut dyn Write) -> io::Result<()> {
        let count = self.report.count(Severity::Info);
        let silent = self.options.verbosity == Verbosity::Quiet;
        if count == 0 || silent || self.shows(Severity::Info) {
            return Ok(());
        }
        let rules = self.rules_of(Severity::Info);
        let text = format!("{} ({rules}): -v shows them", plural(count, "info finding"));
        for line in wrap(&text, self.options.width) {
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

    fn notifications(&self, out: &mut dyn Write) -> io::Result<()> {
        let settings = self.options.settings;
        let errors: Vec<_> = self.report.errors(settings).collect();
        for note in &errors {
            self.notification(Style::Alarm, "error", note, out)?;
        }
        let mut written = !errors.is_empty();
        if self.options.verbosity > Verbosity::Quiet && !settings.strict {
            let remarks = self.report.notifications.iter();
            for note in remarks.filter(|note| !note.kind.is_error()) {
                self.notification(Style::Caution, "note", note, out)?;
                written = true;
            }
        }
        if written { writeln!(out) } else { Ok(()) }
    }

    fn notification(
        &self,
        style: Style,
        label: &str,
        note: &Notification,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let before = self.paint(style, format!("{label}:"));
        let text = note.line(&self.paths);
        let indent = label.len() + 2;
        if indent + text.chars().count() <= self.options.width {
            return writeln!(out, "{before} {text}");
        }
        // A path is never broken, so what is said about it has lines of its own.
        match &note.path {
            Some(path) => writeln!(out, "{before} {}", escape(&self.paths.show(path).text))?,
            None => writeln!(out, "{before}")?,
        }
        let message = self.clean(&note.message);
        for line in wrap(&message, self.options.width.saturating_sub(indent)) {
            writeln!(out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    fn ending(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.options.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let style = match self.report.status(self.options.settings) {
            ExitStatus::Clean => Style::Good,
            ExitStatus::Found | ExitStatus::Error => Style::Alarm,
        };
        for line in wrap(&headline(self.report, self.options), self.options.width) {
            writeln!(out, "{}", self.paint(style, line))?;
        }
        let settings = self.options.settings;
        match self.report.findings.iter().find(|f| f.fails(settings)) {
            Some(finding) => writeln!(
                out,
                "Next: fix the worst first; `spillcheck explain {}` tells how",
                finding.rule.id
            ),
            None => Ok(()),
        }
    }

    fn prose(&self, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let width = self.options.width.saturating_sub(INDENT);
        let mut label = label;
        for line in wrap(&self.paths.redactor().text(text), width) {
            self.line(label, &escape(&line), out)?;
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
            Some(path) => format!("{}: {message}", escape(&paths.show(path).text)),
            None => Cow::into_owned(message),
        }
    }
}

fn words(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Client => "ships to browsers",
        Exposure::Unknown => "may ship to browsers",
        Exposure::Source => "in the source",
        Exposure::Server => "server only",
    }
}

fn within(layer: LayerName) -> &'static str {
    match layer {
        LayerName::FileName => "in the file's name",
        LayerName::Utf16 => "in UTF-16 text",
    }
}

fn label_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Secret => "value",
        Kind::Name => "name",
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

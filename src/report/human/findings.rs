//! The findings: worst first, those that are alike together.

use std::io::{self, Write};

use super::many::remedy;
use super::{Page, Style, style_of};
use crate::finding::{Finding, Kind, Occurrence, Severity};
use crate::project::Exposure;
use crate::report::Verbosity;
use crate::report::text::{escape, plural};
use crate::report::view::{View, exposure};

/// How many places of a finding are shown before they are only counted.
const PLACES_SHOWN: usize = 5;

/// How many findings of one rule are shown each with all that is known of it.
const SHOWN_WHOLE: usize = 3;

/// How many digits of a fingerprint tell findings apart for a person.
const FINGERPRINT_DIGITS: usize = 12;

impl Page<'_> {
    pub(super) fn findings(&self, out: &mut dyn Write) -> io::Result<()> {
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
            for same in gather(findings, is_of_one_rule) {
                self.rule(&same, out)?;
            }
        }
        Ok(())
    }

    /// Findings of one rule: each with all that is known of it, unless there are many.
    fn rule(&self, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
        if findings.len() > SHOWN_WHOLE {
            return self.many(findings, out);
        }
        let groups = group(findings.iter().copied());
        groups.iter().try_for_each(|it| self.group(it, out))
    }

    /// Findings of one cure; what holds of several of them is told once.
    pub(super) fn group(&self, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = findings.first() else {
            return Ok(());
        };
        let title = self.clean(&first.rule.title);
        let reach = exposure(first.primary.exposure);
        writeln!(out, "{}, {reach}", self.paint(Style::Title, title))?;
        let reasons = gather(findings.iter().copied(), |a, b| a.why == b.why);
        for (index, same) in reasons.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            self.reason(same, out)?;
        }
        if findings.len() > 1 && reasons.len() > 1 {
            writeln!(out, "\n  To fix {} of them:", all(findings.len()))?;
        }
        self.prose("fix", &first.fix, out)?;
        if let Some(page) = &first.rule.revoke {
            self.line("revoke", &self.clean(page), out)?;
        }
        writeln!(out)
    }

    /// Findings that are judged alike, and why.
    fn reason(&self, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
        for (index, finding) in findings.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            self.finding(finding, out)?;
        }
        if findings.len() > 1 {
            writeln!(out, "\n  This holds for {} of them:", all(findings.len()))?;
        }
        self.prose("why", &findings[0].why, out)
    }

    pub(super) fn shows(&self, severity: Severity) -> bool {
        let fails = severity >= self.options.settings.fail_on;
        fails || severity > Severity::Info || self.options.verbosity >= Verbosity::Verbose
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
        self.places(finding, out)?;
        self.origin(finding, out)?;
        if let Some(subject) = self.evidence(finding) {
            self.line(label_of(finding.kind), &subject, out)?;
        }
        let short = short(finding);
        let identity = format!("{}, fingerprint {short}", self.judgement(finding));
        self.prose("rule", &identity, out)
    }

    fn places(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let primary = &finding.primary;
        self.line("at", &self.place(primary, primary.exposure), out)?;
        self.way(primary, out)?;
        let shown = match self.options.verbosity {
            Verbosity::Verbose | Verbosity::Explained => finding.others.len(),
            Verbosity::Quiet | Verbosity::Normal => PLACES_SHOWN - 1,
        };
        self.others(finding, shown, out)
    }

    pub(super) fn others(
        &self,
        finding: &Finding,
        shown: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut label = "also";
        for other in finding.others.iter().take(shown) {
            self.line(label, &self.place(other, finding.primary.exposure), out)?;
            self.way(other, out)?;
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
    pub(super) fn place(&self, occurrence: &Occurrence, primary: Exposure) -> String {
        let place = self.shown(occurrence);
        let mut notes: Vec<&str> = Vec::new();
        if occurrence.exposure != primary {
            notes.push(exposure(occurrence.exposure));
        }
        notes.extend(occurrence.layers.iter().map(|layer| layer.phrase()));
        let place = self.linked(&occurrence.location.path, &self.paint(Style::Place, place));
        if notes.is_empty() {
            place
        } else {
            format!("{place} ({})", notes.join(", "))
        }
    }

    /// The evidence: the variable and its redacted value, never a piece of the file.
    pub(super) fn evidence(&self, finding: &Finding) -> Option<String> {
        let subject = self.subject(finding);
        subject.map(|subject| escape(&subject).into_owned())
    }

    /// A place at the start of a line: there two colons would command a CI service.
    fn shown(&self, occurrence: &Occurrence) -> String {
        let place = View::place(self, occurrence);
        let commands = if place.starts_with("::") { "./" } else { "" };
        format!("{commands}{}", escape(&place))
    }

    /// The rule, and how sure it is.
    pub(super) fn judgement(&self, finding: &Finding) -> String {
        format!("{}, {}", finding.rule.id, self.sure(finding))
    }

    pub(super) fn sure(&self, finding: &Finding) -> String {
        let mut text = format!("{} confidence", finding.confidence.name());
        if finding.confidence < self.options.settings.fail_confidence {
            text.push_str(" (does not fail the run)");
        }
        text
    }
}

fn is_of_one_rule(a: &Finding, b: &Finding) -> bool {
    a.rule.id == b.rule.id && a.primary.exposure == b.primary.exposure && remedy(a) == remedy(b)
}

pub(super) fn all(count: usize) -> String {
    match count {
        2 => "both".to_owned(),
        _ => format!("all {count}"),
    }
}

/// The digits of a fingerprint that tell findings apart for a person, and that `accept` takes.
pub(in crate::report) fn short(finding: &Finding) -> String {
    let mut fingerprint = finding.fingerprint.to_string();
    fingerprint.truncate(FINGERPRINT_DIGITS);
    fingerprint
}

/// Findings of one rule, exposure, confidence and cure together, in the order of the first of each.
pub(in crate::report) fn group<'a>(
    findings: impl Iterator<Item = &'a Finding>,
) -> Vec<Vec<&'a Finding>> {
    gather(findings, |a, b| {
        a.rule.id == b.rule.id
            && a.primary.exposure == b.primary.exposure
            && a.confidence == b.confidence
            && a.fix == b.fix
    })
}

/// Those that are alike together, in the order of the first of each.
pub(in crate::report) fn gather<'a, T>(
    all: impl Iterator<Item = &'a T>,
    alike: fn(&T, &T) -> bool,
) -> Vec<Vec<&'a T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|group| alike(group[0], one)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn label_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Secret => "value",
        Kind::Name | Kind::Dump | Kind::File => "name",
    }
}

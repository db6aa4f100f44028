//! The findings: worst first, those that are alike together.

use std::io::{self, Write};

use super::{Page, Style, style_of};
use crate::finding::{Finding, Kind, Occurrence, Severity};
use crate::project::Exposure;
use crate::report::Verbosity;
use crate::report::text::{escape, plural};
use crate::secret::Secret;

/// How many places of a finding are shown before they are only counted.
const PLACES_SHOWN: usize = 5;

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
            for group in group(findings) {
                self.group(&group, out)?;
            }
        }
        Ok(())
    }

    /// Findings alike in all but value and place; what holds of all of them is told once.
    fn group(&self, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = findings.first() else {
            return Ok(());
        };
        let title = self.clean(&first.rule.title);
        let exposure = words(first.primary.exposure);
        writeln!(out, "{}, {exposure}", self.paint(Style::Title, title))?;
        let shares_why = findings.len() > 1 && findings.iter().all(|it| it.why == first.why);
        for (index, finding) in findings.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            self.finding(finding, !shares_why, out)?;
        }
        let count = findings.len();
        if shares_why {
            writeln!(out, "\n  All {count} of them:")?;
            self.prose("why", &first.why, out)?;
        } else if count > 1 {
            writeln!(out, "\n  To fix all {count} of them:")?;
        }
        self.prose("fix", &first.fix, out)?;
        if let Some(page) = &first.rule.revoke {
            self.line("revoke", &self.clean(page), out)?;
        }
        writeln!(out)
    }

    pub(super) fn shows(&self, severity: Severity) -> bool {
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

    fn finding(&self, finding: &Finding, tells_why: bool, out: &mut dyn Write) -> io::Result<()> {
        self.places(finding, out)?;
        if let Some(subject) = self.subject(finding) {
            self.line(label_of(finding.kind), &subject, out)?;
        }
        if tells_why {
            self.prose("why", &finding.why, out)?;
        }
        self.prose("rule", &self.identity(finding), out)
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
        notes.extend(occurrence.layers.iter().map(|layer| layer.phrase()));
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
}

/// Findings of one rule, exposure and cure together, in the order of the first of each.
fn group<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let alike = |group: &&mut Vec<&Finding>| {
            let first = group[0];
            first.rule.id == finding.rule.id
                && first.primary.exposure == finding.primary.exposure
                && first.fix == finding.fix
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn words(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Client => "ships to browsers",
        Exposure::Unknown => "may ship to browsers",
        Exposure::Source => "in the source",
        Exposure::Server => "server only",
    }
}

fn label_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Secret => "value",
        Kind::Name | Kind::File => "name",
    }
}

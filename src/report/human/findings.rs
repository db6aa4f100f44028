//! The findings: worst first, those that one remedy is for together, the first of them in full.

use std::io::{self, Write};

use super::{INDENT, Page, Style, style_of};
use crate::finding::{Finding, Kind, Severity};
use crate::fix::{Fix, numbered};
use crate::report::Verbosity;
use crate::report::groups::{Cured, Group, groups};
use crate::report::text::{escape, first_sentence, plural};
use crate::report::view::exposure;

/// How many groups are told in full; of the rest the places and the first thing to do.
const FULL: usize = 3;

/// How many groups are told at all before they are only counted.
const SHOWN: usize = 20;

/// How many of those that one thing let through are shown, and how many such things.
const ALIKE: usize = 3;

/// The first step where findings came in by several ways, each of which says it for its own.
const EACH: &str = "Take each out of what let it through: step 1 below says how.";

/// How much is told of a group.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    Full,
    Brief,
}

impl Page<'_> {
    pub(super) fn findings(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut told = 0;
        for severity in Severity::ALL.into_iter().rev() {
            let same = |finding: &&Finding| finding.severity == severity;
            let findings = self.report.findings.iter().filter(same);
            let groups = groups(findings);
            if groups.is_empty() || !self.shows(severity) {
                continue;
            }
            self.severity(severity, out)?;
            told = self.groups(&groups, told, out)?;
        }
        Ok(())
    }

    fn severity(&self, severity: Severity, out: &mut dyn Write) -> io::Result<()> {
        let count = plural(self.report.count(severity), "finding");
        let heading = severity.name().to_uppercase();
        let heading = self.paint(style_of(severity), heading);
        let below = self.below(severity);
        writeln!(out, "{heading}  {count}{below}\n")
    }

    /// Groups after those that are told already: the more there are, the less is told of each.
    fn groups(&self, groups: &[Group<'_>], told: usize, out: &mut dyn Write) -> io::Result<usize> {
        let room = self.at_most(SHOWN).saturating_sub(told);
        for (at, group) in groups.iter().take(room).enumerate() {
            let detail = if told + at < self.at_most(FULL) {
                Detail::Full
            } else {
                Detail::Brief
            };
            // What is said of one group holds of the next: it is news once.
            let is_news = !groups[..at].iter().any(|it| it.why() == group.why());
            let why = (is_news || self.tells_all()).then(|| group.why());
            self.group(group, (detail, why), out)?;
        }
        let left = groups.iter().skip(room);
        let left: usize = left.map(|it| it.findings.len()).sum();
        if left > 0 {
            writeln!(out, "{} (-v shows them)\n", plural(left, "more finding"))?;
        }
        Ok(told + groups.len())
    }

    /// A number of things, unless somebody asked for all.
    pub(super) fn at_most(&self, count: usize) -> usize {
        match self.options.verbosity {
            Verbosity::Quiet | Verbosity::Normal => count,
            Verbosity::Verbose | Verbosity::Explained => usize::MAX,
        }
    }

    fn tells_all(&self) -> bool {
        self.options.verbosity >= Verbosity::Verbose
    }

    /// A group, and why it is judged so, where that is to be told.
    pub(super) fn group(
        &self,
        group: &Group<'_>,
        (detail, why): (Detail, Option<&str>),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.title(group, out)?;
        match group.findings.as_slice() {
            [finding] => self.one(finding, (detail, why), out)?,
            _ => self.several(group, (detail, why), out)?,
        }
        writeln!(out)
    }

    fn title(&self, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
        let first = group.first();
        let title = self.text(&first.rule.title);
        let reach = exposure(first.primary.exposure);
        let times = match group.findings.len() {
            1 => String::new(),
            many => format!(", {many} times"),
        };
        for line in self.fitted(&format!("{title}, {reach}{times}"), 0) {
            writeln!(out, "{}", self.paint(Style::Title, line))?;
        }
        Ok(())
    }

    /// A finding alone.
    fn one(
        &self,
        finding: &Finding,
        (detail, why): (Detail, Option<&str>),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match detail {
            // An author's line is what is to be changed, wherever it went.
            Detail::Full if finding.original().is_some() && !self.tells_all() => {
                self.first_place(finding, out)?;
                self.origin(finding, out)?;
            }
            Detail::Full => {
                self.places(finding, out)?;
                self.origin(finding, out)?;
            }
            Detail::Brief => self.place_and_source(finding, out)?,
        }
        // An environment's names stand with where it comes from.
        let is_told = finding.kind == Kind::Dump && detail == Detail::Full;
        if let Some(subject) = self.subject(finding).filter(|_| !is_told) {
            self.prose(label_of(finding.kind), &subject, out)?;
        }
        match detail {
            Detail::Full => self.advice(&finding.fix, None, finding, out)?,
            Detail::Brief => self.prose("fix", &in_brief(&finding.fix, finding), out)?,
        }
        if let Some(why) = why.filter(|_| detail == Detail::Full) {
            self.prose("why", why, out)?;
        }
        let short = finding.fingerprint.short();
        let identity = format!("{}, fingerprint {short}", self.judgement(finding));
        self.prose("rule", &identity, out)
    }

    /// What to do, after what goes before it; where a value is revoked stands with that step.
    fn advice(
        &self,
        fix: &Fix,
        before: Option<&str>,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut fix = fix.clone();
        let page = finding.rule.revoke.as_deref();
        let alone = page.filter(|_| fix.secret.is_empty());
        if let Some(page) = page.filter(|_| !fix.secret.is_empty()) {
            fix.secret = format!("{} {page}", fix.secret.trim_end());
        }
        let steps = before.map(str::to_owned).into_iter().chain(fix.told());
        self.steps(numbered(steps.collect()), out)?;
        match alone {
            Some(page) => self.prose("revoke", page, out),
            None => Ok(()),
        }
    }

    /// What to do, a step each on lines of its own.
    fn steps(&self, steps: Vec<(String, String)>, out: &mut dyn Write) -> io::Result<()> {
        let mut label = "fix";
        for (mut mark, step) in steps {
            let text = self.text(&step);
            for line in self.fitted(&escape(&text), INDENT + mark.len()) {
                self.line(label, &format!("{mark}{line}"), out)?;
                mark = " ".repeat(mark.len());
                label = "";
            }
        }
        Ok(())
    }

    /// Findings of one remedy: that and all else that they share first, then the first of each kind.
    fn several(
        &self,
        group: &Group<'_>,
        (detail, why): (Detail, Option<&str>),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let first = group.first();
        let cured = group.cured();
        let is_one_way = group.cures().len() == 1;
        match detail {
            Detail::Full if is_one_way => self.advice(&first.fix, None, first, out)?,
            Detail::Full => self.advice(&group.remedy(), Some(EACH), first, out)?,
            Detail::Brief if is_one_way => self.prose("fix", &in_brief(&first.fix, first), out)?,
            Detail::Brief => {
                let secret = Fix::new("", &*first.fix.secret);
                self.prose("fix", &in_brief(&secret, first), out)?;
            }
        }
        if let Some(why) = why.filter(|_| detail == Detail::Full) {
            self.prose("why", why, out)?;
        }
        self.prose("rule", &self.judgement(first), out)?;
        let room = self.at_most(ALIKE);
        for alike in cured.iter().take(room) {
            writeln!(out)?;
            if !is_one_way {
                self.cure(alike, detail, out)?;
            }
            if alike.why != group.why() && detail == Detail::Full {
                self.prose("why", alike.why, out)?;
            }
            self.alike(alike, first, out)?;
        }
        let left = cured.iter().skip(room);
        let left: usize = left.map(|it| it.findings.len()).sum();
        if left > 0 {
            writeln!(out)?;
            let text = format!("and {left} that came in by other ways (-v shows them)");
            self.prose("", &text, out)?;
        }
        Ok(())
    }

    /// What is to be done about what let some through.
    fn cure(&self, alike: &Cured<'_>, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
        match detail {
            Detail::Full => self.prose("step 1", alike.cure, out),
            Detail::Brief => {
                let first = alike.findings[0];
                let fix = Fix::in_code(format!("{} {}", alike.cure, first.fix.code));
                self.prose("fix", &in_brief(&fix, first), out)
            }
        }
    }

    /// Those that one thing let through.
    fn alike(&self, alike: &Cured<'_>, first: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let room = self.at_most(ALIKE);
        for finding in alike.findings.iter().take(room) {
            self.entry(finding, first, out)?;
        }
        match alike.findings.len().saturating_sub(room) {
            0 => Ok(()),
            left => self.prose("", &format!("and {left} more (-v shows them)"), out),
        }
    }

    /// One of several: its places, and what tells it from the others.
    fn entry(&self, finding: &Finding, first: &Finding, out: &mut dyn Write) -> io::Result<()> {
        if self.tells_all() {
            self.places(finding, out)?;
            self.origin(finding, out)?;
        } else {
            self.place_and_source(finding, out)?;
        }
        let sure = (finding.confidence != first.confidence).then(|| self.sure(finding));
        let subject = self.subject(finding);
        let label = subject.as_ref().map_or("", |_| label_of(finding.kind));
        let told = [subject, sure, Some(finding.fingerprint.short().to_owned())];
        let told: Vec<String> = told.into_iter().flatten().collect();
        self.prose(label, &told.join(", "), out)
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

    /// The rule, and how sure it is.
    fn judgement(&self, finding: &Finding) -> String {
        format!("{}, {}", finding.rule.id, self.sure(finding))
    }

    fn sure(&self, finding: &Finding) -> String {
        let mut text = format!("{} confidence", finding.confidence.name());
        if finding.confidence < self.options.settings.fail_confidence {
            text.push_str(" (does not fail the run)");
        }
        text
    }
}

/// The first sentence about each, where a value is revoked with that about the secret; a file that is served is
/// moved last.
fn in_brief(fix: &Fix, finding: &Finding) -> String {
    let code = format!("{} {}", fix.cure, fix.code);
    let last = if code.trim().is_empty() {
        &*fix.build
    } else {
        ""
    };
    let page = finding.rule.revoke.as_deref();
    let page = page.filter(|_| !fix.secret.is_empty());
    let sentences = [code.trim(), &fix.secret, last].map(first_sentence);
    let [code, secret, last] = &sentences;
    let told = [code, secret, page.unwrap_or_default(), last];
    let told: Vec<&str> = told.into_iter().filter(|it| !it.is_empty()).collect();
    told.join(" ")
}

fn label_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Secret => "value",
        Kind::Dump => "secret",
        Kind::Name | Kind::File => "name",
    }
}

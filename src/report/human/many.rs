//! Many findings of one rule: each in a few lines, and what holds of several of them told once.

use std::io::{self, Write};

use super::findings::{all, gather, short};
use super::{Page, Style};
use crate::finding::Finding;
use crate::report::Verbosity;
use crate::report::text::plural;
use crate::report::view::exposure;

impl Page<'_> {
    /// Findings of one rule, those together that are cured alike.
    pub(super) fn many(&self, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
        let first = findings[0];
        let title = self.paint(Style::Title, self.clean(&first.rule.title));
        let reach = exposure(first.primary.exposure);
        writeln!(out, "{title}, {reach}, {}", plural(findings.len(), "time"))?;
        let why = commonest(findings);
        let groups = gather(findings.iter().copied(), |a, b| {
            cure(a) == cure(b) && a.why == b.why
        });
        for group in &groups {
            self.alike(group, first, why, out)?;
        }
        let whom = if findings.iter().all(|it| it.why == why) {
            format!("{} of them", all(findings.len()))
        } else {
            "those of which nothing else is said".to_owned()
        };
        writeln!(out, "  This holds for {whom}:")?;
        self.prose("why", why, out)?;
        self.prose("rule", &self.judgement(first), out)?;
        let is_cured = groups.iter().any(|it| !cure(it[0]).is_empty());
        self.prose(if is_cured { "then" } else { "fix" }, remedy(first), out)?;
        if let Some(page) = &first.rule.revoke {
            self.line("revoke", &self.clean(page), out)?;
        }
        writeln!(out)
    }

    /// Those that one cure is for, and why they are judged as they are where that is not as usual.
    fn alike(
        &self,
        findings: &[&Finding],
        first: &Finding,
        usual: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for finding in findings {
            self.brief(finding, first, out)?;
        }
        let finding = findings[0];
        if finding.why != usual {
            self.prose("why", &finding.why, out)?;
        }
        match cure(finding) {
            "" => {}
            cure => self.prose("fix", cure, out)?,
        }
        writeln!(out)
    }

    /// One in a few lines: its places, and what tells it from the others.
    fn brief(&self, finding: &Finding, first: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let primary = &finding.primary;
        let place = self.place(primary, primary.exposure);
        let place = match finding.others.len() {
            0 => place,
            more => format!("{place} and {}", plural(more, "more place")),
        };
        self.line("at", &place, out)?;
        self.way(primary, out)?;
        if let Some(original) = finding.original() {
            self.line("from", &self.source(original), out)?;
        }
        let sure = (finding.confidence != first.confidence).then(|| self.sure(finding));
        let told = [self.evidence(finding), sure, Some(short(finding))];
        let told: Vec<String> = told.into_iter().flatten().collect();
        self.line("", &told.join(", "), out)?;
        if self.options.verbosity >= Verbosity::Verbose {
            self.others(finding, finding.others.len(), out)?;
        }
        Ok(())
    }
}

/// What most of them are judged by.
fn commonest<'a>(findings: &[&'a Finding]) -> &'a str {
    let groups = gather(findings.iter().copied(), |a, b| a.why == b.why);
    let most = groups.iter().rev().max_by_key(|group| group.len());
    most.map_or("", |group| &group[0].why)
}

/// What is to be done first, because of what let it through; empty where that is not known.
fn cure(finding: &Finding) -> &str {
    let cure = &*finding.trace.cure;
    if finding.fix.starts_with(cure) {
        cure
    } else {
        ""
    }
}

/// What is to be done whatever let it through.
pub(super) fn remedy(finding: &Finding) -> &str {
    finding.fix[cure(finding).len()..].trim_start()
}

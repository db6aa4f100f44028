//! A summary in Markdown, for a job's page or a merge request's comment.

use std::io::{self, Write};

use super::groups::{Group, by_remedy};
use super::human::headline;
use super::text::{escape, plural};
use super::view::View;
use super::{Options, Report, Reporter};
use crate::finding::Finding;

/// How many findings are in the table before they are only counted: a page has a limit of size.
const ROWS: usize = 100;

/// How many places of a finding are named.
const PLACES: usize = 3;

/// Writes Markdown.
pub(super) struct Markdown<'a> {
    options: Options<'a>,
}

impl<'a> Markdown<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Markdown<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(report, self.options);
        writeln!(out, "## spillcheck\n")?;
        writeln!(out, "**{}**\n", text(&headline(report, self.options)))?;
        table(&view, out)?;
        fixes(&view, out)?;
        notes(&view, out)
    }
}

fn table(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = &view.report.findings;
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "| severity | finding | value | where | fingerprint |")?;
    writeln!(out, "| --- | --- | --- | --- | --- |")?;
    for finding in findings.iter().take(ROWS) {
        writeln!(
            out,
            "| {} | {} | {} | {} | `{}` |",
            finding.severity.name(),
            text(&view.title(finding)),
            view.subject(finding)
                .map(|it| code(&it))
                .unwrap_or_default(),
            places(view, finding),
            finding.fingerprint.short(),
        )?;
    }
    if let Some(rest) = findings.len().checked_sub(ROWS + 1) {
        writeln!(out, "\nand {}", plural(rest + 1, "more finding"))?;
    }
    writeln!(out)
}

fn places(view: &View<'_>, finding: &Finding) -> String {
    let shown = finding.occurrences().take(PLACES);
    let mut shown: Vec<String> = shown.map(|it| code(&view.place(it))).collect();
    if let Some(rest) = finding.others.len().checked_sub(PLACES) {
        shown.push(format!("and {} more", rest + 1));
    }
    shown.join("<br>")
}

/// What to do, once for all that it is for, and below it what to do first for some of them.
fn fixes(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let settings = view.options.settings;
    let failing = view.report.findings.iter().filter(|it| it.fails(settings));
    let remedies = by_remedy(failing);
    for group in &remedies {
        remedy(view, group, out)?;
    }
    if remedies.is_empty() {
        Ok(())
    } else {
        writeln!(out)
    }
}

fn remedy(view: &View<'_>, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    let cures = group.cures();
    let (all, cures) = match cures.as_slice() {
        [(_, findings)] => (findings[0].fix.clone(), &[][..]),
        several => (group.remedy(), several),
    };
    let rule = text(&group.first().rule.id);
    match all.numbered().as_slice() {
        [(_, step)] => writeln!(out, "- **{rule}**: {}", text(&view.text(step)))?,
        steps => {
            writeln!(out, "- **{rule}**{}", link(group.first()))?;
            for (mark, step) in steps {
                writeln!(out, "  {mark}{}", text(&view.text(step)))?;
            }
        }
    }
    for (cure, findings) in cures {
        if !cure.is_empty() {
            let cure = text(&view.text(cure));
            writeln!(out, "  - {}: {cure}", fingerprints(findings))?;
        }
    }
    Ok(())
}

/// Where the secret is revoked, for a browser to open.
fn link(finding: &Finding) -> String {
    // A rule of the user's own may name anything here.
    let is_plain = |page: &&String| {
        let mut bytes = page.bytes();
        page.starts_with("https://")
            && bytes.all(|it| it.is_ascii_graphic() && !b"<>|".contains(&it))
    };
    let page = finding.rule.revoke.as_ref().filter(is_plain);
    page.map(|it| format!(", revoked at <{it}>"))
        .unwrap_or_default()
}

fn fingerprints(findings: &[&Finding]) -> String {
    let shown = findings.iter().take(PLACES);
    let shown = shown.map(|it| format!("`{}`", it.fingerprint.short()));
    let more = findings.len().checked_sub(PLACES + 1);
    let more = more.map(|rest| format!("{} more", rest + 1));
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

fn notes(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for note in &view.report.notifications {
        let label = if view.is_error(note) { "error" } else { "note" };
        writeln!(out, "- {label}: {}", text(&view.note(note)))?;
    }
    Ok(())
}

/// Prose of others, as it is written.
fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in escape(text).chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // One would call for somebody, the other point to an issue.
            '@' | '#' => {
                safe.push(character);
                safe.push_str("<!-- -->");
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' => {
                safe.push('\\');
                safe.push(character);
            }
            _ => safe.push(character),
        }
    }
    safe
}

/// Text of others in a fence that none of its own backticks ends, in a table's cell.
fn code(text: &str) -> String {
    let text = escape(text).replace('|', "\\|");
    let longest = text.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{finding, options, settings};

    fn cured_by(cure: &str) -> Finding {
        let mut finding = finding();
        cure.clone_into(&mut finding.fix.cure);
        finding
    }

    fn fixes_of(findings: Vec<Finding>) -> String {
        let report = Report {
            findings,
            ..crate::report::tests::report()
        };
        let settings = settings();
        let mut out = Vec::new();
        fixes(&View::new(&report, options(&settings)), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_remedy_is_told_once_and_each_cure_with_those_it_is_for() {
        let all = vec![
            cured_by("Move it."),
            finding(),
            cured_by("Drop it."),
            cured_by("Move it."),
        ];
        let id = all[0].fingerprint.short().to_owned();
        assert_eq!(
            fixes_of(all),
            format!(
                "- **sanity-api-token**, revoked at <https://www.sanity.io/manage>\n  1. Code: Read the dataset without a token.\n  2. Secret: Revoke it.\n  - `{id}`, `{id}`: Move it.\n  - `{id}`: Drop it.\n\n"
            )
        );
    }

    #[test]
    fn what_all_have_in_common_is_one_line() {
        let all = vec![cured_by("Move it."), cured_by("Move it.")];
        assert_eq!(
            fixes_of(all),
            "- **sanity-api-token**, revoked at <https://www.sanity.io/manage>\n  1. Code: Move it. Read the dataset without a token.\n  2. Secret: Revoke it.\n\n"
        );
    }

    #[test]
    fn text_of_others_is_no_markup() {
        assert_eq!(
            text("<b>[a](b)|@me"),
            "&lt;b&gt;\\[a\\]\\(b\\)\\|@<!-- -->me"
        );
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a``b\n"), "``` a``b\\n ```");
    }
}

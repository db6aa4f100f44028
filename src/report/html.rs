//! One HTML file for people: it needs no network, no other file, and reads without its script.

mod findings;

use std::collections::BTreeSet;
use std::io::{self, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::human::headline;
use super::text::xml;
use super::view::{View, exposure};
use super::{Options, Report, Reporter};
use crate::finding::{ExitStatus, Severity};
use crate::project::Exposure;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// Writes HTML.
pub(super) struct Html<'a> {
    options: Options<'a>,
}

impl<'a> Html<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Html<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let page = Page(View::new(report, self.options));
        page.head(out)?;
        page.header(out)?;
        page.filters(out)?;
        writeln!(out, r#"<main id="findings" tabindex="-1">"#)?;
        page.findings(out)?;
        page.notes(out)?;
        writeln!(out, "</main>")?;
        page.footer(out)
    }
}

struct Page<'a>(View<'a>);

impl Page<'_> {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let count = self.0.report.findings.len();
        // Whatever slips into the page by a mistake is not run, and nothing is ever loaded.
        let policy = format!(
            "default-src 'none'; base-uri 'none'; form-action 'none'; \
             style-src 'sha256-{}'; script-src 'sha256-{}'",
            digest(STYLE),
            digest(SCRIPT)
        );
        writeln!(
            out,
            r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>spillcheck: {}</title>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>"##,
            super::plural(count, "finding"),
        )
    }

    fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        let class = match self.0.report.status(self.0.options.settings) {
            ExitStatus::Clean => "clean",
            ExitStatus::Found => "found",
            ExitStatus::Error => "error",
        };
        let sentence = xml(&headline(self.0.report, self.0.options));
        writeln!(out, "<header>\n<h1>spillcheck</h1>")?;
        writeln!(out, r#"<p class="verdict {class}">{sentence}</p>"#)?;
        writeln!(out, "</header>")
    }

    /// The script shows them: without it they would do nothing.
    fn filters(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.0.all().next().is_none() {
            return Ok(());
        }
        writeln!(
            out,
            r#"<form id="filters" role="search" aria-label="Findings" hidden>"#
        )?;
        writeln!(
            out,
            r#"<label class="field search">Search (press /) <input type="search" id="search" autocomplete="off"></label>"#
        )?;
        let rules: BTreeSet<&str> = self.0.all().map(|(it, _)| &*it.rule.id).collect();
        let rules = rules.into_iter().map(|id| (id, id));
        select("rule", "Rule", rules, out)?;
        let reaches = Exposure::ALL.map(|it| (it.name(), exposure(it)));
        select("reach", "Reach", reaches.into_iter(), out)?;
        self.severities(out)?;
        if !self.0.report.suppressed.is_empty() {
            writeln!(
                out,
                r#"<label><input type="checkbox" name="accepted">accepted too</label>"#
            )?;
        }
        writeln!(out, r#"<output id="shown" for="search"></output>"#)?;
        writeln!(out, "</form>")
    }

    fn severities(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<fieldset><legend>Severity</legend>")?;
        for severity in Severity::ALL.into_iter().rev() {
            let name = severity.name();
            let count = self.0.report.count(severity);
            writeln!(
                out,
                r#"<label><input type="checkbox" name="severity" value="{name}" checked>{name} ({count})</label>"#
            )?;
        }
        writeln!(out, "</fieldset>")
    }

    fn notes(&self, out: &mut dyn Write) -> io::Result<()> {
        let notes = &self.0.report.notifications;
        if notes.is_empty() {
            return Ok(());
        }
        writeln!(out, "<section>\n<h2>Not, or not wholly, scanned</h2>")?;
        writeln!(out, r#"<ul class="notes">"#)?;
        for note in notes {
            let label = if self.0.is_error(note) {
                "error"
            } else {
                "note"
            };
            writeln!(
                out,
                "<li><strong>{label}</strong> {}</li>",
                xml(&self.0.note(note))
            )?;
        }
        writeln!(out, "</ul>\n</section>")
    }

    fn footer(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            r#"<footer class="quiet"><p>spillcheck {}, rules {}</p></footer>
<script>{SCRIPT}</script>
</body>
</html>"#,
            env!("CARGO_PKG_VERSION"),
            xml(self.0.options.rules)
        )
    }
}

fn select<'a>(
    name: &str,
    label: &str,
    values: impl Iterator<Item = (&'a str, &'a str)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        r#"<label class="field">{label} <select name="{name}">"#
    )?;
    writeln!(out, r#"<option value="">all</option>"#)?;
    for (value, shown) in values {
        writeln!(
            out,
            r#"<option value="{}">{}</option>"#,
            xml(value),
            xml(shown)
        )?;
    }
    writeln!(out, "</select></label>")
}

/// How a policy names a style or a script that it allows.
fn digest(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

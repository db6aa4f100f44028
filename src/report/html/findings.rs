//! The findings of a page: those of one remedy together, as the human report has them.

use std::io::{self, Write};

use super::Page;
use crate::finding::{Finding, Kind, Occurrence, Severity};
use crate::fix::{About, Fix};
use crate::report::groups::{Cured, Group, groups};
use crate::report::human::sentence;
use crate::report::plural;
use crate::report::text::xml;
use crate::report::view::exposure;
use crate::suppress::Suppressed;
use crate::trace::Names;

impl Page<'_> {
    pub(super) fn findings(&self, out: &mut dyn Write) -> io::Result<()> {
        let report = self.0.report;
        writeln!(out, "<h2>Findings</h2>")?;
        if report.findings.is_empty() {
            writeln!(out, "<p>None.</p>")?;
        }
        for severity in Severity::ALL.into_iter().rev() {
            let same = report.findings.iter().filter(|it| it.severity == severity);
            for group in groups(same) {
                self.group(&group, None, out)?;
            }
        }
        if report.suppressed.is_empty() {
            return Ok(());
        }
        writeln!(out, "<h2>Accepted</h2>")?;
        for suppressed in &report.suppressed {
            self.group(&Group::of(&suppressed.finding), Some(suppressed), out)?;
        }
        Ok(())
    }

    fn group(
        &self,
        group: &Group<'_>,
        suppressed: Option<&Suppressed>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let first = group.first();
        let (severity, rule) = (first.severity.name(), xml(&first.rule.id));
        let title = xml(&self.0.title(first));
        writeln!(
            out,
            r#"<section class="group {severity}" data-severity="{severity}" data-rule="{rule}" data-reach="{}" data-accepted="{}" data-head="{title} {rule}">"#,
            first.primary.exposure.name(),
            suppressed.is_some(),
        )?;
        writeln!(
            out,
            r#"<h3><span class="badge {severity}">{severity}</span>{title}</h3>"#
        )?;
        if let Some(suppressed) = suppressed {
            self.acceptance(suppressed, out)?;
        }
        self.advice(group, out)?;
        let why = group.why();
        writeln!(out, "<p>{}</p>", xml(&self.0.text(why)))?;
        for alike in group.cured() {
            self.alike(&alike, (first, why), out)?;
        }
        writeln!(out, "</section>")
    }

    /// Those that one thing let through, after what is to be done about that.
    fn alike(
        &self,
        alike: &Cured<'_>,
        (first, usual): (&Finding, &str),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if !alike.cure.is_empty() {
            let cure = xml(&self.0.text(alike.cure));
            writeln!(out, "<p><strong>First:</strong> {cure}</p>")?;
        }
        if alike.why != usual {
            writeln!(out, "<p>{}</p>", xml(&self.0.text(alike.why)))?;
        }
        writeln!(out, r#"<ul class="findings">"#)?;
        for finding in &alike.findings {
            self.finding(finding, first, out)?;
        }
        writeln!(out, "</ul>")
    }

    fn acceptance(&self, suppressed: &Suppressed, out: &mut dyn Write) -> io::Result<()> {
        let reason = xml(&self.0.text(&suppressed.reason));
        let until = suppressed.expires.map(|day| format!(" until {day}"));
        writeln!(
            out,
            "<p><strong>Accepted</strong>{} ({}): {reason}</p>",
            until.unwrap_or_default(),
            suppressed.by.name()
        )
    }

    /// What holds of all of a group.
    fn advice(&self, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
        let first = group.first();
        let all = match group.findings.len() {
            1 => String::new(),
            many => format!("{}, ", plural(many, "finding")),
        };
        writeln!(
            out,
            r#"<p class="quiet">{all}{} confidence, rule <code>{}</code></p>"#,
            first.confidence.name(),
            xml(&first.rule.id)
        )?;
        self.steps(&group.remedy(), first.rule.revoke.as_deref(), out)
    }

    /// What to do, step by step, with the page where the secret is revoked.
    fn steps(&self, fix: &Fix, revoke: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        // A rule of the user's own may name anything here.
        let page = revoke.filter(|page| page.starts_with("https://")).map(xml);
        let link = page.map(|it| format!(r#" <a href="{it}" rel="noreferrer">Revoke at {it}</a>"#));
        let link = link.unwrap_or_default();
        let steps = fix.steps();
        if let [step] = &*steps {
            return writeln!(out, "<p>{}{link}</p>", xml(&self.0.text(&step.text)));
        }
        writeln!(out, r#"<ol class="steps">"#)?;
        for step in &steps {
            let label = step.about.label();
            let label = label.map(|it| format!("<strong>{it}</strong> "));
            let link = if step.about == About::Secret {
                &link
            } else {
                ""
            };
            let text = xml(&self.0.text(&step.text));
            writeln!(out, "<li>{}{text}{link}</li>", label.unwrap_or_default())?;
        }
        writeln!(out, "</ol>")
    }

    fn finding(&self, finding: &Finding, first: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let view = &self.0;
        writeln!(out, "<li>")?;
        let place = xml(&view.place(&finding.primary));
        writeln!(out, r#"<p class="place"><code>{place}</code></p>"#)?;
        // An environment's names follow whole.
        if let Some(subject) = view.subject(finding).filter(|_| finding.kind != Kind::Dump) {
            writeln!(out, "<p><code>{}</code></p>", xml(&subject))?;
        }
        self.origin(finding, out)?;
        self.way(&finding.primary, out)?;
        self.others(finding, out)?;
        writeln!(
            out,
            r#"<p class="quiet">{}fingerprint <code>{}</code></p>"#,
            sure(finding, first),
            finding.fingerprint
        )?;
        writeln!(out, "</li>")
    }

    /// The author's line, and the pages that carry it.
    fn origin(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let view = &self.0;
        if let Some(original) = finding.original() {
            let path = view.path(&original.path);
            let place = xml(&format!("{path}:{}:{}", original.line, original.column));
            writeln!(out, "<p>written in <code>{place}</code></p>")?;
        }
        self.names(&finding.trace.names, out)?;
        if let Some(cause) = &finding.trace.cause {
            let file = xml(&view.path(&cause.path));
            let phrase = xml(cause.kind.phrase());
            writeln!(out, "<p>{phrase} (<code>{file}:{}</code>)</p>", cause.line)?;
        }
        if let Some(pages) = &finding.trace.pages {
            let shown = pages.first.iter().map(|page| xml(&view.text(page)));
            let shown: Vec<String> = shown.map(|page| format!("<code>{page}</code>")).collect();
            let count = plural(pages.count, "page");
            writeln!(out, "<p>on {count}: {}</p>", shown.join(", "))?;
        }
        Ok(())
    }

    /// All variables of an environment, the secret ones open.
    fn names(&self, names: &Names, out: &mut dyn Write) -> io::Result<()> {
        let listed = |names: &[String]| xml(&self.0.text(&names.join(", ")));
        if !names.secret.is_empty() {
            writeln!(out, "<p>secret: <code>{}</code></p>", listed(&names.secret))?;
        }
        if names.other.is_empty() {
            return Ok(());
        }
        let others = plural(names.other.len(), "variable");
        writeln!(
            out,
            "<details><summary>{others} that are no secrets</summary><p><code>{}</code></p></details>",
            listed(&names.other)
        )
    }

    /// The texts it was unwrapped from, where it does not stand in the file as it is.
    fn way(&self, place: &Occurrence, out: &mut dyn Write) -> io::Result<()> {
        if place.layers.is_empty() {
            return Ok(());
        }
        let layers: Vec<&str> = place.layers.iter().map(|layer| layer.phrase()).collect();
        let layers = layers.join(", ");
        writeln!(out, "<details><summary>{layers}</summary><ol>")?;
        for hop in &place.hops {
            let told = xml(&self.0.text(&sentence(hop)));
            writeln!(out, "<li>{told}</li>")?;
        }
        writeln!(out, "</ol></details>")
    }

    fn others(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        if finding.others.is_empty() {
            return Ok(());
        }
        let more = plural(finding.others.len(), "more place");
        writeln!(out, "<details><summary>{more}</summary><ol>")?;
        for other in &finding.others {
            let mut notes = vec![exposure(other.exposure)];
            notes.extend(other.layers.iter().map(|layer| layer.phrase()));
            writeln!(
                out,
                r#"<li><code>{}</code> <span class="quiet">{}</span></li>"#,
                xml(&self.0.place(other)),
                notes.join(", ")
            )?;
        }
        writeln!(out, "</ol></details>")
    }
}

/// How sure it is, where that is not as sure as the first of its group.
fn sure(finding: &Finding, first: &Finding) -> String {
    if finding.confidence == first.confidence {
        return String::new();
    }
    format!("{} confidence, ", finding.confidence.name())
}

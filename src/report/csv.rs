//! CSV for spreadsheets: a row for every place of every finding.

use std::io::{self, Write};

use super::text::escape;
use super::view::View;
use super::{Options, Report, Reporter};
use crate::finding::{Finding, Occurrence};
use crate::suppress::Suppressed;

const HEADER: [&str; 17] = [
    "severity",
    "confidence",
    "kind",
    "rule",
    "title",
    "provider",
    "exposure",
    "path",
    "line",
    "column",
    "variable",
    "value",
    "fingerprint",
    "suppressed",
    "why",
    "fix",
    "revoke",
];

/// Writes CSV.
pub(super) struct Csv<'a> {
    options: Options<'a>,
}

impl<'a> Csv<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Csv<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(report, self.options);
        record(&HEADER.map(str::to_owned), out)?;
        for (finding, suppressed) in view.all() {
            for place in finding.occurrences() {
                record(&row(&view, finding, suppressed, place), out)?;
            }
        }
        Ok(())
    }
}

fn row(
    view: &View<'_>,
    finding: &Finding,
    suppressed: Option<&Suppressed>,
    place: &Occurrence,
) -> [String; HEADER.len()] {
    let redactor = view.paths.redactor();
    let secret = finding.secret.as_ref();
    let suppressed = suppressed.map(|it| format!("{}: {}", it.by.name(), view.text(&it.reason)));
    [
        finding.severity.name().to_owned(),
        finding.confidence.name().to_owned(),
        finding.kind.name().to_owned(),
        finding.rule.id.clone(),
        view.text(&finding.rule.title),
        finding.rule.provider.clone(),
        place.exposure.name().to_owned(),
        view.path(&place.location.path),
        place.location.line.to_string(),
        place.location.column.to_string(),
        finding
            .env
            .as_deref()
            .map(|it| view.text(it))
            .unwrap_or_default(),
        secret.map(|it| redactor.secret(it)).unwrap_or_default(),
        finding.fingerprint.to_string(),
        suppressed.unwrap_or_default(),
        view.text(&finding.why),
        view.text(&finding.fix.text()),
        finding.rule.revoke.clone().unwrap_or_default(),
    ]
}

fn record(fields: &[String], out: &mut dyn Write) -> io::Result<()> {
    let fields: Vec<String> = fields.iter().map(|text| field(text)).collect();
    write!(out, "{}\r\n", fields.join(","))
}

/// One field, quoted, and told to a spreadsheet as text where it would compute it.
fn field(text: &str) -> String {
    let text = escape(text).replace('"', "\"\"");
    let computes = |first: char| matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    // A spreadsheet may drop what is blank before it looks.
    if text.trim_start().starts_with(computes) {
        format!("\"'{text}\"")
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text() {
        for formula in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", " =1", "＝1"] {
            assert_eq!(field(formula), format!("\"'{formula}\""));
        }
        assert_eq!(field("\t=1"), "\"\\t=1\"");
        assert_eq!(field("a,\"b\"\nc"), "\"a,\"\"b\"\"\\nc\"");
    }
}

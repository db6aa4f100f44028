//! The file as it is committed: TOML, one record a block.

use std::io::{self, Write};
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{Acceptance, Check, Record};
use crate::finding::{Fingerprint, Severity};
use crate::project::Exposure;

/// Grows with every change that an older spillcheck could not read.
const VERSION: i64 = 1;

const HEAD: &str = "\
# Findings accepted on purpose. It holds no secret: commit it. See docs/acceptance.md.
# `spillcheck accept` and `spillcheck baseline` write it.
";

/// What is wrong with a file, and in which line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) message: String,
}

/// Any version of the file, of which nothing else is known yet.
#[derive(Deserialize)]
struct AnyVersion {
    version: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSyntax {
    #[allow(dead_code, reason = "it was read before, alone")]
    version: i64,
    #[serde(default)]
    accepted: Vec<Spanned<RecordSyntax>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordSyntax {
    fingerprint: Spanned<String>,
    check: Option<Spanned<String>>,
    rule: String,
    severity: Spanned<String>,
    exposure: Spanned<String>,
    reason: Spanned<String>,
    expires: Option<Spanned<toml::value::Datetime>>,
}

/// Reads the records, sorted.
pub(super) fn parse(text: &str) -> Result<Vec<Record>, Fault> {
    let version = toml::from_str::<AnyVersion>(text).map_err(|it| broken(text, &it))?;
    if *version.version.get_ref() != VERSION {
        let message = format!(
            "it is of version {}, and this spillcheck reads version {VERSION} alone",
            version.version.get_ref()
        );
        return Err(at(text, version.version.span(), &message));
    }
    let file = toml::from_str::<FileSyntax>(text).map_err(|it| broken(text, &it))?;
    let records = file
        .accepted
        .into_iter()
        .map(|it| record(text, it.into_inner()));
    let mut records = records.collect::<Result<Vec<Record>, Fault>>()?;
    records.sort();
    Ok(records)
}

fn record(text: &str, written: RecordSyntax) -> Result<Record, Fault> {
    let wrong = |span: Range<usize>, message: &str| at(text, span, message);
    let named = |value: &Spanned<String>| (value.span(), value.get_ref().clone());
    let (span, fingerprint) = named(&written.fingerprint);
    let fingerprint = Fingerprint::parse(&fingerprint)
        .ok_or_else(|| wrong(span, "a fingerprint has 32 hexadecimal digits"))?;
    let check = written.check.map(|check| {
        let parsed = Check::parse(check.get_ref());
        parsed.ok_or_else(|| wrong(check.span(), "it is no check that spillcheck wrote"))
    });
    let (span, severity) = named(&written.severity);
    let severity = Severity::ALL.into_iter().find(|it| it.name() == severity);
    let severity = severity.ok_or_else(|| wrong(span, "there is no such severity"))?;
    let (span, exposure) = named(&written.exposure);
    let exposure = Exposure::ALL.into_iter().find(|it| it.name() == exposure);
    let exposure = exposure.ok_or_else(|| wrong(span, "there is no such exposure"))?;
    let expires = written.expires.map(|day| {
        let parsed = day.get_ref().to_string().parse();
        parsed.map_err(|it: crate::NoDate| wrong(day.span(), &it.to_string()))
    });
    let (span, reason) = named(&written.reason);
    if reason.trim().is_empty() {
        return Err(wrong(span, "a reason is needed"));
    }
    Ok(Record {
        fingerprint,
        check: check.transpose()?,
        rule: written.rule,
        severity,
        exposure,
        acceptance: Acceptance {
            reason,
            expires: expires.transpose()?,
        },
    })
}

fn broken(text: &str, error: &toml::de::Error) -> Fault {
    let message = error.message().replace('\n', ", ");
    at(text, error.span().unwrap_or_default(), &message)
}

fn at(text: &str, span: Range<usize>, message: &str) -> Fault {
    let before = text.get(..span.start).unwrap_or_default();
    Fault {
        line: before.matches('\n').count() + 1,
        message: message.to_owned(),
    }
}

/// Writes records that are sorted.
pub(super) fn write(records: &[Record], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEAD}version = {VERSION}")?;
    for record in records {
        writeln!(out, "\n[[accepted]]")?;
        writeln!(out, "fingerprint = \"{}\"", record.fingerprint)?;
        if let Some(check) = &record.check {
            writeln!(out, "check = \"{check}\"")?;
        }
        writeln!(out, "rule = {}", quoted(&record.rule))?;
        writeln!(out, "severity = \"{}\"", record.severity.name())?;
        writeln!(out, "exposure = \"{}\"", record.exposure.name())?;
        writeln!(out, "reason = {}", quoted(&record.acceptance.reason))?;
        if let Some(day) = record.acceptance.expires {
            writeln!(out, "expires = {day}")?;
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"
[[accepted]]
fingerprint = "0123456789abcdef0123456789abcdef"
rule = "sanity-api-token"
severity = "critical"
exposure = "client"
reason = "It is a demo."
expires = 2027-01-31
"#;

    fn fault(record: &str) -> Fault {
        parse(&format!("version = 1\n{record}")).unwrap_err()
    }

    #[test]
    fn what_is_written_is_read() {
        let records = parse(&format!("version = 1\n{RECORD}")).unwrap();
        let mut text = Vec::new();
        write(&records, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.ends_with(RECORD), "{text}");
        assert_eq!(parse(&text), Ok(records));
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_line() {
        for (right, wrong, line, told) in [
            ("0123456789abcdef0", "xyz", 4, "32 hexadecimal digits"),
            ("critical", "urgent", 6, "severity"),
            ("client", "moon", 7, "exposure"),
            ("2027-01-31", "2027-02-31", 9, ""),
            ("2027-01-31", "\"soon\"", 9, ""),
            ("reason", "because", 8, "because"),
            ("\"It is a demo.\"", "\" \"", 8, "reason"),
        ] {
            let fault = fault(&RECORD.replace(right, wrong));
            assert_eq!(fault.line, line, "{wrong}: {}", fault.message);
            assert!(fault.message.contains(told), "{}", fault.message);
        }
    }

    #[test]
    fn a_later_version_is_told_whatever_it_holds() {
        let fault = parse("# a\nversion = 2\nentirely = \"new\"\n").unwrap_err();
        assert_eq!(fault.line, 2);
        assert!(fault.message.contains("version 2"));
        assert!(parse("").is_err());
        assert!(parse("<<<<<<< ours\nversion = 1").is_err());
    }
}

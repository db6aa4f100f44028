//! `spillcheck accept FINGERPRINT`.

use std::collections::BTreeSet;

use anyhow::bail;
use spillcheck::baseline::{Acceptance, Record};
use spillcheck::{ExitStatus, Finding};

use super::args::ScopeArgs;
use super::config::Written;
use super::output;
use super::session::{self, Session};

/// Accepts the findings that are named, as they are found now.
pub(super) fn run(
    typed: &[String],
    acceptance: &Acceptance,
    scope: &ScopeArgs,
    written: &Written,
) -> anyhow::Result<ExitStatus> {
    let session = Session::new(scope, written)?;
    let mut baseline = session.baseline();
    let mut lines = Vec::new();
    for typed in typed {
        for finding in named(typed, &session)? {
            let record = Record::of(finding, acceptance.clone());
            baseline.add(record, |known| known.is_about(finding));
            lines.push(session.line(finding));
        }
    }
    session::save(&baseline)?;
    output::to_stdout(|out| {
        lines
            .iter()
            .try_for_each(|it| writeln!(out, "accepted {it}"))
    })?;
    Ok(ExitStatus::Clean)
}

/// The findings of one fingerprint, of which some digits were typed.
fn named<'a>(typed: &str, session: &'a Session) -> anyhow::Result<Vec<&'a Finding>> {
    let all = session.report.all().map(|(finding, _)| finding);
    let found: Vec<&Finding> = all.filter(|it| it.fingerprint.is_named_by(typed)).collect();
    let fingerprints: BTreeSet<_> = found.iter().map(|it| &it.fingerprint).collect();
    match fingerprints.len() {
        0 => bail!("nothing is found here with the fingerprint '{typed}' (eight digits or more)"),
        1 => Ok(found),
        _ => bail!("'{typed}' is the beginning of several fingerprints: type more of it"),
    }
}

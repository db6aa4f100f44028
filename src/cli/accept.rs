//! `spillcheck accept FINGERPRINT`.

use spillcheck::ExitStatus;
use spillcheck::baseline::{Acceptance, Record};

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
        for (finding, _) in session.named(typed)? {
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

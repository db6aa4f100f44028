//! `spillcheck accept FINGERPRINT`.

use std::collections::BTreeSet;

use spillcheck::ExitStatus;
use spillcheck::baseline::Acceptance;

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
    let mut lines = Vec::new();
    let mut named = BTreeSet::new();
    for typed in typed {
        for (finding, _) in session.named(typed)? {
            named.insert(&finding.fingerprint);
            lines.push(session.line(finding));
        }
    }
    let mut baseline = session.baseline();
    let all = session.findings();
    let is_named = |at: usize| named.contains(&all[at].fingerprint);
    let today = session.settings.policy.today;
    baseline.add(&all, is_named, (acceptance, today));
    session::save(&baseline)?;
    output::to_stdout(|out| {
        lines
            .iter()
            .try_for_each(|it| writeln!(out, "accepted {it}"))
    })?;
    Ok(ExitStatus::Clean)
}

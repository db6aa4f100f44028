//! `spillcheck baseline`.

use spillcheck::baseline::{Acceptance, Baseline, Record};
use spillcheck::report::{Redactor, escape, plural, suspects};
use spillcheck::rule::RuleSet;
use spillcheck::{ExitStatus, Finding};

use super::args::{BaselineCommand, PolicyArgs, ScopeArgs};
use super::config::Written;
use super::output;
use super::session::{self, Session};

/// Writes, prunes, shows or compares.
pub(super) fn run(command: BaselineCommand, written: &Written) -> anyhow::Result<ExitStatus> {
    match command {
        BaselineCommand::Write {
            reason,
            acceptance,
            scope,
        } => write(&acceptance.because(reason)?, &scope, written),
        BaselineCommand::Prune { scope } => prune(&scope, written),
        BaselineCommand::Show { policy } => show(&policy),
        BaselineCommand::Diff { scope } => diff(&scope, written),
    }
}

/// The findings that fail the run.
fn failing(session: &Session) -> Vec<&Finding> {
    let findings = session.report.findings.iter();
    findings.filter(|it| it.fails(&session.settings)).collect()
}

fn write(
    acceptance: &Acceptance,
    scope: &ScopeArgs,
    written: &Written,
) -> anyhow::Result<ExitStatus> {
    let session = Session::new(scope, written)?;
    if session.settings.input.is_whole() {
        session.must_be_whole()?;
    }
    let mut baseline = session.baseline();
    let all = session.findings();
    let open = session.report.findings.len();
    let is_failing = |at: usize| at < open && all[at].fails(&session.settings);
    let today = session.settings.policy.today;
    baseline.add(&all, is_failing, (acceptance, today));
    session::save(&baseline)?;
    let count = plural(failing(&session).len(), "finding");
    tell(&[format!("{count} accepted in {}", name(&baseline))])
}

fn prune(scope: &ScopeArgs, written: &Written) -> anyhow::Result<ExitStatus> {
    let session = Session::new(scope, written)?;
    session.must_be_whole()?;
    let mut baseline = session.baseline();
    let today = session.settings.policy.today;
    let pairing = baseline.pairing(&session.findings(), today);
    let records = baseline.records().iter().enumerate();
    let stale = records.filter(|(at, it)| it.is_over(today) || pairing.is_gone(*at));
    let stale: Vec<usize> = stale.map(|(index, _)| index).collect();
    baseline.remove(&stale);
    session::save(&baseline)?;
    let count = plural(stale.len(), "acceptance");
    tell(&[format!("{count} dropped from {}", name(&baseline))])
}

fn show(policy: &PolicyArgs) -> anyhow::Result<ExitStatus> {
    let baseline = session::baseline(policy)?;
    if !baseline.path().exists() {
        return tell(&[format!(
            "nothing is accepted: there is no {}",
            name(&baseline)
        )]);
    }
    if baseline.records().is_empty() {
        return tell(&[format!("nothing is accepted in {}", name(&baseline))]);
    }
    let lines: Vec<String> = baseline.records().iter().map(line).collect();
    tell(&lines)
}

fn diff(scope: &ScopeArgs, written: &Written) -> anyhow::Result<ExitStatus> {
    let session = Session::new(scope, written)?;
    session.must_be_whole()?;
    let failing = failing(&session);
    let mut lines: Vec<String> = failing
        .iter()
        .map(|it| format!("+ {}", session.line(it)))
        .collect();
    let baseline = session.baseline();
    let pairing = baseline.pairing(&session.findings(), session.settings.policy.today);
    let records = baseline.records().iter().enumerate();
    let gone = records.filter(|(at, _)| pairing.is_gone(*at));
    lines.extend(gone.map(|(_, record)| format!("- {}", line(record))));
    tell(&lines)?;
    Ok(if failing.is_empty() {
        ExitStatus::Clean
    } else {
        ExitStatus::Found
    })
}

fn line(record: &Record) -> String {
    let until = match record.acceptance.expires {
        Some(day) => format!(" until {day}"),
        None => String::new(),
    };
    format!(
        "{} {} {} ({} exposure){until}: {}",
        record.fingerprint.short(),
        record.severity.name(),
        record.rule,
        record.exposure.name(),
        record.acceptance.reason
    )
}

fn name(baseline: &Baseline) -> String {
    let name = baseline.path().file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Prints lines, in which a person may have typed a secret.
fn tell(lines: &[String]) -> anyhow::Result<ExitStatus> {
    let rules = RuleSet::builtin()?;
    let mask = |text: &str| suspects(&rules, text);
    let redactor = Redactor::new(&[], &mask, false);
    output::to_stdout(|out| {
        let mut lines = lines.iter();
        lines.try_for_each(|line| writeln!(out, "{}", escape(&redactor.text(line))))
    })?;
    Ok(ExitStatus::Clean)
}

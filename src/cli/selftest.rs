//! `spillcheck selftest`: that the gate is shut, and what would open it.

use std::collections::BTreeSet;
use std::io::{self, Write};

use anyhow::bail;
use spillcheck::report::{Verbosity, escape, plural};
use spillcheck::{
    Confidence, ExitStatus, Input, Outcome, Selftest, Settings, Severity, Trial, selftest,
};

use super::args::ScanArgs;
use super::config::Written;
use super::{output, scan};

/// Rules that are named before they are only counted.
const NAMED: usize = 4;

/// Plants, scans, and tells what was caught.
pub(super) fn run(args: &ScanArgs, written: &Written) -> anyhow::Result<ExitStatus> {
    let rules = args.rules.load()?;
    written.must_name_rules(&rules)?;
    let settings = scan::settings(args, written)?;
    if matches!(settings.input, Input::Changes { .. } | Input::Stream(_)) {
        bail!("selftest plants its markers into a build: name PATHs, or none");
    }
    let tested = selftest(&settings, &rules)?;
    if tested.files.is_empty() {
        bail!("there is no file that ships to plant a marker into; build the project first");
    }
    output::to_stdout(|out| tell(&tested, &settings, args.verbosity(), out))?;
    let has = |is_meant: fn(Outcome) -> bool| tested.trials.iter().any(|it| is_meant(it.outcome));
    let is_shut = has(|it| matches!(it, Outcome::Caught(..))) && !has(|it| it == Outcome::Missed);
    Ok(if is_shut {
        ExitStatus::Clean
    } else {
        ExitStatus::Found
    })
}

fn tell(
    tested: &Selftest,
    settings: &Settings,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    let trials = &tested.trials;
    writeln!(
        out,
        "Planted {} into copies of {}, and scanned each as its file, with these settings.",
        plural(trials.len(), "marker"),
        plural(tested.files.len(), "shipped file")
    )?;
    if verbosity == Verbosity::Verbose {
        each(trials, settings, out)?;
    }
    count(trials, "caught", "fails the run: exit code 1", out, |it| {
        matches!(it, Outcome::Caught(..))
    })?;
    count(
        trials,
        "told",
        "is info, which these settings let pass",
        out,
        is_info,
    )?;
    count(
        trials,
        "passed",
        "is let through by these settings",
        out,
        |it| matches!(it, Outcome::Passed(..)) && !is_info(it),
    )?;
    count(trials, "hidden", "is off in the configuration", out, |it| {
        it == Outcome::Hidden
    })?;
    count(trials, "missed", "is told by nothing", out, |it| {
        it == Outcome::Missed
    })?;
    would_pass(trials, out)
}

fn is_info(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Passed(Severity::Info, _))
}

fn each(trials: &[Trial], settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    for trial in trials {
        let path = trial.path.strip_prefix(&settings.working_directory);
        let path = path.unwrap_or(&trial.path).display().to_string();
        let outcome = told(trial.outcome, settings);
        writeln!(
            out,
            "  {} in {}: {outcome}",
            escape(&trial.rule),
            escape(&path)
        )?;
    }
    Ok(())
}

/// What became of a marker, and what makes it pass, or would.
fn told(outcome: Outcome, settings: &Settings) -> String {
    match outcome {
        Outcome::Missed => "missed".to_owned(),
        Outcome::Hidden => "hidden: it is off in the configuration".to_owned(),
        Outcome::Passed(severity, sure) => {
            let on = (severity < settings.fail_on).then_some(settings.fail_on.name());
            let least = settings.fail_confidence;
            let flags = flags(on, (sure < least).then_some(least.name()));
            format!(
                "passed: {}, {} (below {flags})",
                severity.name(),
                sure.name()
            )
        }
        Outcome::Caught(severity, sure) => {
            let caught = format!("caught: {}, {}", severity.name(), sure.name());
            let on = Severity::ALL.into_iter().find(|it| *it > severity);
            let least = Confidence::ALL.into_iter().find(|it| *it > sure);
            match &*flags(on.map(Severity::name), least.map(Confidence::name)) {
                "" => format!("{caught} (whatever the thresholds)"),
                flags => format!("{caught} (let through by {flags})"),
            }
        }
    }
}

fn flags(severity: Option<&str>, confidence: Option<&str>) -> String {
    let severity = severity.map(|it| format!("--fail-on {it}"));
    let confidence = confidence.map(|it| format!("--fail-confidence {it}"));
    let flags: Vec<String> = severity.into_iter().chain(confidence).collect();
    flags.join(" or ")
}

/// One line for the trials of one outcome; the few that are not caught are named.
fn count(
    trials: &[Trial],
    label: &str,
    meaning: &str,
    out: &mut dyn Write,
    is_meant: impl Fn(Outcome) -> bool,
) -> io::Result<()> {
    let meant: Vec<&Trial> = trials.iter().filter(|it| is_meant(it.outcome)).collect();
    let names = match (label, meant.len()) {
        ("caught", _) | (_, 0) => String::new(),
        _ => format!(" ({})", names(meant.iter().map(|it| it.rule.as_str()))),
    };
    writeln!(out, "  {label:<7} {:>4}  {meaning}{names}", meant.len())
}

/// A few names, and how many more there are.
fn names<'a>(rules: impl Iterator<Item = &'a str>) -> String {
    let rules: BTreeSet<&str> = rules.collect();
    let named: Vec<_> = rules.iter().take(NAMED).map(|it| escape(it)).collect();
    let rest = rules.len().saturating_sub(NAMED);
    match rest {
        0 => named.join(", "),
        _ => format!("{} and {rest} more", named.join(", ")),
    }
}

/// What each stricter threshold would let through of what is caught now.
fn would_pass(trials: &[Trial], out: &mut dyn Write) -> io::Result<()> {
    let caught = |trial: &Trial| match trial.outcome {
        Outcome::Caught(severity, confidence) => Some((severity, confidence)),
        _ => None,
    };
    writeln!(out, "Of those caught, these settings would let through:")?;
    for least in Severity::ALL {
        let through = |it: &&Trial| caught(it).is_some_and(|(severity, _)| severity < least);
        through_line(trials, &format!("--fail-on {}", least.name()), through, out)?;
    }
    for least in Confidence::ALL {
        let through = |it: &&Trial| caught(it).is_some_and(|(_, sure)| sure < least);
        through_line(
            trials,
            &format!("--fail-confidence {}", least.name()),
            through,
            out,
        )?;
    }
    let rest =
        "An override that is `off` lets its rules through, --rules-only all that are not your own;";
    writeln!(out, "{rest}\n-v says of each marker what would.")
}

fn through_line(
    trials: &[Trial],
    flag: &str,
    is_through: impl Fn(&&Trial) -> bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let through: Vec<&Trial> = trials.iter().filter(is_through).collect();
    if through.is_empty() {
        return Ok(());
    }
    let names = names(through.iter().map(|it| it.rule.as_str()));
    writeln!(out, "  {flag:<24} {:>4}  ({names})", through.len())
}

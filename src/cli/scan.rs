//! `spillcheck [PATH]...`: scan, report, and the exit code that follows.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::CommandFactory as _;
use spillcheck::report::{Options, Verbosity, suspects};
use spillcheck::{ExitStatus, Progress, Secret, Settings, VariableSources, check_with};

use super::args::{Args, ScanArgs, ValueArgs};
use super::config::Written;
use super::nearest::nearest;
use super::plan::Plan;
use super::progress::{self, Line};
use super::session::{now, policy, working_directory};
use super::{ci, color, links, stderr};

/// Columns where there is no terminal, and the most that prose reads well in.
const WIDTH: usize = 80;

/// Scans and reports.
pub(super) fn run(args: &ScanArgs, written: &Written) -> anyhow::Result<ExitStatus> {
    let rules = args.rules.load()?;
    written.must_name_rules(&rules)?;
    let settings = settings(args, written)?;
    let plan = Plan::new(args)?;
    let progress = Progress::default();
    let report = progress::watch(line(args), &progress, || {
        check_with(&settings, &rules, &mut io::stdin().lock(), &progress)
    })?;
    let color = wants_color(args, &plan);
    let options = Options {
        settings: &settings,
        rules: rules.version(),
        mask: &|text| suspects(&rules, text),
        reveal: args.reveal.is_some(),
        color,
        links: color && shows_links(&plan),
        verbosity: args.verbosity(),
        width: width(&plan),
        columns: columns(&plan),
        now: now(),
    };
    plan.write(&report, options)?;
    hint(&args.input.paths);
    Ok(report.status(&settings))
}

/// Tells of the commands whoever mistyped one, or typed one of other programs, which is a PATH to this one.
fn hint(paths: &[PathBuf]) {
    let [typed] = paths else { return };
    let Some(word) = typed.to_str().filter(|it| is_word(it) && !typed.exists()) else {
        return;
    };
    let args = Args::command();
    let commands = args.get_subcommands().map(clap::Command::get_name);
    let advice = match nearest(word, commands) {
        Some(meant) => format!("did you mean `spillcheck {meant}`?"),
        None if OF_OTHERS.contains(&word) => "see `spillcheck --help`".to_owned(),
        None => return,
    };
    stderr::print(&format!(
        "spillcheck: there is no command `{word}`; {advice}\n"
    ));
}

/// Commands that other programs have, and this one needs not.
const OF_OTHERS: [&str; 5] = ["help", "scan", "check", "version", "detect"];

/// Whether a PATH looks like a command: few folders and files are called so.
fn is_word(path: &str) -> bool {
    path.len() > 3 && path.bytes().all(|it| it.is_ascii_lowercase())
}

pub(super) fn settings(args: &ScanArgs, written: &Written) -> anyhow::Result<Settings> {
    Ok(Settings {
        working_directory: working_directory()?,
        input: args.input.input()?,
        variables: variables(&args.values)?,
        threads: args.threads(),
        fail_on: args.thresholds.fail_on,
        fail_confidence: args.thresholds.fail_confidence,
        strict: args.strict,
        policy: policy(&args.policy, written)?,
    })
}

/// The variables that were asked for; one that is not there was mistyped.
pub(super) fn variables(args: &ValueArgs) -> anyhow::Result<VariableSources> {
    let mut asked = Vec::new();
    for pattern in &args.env {
        let glob = globset::Glob::new(pattern).with_context(|| format!("--env {pattern}"))?;
        let matcher = glob.compile_matcher();
        let of_it = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok().filter(|it| matcher.is_match(it))?;
            Some((name, Secret::new(value.as_encoded_bytes())))
        });
        let before = asked.len();
        asked.extend(of_it);
        anyhow::ensure!(
            asked.len() > before,
            "--env {pattern}: no such variable is set"
        );
    }
    asked.sort();
    asked.dedup();
    Ok(VariableSources {
        files: args.env_file.clone(),
        asked,
    })
}

/// Whether somebody watches who can see a line drawn again and again.
fn line(args: &ScanArgs) -> Line {
    let is_dumb = std::env::var_os("TERM").is_none_or(|it| it == "dumb");
    let is_quiet = args.verbosity() == Verbosity::Quiet;
    if io::stderr().is_terminal() && !is_dumb && !is_quiet && !ci::is_here() {
        Line::Drawn
    } else {
        Line::Silent
    }
}

fn wants_color(args: &ScanArgs, plan: &Plan) -> bool {
    let terminal = on_terminal(plan);
    color::wanted(args.color, |name| std::env::var_os(name), terminal)
}

fn shows_links(plan: &Plan) -> bool {
    on_terminal(plan) && !ci::is_here() && links::wanted(|name| std::env::var_os(name))
}

/// The terminal's width where it is narrower than what reads well.
fn width(plan: &Plan) -> usize {
    columns(plan).map_or(WIDTH, |it| it.clamp(WIDTH / 2, WIDTH))
}

/// The columns of the terminal that a report goes to.
fn columns(plan: &Plan) -> Option<usize> {
    let size = terminal_size::terminal_size_of(std::io::stdout());
    let (columns, _) = size.filter(|_| plan.uses_stdout())?;
    Some(usize::from(columns.0)).filter(|it| *it > 0)
}

fn on_terminal(plan: &Plan) -> bool {
    plan.uses_stdout() && std::io::stdout().is_terminal()
}

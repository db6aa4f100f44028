//! The command line: the only code that prints.

mod accept;
mod args;
mod baseline;
mod ci;
mod color;
mod config;
mod explain;
mod generate;
mod init;
mod input;
mod links;
mod nearest;
mod output;
mod panic;
mod plan;
mod progress;
mod rules;
mod scan;
mod selftest;
mod session;
mod signal;
mod stderr;

pub(crate) use panic::install_panic_hook;
pub(crate) use stderr::print_error;

use std::ffi::OsString;

use clap::error::ErrorKind;
use spillcheck::ExitStatus;
use spillcheck::report::escape;
use spillcheck::rule::RuleSet;

use args::Command;
use config::{Refusal, Resolved};

/// Does what was typed, with what is written in the configuration.
pub(crate) fn run(typed: impl Iterator<Item = OsString>) -> anyhow::Result<ExitStatus> {
    let typed: Vec<OsString> = typed.collect();
    match config::resolve(&typed) {
        Ok(resolved) => command(resolved),
        Err(Refusal::Typed(refusal)) if refusal.kind() == ErrorKind::DisplayVersion => version(),
        Err(Refusal::Typed(refusal)) => Ok(refused(&refusal)),
        Err(Refusal::Written(error)) => Err(error),
    }
}

fn command(resolved: Resolved) -> anyhow::Result<ExitStatus> {
    let written = &resolved.written;
    match resolved.args.command {
        None => scan::run(&resolved.args.scan, written),
        Some(Command::Accept {
            fingerprints,
            reason,
            acceptance,
            scope,
        }) => accept::run(&fingerprints, &acceptance.because(reason)?, &scope, written),
        Some(Command::Baseline(command)) => baseline::run(command, written),
        Some(Command::Config { schema: true, .. }) => config::run_schema(),
        Some(Command::Config { .. }) => config::show(&resolved),
        Some(Command::Rules(command)) => rules::run(command),
        Some(Command::Init(args)) => init::run(&args),
        Some(Command::Explain { id, below, scope }) => explain::run((&id, below), *scope, written),
        Some(Command::Selftest(args)) => selftest::run(&args, written),
        Some(Command::Completions { shell }) => generate::completions(shell),
        Some(Command::Man { folder }) => generate::manual(folder.as_ref()),
    }
}

/// Prints the version, and that of the rules: both decide what is found.
fn version() -> anyhow::Result<ExitStatus> {
    let own = env!("CARGO_PKG_VERSION");
    let line = format!("spillcheck {own} (rules {})\n", RuleSet::builtin_version());
    output::to_stdout(|out| out.write_all(line.as_bytes()))?;
    Ok(ExitStatus::Clean)
}

/// Prints help and version as clap does, and a usage error without the secrets typed in it.
fn refused(refusal: &clap::Error) -> ExitStatus {
    if refusal.use_stderr() {
        // Every error of the command begins alike, so that a build's log can be searched for it.
        let text = format!("spillcheck: {}", refusal.render());
        let lines = text.lines().map(|line| format!("{}\n", escape(line)));
        stderr::print(&lines.collect::<String>());
        ExitStatus::Error
    } else {
        // A reader that closed its end early has had what it wanted.
        let _ = refusal.print();
        ExitStatus::Clean
    }
}

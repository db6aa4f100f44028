//! The command line: the only code that prints.

mod args;
mod ci;
mod color;
mod explain;
mod generate;
mod input;
mod nearest;
mod output;
mod panic;
mod plan;
mod progress;
mod rules;
mod scan;
mod selftest;
mod signal;
mod stderr;

pub(crate) use panic::install_panic_hook;
pub(crate) use stderr::print_error;

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;
use spillcheck::ExitStatus;
use spillcheck::report::escape;
use spillcheck::rule::RuleSet;

use args::{Args, Command};

/// Does what was typed.
pub(crate) fn run(typed: impl Iterator<Item = OsString>) -> anyhow::Result<ExitStatus> {
    let args = match Args::try_parse_from(typed) {
        Ok(args) => args,
        Err(refusal) if refusal.kind() == ErrorKind::DisplayVersion => return version(),
        Err(refusal) => return Ok(refused(&refusal)),
    };
    match args.command {
        None => scan::run(&args.scan),
        Some(Command::Rules(command)) => rules::run(command),
        Some(Command::Explain { rule, rules }) => explain::run(&rule, &rules),
        Some(Command::Selftest(args)) => selftest::run(&args),
        Some(Command::Completions { shell }) => generate::completions(shell),
        Some(Command::Man { folder }) => generate::manual(folder.as_ref()),
    }
}

/// Prints the version, and that of the rules: both decide what is found.
fn version() -> anyhow::Result<ExitStatus> {
    let rules = RuleSet::builtin()?;
    let own = env!("CARGO_PKG_VERSION");
    let line = format!("spillcheck {own} (rules {})\n", rules.version());
    output::to_stdout(|out| out.write_all(line.as_bytes()))?;
    Ok(ExitStatus::Clean)
}

/// Prints help and version as clap does, and a usage error without the secrets typed in it.
fn refused(refusal: &clap::Error) -> ExitStatus {
    if refusal.use_stderr() {
        // Every error of the command begins alike, so that a build's log can be searched for it.
        for line in format!("spillcheck: {}", refusal.render()).lines() {
            stderr::print(&format!("{}\n", escape(line)));
        }
        ExitStatus::Error
    } else {
        // A reader that closed its end early has had what it wanted.
        let _ = refusal.print();
        ExitStatus::Clean
    }
}

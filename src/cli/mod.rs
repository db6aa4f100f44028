//! The command line: the only code that prints.

mod args;
mod ci;
mod color;
mod explain;
mod nearest;
mod output;
mod panic;
mod plan;
mod rules;
mod scan;
mod stderr;

pub(crate) use panic::install_panic_hook;
pub(crate) use stderr::print_error;

use std::ffi::OsString;

use clap::Parser;
use spillcheck::ExitStatus;
use spillcheck::report::escape;

use args::{Args, Command};

/// Does what was typed.
pub(crate) fn run(typed: impl Iterator<Item = OsString>) -> anyhow::Result<ExitStatus> {
    let args = match Args::try_parse_from(typed) {
        Ok(args) => args,
        Err(refusal) => return Ok(refused(&refusal)),
    };
    match args.command {
        None => scan::run(&args.scan),
        Some(Command::Rules(command)) => rules::run(command),
        Some(Command::Explain { rule, rules }) => explain::run(&rule, &rules),
    }
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

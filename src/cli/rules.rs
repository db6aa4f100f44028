//! `spillcheck rules`.

use std::path::PathBuf;

use spillcheck::ExitStatus;
use spillcheck::report::plural;
use spillcheck::rule::{self, RuleSet};

use super::args::RulesCommand;
use super::{explain, output};

/// Lists, shows or checks rules.
pub(super) fn run(command: RulesCommand) -> anyhow::Result<ExitStatus> {
    match command {
        RulesCommand::List => list(),
        RulesCommand::Show { rule } => explain::run(&rule),
        RulesCommand::Check { files } => check(&files),
    }
}

fn list() -> anyhow::Result<ExitStatus> {
    let rules = RuleSet::builtin()?;
    let width = rules.infos().map(|rule| rule.id.len()).max().unwrap_or(0);
    output::to_stdout(|out| {
        let mut rules = rules.infos();
        rules.try_for_each(|rule| writeln!(out, "{:<width$}  {}", rule.id, rule.title))
    })?;
    Ok(ExitStatus::Clean)
}

/// Problems are what a check finds; a file that cannot be read or parsed is an error.
fn check(files: &[PathBuf]) -> anyhow::Result<ExitStatus> {
    let rules = if files.is_empty() {
        RuleSet::builtin()?
    } else {
        RuleSet::from_files(files)?
    };
    let problems = rule::check(&rules);
    let checked = rules.infos().count();
    output::to_stdout(|out| {
        for problem in &problems {
            writeln!(out, "{problem}")?;
        }
        let rules = plural(checked, "rule");
        writeln!(
            out,
            "{rules} checked, {}",
            plural(problems.len(), "problem")
        )
    })?;
    Ok(if problems.is_empty() {
        ExitStatus::Clean
    } else {
        ExitStatus::Found
    })
}

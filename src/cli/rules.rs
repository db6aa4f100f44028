//! `spillcheck rules`.

use std::path::PathBuf;

use spillcheck::ExitStatus;
use spillcheck::report::{Redactor, escape, plural, suspects};
use spillcheck::rule::{self, Base, RuleSet};

use super::args::{RuleArgs, RulesCommand};
use super::{explain, output};

/// Lists, shows or checks rules.
pub(super) fn run(command: RulesCommand) -> anyhow::Result<ExitStatus> {
    match command {
        RulesCommand::List { rules } => list(&rules),
        RulesCommand::Show { rule, rules } => explain::run(&rule, &rules),
        RulesCommand::Check { alone, rules } => check(&alone, &rules),
    }
}

fn list(rules: &RuleArgs) -> anyhow::Result<ExitStatus> {
    let rules = rules.load()?;
    let width = rules.infos().map(|rule| rule.id.len()).max().unwrap_or(0);
    output::to_stdout(|out| {
        let mut rules = rules.infos();
        rules.try_for_each(|rule| writeln!(out, "{:<width$}  {}", rule.id, rule.title))
    })?;
    Ok(ExitStatus::Clean)
}

/// Problems, which may quote a rule file, are what a check finds; a file that cannot be read or parsed is an error.
fn check(alone: &[PathBuf], rules: &RuleArgs) -> anyhow::Result<ExitStatus> {
    let rules = if alone.is_empty() {
        rules.load()?
    } else {
        RuleSet::load(Base::Empty, alone)?
    };
    let problems = rule::check(&rules);
    let checked = plural(rules.infos().count(), "rule");
    let builtin = RuleSet::builtin()?;
    let mask = |text: &str| [&rules, &builtin].map(|it| suspects(it, text)).concat();
    let redactor = Redactor::new(&[], &mask, false);
    output::to_stdout(|out| {
        for problem in &problems {
            writeln!(out, "{}", escape(&redactor.text(problem)))?;
        }
        writeln!(
            out,
            "{checked} checked, {}",
            plural(problems.len(), "problem")
        )
    })?;
    Ok(if problems.is_empty() {
        ExitStatus::Clean
    } else {
        ExitStatus::Found
    })
}

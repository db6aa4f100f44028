//! `spillcheck rules`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use spillcheck::ExitStatus;
use spillcheck::report::{Redactor, escape, plural, suspects, wrap};
use spillcheck::rule::{self, Base, Effect, Note, RuleSet};

use super::args::{ListedRules, RulesCommand};
use super::{explain, output};

/// What eighty columns leave behind an indent.
const WIDTH: usize = 76;

/// Lists, shows or checks rules.
pub(super) fn run(command: RulesCommand) -> anyhow::Result<ExitStatus> {
    match command {
        RulesCommand::List { rules } => list(&rules),
        RulesCommand::Show { rule, rules } => explain::run_rule(&rule, &*rules.load()?),
        RulesCommand::Check { alone, rules } => check(&alone, &rules),
    }
}

fn list(rules: &ListedRules) -> anyhow::Result<ExitStatus> {
    let rules = rules.load()?;
    let width = rules.infos().map(|rule| rule.id.len()).max().unwrap_or(0);
    output::to_stdout(|out| {
        let mut rules = rules.infos();
        rules.try_for_each(|rule| writeln!(out, "{:<width$}  {}", rule.id, rule.title))
    })?;
    Ok(ExitStatus::Clean)
}

/// What has no counterpart: where, why, and in which rules.
fn write_note(note: &Note, redactor: &Redactor<'_>, out: &mut dyn Write) -> io::Result<()> {
    let effect = match note.effect {
        Effect::Changes => "no counterpart",
        Effect::Nothing => "no matter",
    };
    let heading = format!("{}: {effect}: {}: {}", note.file, note.key, note.why);
    writeln!(out, "{}", escape(&redactor.text(&heading)))?;
    if !note.rules.is_empty() {
        for line in wrap(&redactor.text(&note.rules.join(", ")), WIDTH) {
            writeln!(out, "    {}", escape(&line))?;
        }
    }
    Ok(())
}

/// Problems, which may quote a rule file, are what a check finds; a file that cannot be read or parsed is an error.
fn check(alone: &[PathBuf], rules: &ListedRules) -> anyhow::Result<ExitStatus> {
    let rules = if alone.is_empty() {
        rules.load()?
    } else {
        Arc::new(RuleSet::load(Base::Empty, alone)?)
    };
    let problems = rule::check(&rules);
    let checked = plural(rules.infos().count(), "rule");
    let builtin = RuleSet::builtin()?;
    let mask = |text: &str| [&*rules, &builtin].map(|it| suspects(it, text)).concat();
    let redactor = Redactor::new(&[], &mask, false);
    // What another program's rule is called may look like what it finds.
    let own_mask = |text: &str| suspects(&builtin, text);
    let ids = Redactor::new(&[], &own_mask, false);
    output::to_stdout(|out| {
        for problem in &problems {
            writeln!(out, "{}", escape(&redactor.text(problem)))?;
        }
        for note in rules.notes() {
            write_note(note, &ids, out)?;
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

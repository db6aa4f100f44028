//! `spillcheck config`: the settings of a run here, and where each comes from.

use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Command, CommandFactory};
use spillcheck::ExitStatus;
use spillcheck::report::{Redactor, escape, suspects};
use spillcheck::rule::RuleSet;

use super::{Args, Resolved, flags};
use crate::cli::output;

/// Prints them in the form of a file.
pub(in crate::cli) fn run(resolved: &Resolved) -> anyhow::Result<ExitStatus> {
    let command = Args::command();
    let (_, leaf, matches) = super::leaf(&command, &resolved.matches);
    let mut lines: Vec<String> = leaf
        .get_arguments()
        .filter_map(|arg| Some((arg, flags::key(arg)?)))
        .map(|(arg, key)| line(arg, &key, matches, resolved))
        .collect();
    lines.push(format!("# overrides: {}", resolved.written.overrides.len()));
    lines.push(format!(
        "secret-names = {:?}",
        resolved.written.secret_names
    ));
    lines.push(format!(
        "public-names = {:?}",
        resolved.written.public_names
    ));
    let rules = RuleSet::builtin()?;
    let mask = |text: &str| suspects(&rules, text);
    let redactor = Redactor::new(&[], &mask, false);
    output::to_stdout(|out| {
        let mut lines = lines.iter();
        lines.try_for_each(|line| writeln!(out, "{}", escape(&redactor.text(line))))
    })?;
    Ok(ExitStatus::Clean)
}

fn line(arg: &clap::Arg, key: &str, matches: &ArgMatches, resolved: &Resolved) -> String {
    let id = arg.get_id().as_str();
    let from = match resolved.given.iter().find(|flag| flag.key == key) {
        Some(flag) => flag.file.display().to_string(),
        None => match matches.value_source(id) {
            Some(ValueSource::CommandLine) => "typed".to_owned(),
            _ => "default".to_owned(),
        },
    };
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        return format!("{key} = {}  # {from}", matches.get_flag(id));
    }
    let values: Vec<String> = matches.get_raw(id).map_or_else(Vec::new, |raw| {
        raw.map(|value| format!("{:?}", value.to_string_lossy()))
            .collect()
    });
    match (values.as_slice(), arg.get_action()) {
        ([], _) => format!("# {key}  # not set"),
        (_, ArgAction::Append) => format!("{key} = [{}]  # {from}", values.join(", ")),
        ([value, ..], _) => format!("{key} = {value}  # {from}"),
    }
}

/// The command whose flags are keys.
pub(super) fn scan() -> Command {
    Args::command()
}

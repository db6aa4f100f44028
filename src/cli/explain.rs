//! `spillcheck explain RULE`.

use std::io::{self, Write};

use anyhow::bail;
use spillcheck::ExitStatus;
use spillcheck::rule::{Role, RuleInfo, RuleSet};

use super::nearest::nearest;
use super::output;

/// Explains one rule.
pub(super) fn run(id: &str) -> anyhow::Result<ExitStatus> {
    let rules = RuleSet::builtin()?;
    let Some(rule) = rules.infos().find(|rule| rule.id == id) else {
        bail!("{}", unknown(id, &rules));
    };
    output::to_stdout(|out| write(rule, out))?;
    Ok(ExitStatus::Clean)
}

fn unknown(id: &str, rules: &RuleSet) -> String {
    let ids = rules.infos().map(|rule| rule.id.as_str());
    match nearest(id, ids) {
        Some(meant) => format!("there is no rule '{id}'; did you mean '{meant}'?"),
        None => format!("there is no rule '{id}'; `spillcheck rules list` shows all"),
    }
}

fn write(rule: &RuleInfo, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}\n", rule.id, rule.title)?;
    let mut line = |label: &str, text: &str| writeln!(out, "  {label:<9} {text}");
    line("provider", &rule.provider)?;
    line("holder", powers(rule.role))?;
    line("fix", &rule.fix)?;
    if let Some(page) = &rule.revoke {
        line("revoke", page)?;
    }
    line("format", &rule.source)
}

fn powers(role: Role) -> &'static str {
    match role {
        Role::Unknown => "can read, and perhaps write: the value does not tell",
        Role::Write => "can write, spend, administer or impersonate",
        Role::Read => "can read private data",
        Role::Session => "can act as a person",
    }
}

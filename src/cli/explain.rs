//! `spillcheck explain RULE`.

use std::io::{self, Write};

use anyhow::bail;
use spillcheck::ExitStatus;
use spillcheck::report::wrap;
use spillcheck::rule::{RuleInfo, RuleSet};

use super::nearest::nearest;
use super::output;

/// What eighty columns leave for the text beside a label.
const TEXT_WIDTH: usize = 68;

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
    writeln!(out, "{}: {}", rule.id, rule.title)?;
    line("provider", &rule.provider, out)?;
    line("holder", rule.role.description(), out)?;
    line("form", &rule.pattern, out)?;
    line("fix", &rule.fix, out)?;
    if let Some(page) = &rule.revoke {
        line("revoke", page, out)?;
    }
    let basis = rule.basis.name();
    line("source", &format!("{basis}: {}", rule.source), out)?;
    line("since", &rule.since, out)
}

fn line(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut label = label;
    for part in wrap(text, TEXT_WIDTH) {
        writeln!(out, "  {label:<8}  {part}")?;
        label = "";
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use spillcheck::rule::{Basis, Role};

    use super::*;

    #[test]
    fn a_rule_is_told_on_eighty_columns() {
        let rule = RuleInfo {
            id: "sanity-api-token".to_owned(),
            title: "Sanity API token".to_owned(),
            provider: "sanity".to_owned(),
            role: Role::Unknown,
            pattern: "sk[A-Za-z0-9]{178}".to_owned(),
            basis: Basis::Observed,
            since: "0.1.0".to_owned(),
            public: None,
            worse: None,
            fix: "Revoke it, then read the dataset without a token, or through a function on \
                  the server that holds a new one."
                .to_owned(),
            revoke: Some("https://www.sanity.io/manage".to_owned()),
            source: "https://www.sanity.io/docs/http-auth".to_owned(),
        };
        let mut out = Vec::new();
        write(&rule, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        sanity-api-token: Sanity API token
          provider  sanity
          holder    not visible in the value: it may read, write or administer
          form      sk[A-Za-z0-9]{178}
          fix       Revoke it, then read the dataset without a token, or through a
                    function on the server that holds a new one.
          revoke    https://www.sanity.io/manage
          source    observed: https://www.sanity.io/docs/http-auth
          since     0.1.0
        ");
    }
}

//! `spillcheck explain RULE|FINGERPRINT`.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::bail;
use spillcheck::detect::names::{NAME_RULE, PREFIX_RULE};
use spillcheck::report::{self, Options, Verbosity, escape, suspects, wrap};
use spillcheck::rule::{Rule, RuleInfo, RuleSet};
use spillcheck::{ExitStatus, Fingerprint, Fix};

use super::args::{ScopeArgs, When};
use super::config::Written;
use super::nearest::nearest;
use super::session::{Session, now};
use super::{color, output};

/// Columns that prose reads well in.
const WIDTH: usize = 80;

/// What eighty columns leave for the text beside a label.
const TEXT_WIDTH: usize = 68;

/// Examples that show a form well enough.
const EXAMPLES_SHOWN: usize = 3;

/// Explains one rule, or the findings of one fingerprint.
pub(super) fn run(
    (id, below): (&str, Vec<PathBuf>),
    scope: ScopeArgs,
    written: &Written,
) -> anyhow::Result<ExitStatus> {
    if !Fingerprint::may_begin(id) {
        if !below.is_empty() {
            bail!("a rule stands in no PATH; a finding is named by eight digits or more");
        }
        return run_rule(id, &*scope.rules.load()?);
    }
    let session = Session::new(&scope.with_paths(below), written)?;
    if session.rules.by_id(id).is_some() {
        return run_rule(id, &session.rules);
    }
    let findings = session.named(id)?;
    let options = Options {
        settings: &session.settings,
        rules: session.rules.version(),
        mask: &|text| suspects(&session.rules, text),
        reveal: false,
        color: color::wanted(
            When::Auto,
            |name| std::env::var_os(name),
            io::stdout().is_terminal(),
        ),
        links: false,
        verbosity: Verbosity::Explained,
        width: WIDTH,
        columns: None,
        now: now(),
    };
    output::to_stdout(|out| report::explain(&session.report, &findings, options, out))?;
    Ok(ExitStatus::Clean)
}

/// Explains one rule.
pub(super) fn run_rule(id: &str, rules: &RuleSet) -> anyhow::Result<ExitStatus> {
    let Some(info) = rules.by_id(id) else {
        bail!("{}", unknown(id, rules));
    };
    let rule = rules.rules().iter().find(|rule| rule.info.id == info.id);
    output::to_stdout(|out| {
        write(info, out)?;
        rule.map_or(Ok(()), |rule| write_forms(rule, out))
    })?;
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
    // A name has no value, so nobody holds anything.
    if ![NAME_RULE, PREFIX_RULE].contains(&&*rule.id) {
        line("holder", rule.role.description(), out)?;
    }
    if let Some(public) = &rule.public {
        line(
            "public",
            &format!("{} {}", public.reason, public.check),
            out,
        )?;
    }
    line("form", &rule.pattern, out)?;
    steps(&rule.fix, out)?;
    if let Some(page) = &rule.revoke {
        line("revoke", page, out)?;
    }
    let basis = rule.basis.name();
    line("source", &format!("{basis}: {}", rule.source), out)?;
    line("since", &rule.since, out)?;
    if rule.former_ids.is_empty() {
        return Ok(());
    }
    line("formerly", &rule.former_ids.join(", "), out)
}

/// How sure a rule of values is, and texts that it finds: templates, never a value.
fn write_forms(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    line(
        "sure",
        &format!("{} confidence by its form alone", rule.confidence.name()),
        out,
    )?;
    let mut label = "finds";
    for example in &rule.examples()[..rule.examples().len().min(EXAMPLES_SHOWN)] {
        line(label, &escape(example), out)?;
        label = "";
    }
    Ok(())
}

/// What to do, a step each on lines of its own.
fn steps(fix: &Fix, out: &mut dyn Write) -> io::Result<()> {
    let mut label = "fix";
    for (mark, step) in fix.numbered() {
        write_wrapped((label, &mark), &step, out)?;
        label = "";
    }
    Ok(())
}

fn line(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    write_wrapped((label, ""), text, out)
}

/// Text behind a label and a mark, which its first line alone has.
fn write_wrapped(
    (mut label, mark): (&str, &str),
    text: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = mark.len();
    let mut mark = mark;
    for part in wrap(text, TEXT_WIDTH - width) {
        writeln!(out, "  {label:<8}  {mark:width$}{part}")?;
        (label, mark) = ("", "");
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
            former_ids: Vec::new(),
            public: None,
            worse: None,
            fix: Fix::new(
                "Read the dataset without a token, or through a function on the server that holds a new one.",
                "Revoke it.",
            ),
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
          fix       1. Code: Read the dataset without a token, or through a function on
                       the server that holds a new one.
                    2. Secret: Revoke it.
          revoke    https://www.sanity.io/manage
          source    observed: https://www.sanity.io/docs/http-auth
          since     0.1.0
        ");
    }
}

//! `spillcheck init`: the configuration, the build's script, the hook and the CI job, each shown first.

mod build;
mod ci;
mod config;
mod diff;
mod edit;
mod gitlab;
mod here;
mod hook;
mod json;
mod managers;
mod yaml;

use std::io::{self, BufRead as _, IsTerminal as _};

use anyhow::bail;
use clap::ValueEnum;
use spillcheck::ExitStatus;
use spillcheck::report::{Redactor, escape, suspects, wrap};
use spillcheck::rule::RuleSet;

use super::output;
use edit::Edit;
use here::Here;

/// What can be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    /// A commented spillcheck.toml
    Config,
    /// The build's script in package.json
    Build,
    /// The hook that checks each commit
    Hook,
    /// The job of a CI service
    Ci,
}

/// What is set up, and whether anybody is asked.
#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    /// What to set up: config, build, hook, ci [default: all of them]
    #[arg(value_name = "PART", hide_possible_values = true)]
    parts: Vec<Part>,

    /// Write without asking
    #[arg(short, long)]
    yes: bool,

    /// Show what would be written, and write nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

/// What is to be done about one part.
enum Step {
    Write(Edit),
    /// It is there already, and where.
    Done(String),
    /// It has no place here, and why.
    Skip(String),
    /// A person has to do it: why, and what to write.
    Hand(String, String),
}

/// Who decides what is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Consent {
    Asked,
    Given,
    /// Nothing is to be written.
    Withheld,
    /// Nobody is there to be asked.
    Missing,
}

/// Shows each step, and does those that are agreed to.
pub(super) fn run(args: &InitArgs) -> anyhow::Result<ExitStatus> {
    let here = Here::look()?;
    let parts = if args.parts.is_empty() {
        Part::value_variants()
    } else {
        &args.parts
    };
    let steps: Vec<Step> = parts
        .iter()
        .map(|part| part.step(&here))
        .collect::<anyhow::Result<_>>()?;
    let rules = RuleSet::builtin()?;
    let mask = |text: &str| suspects(&rules, text);
    let redactor = Redactor::new(&[], &mask, false);
    let session = Session {
        here: &here,
        redactor: &redactor,
        consent: consent(args),
    };
    session.all(&steps)
}

fn consent(args: &InitArgs) -> Consent {
    let is_watched = io::stdin().is_terminal() && io::stdout().is_terminal();
    match (args.yes, args.dry_run) {
        (true, _) => Consent::Given,
        (_, true) => Consent::Withheld,
        _ if is_watched => Consent::Asked,
        _ => Consent::Missing,
    }
}

impl Part {
    fn step(self, here: &Here) -> anyhow::Result<Step> {
        match self {
            Self::Config => config::step(here),
            Self::Build => build::step(here),
            Self::Hook => hook::step(here),
            Self::Ci => ci::step(here),
        }
    }
}

/// A sentence behind a label, in lines that fit on a terminal.
fn prose(label: &str, text: &str) -> Vec<String> {
    const WIDTH: usize = 80;
    let mut before = label.to_owned();
    let lines = wrap(text, WIDTH - label.len()).into_iter();
    let put = |line: String| std::mem::replace(&mut before, " ".repeat(label.len())) + &line;
    lines.map(put).collect()
}

/// The steps of one run, as a person sees them.
struct Session<'a> {
    here: &'a Here,
    redactor: &'a Redactor<'a>,
    consent: Consent,
}

impl Session<'_> {
    fn all(&self, steps: &[Step]) -> anyhow::Result<ExitStatus> {
        let mut written = Vec::new();
        for step in steps {
            self.print(&self.told(step))?;
            if let Step::Write(edit) = step
                && self.agrees()?
            {
                edit.apply()?;
                written.push(edit);
            }
        }
        self.print(&self.next(&written))?;
        let is_open = steps.iter().any(|it| matches!(it, Step::Write(_)));
        if is_open && self.consent == Consent::Missing {
            bail!("nothing is written where nobody can be asked: --yes writes all of it");
        }
        Ok(ExitStatus::Clean)
    }

    fn told(&self, step: &Step) -> Vec<String> {
        match step {
            Step::Write(edit) => edit.shown(&self.here.folder),
            Step::Done(what) => prose("already there: ", what),
            Step::Skip(why) => prose("left out: ", why),
            Step::Hand(why, what) => {
                let lines = what.lines().map(|line| format!("    {line}"));
                prose("by hand: ", why).into_iter().chain(lines).collect()
            }
        }
    }

    fn agrees(&self) -> anyhow::Result<bool> {
        match self.consent {
            Consent::Given => return Ok(true),
            Consent::Withheld | Consent::Missing => return Ok(false),
            Consent::Asked => {}
        }
        output::to_stdout(|out| write!(out, "Write it? [Y/n] "))?;
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer)?;
        let answer = answer.trim().to_lowercase();
        Ok(read > 0 && matches!(&*answer, "" | "y" | "yes"))
    }

    /// What is left to do by hand once it is written.
    fn next(&self, written: &[&Edit]) -> Vec<String> {
        let mut lines: Vec<String> = written.iter().filter_map(|it| it.then.clone()).collect();
        if !written.is_empty()
            && let Some(add) = self.here.missing_package()
        {
            lines.insert(0, add);
        }
        if lines.is_empty() {
            return lines;
        }
        lines.insert(0, "Next:".to_owned());
        lines[1..]
            .iter_mut()
            .for_each(|line| line.insert_str(0, "  "));
        lines
    }

    fn print(&self, lines: &[String]) -> anyhow::Result<()> {
        output::to_stdout(|out| {
            for line in lines {
                writeln!(out, "{}", escape(&self.redactor.text(line)))?;
            }
            if lines.is_empty() {
                Ok(())
            } else {
                writeln!(out)
            }
        })
    }
}

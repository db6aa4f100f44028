//! What can be typed.

mod format;
mod scope;

pub(super) use format::FormatArg;
pub(super) use scope::{
    AcceptanceArgs, BaselineCommand, ConfigArgs, PolicyArgs, ScopeArgs, ThresholdArgs, ValueArgs,
};

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use spillcheck::report::Verbosity;
use spillcheck::rule::{Base, RuleSet};
use spillcheck::{Confidence, Severity};

use super::init::InitArgs;
use super::input::InputArgs;
use super::stderr;

const AFTER_HELP: &str = "\
Examples:
  spillcheck                       scan what the projects here ship
  spillcheck public                scan one folder
  spillcheck --staged              scan what git is about to commit
  spillcheck --fail-on high        fail on high and critical findings alone
  spillcheck --format json --output report.json
  spillcheck --format sarif=out.sarif --format human
  spillcheck explain sanity-api-token
  spillcheck init                  set it up here: settings, build, hook, CI
  spillcheck explain 3f2a9c0d1e4b  how a finding is hidden in what ships
  spillcheck ./rules               scan a folder that is named like a command

Exit codes:
  0  nothing reaches --fail-on and --fail-confidence
  1  something does, even if something else went wrong as well
  2  the job could not be done: bad usage, nothing to scan, unreadable input
";

const ABOUT: &str = "\
Prove that no secret ships in a frontend build.

Reads what a build puts in front of browsers (public/, .next/, dist/ and so on),
finds leaked tokens and secret variables, and fails the build. It opens no
connection, and never prints what it finds unless told to --reveal it.";

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    version,
    about = ABOUT,
    long_about = None,
    max_term_width = 80,
    after_help = AFTER_HELP,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) scan: ScanArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List, show or check the rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Accept a finding on purpose, so that it fails no run
    Accept {
        /// Fingerprint of the finding, or its first digits
        #[arg(value_name = "FINGERPRINT", required = true)]
        fingerprints: Vec<String>,
        /// Why it is accepted
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        acceptance: AcceptanceArgs,
        #[command(flatten)]
        scope: ScopeArgs,
    },
    /// Write, prune, show or compare the accepted findings
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Show the settings of a run here, and where each comes from
    Config {
        /// Print the JSON Schema of the configuration file instead
        #[arg(long)]
        schema: bool,
        #[command(flatten)]
        scan: Box<ScanArgs>,
    },
    /// Explain a rule: what it finds, what a holder can do, how to fix it; or a
    /// finding: where it stands, through which layers, and why it is judged so
    Explain {
        /// Id of the rule, or fingerprint of the finding or its first digits
        #[arg(value_name = "RULE|FINGERPRINT")]
        id: String,
        /// Where the finding is: projects, folders or files
        #[arg(value_name = "PATH")]
        below: Vec<PathBuf>,
        #[command(flatten)]
        scope: Box<ScopeArgs>,
    },
    /// Write a commented spillcheck.toml, and offer the build's script, the hook and
    /// the CI job: each is shown first, and nothing is overwritten
    Init(InitArgs),
    /// Plant a marker of each kind into copies of the build's files, and show that
    /// each fails the run
    Selftest(Box<ScanArgs>),
    /// Print completions for a shell
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Print the manual page, or write one for each command into a folder
    Man {
        /// The folder
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List every rule
    List {
        #[command(flatten)]
        rules: ListedRules,
    },
    /// Show one rule
    Show {
        /// Id of the rule
        #[arg(value_name = "RULE")]
        rule: String,
        #[command(flatten)]
        rules: ListedRules,
    },
    /// Check that the rules find their examples and nothing else
    Check {
        /// Rule files to check alone; with --rules, beside the built-in rules
        #[arg(value_name = "FILE", conflicts_with = "files")]
        alone: Vec<PathBuf>,
        #[command(flatten)]
        rules: ListedRules,
    },
}

/// Which rules a run has.
#[derive(Debug, clap::Args)]
pub(super) struct RuleArgs {
    /// Load a file of rules too; may be repeated
    #[arg(long = "rules", value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Leave out the rules that come with spillcheck
    #[arg(long, requires = "files")]
    rules_only: bool,
}

/// The rules of a run here: those that are typed, or that the configuration names.
#[derive(Debug, clap::Args)]
pub(super) struct ListedRules {
    #[command(flatten)]
    typed: RuleArgs,
    #[command(flatten)]
    config: ConfigArgs,
}

impl ListedRules {
    /// Loads them.
    pub(super) fn load(&self) -> Result<Arc<RuleSet>, spillcheck::Error> {
        self.typed.load()
    }
}

impl RuleArgs {
    /// Loads them.
    pub(super) fn load(&self) -> Result<Arc<RuleSet>, spillcheck::Error> {
        if self.rules_only {
            return RuleSet::load(Base::Empty, &self.files).map(Arc::new);
        }
        let rules = Arc::new(RuleSet::load(Base::Builtin, &self.files)?);
        stderr::redact_by(&rules);
        Ok(rules)
    }
}

#[derive(Debug, clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own that a user types"
)]
pub(super) struct ScanArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) rules: RuleArgs,

    #[command(flatten)]
    pub(super) policy: PolicyArgs,

    /// Write secrets out instead of redacting them; `force` does so in a CI log too
    #[arg(long, value_name = "WHERE", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "here", hide_possible_values = true)]
    pub(super) reveal: Option<Reveal>,

    #[command(flatten)]
    pub(super) values: ValueArgs,

    #[command(flatten)]
    pub(super) thresholds: ThresholdArgs,

    /// Fail (exit 2) on remarks too: a project not built, a link not followed
    #[arg(long)]
    pub(super) strict: bool,

    /// How to write the report, and to which file; may be given several times
    /// [default: human] [formats: human, json, jsonl, sarif, junit, checkstyle,
    /// csv, gitlab-quality, gitlab-secrets, github, markdown, html]
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    pub(super) formats: Vec<FormatArg>,

    /// Write the report to a file, all of it or nothing
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Print findings and errors alone
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// Print every finding, every place, and the way to each
    // Typing it twice is no mistake: other programs count it.
    #[arg(short, long, overrides_with = "verbose")]
    verbose: bool,

    /// Threads to scan with [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,

    /// When to color the report
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
}

/// Where secrets may be written out: a CI log is read by many, and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Reveal {
    Here,
    Force,
}

/// When to colour; `auto` asks the environment, then the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

impl ScanArgs {
    pub(super) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, false) => Verbosity::Normal,
            (false, true) => Verbosity::Verbose,
        }
    }

    pub(super) fn threads(&self) -> NonZeroUsize {
        let typed = self.threads.map(usize::from).and_then(NonZeroUsize::new);
        let available = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        typed.unwrap_or_else(available)
    }
}

fn severity() -> impl TypedValueParser<Value = Severity> {
    one_of(Severity::ALL, Severity::name)
}

fn confidence() -> impl TypedValueParser<Value = Confidence> {
    one_of(Confidence::ALL, Confidence::name)
}

/// Parses the names of a closed list, which the library knows without knowing clap.
fn one_of<T, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    let names = PossibleValuesParser::new(all.map(name));
    names.try_map(move |typed| {
        let mut all = all.into_iter();
        all.find(|value| name(*value) == typed)
            .ok_or("unknown name")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn without_arguments_the_defaults_hold() {
        let scan = Args::try_parse_from(["spillcheck"]).unwrap().scan;
        assert_eq!(scan.thresholds.fail_on, Severity::Low);
        assert_eq!(scan.thresholds.fail_confidence, Confidence::Medium);
        assert!(scan.formats.is_empty());
        assert_eq!(scan.verbosity(), Verbosity::Normal);
    }

    #[test]
    fn a_folder_named_like_a_command_can_be_scanned() {
        for typed in [["spillcheck", "./rules"], ["spillcheck", "help"]] {
            let args = Args::try_parse_from(typed).unwrap();
            assert!(args.command.is_none());
            assert_eq!(args.scan.input.paths, [PathBuf::from(typed[1])]);
        }
    }
}

//! What the commands take that act on findings.

use std::path::PathBuf;

use clap::Subcommand;
use spillcheck::{Confidence, Date, Input, Range, Severity};

use super::{RuleArgs, confidence, severity};

/// What is accepted.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct PolicyArgs {
    /// File of accepted findings [default: spillcheck-baseline.toml, here or above]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,

    #[command(flatten)]
    config: ConfigArgs,
}

/// Which file says what is not typed.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ConfigArgs {
    /// Configuration file [default: spillcheck.toml, here or above]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long)]
    no_config: bool,
}

/// Values that are sought beside those of the projects' own files.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ValueArgs {
    /// Seek the secrets of a file of NAME=value lines too; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) env_file: Vec<PathBuf>,

    /// Seek this variable of the environment, or all that a glob matches; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) env: Vec<String>,
}

/// What fails a run.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ThresholdArgs {
    /// Lowest severity that fails the run
    #[arg(long, value_name = "SEVERITY", default_value = "low", value_parser = severity())]
    pub(in crate::cli) fail_on: Severity,

    /// Lowest confidence that fails the run
    #[arg(long, value_name = "CONFIDENCE", default_value = "medium", value_parser = confidence())]
    pub(in crate::cli) fail_confidence: Confidence,
}

/// What a command looks at that acts on findings.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ScopeArgs {
    /// Scan this project, folder or file; may be repeated
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Scan what git is about to commit, as it is staged
    #[arg(long, conflicts_with = "since")]
    staged: bool,

    /// Scan what this branch has committed since it left REF
    #[arg(long, value_name = "REF")]
    since: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,

    #[command(flatten)]
    pub(in crate::cli) values: ValueArgs,

    #[command(flatten)]
    pub(in crate::cli) thresholds: ThresholdArgs,

    #[command(flatten)]
    pub(in crate::cli) policy: PolicyArgs,
}

impl ScopeArgs {
    /// The same, with these paths beside those it has.
    pub(in crate::cli) fn with_paths(mut self, paths: Vec<PathBuf>) -> Self {
        self.paths.extend(paths);
        self
    }

    pub(in crate::cli) fn input(&self) -> Input {
        input(&self.paths, self.staged, self.since.as_ref())
    }
}

/// Why something is accepted, and until when.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct AcceptanceArgs {
    /// Last day on which it is accepted
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(in crate::cli) expires: Option<Date>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BaselineCommand {
    /// Accept every finding that fails the run
    Write {
        /// Why they are accepted
        #[arg(
            long,
            value_name = "TEXT",
            default_value = "found when spillcheck was introduced"
        )]
        reason: String,
        #[command(flatten)]
        acceptance: AcceptanceArgs,
        #[command(flatten)]
        scope: ScopeArgs,
    },
    /// Drop what was not found any more, or has expired
    Prune {
        #[command(flatten)]
        scope: ScopeArgs,
    },
    /// Show what is accepted
    Show {
        #[command(flatten)]
        policy: PolicyArgs,
    },
    /// Compare with what is found now; exit 1 if something failing is new
    Diff {
        #[command(flatten)]
        scope: ScopeArgs,
    },
}

fn input(paths: &[PathBuf], staged: bool, since: Option<&String>) -> Input {
    let range = match (since, staged) {
        (Some(start), _) => Range::Since(start.clone()),
        (None, true) => Range::Staged,
        (None, false) if paths.is_empty() => return Input::Projects,
        (None, false) => return Input::Paths(paths.to_vec()),
    };
    Input::Changes {
        range,
        below: paths.to_vec(),
    }
}

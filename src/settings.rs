//! What a run is to do, resolved once: nothing optional is left to interpret.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::finding::{Confidence, Severity};
use crate::suppress::Policy;
use crate::values::VariableSources;

/// The resolved settings of one run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Absolute folder that relative PATHs start from and reports are relative to.
    pub working_directory: PathBuf,
    /// What to scan.
    pub input: Input,
    /// Where variables come from beside the projects' own files.
    pub variables: VariableSources,
    /// How many threads scan.
    pub threads: NonZeroUsize,
    /// The lowest severity that fails the run.
    pub fail_on: Severity,
    /// The lowest confidence that fails the run.
    pub fail_confidence: Confidence,
    /// Whether a remark fails the run as an error does.
    pub strict: bool,
    /// What is accepted, and judged otherwise than the rules say.
    pub policy: Policy,
}

/// What a run scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// What the projects below the working directory ship.
    Projects,
    /// These projects, folders and files.
    Paths(Vec<PathBuf>),
    /// What git has changed, as git has it and not as it lies on disk.
    Changes {
        /// Which changes.
        range: Range,
        /// Only those in one of these files and folders; empty means all of the repository.
        below: Vec<PathBuf>,
    },
    /// A stream, judged as the file of this name would be.
    Stream(PathBuf),
}

/// Which of git's changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Range {
    /// What the next commit would hold: the index, against the last commit.
    Staged,
    /// What the current branch has committed since it left this branch, tag or commit.
    Since(String),
}

impl Input {
    /// The files and folders that were named.
    #[must_use]
    pub fn paths(&self) -> &[PathBuf] {
        match self {
            Self::Projects => &[],
            Self::Paths(paths) => paths,
            Self::Changes { below, .. } => below,
            Self::Stream(name) => std::slice::from_ref(name),
        }
    }

    /// Whether all that there is to scan is scanned, so that what is not found is not there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Projects)
    }

    /// Whether nothing to scan is as it may be: a commit that only deletes holds no file.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        matches!(self, Self::Changes { .. })
    }
}

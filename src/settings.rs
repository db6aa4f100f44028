//! What a run is to do, resolved once: nothing optional is left to interpret.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::finding::{Confidence, Severity};

/// The resolved settings of one run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Absolute folder that relative PATHs start from and reports are relative to.
    pub working_directory: PathBuf,
    /// What to scan; empty means: find the projects below the working directory.
    pub paths: Vec<PathBuf>,
    /// How many threads scan.
    pub threads: NonZeroUsize,
    /// The lowest severity that fails the run.
    pub fail_on: Severity,
    /// The lowest confidence that fails the run.
    pub fail_confidence: Confidence,
    /// Whether a remark fails the run as an error does.
    pub strict: bool,
}

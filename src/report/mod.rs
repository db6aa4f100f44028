//! What a run found, and one file per format to write it in.

use crate::finding::Finding;
use crate::notification::Notification;
use crate::project::Project;

/// Everything a reporter is given.
#[derive(Debug)]
pub struct Report {
    /// What was built, and where its outputs lie.
    pub projects: Vec<Project>,
    /// Judged findings, in their final order.
    pub findings: Vec<Finding>,
    /// What was not (wholly) scanned, in order.
    pub notifications: Vec<Notification>,
    /// What was done.
    pub summary: Summary,
}

/// What was done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Summary {
    /// Files read, wholly or in part.
    pub files: u64,
    /// Bytes read from them.
    pub bytes: u64,
    /// Fragments swept.
    pub fragments: u64,
    /// Wall time of the run in milliseconds.
    pub duration_ms: u64,
}

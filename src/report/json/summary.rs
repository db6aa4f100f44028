//! What was done, as JSON.

use serde::{Serialize, Serializer};

use crate::finding::Severity;
use crate::report::Report;

#[derive(Serialize)]
pub(super) struct WireSummary {
    files: u64,
    bytes: u64,
    fragments: u64,
    by_severity: BySeverity,
    suppressed: usize,
    duration_ms: u64,
}

/// The worst severity first; one without findings is there with a zero.
struct BySeverity(Vec<(&'static str, usize)>);

impl Serialize for BySeverity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl From<&Report> for WireSummary {
    fn from(report: &Report) -> Self {
        let worst_first = Severity::ALL.into_iter().rev();
        let counts = worst_first.map(|severity| (severity.name(), report.count(severity)));
        Self {
            files: report.summary.files,
            bytes: report.summary.bytes,
            fragments: report.summary.fragments,
            by_severity: BySeverity(counts.collect()),
            suppressed: report.suppressed.len(),
            duration_ms: report.summary.duration_ms,
        }
    }
}

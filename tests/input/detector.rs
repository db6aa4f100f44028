//! A detector of one literal, so that these tests are of reading alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use spillcheck::content::Fragment;
use spillcheck::detect::{Detect, Evidence, Match, Subject};
use spillcheck::rule::{Basis, Role, RuleInfo};
use spillcheck::scan::{self, Scan, Sighting, Windows};
use spillcheck::{Confidence, Fix, NotificationKind, Secret};

/// What is looked for.
pub(crate) const NEEDLE: &str = "NEEDLE-abcdefgh";

/// Finds every [`NEEDLE`], but first does something to the world.
pub(crate) struct Needles<F: Fn(&Fragment<'_>) + Sync> {
    rule: Arc<RuleInfo>,
    before: F,
}

/// A detector that only looks.
pub(crate) fn needles() -> impl Detect {
    needles_after(|_| {})
}

/// A detector that calls `before` ahead of each fragment.
pub(crate) fn needles_after<F: Fn(&Fragment<'_>) + Sync>(before: F) -> Needles<F> {
    let rule = RuleInfo {
        pattern: "the literal NEEDLE".to_owned(),
        basis: Basis::Observed,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: None,
        worse: None,
        id: "needle".into(),
        title: String::new(),
        provider: String::new(),
        role: Role::Unknown,
        fix: Fix::default(),
        revoke: None,
        source: String::new(),
    };
    Needles {
        rule: Arc::new(rule),
        before,
    }
}

impl<F: Fn(&Fragment<'_>) + Sync> Detect for Needles<F> {
    fn detect(&self, fragment: &Fragment<'_>) -> Vec<Match> {
        (self.before)(fragment);
        places_of(NEEDLE.as_bytes(), fragment.bytes)
            .into_iter()
            .map(|start| Match {
                layer: None,
                rule: Arc::clone(&self.rule),
                span: start..start + NEEDLE.len(),
                subject: Subject::Secret(Secret::new(NEEDLE.as_bytes())),
                confidence: Confidence::High,
                evidence: Evidence::default(),
            })
            .collect()
    }
}

/// Every place of `needle` in `bytes`.
pub(crate) fn places_of(needle: &[u8], bytes: &[u8]) -> Vec<usize> {
    memchr::memmem::find_iter(bytes, needle).collect()
}

/// Windows that show an edge in a file of a few bytes.
pub(crate) fn tiny(size: usize) -> Windows {
    Windows {
        whole: size,
        size,
        margin: NEEDLE.len(),
    }
}

/// A folder for one test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// What a walk of the folder lists, relative to it, in order.
    pub(crate) fn listed(&self) -> Vec<String> {
        let walk = spillcheck::walk::files(&[self.path().to_owned()]);
        let mut names: Vec<String> = walk.files.iter().map(|file| self.relative(file)).collect();
        names.sort();
        names
    }

    /// What a walk of the folder notifies: kind, and path relative to it.
    pub(crate) fn notified(&self) -> Vec<(NotificationKind, String)> {
        let walk = spillcheck::walk::files(&[self.path().to_owned()]);
        walk.notifications
            .iter()
            .map(|one| (one.kind, self.relative(one.path.as_ref().unwrap())))
            .collect()
    }

    fn relative(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.path()).unwrap();
        below.to_string_lossy().replace('\\', "/")
    }
}

/// Scans one file with the plain detector.
pub(crate) fn scan_file(path: &Path, windows: Windows) -> Scan {
    scan::scan_with(&[path.to_owned()], &needles(), windows)
}

/// Start, end, line and column of a sighting.
pub(crate) fn place(sighting: &Sighting) -> (u64, u64, u64, u64) {
    let at = &sighting.location;
    (at.start, at.end, at.line, at.column)
}

/// The kinds of a scan's notifications.
pub(crate) fn kinds(scan: &Scan) -> Vec<NotificationKind> {
    scan.notifications.iter().map(|one| one.kind).collect()
}

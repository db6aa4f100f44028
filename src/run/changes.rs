//! Scans what git has changed.

use std::io;
use std::path::{Path, PathBuf};
use std::slice;

use rayon::prelude::*;

use super::news::{Changed, New, News};
use super::{Gathered, Job, Sought};
use crate::detect::Engine;
use crate::error::Error;
use crate::git::{Added, Blobs, Change, Entry, ObjectId, Repository};
use crate::notification::{Notification, NotificationKind};
use crate::project::{Discovery, Exposure};
use crate::scan::{Scan, Source, scan_folders, scan_source};
use crate::settings::Range;

/// A changed file that is to be scanned.
struct Wanted<'a> {
    change: &'a Change,
    now: &'a ObjectId,
    /// Its content before, where only what is new of it counts.
    before: Option<&'a ObjectId>,
}

/// The content of a changed file.
struct Version<'a> {
    change: &'a Change,
    now: io::Result<Option<Source>>,
    before: Option<Source>,
}

/// The changed files one after the other, as git gives them.
struct Versions<'a> {
    blobs: Blobs,
    wanted: slice::Iter<'a, Wanted<'a>>,
}

/// What the scans of some changed files gave.
#[derive(Default)]
struct Harvest {
    scan: Scan,
    served: Vec<(usize, PathBuf)>,
    changed: Changed,
}

impl Job<'_> {
    /// Scans what `range` changed, and only what lies `below` these paths where there are any.
    pub(super) fn changes(&self, range: &Range, below: &[PathBuf]) -> Result<Gathered, Error> {
        let repository = Repository::around(&self.settings.working_directory)?;
        let mut changes = repository.changes(range)?;
        let notes = unknown(below, &changes);
        if !below.is_empty() {
            changes.retain(|it| below.iter().any(|path| it.path.starts_with(path)));
        }
        let paths: Vec<PathBuf> = changes.iter().map(|it| it.path.clone()).collect();
        let mut discovery = Discovery::of_repository(repository.top(), &paths);
        discovery.notifications.extend(notes);
        discovery
            .notifications
            .extend(changes.iter().filter_map(unscanned));
        let wanted: Vec<Wanted<'_>> = changes
            .iter()
            .filter_map(|it| wanted(it, &discovery))
            .collect();
        self.progress.plan(wanted.len());
        let Sought { engine, values } = self.sought(&discovery);
        let harvest = self.harvest(&repository, &wanted, &engine)?;
        Ok(Gathered {
            findings: self.served.findings(harvest.served, &discovery),
            discovery,
            scan: harvest.scan,
            values,
            news: News::Changes(harvest.changed),
        })
    }

    fn harvest(
        &self,
        repository: &Repository,
        wanted: &[Wanted<'_>],
        engine: &Engine,
    ) -> Result<Harvest, Error> {
        if wanted.is_empty() {
            return Ok(Harvest::default());
        }
        let versions = Versions {
            blobs: repository.blobs(ids(wanted))?,
            wanted: wanted.iter(),
        };
        let paths: Vec<PathBuf> = wanted.iter().map(|it| it.change.path.clone()).collect();
        let mut harvest = self.pool.install(|| {
            let each = versions.par_bridge();
            let mut all = each
                .map(|version| self.version(version, engine))
                .reduce(Harvest::default, Harvest::join);
            all.scan = all.scan.join(scan_folders(&paths, engine));
            all
        });
        harvest.scan.sort();
        Ok(harvest)
    }

    fn version(&self, version: Version<'_>, engine: &Engine) -> Harvest {
        let mut harvest = Harvest::default();
        let path = &version.change.path;
        let now = match version.now {
            Ok(Some(now)) => now,
            Ok(None) => return harvest.unread(path, "git does not have its content"),
            Err(error) => return harvest.unread(path, &error.to_string()),
        };
        let rule = self.served.rule_of(path, || now.head());
        harvest.served.extend(rule.map(|rule| (rule, path.clone())));
        let content = match (
            version.before.as_ref().and_then(Source::in_memory),
            now.in_memory(),
        ) {
            (Some(before), Some(now)) => Added::between(before, now),
            _ => Added::Whole,
        };
        let has_new_path = version.change.has_new_path;
        harvest.scan = scan_source(path, now, engine);
        self.progress.add(harvest.scan.summary);
        harvest.changed.insert(
            path.clone(),
            New {
                content,
                has_new_path,
            },
        );
        harvest
    }
}

impl Harvest {
    fn join(mut self, other: Self) -> Self {
        self.scan = self.scan.join(other.scan);
        self.served.extend(other.served);
        self.changed.extend(other.changed);
        self
    }

    fn unread(mut self, path: &Path, why: &str) -> Self {
        let message = format!("it cannot be read: {why}");
        let note = Notification::new(NotificationKind::Unreadable, path, message);
        self.scan.notifications.push(note);
        self
    }
}

impl<'a> Iterator for Versions<'a> {
    type Item = Version<'a>;

    fn next(&mut self) -> Option<Version<'a>> {
        let wanted = self.wanted.next()?;
        let before = wanted.before.and_then(|_| self.blobs.next().ok().flatten());
        Some(Version {
            change: wanted.change,
            now: self.blobs.next(),
            before,
        })
    }
}

/// What git is asked for, in the order in which [`Versions`] takes the answers.
fn ids(wanted: &[Wanted<'_>]) -> Vec<ObjectId> {
    let pairs = wanted.iter().flat_map(|it| [it.before, Some(it.now)]);
    pairs.flatten().cloned().collect()
}

fn wanted<'a>(change: &'a Change, discovery: &Discovery) -> Option<Wanted<'a>> {
    let Entry::Blob(now) = &change.entry else {
        return None;
    };
    // An output is one whole: its lines are a minifier's.
    let is_source = discovery.place(&change.path).exposure == Exposure::Source;
    Some(Wanted {
        change,
        now,
        before: change.before.as_ref().filter(|_| is_source),
    })
}

/// What is told of a change that has no content to scan.
fn unscanned(change: &Change) -> Option<Notification> {
    let (kind, message) = match change.entry {
        Entry::Blob(_) => return None,
        Entry::Submodule => (
            NotificationKind::Submodule,
            "it is a commit of another repository, which is to be scanned there",
        ),
        Entry::Unmerged => (
            NotificationKind::Unreadable,
            "its merge is not resolved, so there is no content of it to scan",
        ),
    };
    Some(Notification::new(kind, &change.path, message))
}

/// The PATHs that neither exist nor hold a change.
fn unknown(below: &[PathBuf], changes: &[Change]) -> Vec<Notification> {
    let is_known =
        |path: &&PathBuf| path.exists() || changes.iter().any(|it| it.path.starts_with(path));
    let message = "there is no such file or folder, and nothing changed in it";
    let unknown = below.iter().filter(|path| !is_known(path));
    unknown
        .map(|path| Notification::new(NotificationKind::NotFound, path, message))
        .collect()
}

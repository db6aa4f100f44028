//! Lists every file of an output: whatever its name, size or kind of content, for all of it ships.
//!
//! A symbolic link that stays inside is followed, because a file is judged by the path it is
//! served at. A link to a folder that stands behind another such link is not: what it leads to is
//! read where it lies, and following each would list a tree of linked packages exponentially often.

use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::notification::{Notification, NotificationKind};

/// What a walk found.
#[derive(Debug, Default, Clone)]
pub struct Walk {
    /// Regular files, each once, in no order.
    pub files: Vec<PathBuf>,
    /// What was left out, and why, in order.
    pub notifications: Vec<Notification>,
    /// Folders that a link led to, as they were reached.
    linked: Vec<PathBuf>,
}

/// Lists every regular file below `targets`, hidden ones too; a target may be a file itself.
///
/// A target without any file is notified as an empty output, one whose entries are all left out
/// as having no scannable file.
#[must_use]
pub fn files(targets: &[PathBuf]) -> Walk {
    files_but(targets, Vec::new())
}

/// Lists as [`files`] does, and takes what is listed already, by target, from there.
pub(crate) fn files_but(targets: &[PathBuf], mut listed: Vec<(PathBuf, Walk)>) -> Walk {
    let mut walk = Walk::default();
    for target in targets {
        match listed.iter().position(|(path, _)| path == target) {
            Some(at) => walk.take(listed.swap_remove(at).1),
            None => walk.target(target),
        }
    }
    if targets.len() > 1 {
        // One target may lie in another. Paths are compared as strings: by components is slow.
        walk.files
            .sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
        walk.files.dedup();
    }
    walk.notifications.sort();
    walk.notifications.dedup();
    walk
}

/// A folder that is walked, named as it was reached.
struct Branch<'a> {
    path: &'a Path,
    real: &'a Path,
    reached: Reached<'a>,
}

/// How a walk came to a folder.
enum Reached<'a> {
    /// It is the target.
    Directly,
    /// By a link; these are the real target, and the real folder the link stands in.
    ByLink { root: &'a Path, from: &'a Path },
}

impl Branch<'_> {
    /// The real path of the target, which no link may lead out of.
    fn root(&self) -> &Path {
        match self.reached {
            Reached::Directly => self.real,
            Reached::ByLink { root, .. } => root,
        }
    }

    /// The real path of the folder that `entry` stands in.
    fn folder_of(&self, entry: &DirEntry) -> PathBuf {
        let below = entry.path().parent().unwrap_or(self.path);
        self.real
            .join(below.strip_prefix(self.path).unwrap_or(below))
    }

    /// Whether `real` is a folder that the way to `folder` leads through.
    fn is_on_the_way(&self, real: &Path, folder: &Path) -> bool {
        let before = match self.reached {
            Reached::Directly => false,
            Reached::ByLink { from, .. } => from.starts_with(real),
        };
        before || folder.starts_with(real)
    }
}

impl Walk {
    /// Whether a link led to the folder, or to one above it.
    pub(crate) fn is_linked(&self, folder: &Path) -> bool {
        self.linked.iter().any(|linked| folder.starts_with(linked))
    }

    fn take(&mut self, mut other: Self) {
        self.files.append(&mut other.files);
        self.notifications.append(&mut other.notifications);
        self.linked.append(&mut other.linked);
    }

    fn target(&mut self, target: &Path) {
        let (files, notifications) = (self.files.len(), self.notifications.len());
        match resolve(target) {
            Ok((real, kind)) if kind.is_dir() => self.branch(&Branch {
                path: target,
                real: &real,
                reached: Reached::Directly,
            }),
            Ok((_, kind)) => self.leaf(target.to_owned(), kind),
            Err(error) => self.failed(target, &error),
        }
        if self.files.len() == files {
            self.nothing_in(target, notifications);
        }
    }

    /// Says that `target` gave no file, unless a notification since `before` does.
    fn nothing_in(&mut self, target: &Path, before: usize) {
        let since = &self.notifications[before..];
        let (kind, message) = if since.is_empty() {
            (NotificationKind::EmptyOutput, "there is no file in it")
        } else if since.iter().any(|one| one.kind.is_error()) {
            return;
        } else {
            let message = "nothing in it is a file that can be scanned";
            (NotificationKind::NoScannableFile, message)
        };
        self.notify(kind, target, message);
    }

    fn branch(&mut self, branch: &Branch<'_>) {
        for entry in WalkDir::new(branch.path).min_depth(1) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if entry.path_is_symlink() => self.link(&entry, branch),
                Ok(entry) => {
                    let kind = entry.file_type();
                    self.leaf(entry.into_path(), kind);
                }
                Err(error) => self.failed_in(branch, &error),
            }
        }
    }

    fn link(&mut self, entry: &DirEntry, branch: &Branch<'_>) {
        let path = entry.path();
        match resolve(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.not_followed(path, "it is broken");
            }
            Err(error) => self.not_followed(path, &error.to_string()),
            Ok((real, _)) if !real.starts_with(branch.root()) => {
                self.not_followed(path, "it leads out of what is scanned");
            }
            Ok((real, kind)) if kind.is_dir() => self.folder_link(entry, branch, &real),
            Ok((_, kind)) => self.leaf(path.to_owned(), kind),
        }
    }

    fn folder_link(&mut self, entry: &DirEntry, branch: &Branch<'_>, real: &Path) {
        let folder = branch.folder_of(entry);
        if branch.is_on_the_way(real, &folder) {
            self.not_followed(entry.path(), "it leads in a loop");
        } else if matches!(branch.reached, Reached::Directly) {
            self.linked.push(entry.path().to_owned());
            self.branch(&Branch {
                path: entry.path(),
                real,
                reached: Reached::ByLink {
                    root: branch.root(),
                    from: &folder,
                },
            });
        }
    }

    fn leaf(&mut self, path: PathBuf, kind: FileType) {
        if kind.is_file() {
            self.files.push(path);
        } else {
            let message = "a FIFO, socket or device is never opened";
            self.notify(NotificationKind::SpecialFile, &path, message);
        }
    }

    fn failed(&mut self, path: &Path, error: &io::Error) {
        self.notifications.push(Notification::failed(path, error));
    }

    fn failed_in(&mut self, branch: &Branch<'_>, error: &walkdir::Error) {
        let path = error.path().unwrap_or(branch.path);
        match error.io_error() {
            Some(cause) => self.failed(path, cause),
            None => self.not_followed(path, "it leads in a loop"),
        }
    }

    fn not_followed(&mut self, path: &Path, reason: &str) {
        let message = format!("the link is not followed: {reason}");
        self.notify(NotificationKind::Link, path, &message);
    }

    fn notify(&mut self, kind: NotificationKind, path: &Path, message: &str) {
        self.notifications
            .push(Notification::new(kind, path, message));
    }
}

/// The real path, and what lies there.
fn resolve(path: &Path) -> io::Result<(PathBuf, FileType)> {
    let real = fs::canonicalize(path)?;
    let kind = fs::metadata(&real)?.file_type();
    Ok((real, kind))
}

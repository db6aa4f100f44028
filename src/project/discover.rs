//! Finds projects and what they ship, from a folder down or around the PATHs a user names.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::framework::{FRAMEWORKS, GENERIC_FOLDERS};
use super::package::{PACKAGE_FILE, is_package};
use super::place::{Map, telling_names};
use super::site::Site;
use super::{Discovery, path};
use crate::file_name::file_name;
use crate::notification::{Notification, NotificationKind};
use crate::walk::{self, Walk};

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Search {
    sites: Vec<Site>,
    targets: Vec<PathBuf>,
    notifications: Vec<Notification>,
    /// Folders of files whose project is known.
    adopted: BTreeSet<PathBuf>,
    /// Folders whose files are listed already.
    listed: Vec<(PathBuf, Walk)>,
    /// Folders in those that a file in them may tell.
    told: BTreeSet<PathBuf>,
}

/// What lies around a PATH.
struct Surroundings {
    /// Every project whose folder it lies in, the outermost first.
    sites: Vec<Site>,
}

impl Search {
    /// Finds the projects from `directory` down, and takes what they ship.
    pub(super) fn start_in(&mut self, directory: &Path) {
        let folders = self.packages(directory);
        self.explore(&folders);
        self.take_outputs(directory);
    }

    /// Takes what the user named.
    pub(super) fn take_path(&mut self, given: &Path) {
        match fs::metadata(given) {
            Ok(metadata) if metadata.is_dir() => self.take_folder(given),
            Ok(metadata) if metadata.is_file() => self.take_file(given),
            Ok(_) => self.refuse_special(given),
            Err(why) => self.refuse(given, &why),
        }
    }

    /// Takes a file, there or not.
    pub(super) fn take_file(&mut self, file: &Path) {
        self.adopt_around(&[file.to_path_buf()]);
        self.targets.push(file.to_path_buf());
    }

    /// Finds the project of each file; those of one folder have the same.
    pub(super) fn adopt_around(&mut self, files: &[PathBuf]) {
        for file in files {
            let folder = file.parent().unwrap_or(file);
            if !self.adopted.contains(folder) {
                self.adopted.insert(folder.to_path_buf());
                self.adopt(Surroundings::of(file));
            }
        }
    }

    /// What was found in the repository at `top`, which is no target as a whole.
    pub(super) fn finish_repository(self, top: &Path) -> Discovery {
        let mut sites = self.sites;
        sites.sort_by(|one, two| one.project.root.cmp(&two.project.root));
        Discovery {
            map: Map::of_repository(&sites, top),
            projects: sites.into_iter().map(|it| it.project).collect(),
            targets: vec![top.to_path_buf()],
            notifications: self.notifications,
            listed: Vec::new(),
        }
    }

    /// What was found, in an order that depends on paths alone.
    pub(super) fn finish(mut self) -> Discovery {
        self.sites
            .sort_by(|one, two| one.project.root.cmp(&two.project.root));
        let targets = path::outermost(self.targets);
        // Whoever lists the files of a target tells what cannot be read in it.
        let is_in_target = |it: &PathBuf| path::enclosing(&targets, it).is_some();
        let is_told_later = |it: &Notification| {
            it.kind == NotificationKind::Unreadable && it.path.as_ref().is_some_and(is_in_target)
        };
        self.notifications.retain(|it| !is_told_later(it));
        self.notifications.sort();
        self.notifications.dedup();
        self.told.extend(targets.iter().cloned());
        let told: Vec<PathBuf> = self.told.into_iter().collect();
        let map = Map::new(&self.sites, &told);
        Discovery {
            projects: self.sites.into_iter().map(|it| it.project).collect(),
            targets,
            notifications: self.notifications,
            listed: self.listed,
            map,
        }
    }

    fn take_folder(&mut self, folder: &Path) {
        let around = Surroundings::of(folder);
        let is_part = around.covers(folder);
        if is_package(folder) && !is_part {
            return self.start_in(folder);
        }
        self.adopt(around);
        if path::is_empty(folder) {
            return self.notify(
                NotificationKind::EmptyOutput,
                folder,
                "no file in it has any content",
            );
        }
        if !is_part {
            let walk = walk::files(&[folder.to_path_buf()]);
            self.explore(&listed_packages(folder, &walk));
            let names = telling_names();
            let telling = walk.files.iter();
            let telling = telling.filter(|it| names.contains(file_name(it)));
            self.told
                .extend(telling.filter_map(|it| it.parent().map(Path::to_path_buf)));
            self.listed.push((folder.to_path_buf(), walk));
        }
        self.targets.push(folder.to_path_buf());
    }

    fn refuse_special(&mut self, given: &Path) {
        let kind = NotificationKind::SpecialFile;
        self.notify(kind, given, "it is no regular file, and was not opened");
        let kind = NotificationKind::NothingToScan;
        self.notify(kind, given, "only files and folders can be scanned");
    }

    fn refuse(&mut self, given: &Path, why: &std::io::Error) {
        let is_missing = matches!(
            why.kind(),
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
        );
        if is_missing {
            self.notify(
                NotificationKind::NotFound,
                given,
                "there is no such file or folder",
            );
        } else {
            self.notify(NotificationKind::Unreadable, given, why.to_string());
        }
    }

    /// Surveys every one of the folders that is no part of another project.
    fn explore(&mut self, folders: &BTreeSet<PathBuf>) {
        for folder in folders {
            let is_part = self.sites.iter().any(|it| it.covers(folder));
            if !is_part {
                let mut site = Site::survey(folder);
                self.notifications.append(&mut site.remarks);
                if site.is_frontend() {
                    self.add(site);
                }
            }
        }
    }

    /// The folders below `directory` that may be projects, each before those inside it.
    ///
    /// Its top may be one without a `package.json`; what git ignores is none of a user's projects.
    fn packages(&mut self, directory: &Path) -> BTreeSet<PathBuf> {
        let mut folders = BTreeSet::from([directory.to_path_buf()]);
        for entry in search(directory) {
            match entry {
                Ok(entry) if entry.file_name() == PACKAGE_FILE => {
                    folders.extend(entry.path().parent().map(Path::to_path_buf));
                }
                Ok(_) => {}
                Err(why) => self.unreadable(directory, &why),
            }
        }
        folders
    }

    fn unreadable(&mut self, directory: &Path, why: &ignore::Error) {
        let folder = path_of(why).unwrap_or(directory).to_path_buf();
        let why = why.io_error().map(ToString::to_string);
        let why = why.unwrap_or_else(|| "it cannot be read".to_owned());
        let message = format!("no project was looked for in it: {why}");
        self.notify(NotificationKind::Unreadable, &folder, message);
    }

    /// Takes the outputs of every project below `directory`.
    fn take_outputs(&mut self, directory: &Path) {
        let sites = self.sites.iter();
        let below: Vec<_> = sites
            .filter(|it| it.project.root.starts_with(directory))
            .collect();
        let mut notes = Vec::new();
        for site in &below {
            site.take(&mut self.targets, &mut notes);
        }
        if !below.iter().any(|it| it.is_built()) {
            nothing_built(&mut notes, directory);
        }
        self.notifications.append(&mut notes);
    }

    /// Keeps the innermost of the projects around a PATH.
    fn adopt(&mut self, around: Surroundings) {
        if let Some(mut site) = around.sites.into_iter().next_back() {
            self.notifications.append(&mut site.remarks);
            self.add(site);
        }
    }

    fn add(&mut self, site: Site) {
        let is_known = |it: &Site| it.project.root == site.project.root;
        if !self.sites.iter().any(is_known) {
            self.sites.push(site);
        }
    }

    fn notify(&mut self, kind: NotificationKind, path: &Path, message: impl Into<String>) {
        self.notifications
            .push(Notification::new(kind, path, message));
    }
}

impl Surroundings {
    fn of(path: &Path) -> Self {
        let mut sites: Vec<Site> = Vec::new();
        let packages: Vec<_> = path::parents(path).filter(|it| is_package(it)).collect();
        for folder in packages.into_iter().rev() {
            if !sites.iter().any(|it| it.covers(folder)) {
                sites.push(Site::survey(folder));
            }
        }
        Self { sites }
    }

    fn covers(&self, folder: &Path) -> bool {
        self.sites.iter().any(|it| it.covers(folder))
    }
}

fn search(directory: &Path) -> ignore::Walk {
    WalkBuilder::new(directory)
        .ignore(false)
        // What is found must not depend on the user's own settings, nor on a `.git` being there.
        .git_global(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != "node_modules")
        .build()
}

/// The folders of a listing that may be projects, each before those inside it: what git says of
/// them is no matter where a folder is scanned whole.
fn listed_packages(folder: &Path, walk: &Walk) -> BTreeSet<PathBuf> {
    let is_package = |file: &&PathBuf| file_name(file) == PACKAGE_FILE.as_bytes();
    let packages = walk.files.iter().filter(is_package);
    packages
        .filter_map(|file| file.parent())
        .filter(|it| is_authors(it.strip_prefix(folder).unwrap_or(it)) && !walk.is_linked(it))
        .map(Path::to_path_buf)
        .collect()
}

/// Whether no part of a path is hidden or installed.
fn is_authors(path: &Path) -> bool {
    let mut names = path.iter().map(OsStr::as_encoded_bytes);
    names.all(|name| !name.starts_with(b".") && name != b"node_modules")
}

/// The path that an error of a walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

/// Says of every project that is not built that there is nothing to scan, or else that there is none.
fn nothing_built(notes: &mut Vec<Notification>, directory: &Path) {
    let unbuilt = notes
        .iter()
        .filter(|it| it.kind == NotificationKind::NotBuilt);
    let mut errors: Vec<_> = unbuilt.cloned().collect();
    for error in &mut errors {
        error.kind = NotificationKind::NothingToScan;
    }
    if errors.is_empty() {
        errors.push(nothing_below(directory));
    }
    notes.append(&mut errors);
}

fn nothing_below(directory: &Path) -> Notification {
    let generic: Vec<_> = GENERIC_FOLDERS.iter().map(|it| it.path.usual()).collect();
    let message = format!(
        "no build output was found: looked, from here down, for folders whose {PACKAGE_FILE} or configuration is that \
         of one of {} known frameworks (Gatsby, Next.js, Vite and so on), and for folders named {} that hold HTML or JavaScript; build the project first, or name what to scan: `spillcheck PATH`{}",
        FRAMEWORKS.len(),
        generic.join(", "),
        parent_hint(directory),
    );
    Notification::new(NotificationKind::NothingToScan, directory, message)
}

/// Where else to start, if the user stands too deep in a project.
fn parent_hint(directory: &Path) -> String {
    let level = path::parents(directory).position(is_package);
    level.map_or_else(String::new, |level| {
        let parent = vec![".."; level + 1].join("/");
        format!(" (there is a {PACKAGE_FILE} in `{parent}`: start there)")
    })
}

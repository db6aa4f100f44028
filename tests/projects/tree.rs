//! Trees of files to find projects in.

use std::fs;
use std::path::{Path, PathBuf};

use spillcheck::NotificationKind;
use spillcheck::project::{Discovery, Exposure, Project};
use tempfile::TempDir;

pub(crate) const GATSBY: &str = r#"{"dependencies":{"gatsby":"5"}}"#;
pub(crate) const NEXT: &str = r#"{"dependencies":{"next":"16"}}"#;
pub(crate) const VITE: &str = r#"{"devDependencies":{"vite":"8"}}"#;

/// A folder with these files, and a `.git` that ends the search for projects above it.
pub(crate) struct Tree {
    folder: TempDir,
}

impl Tree {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tree = Self { folder };
        tree.folder(".git");
        for (file, content) in files {
            tree.write(file, content);
        }
        tree
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Writes a file; one without content would be no output.
    pub(crate) fn write(&self, file: &str, content: &str) {
        let content = if content.is_empty() { "\n" } else { content };
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    pub(crate) fn folder(&self, below: &str) {
        fs::create_dir_all(self.path(below)).expect("a folder");
    }

    pub(crate) fn below(&self, folder: &str) -> Found<'_> {
        let found = Discovery::below(&self.path(folder));
        Found { tree: self, found }
    }

    pub(crate) fn of_paths(&self, paths: &[&str]) -> Found<'_> {
        let paths: Vec<_> = paths.iter().map(|it| self.path(it)).collect();
        let found = Discovery::of_paths(&paths);
        Found { tree: self, found }
    }

    fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.folder.path()).expect("in the tree");
        let path = path.to_str().expect("UTF-8");
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// What was found in a tree, in paths relative to it.
pub(crate) struct Found<'a> {
    tree: &'a Tree,
    pub(crate) found: Discovery,
}

impl Found<'_> {
    pub(crate) fn targets(&self) -> Vec<String> {
        let targets = self.found.targets.iter();
        targets.map(|it| self.tree.relative(it)).collect()
    }

    pub(crate) fn projects(&self) -> Vec<String> {
        let framework = |it: &Project| it.framework.map_or("none", |row| row.name);
        let name = |it: &Project| format!("{}:{}", self.tree.relative(&it.root), framework(it));
        self.found.projects.iter().map(name).collect()
    }

    pub(crate) fn notified(&self) -> Vec<NotificationKind> {
        self.found.notifications.iter().map(|it| it.kind).collect()
    }

    pub(crate) fn message(&self, kind: NotificationKind) -> &str {
        let mut all = self.found.notifications.iter();
        &all.find(|it| it.kind == kind).expect("notified").message
    }

    pub(crate) fn exposure(&self, file: &str) -> Exposure {
        self.found.place(&self.tree.path(file)).exposure
    }

    pub(crate) fn project_of(&self, file: &str) -> Option<String> {
        let index = self.found.place(&self.tree.path(file)).project?;
        Some(self.tree.relative(&self.found.projects[index].root))
    }

    pub(crate) fn judges(&self, wanted: &[(&str, Exposure)]) {
        for &(file, exposure) in wanted {
            assert_eq!(self.exposure(file), exposure, "{file}");
        }
    }
}

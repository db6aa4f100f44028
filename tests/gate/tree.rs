//! Trees as builds leave them, and runs of the command in them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use spillcheck::rule::template::fill;
use tempfile::TempDir;

use crate::common;
use crate::done::{Done, Report};

pub(crate) const GATSBY: &str = r#"{"dependencies":{"gatsby":"5"}}"#;
pub(crate) const NEXT: &str = r#"{"dependencies":{"next":"16"}}"#;
pub(crate) const VITE: &str = r#"{"devDependencies":{"vite":"8"}}"#;

/// A Sanity token of the usual form, another for each seed.
pub(crate) fn token(seed: u64) -> String {
    fill("sk{random:178}", seed).unwrap()
}

/// Code of a client that holds the token at column 24.
pub(crate) fn client(token: &str) -> String {
    format!("c=createClient({{token:\"{token}\",useCdn:!1}})")
}

/// A folder, and a `.git` that ends the search for projects above it.
pub(crate) struct Tree {
    folder: TempDir,
}

impl Tree {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        Self { folder }
    }

    /// A Gatsby project whose build leaked nothing.
    pub(crate) fn gatsby() -> Self {
        let tree = Self::new();
        tree.write("package.json", GATSBY);
        tree.write("public/index.html", "<!doctype html>");
        tree
    }

    /// The real path, as the command sees it.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(below)
    }

    pub(crate) fn write(&self, file: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn folder(&self, below: &str) {
        fs::create_dir_all(self.path(below)).unwrap();
    }

    /// The command at the top of the tree, with nothing in the environment that changes its output.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = common::spillcheck();
        command.args(args).current_dir(self.path(""));
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Done {
        self.command(args).output().unwrap().into()
    }

    /// Runs for a JSON report.
    #[track_caller]
    pub(crate) fn json<S: AsRef<OsStr>>(&self, args: &[S]) -> Report {
        self.json_in("", args)
    }

    /// Runs for a JSON report in a folder of the tree.
    #[track_caller]
    pub(crate) fn json_in<S: AsRef<OsStr>>(&self, folder: &str, args: &[S]) -> Report {
        let mut command = self.command(&["--format", "json"]);
        let command = command.args(args).current_dir(self.path(folder));
        Done::from(command.output().unwrap()).report()
    }

    /// Runs for a JSON report without arguments.
    #[track_caller]
    pub(crate) fn here(&self) -> Report {
        self.json::<&str>(&[])
    }
}

#[cfg(unix)]
impl Tree {
    pub(crate) fn link(&self, name: &str, target: impl AsRef<Path>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }

    pub(crate) fn fifo(&self, name: &str) {
        let made = Command::new("mkfifo").arg(self.path(name)).status();
        assert!(made.unwrap().success());
    }
}

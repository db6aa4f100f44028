//! A repository, git in it, and the command in it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use spillcheck::rule::template::fill;
use tempfile::TempDir;

use crate::common;

/// A Sanity token of the usual form, another for each seed.
pub(crate) fn token(seed: u64) -> String {
    fill("sk{random:178}", seed).unwrap()
}

/// A line of a source that holds the token at column 13.
pub(crate) fn line(token: &str) -> String {
    format!("const key = \"{token}\"\n")
}

pub(crate) struct Repo {
    folder: TempDir,
}

/// A finished run, as a shell sees it.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Repo {
    /// An empty repository.
    pub(crate) fn empty() -> Self {
        let repo = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        repo.git(["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// A repository with one commit.
    pub(crate) fn new() -> Self {
        let repo = Self::empty();
        repo.write("README.md", "A site\n");
        repo.commit();
        repo
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(below)
    }

    pub(crate) fn write(&self, file: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
    }

    /// Writes and stages.
    pub(crate) fn stage(&self, file: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        self.write(&file, bytes);
        self.git([
            OsStr::new("add"),
            OsStr::new("--"),
            file.as_ref().as_os_str(),
        ]);
    }

    /// Commits all there is.
    pub(crate) fn commit(&self) {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--no-verify", "--message", "Change"]);
    }

    #[track_caller]
    pub(crate) fn git<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn try_git<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        let mut command = common::clean("git");
        isolate(&mut command).args(args).current_dir(self.path(""));
        command.output().unwrap()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = common::spillcheck();
        isolate(&mut command).args(args).current_dir(self.path(""));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Done {
        Done::from(self.command(args).output().unwrap())
    }

    pub(crate) fn staged(&self) -> Done {
        self.run(&["--staged", "--format", "json"])
    }
}

/// Neither the settings of the user nor those of a hook that runs the tests may matter.
pub(crate) fn isolate(command: &mut Command) -> &mut Command {
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "A Tester")))
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "tester@example.com")))
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    /// `severity exposure path:line:column` of every place of every finding.
    #[track_caller]
    pub(crate) fn found(&self) -> Vec<String> {
        let json = self.json();
        let mut found = Vec::new();
        for finding in json["findings"].as_array().unwrap() {
            let severity = finding["severity"].as_str().unwrap();
            let others = finding["occurrences"].as_array().unwrap().iter();
            for place in std::iter::once(finding).chain(others) {
                let at = &place["location"];
                let [path, exposure] =
                    [&at["path"], &place["exposure"]].map(|it| it.as_str().unwrap());
                found.push(format!(
                    "{severity} {exposure} {path}:{}:{}",
                    at["line"], at["column"]
                ));
            }
        }
        found
    }

    /// `kind path` of each notification.
    #[track_caller]
    pub(crate) fn notes(&self) -> Vec<String> {
        let json = self.json();
        let notes = json["notifications"].as_array().unwrap().iter();
        let told = notes.map(|it| [&it["kind"], &it["path"]].map(|it| it.as_str().unwrap_or("?")));
        told.map(|[kind, path]| format!("{kind} {path}")).collect()
    }

    #[track_caller]
    pub(crate) fn files(&self) -> u64 {
        self.json()["summary"]["files"].as_u64().unwrap()
    }

    /// Code and findings at once, so that a failing test tells both.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, found: &[&str]) {
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            (self.code, self.found()),
            (Some(code), found),
            "{}",
            self.stderr
        );
    }
}

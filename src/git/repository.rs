//! Asks git.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::ObjectId;
use super::blobs::Blobs;
use super::raw::{self, Change};
use crate::error::{Error, GitSaid};
use crate::settings::Range;

/// What git exits with where it takes a command for another one, as outside any repository.
const USAGE: i32 = 129;

/// What git says of a repository that is another user's, as one that is mounted into a container.
const NOT_TRUSTED: &str = "dubious ownership";

/// The repository around a folder.
pub(crate) struct Repository {
    here: PathBuf,
    top: PathBuf,
}

impl Repository {
    /// Finds it as git does, without asking git.
    pub(crate) fn around(here: &Path) -> Result<Self, Error> {
        let variable = |name| std::env::var_os(name).filter(|it| !it.is_empty());
        let top = match (variable("GIT_WORK_TREE"), variable("GIT_DIR")) {
            (Some(tree), _) => Some(here.join(tree)),
            (None, Some(_)) => Some(here.to_path_buf()),
            (None, None) => here
                .ancestors()
                .find(|it| it.join(".git").exists())
                .map(Path::to_path_buf),
        };
        let top = top.ok_or_else(|| no_repository(here))?;
        Ok(Self {
            here: here.to_path_buf(),
            top,
        })
    }

    /// The folder that all of its files lie in.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// What `range` has changed, in git's order.
    pub(crate) fn changes(&self, range: &Range) -> Result<Vec<Change>, Error> {
        let mut command = self.git(["-c", "diff.relative=false", "diff"]);
        command.args(["--raw", "-z", "--no-abbrev", "--find-renames"]);
        match range {
            Range::Staged => command.arg("--cached"),
            Range::Since(start) => command.arg(three_dots(start)?),
        };
        let output = command.arg("--").output().map_err(Error::NoGit)?;
        if output.status.code() == Some(USAGE) {
            return Err(self.refused(range));
        }
        if !output.status.success() {
            return Err(failed(range, &output));
        }
        raw::parse(&output.stdout, &self.top).ok_or_else(|| Error::Git {
            doing: doing(range),
            source: GitSaid("its list of changes cannot be understood".to_owned()),
        })
    }

    /// Why git takes this for no repository: what it says where it has to.
    fn refused(&self, range: &Range) -> Error {
        let output = match self.git(["rev-parse", "--git-dir"]).output() {
            Ok(output) => output,
            Err(error) => return Error::NoGit(error),
        };
        if String::from_utf8_lossy(&output.stderr).contains(NOT_TRUSTED) {
            failed(range, &output)
        } else {
            no_repository(&self.here)
        }
    }

    /// The content of each of `ids`, in their order.
    pub(crate) fn blobs(&self, ids: Vec<ObjectId>) -> Result<Blobs, Error> {
        let mut command = self.git(["cat-file", "--batch", "--buffer"]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        Blobs::start(&mut command, ids).map_err(Error::NoGit)
    }

    fn git<const N: usize>(&self, args: [&str; N]) -> Command {
        let mut command = Command::new("git");
        command
            .args(args)
            .current_dir(&self.here)
            .stdin(Stdio::null());
        // Nothing is written, nothing fetched, and what git says is the same everywhere.
        command.env("GIT_OPTIONAL_LOCKS", "0");
        command.env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
        command
    }
}

/// `START...HEAD`, where `start` cannot be taken for a flag.
fn three_dots(start: &str) -> Result<String, Error> {
    if start.is_empty() || start.starts_with('-') {
        return Err(Error::Git {
            doing: doing(&Range::Since(start.to_owned())),
            source: GitSaid("that is no branch, tag or commit".to_owned()),
        });
    }
    Ok(format!("{start}...HEAD"))
}

fn no_repository(here: &Path) -> Error {
    Error::NoRepository {
        path: here.to_path_buf(),
    }
}

fn failed(range: &Range, output: &Output) -> Error {
    let said = String::from_utf8_lossy(&output.stderr);
    let mut said = said
        .lines()
        .next()
        .unwrap_or("it failed without a word")
        .to_owned();
    if said.contains(NOT_TRUSTED) {
        said += "; `git config --global --add safe.directory` and that folder trusts it";
    }
    if said.contains("no merge base") {
        said += "; a shallow clone needs more of the history first: `git fetch --unshallow`";
    }
    Error::Git {
        doing: doing(range),
        source: GitSaid(said),
    }
}

fn doing(range: &Range) -> String {
    match range {
        Range::Staged => "what is staged".to_owned(),
        Range::Since(start) => format!("what changed since `{start}`"),
    }
}

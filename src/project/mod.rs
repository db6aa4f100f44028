//! What was built, by what, where it lies, and who can read it.

mod discover;
mod dotenv;
mod env;
mod expand;
mod framework;
mod lexer;
mod literal;
#[cfg(test)]
mod loaders;
mod node_env;
mod package;
mod path;
mod place;
mod prefix;
mod site;
mod workspace;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::notification::Notification;
use crate::walk::Walk;

pub(crate) use env::{Variable, variables, variables_of_file};
pub use framework::{
    Advice, Claim, FRAMEWORKS, Folder, FolderPath, Framework, GENERIC_FOLDERS, Role,
    SERVER_EXTENSIONS, SERVER_FOLDERS, Sign, When,
};
pub use prefix::{PublicPrefix, public_prefix};

/// A frontend project.
#[derive(Debug, Clone)]
pub struct Project {
    /// Absolute folder of its `package.json`.
    pub root: PathBuf,
    /// What builds it, where that is known.
    pub framework: Option<&'static Framework>,
    /// Everything that builds it or what it ships, the framework among them.
    pub rows: Vec<&'static Framework>,
    /// What its build writes, as far as it is there.
    pub outputs: Vec<OutputDir>,
    /// Names of the variables in its `.env*` files.
    pub env_names: BTreeSet<String>,
}

/// A folder that a build writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputDir {
    /// Absolute path.
    pub path: PathBuf,
    /// Who can read it as a whole; parts of it may differ.
    pub exposure: Exposure,
}

/// What is to be scanned, and how to judge each file of it.
#[derive(Debug, Default, Clone)]
pub struct Discovery {
    /// The projects it belongs to.
    pub projects: Vec<Project>,
    /// Files and folders to scan, none inside another, in order.
    pub targets: Vec<PathBuf>,
    /// What was missing or unreadable on the way.
    pub notifications: Vec<Notification>,
    /// Folders whose files are known from the search for projects in them.
    pub(crate) listed: Vec<(PathBuf, Walk)>,
    map: place::Map,
}

/// Who can read a file, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Who can read it.
    pub exposure: Exposure,
    /// Index of its project among [`Discovery::projects`].
    pub project: Option<usize>,
}

impl Discovery {
    /// Finds the projects from `directory` down and what each of them ships.
    #[must_use]
    pub fn below(directory: &Path) -> Self {
        let mut search = discover::Search::default();
        search.start_in(&path::lexical(directory));
        search.finish()
    }

    /// Takes the named PATHs, and finds the project of each.
    #[must_use]
    pub fn of_paths(paths: &[PathBuf]) -> Self {
        let mut search = discover::Search::default();
        for path in paths {
            search.take_path(&path::lexical(path));
        }
        search.finish()
    }

    /// Finds the projects of some files of a repository, which need not lie on disk.
    #[must_use]
    pub(crate) fn of_repository(top: &Path, files: &[PathBuf]) -> Self {
        let mut search = discover::Search::default();
        search.adopt_around(files);
        search.finish_repository(top)
    }

    /// Takes one file, which need not lie on disk, and finds its project.
    #[must_use]
    pub(crate) fn of_file(file: &Path) -> Self {
        let file = path::lexical(file);
        let mut search = discover::Search::default();
        search.take_file(&file);
        search.finish()
    }

    /// Judges one scanned file by its own path.
    #[must_use]
    pub fn place(&self, file: &Path) -> Place {
        self.map.place(file, path::enclosing(&self.targets, file))
    }
}

/// Who can read a file of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposure {
    /// Everybody: browsers are served it.
    Client,
    /// Not established; judged as client.
    Unknown,
    /// Whoever can read the repository.
    Source,
    /// The server alone.
    Server,
}

impl Exposure {
    /// Every exposure, the worst first.
    pub const ALL: [Self; 4] = [Self::Client, Self::Unknown, Self::Source, Self::Server];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Unknown => "unknown",
            Self::Source => "source",
            Self::Server => "server",
        }
    }
}

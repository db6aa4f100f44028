//! What was built, by what, where it lies, and who can read it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::notification::Notification;

/// A row of the table of frameworks.
#[derive(Debug)]
pub struct Framework {
    /// The name used in reports.
    pub name: &'static str,
    /// Prefixes that put a variable into client code.
    pub public_prefixes: &'static [PublicPrefix],
}

/// A prefix that puts a variable into client code, and the rule of the framework that says so.
#[derive(Debug, Clone, Copy)]
pub struct PublicPrefix {
    /// E.g. `NEXT_PUBLIC_`.
    pub prefix: &'static str,
    /// One sentence: who inlines what.
    pub rule: &'static str,
}

/// A frontend project.
#[derive(Debug, Clone)]
pub struct Project {
    /// Absolute folder of its `package.json`.
    pub root: PathBuf,
    /// What builds it, where that is known.
    pub framework: Option<&'static Framework>,
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
#[derive(Debug)]
pub struct Discovery {
    /// The projects it belongs to.
    pub projects: Vec<Project>,
    /// Files and folders to scan, none inside another, in order.
    pub targets: Vec<PathBuf>,
    /// What was missing or unreadable on the way.
    pub notifications: Vec<Notification>,
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
    pub fn below(_directory: &Path) -> Self {
        Self {
            projects: Vec::new(),
            targets: Vec::new(),
            notifications: Vec::new(),
        }
    }

    /// Takes the named PATHs, and finds the project of each.
    #[must_use]
    pub fn of_paths(_paths: &[PathBuf]) -> Self {
        Self::below(Path::new("."))
    }

    /// Judges one scanned file by its own path.
    #[must_use]
    pub fn place(&self, _file: &Path) -> Place {
        Place {
            exposure: Exposure::Unknown,
            project: None,
        }
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

//! The findings that a team accepted: one file, sorted, without a secret, that merges block by block.

mod check;
mod file;
mod record;

pub use check::Check;
pub(crate) use record::Cover;
pub use record::{Acceptance, Record};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::finding::Finding;

/// The accepted findings, and the file they are written in.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    path: PathBuf,
    records: Vec<Record>,
}

impl Baseline {
    /// What the file is called where nothing else is said.
    pub const FILE_NAME: &'static str = "spillcheck-baseline.toml";

    /// A baseline without a record, that is to be written to this file.
    #[must_use]
    pub fn empty(path: PathBuf) -> Self {
        Self {
            path,
            records: Vec::new(),
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is of a later version, or says something that is not understood.
    pub fn load(path: PathBuf) -> Result<Self, Error> {
        let text = fs::read_to_string(&path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        let records = file::parse(&text).map_err(|fault| Error::File {
            path: path.clone(),
            line: fault.line,
            message: fault.message,
        })?;
        Ok(Self { path, records })
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The records, sorted.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Adds a record; one for the same value of the same rule is replaced.
    pub fn add(&mut self, record: Record, replaces: impl Fn(&Record) -> bool) {
        self.records.retain(|known| !replaces(known));
        self.records.push(record);
        self.records.sort();
    }

    /// Adds what a whole scan found, each finding once; what was known of the same value is replaced.
    ///
    /// Findings of one scan are of different values, so they are held against older records alone: for a
    /// weak value that costs a slow hash each time.
    pub fn add_all(&mut self, findings: &[&Finding], acceptance: &Acceptance) {
        let is_about = |known: &Record| findings.iter().any(|it| known.is_about(it));
        self.records.retain(|known| !is_about(known));
        let added = findings.iter();
        self.records
            .extend(added.map(|it| Record::of(it, acceptance.clone())));
        self.records.sort();
    }

    /// Drops the records at these places in [`Self::records`].
    pub fn remove(&mut self, places: &[usize]) {
        let mut at = 0;
        self.records.retain(|_| {
            at += 1;
            !places.contains(&(at - 1))
        });
    }

    /// Writes the file as it is committed.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        file::write(&self.records, out)
    }
}

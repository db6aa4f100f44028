//! The findings that a team accepted: one file, sorted, without a secret, that merges block by block.

mod check;
mod file;
mod pairing;
mod record;

pub use check::Check;
pub use pairing::Pairing;
pub(crate) use record::Cover;
pub use record::{Acceptance, Record};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::date::Date;
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

    /// Which records are about which of a scan's findings; one that covers its finding is enough.
    #[must_use]
    pub fn pairing(&self, findings: &[&Finding], today: Date) -> Pairing {
        let is_enough = |known: &Record, it: &Finding| known.cover(it, today) == Cover::Whole;
        pairing::pair(&self.records, findings, &is_enough)
    }

    /// Adds those of a scan's findings that are to be accepted, by their places; what was known of the same
    /// value is replaced.
    pub fn add(
        &mut self,
        findings: &[&Finding],
        is_accepted: impl Fn(usize) -> bool,
        (acceptance, today): (&Acceptance, Date),
    ) {
        let pairing = self.pairing(findings, today);
        let accepted = (0..findings.len()).filter(|&it| is_accepted(it));
        let replaced: Vec<usize> = accepted
            .clone()
            .flat_map(|it| pairing.of(it))
            .copied()
            .collect();
        let added: Vec<&Finding> = accepted.map(|it| findings[it]).collect();
        self.remove(&replaced);
        self.records.extend(Record::of_all(&added, acceptance));
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

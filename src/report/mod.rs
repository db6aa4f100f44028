//! What a run found, and one file per format to write it in.

mod checkstyle;
mod csv;
mod format;
mod github;
mod gitlab_quality;
mod gitlab_secrets;
mod groups;
mod html;
mod human;
mod json;
mod junit;
mod lines;
mod markdown;
mod path;
mod redact;
mod sarif;
mod text;
mod view;

pub use format::Format;
pub use human::{explain, headline};
pub use path::{Paths, ShownPath};
pub use redact::{Mask, Redactor, suspects, token_like};
pub use text::{escape, plural, size, wrap};

use std::io::{self, Write};

use crate::finding::{ExitStatus, Finding, Severity};
use crate::notification::Notification;
use crate::project::Project;
use crate::settings::Settings;
use crate::suppress::Suppressed;

/// Everything a reporter is given.
#[derive(Debug)]
pub struct Report {
    /// What was built, and where its outputs lie.
    pub projects: Vec<Project>,
    /// Judged findings, in their final order.
    pub findings: Vec<Finding>,
    /// Findings that somebody accepted, which neither count nor fail the run, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// What was not (wholly) scanned, in order.
    pub notifications: Vec<Notification>,
    /// What was done.
    pub summary: Summary,
}

impl Report {
    /// How the run ended: a failing finding outweighs an error, an error outweighs a clean rest.
    #[must_use]
    pub fn status(&self, settings: &Settings) -> ExitStatus {
        if self.findings.iter().any(|finding| finding.fails(settings)) {
            ExitStatus::Found
        } else if self.is_empty(settings) || self.errors(settings).next().is_some() {
            ExitStatus::Error
        } else {
            ExitStatus::Clean
        }
    }

    /// Whether nothing was scanned, where something had to be.
    fn is_empty(&self, settings: &Settings) -> bool {
        self.summary.files == 0 && !settings.input.may_be_empty()
    }

    /// The notifications that mean the job was not done; under `strict` every one does.
    pub fn errors(&self, settings: &Settings) -> impl Iterator<Item = &Notification> {
        let strict = settings.strict;
        let is_error = move |note: &&Notification| strict || note.kind.is_error();
        self.notifications.iter().filter(is_error)
    }

    /// Every finding, those that are hidden last, each with what hides it.
    pub fn all(&self) -> impl Iterator<Item = (&Finding, Option<&Suppressed>)> {
        let open = self.findings.iter().map(|finding| (finding, None));
        let hidden = self.suppressed.iter();
        open.chain(hidden.map(|hidden| (&hidden.finding, Some(hidden))))
    }

    /// How many findings are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let same = |finding: &&Finding| finding.severity == severity;
        self.findings.iter().filter(same).count()
    }
}

impl Finding {
    /// Whether it reaches both thresholds, of severity and of confidence.
    #[must_use]
    pub fn fails(&self, settings: &Settings) -> bool {
        self.severity >= settings.fail_on && self.confidence >= settings.fail_confidence
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Summary {
    /// Files read, wholly or in part.
    pub files: u64,
    /// Bytes read from them.
    pub bytes: u64,
    /// Fragments swept.
    pub fragments: u64,
    /// Wall time of the run in milliseconds.
    pub duration_ms: u64,
}

/// How a report is to be written.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The settings of the run: its folder, its thresholds.
    pub settings: &'a Settings,
    /// Version of the rules it ran with.
    pub rules: &'a str,
    /// Finds what looks like a token in a path or a message.
    pub mask: Mask<'a>,
    /// Whether secrets are written out or redacted.
    pub reveal: bool,
    /// Whether the human report is coloured.
    pub color: bool,
    /// Whether its places are links that a terminal opens.
    pub links: bool,
    /// How much the human report tells.
    pub verbosity: Verbosity,
    /// Columns that the human report's prose is wrapped at.
    pub width: usize,
    /// Columns of the terminal that it is shown on, beyond which nothing reaches.
    pub columns: Option<usize>,
    /// When the run ended, in seconds of Unix time: some formats must say.
    pub now: u64,
}

/// How much the human report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Findings and errors alone.
    Quiet,
    /// Findings above info, the first places of each, remarks and a summary.
    Normal,
    /// Every finding, every place, and the way to each.
    Verbose,
    /// The same, and the way to places that nothing was unwrapped for.
    Explained,
}

/// Writes a report in one format.
pub trait Reporter {
    /// Writes the whole report.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written to.
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()>;
}

#[cfg(test)]
mod tests;

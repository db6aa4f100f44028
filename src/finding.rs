//! A judged secret or name, with one primary place and all its others.

use std::path::PathBuf;
use std::sync::Arc;

use crate::content::LayerName;
use crate::fix::Fix;
use crate::hop::Hop;
use crate::project::Exposure;
use crate::rule::RuleInfo;
use crate::secret::Secret;
use crate::trace::Trace;

pub use crate::fingerprint::Fingerprint;

/// What the holder of a finding's secret could do, and how near it is to the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Told, never failing a run: public by design, or out of the public's reach.
    Info,
    /// A sign of a leak without a value.
    Low,
    /// A restricted credential.
    Medium,
    /// Private data can be read.
    High,
    /// Data can be changed, money spent, somebody impersonated.
    Critical,
}

impl Severity {
    /// Every severity, from the least on.
    pub const ALL: [Self; 5] = [
        Self::Info,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];

    /// The name used in reports and flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// How sure it is that a match is what it is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A guess from the surroundings.
    Low,
    /// The form alone.
    Medium,
    /// A strict form, or a form and its surroundings.
    High,
}

impl Confidence {
    /// Every confidence, from the least on.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The name used in reports and flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A credential's value.
    Secret,
    /// The name of a secret variable, without its value.
    Name,
    /// An environment that was written out as a whole.
    Dump,
    /// A file that leaks by being served.
    File,
}

impl Kind {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Name => "name",
            Self::Dump => "dump",
            Self::File => "file",
        }
    }
}

/// One judged secret or name: the whole of what a reporter needs.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// The rule that found it.
    pub rule: Arc<RuleInfo>,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Identity across rebuilds.
    pub fingerprint: Fingerprint,
    /// The value, where there is one.
    pub secret: Option<Secret>,
    /// The variable that carried it, where one is named beside it.
    pub env: Option<String>,
    /// The values of a composite, its own among them; empty where it is none.
    pub parts: Vec<Part>,
    /// The worst place, then the first in order.
    pub primary: Occurrence,
    /// All the other places, in order.
    pub others: Vec<Occurrence>,
    /// Why it is judged as it is, in one or two sentences.
    pub why: String,
    /// What to do about it.
    pub fix: Fix,
    /// Its way into what ships.
    pub trace: Trace,
}

impl Finding {
    /// Every place of the finding, the primary first.
    pub fn occurrences(&self) -> impl Iterator<Item = &Occurrence> {
        std::iter::once(&self.primary).chain(&self.others)
    }

    /// Where the author wrote it: what leads to the primary place, or else to another.
    #[must_use]
    pub fn original(&self) -> Option<&Original> {
        self.occurrences().find_map(|it| it.original.as_ref())
    }
}

/// One of the values of a composite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is in the whole: `id`, `secret` …
    pub role: String,
    /// The variable that carried it.
    pub env: Option<String>,
    /// Its value.
    pub secret: Secret,
}

/// One place where a finding stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// Who can read that place.
    pub exposure: Exposure,
    /// Where it is.
    pub location: Location,
    /// The unwrappings that changed bytes, outermost first.
    pub layers: Vec<LayerName>,
    /// The variable named beside it there.
    pub env: Option<String>,
    /// Where the author wrote it.
    pub original: Option<Original>,
    /// The texts it was unwrapped from, outermost first, and the one that it stands in.
    pub hops: Vec<Hop>,
}

/// A place in the author's own source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Original {
    /// The source file, which need not be there.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1, in UTF-16 code units.
    pub column: u64,
    /// What says so.
    pub by: Witness,
}

/// What says where an author wrote something; the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Witness {
    /// The source map.
    Map,
    /// The value itself, which stands in that source.
    Source,
    /// The variable, which that source reads.
    Variable,
    /// The variable, which a configuration file hands on.
    Config,
    /// The file that sets the variable.
    EnvFile,
}

impl Witness {
    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Source => "source",
            Self::Variable => "variable",
            Self::Config => "config",
            Self::EnvFile => "env-file",
        }
    }
}

/// A place in a file on disk, or in the innermost text in it that still has exact places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// Path inside an archive, outermost first, joined by `!/`; nothing outside of one.
    pub member: Option<String>,
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
    /// Line, from 1; lines end at a line feed.
    pub line: u64,
    /// Column, from 1, in UTF-16 code units.
    pub column: u64,
    /// First and last byte of each piece, in the value's order; empty where it is one piece.
    pub ranges: Vec<(u64, u64)>,
}

impl Location {
    /// The place before the first byte of a file, for what is about the file and not its content.
    #[must_use]
    pub fn of_file(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            member: None,
            start: 0,
            end: 0,
            line: 1,
            column: 1,
            ranges: Vec::new(),
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Everything was scanned and nothing reaches the threshold.
    Clean,
    /// Something reaches the threshold.
    Found,
    /// The job could not be done.
    Error,
}

impl From<ExitStatus> for std::process::ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Clean => 0,
            ExitStatus::Found => 1,
            ExitStatus::Error => 2,
        })
    }
}

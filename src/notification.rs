//! What was not scanned, or not wholly, and why: nothing goes unread in silence.

use std::io;
use std::path::{Path, PathBuf};

/// Something that was not (wholly) scanned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notification {
    /// What kind of thing happened.
    pub kind: NotificationKind,
    /// The file or folder it happened to.
    pub path: Option<PathBuf>,
    /// One sentence for a person; it never quotes the file's content.
    pub message: String,
}

impl Notification {
    /// A notification about `path`.
    pub fn new(
        kind: NotificationKind,
        path: impl Into<PathBuf>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            path: Some(path.into()),
            message: message.into(),
        }
    }

    /// A notification that what was read of `path` has no content.
    pub(crate) fn empty(path: &Path) -> Self {
        Self::new(NotificationKind::EmptyOutput, path, "it is empty")
    }

    /// A notification that `path`, which had been listed, could not be read.
    pub(crate) fn failed(path: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            return Self::new(
                NotificationKind::Vanished,
                path,
                "it was gone when it was to be read",
            );
        }
        let message = format!("it cannot be read: {error}");
        Self::new(NotificationKind::Unreadable, path, message)
    }
}

/// The closed list of kinds; part of the JSON report's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationKind {
    /// A PATH that does not exist.
    NotFound,
    /// No project, or no output of one, to scan.
    NothingToScan,
    /// A project whose output does not exist yet.
    NotBuilt,
    /// An output without any content in it.
    EmptyOutput,
    /// An output with files, none of which can be scanned.
    NoScannableFile,
    /// A file or folder that could not be read.
    Unreadable,
    /// A file that was listed and was gone when it was to be read.
    Vanished,
    /// A file whose size changed while it was read.
    Changed,
    /// The scan of a file ended in a bug of ours.
    Panic,
    /// A FIFO, socket or device, which is never opened.
    SpecialFile,
    /// A symbolic link that was not followed: it is broken, or leads in a loop or out of the output.
    Link,
    /// A compressed file or archive that could not be unpacked wholly.
    Damaged,
    /// A compressed file that does not hold what the file beside it holds.
    StaleTwin,
    /// A bound on unwrapping was met: what lies deeper in the file was not scanned.
    Limit,
    /// A commit of another repository among what git has changed.
    Submodule,
    /// A `package.json` or framework configuration that could not be understood.
    Configuration,
    /// Secret variables whose values are too short or too common to be sought.
    WeakValue,
    /// A source map whose copy of a source is not the file that lies there.
    StaleMap,
    /// A source map that could not be understood.
    InvalidMap,
    /// An acceptance whose last day is past, so that what it hid is told again.
    AcceptanceExpired,
    /// An acceptance of something that has become worse, or nearer to the public, since.
    AcceptanceRaised,
    /// An acceptance of something that was not found any more.
    AcceptanceUnmatched,
    /// Acceptances of weak values that were not held against every finding, as that takes too long.
    AcceptanceUnchecked,
}

impl NotificationKind {
    /// Every kind, in order.
    pub const ALL: [Self; 23] = [
        Self::NotFound,
        Self::NothingToScan,
        Self::NotBuilt,
        Self::EmptyOutput,
        Self::NoScannableFile,
        Self::Unreadable,
        Self::Vanished,
        Self::Changed,
        Self::Panic,
        Self::SpecialFile,
        Self::Link,
        Self::Damaged,
        Self::StaleTwin,
        Self::Limit,
        Self::Submodule,
        Self::Configuration,
        Self::WeakValue,
        Self::StaleMap,
        Self::InvalidMap,
        Self::AcceptanceExpired,
        Self::AcceptanceRaised,
        Self::AcceptanceUnmatched,
        Self::AcceptanceUnchecked,
    ];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NothingToScan => "nothing-to-scan",
            Self::NotBuilt => "not-built",
            Self::EmptyOutput => "empty-output",
            Self::NoScannableFile => "no-scannable-file",
            Self::Unreadable => "unreadable",
            Self::Vanished => "vanished",
            Self::Changed => "changed",
            Self::Panic => "panic",
            Self::SpecialFile => "special-file",
            Self::Link => "link",
            Self::Damaged => "damaged",
            Self::StaleTwin => "stale-twin",
            Self::Limit => "limit",
            Self::Submodule => "submodule",
            Self::Configuration => "configuration",
            Self::WeakValue => "weak-value",
            Self::StaleMap => "stale-map",
            Self::InvalidMap => "invalid-map",
            Self::AcceptanceExpired => "acceptance-expired",
            Self::AcceptanceRaised => "acceptance-raised",
            Self::AcceptanceUnmatched => "acceptance-unmatched",
            Self::AcceptanceUnchecked => "acceptance-unchecked",
        }
    }

    /// Whether the job was not done because of it. The others are remarks.
    #[must_use]
    pub fn is_error(self) -> bool {
        !matches!(
            self,
            Self::NotBuilt
                | Self::SpecialFile
                | Self::Link
                | Self::Damaged
                | Self::StaleTwin
                | Self::Limit
                | Self::Submodule
                | Self::Configuration
                | Self::WeakValue
                | Self::StaleMap
                | Self::InvalidMap
                | Self::AcceptanceExpired
                | Self::AcceptanceRaised
                | Self::AcceptanceUnmatched
                | Self::AcceptanceUnchecked
        )
    }
}

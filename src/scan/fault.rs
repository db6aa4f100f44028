//! What keeps a file from being read wholly, panics included.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::notification::{Notification, NotificationKind};

/// Why a file was not read wholly.
#[derive(Debug)]
pub(super) enum Fault {
    /// The system said no.
    Io(io::Error),
    /// Its length is not what it was when it was opened, or it is no file any more.
    Changed,
    /// It became a FIFO, socket or device since it was listed.
    Special,
    /// Our own bug. The payload is dropped unread, since it may quote the file.
    Panic,
}

impl Fault {
    /// What to tell about it.
    pub(super) fn notify(&self, path: &Path) -> Notification {
        let (kind, message) = match self {
            Self::Io(error) => return Notification::failed(path, error),
            Self::Changed => (
                NotificationKind::Changed,
                "it changed while it was read, and may not have been read wholly",
            ),
            Self::Special => (
                NotificationKind::SpecialFile,
                "it became a FIFO, socket or device, and was not read",
            ),
            Self::Panic => (
                NotificationKind::Panic,
                "a bug in spillcheck ended the scan of it, or of a part of it",
            ),
        };
        Notification::new(kind, path, message)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Runs `work`, and makes a panic in it a fault like any other.
pub(super) fn contain<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Fault::Panic))
}

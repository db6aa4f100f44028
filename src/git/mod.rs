//! What git has changed, as git has it: from the index and its objects, never from the disk.
//!
//! git is started twice at most, to list what changed and to give the blobs of it.

mod blobs;
mod lines;
mod raw;
mod repository;

pub(crate) use blobs::Blobs;
pub(crate) use lines::Added;
pub(crate) use raw::{Change, Entry};
pub(crate) use repository::Repository;

/// Names a git object.
pub(crate) type ObjectId = String;

//! A file that is open for reading.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use super::fault::Fault;

/// An open regular file, and its length when it was opened.
pub(super) struct Source {
    file: File,
    pub(super) length: u64,
}

impl Source {
    /// Opens a file that a walk has listed, and makes sure that it still is one.
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        let file = options().open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(Fault::Changed);
        }
        if !metadata.is_file() {
            return Err(Fault::Special);
        }
        let length = metadata.len();
        Ok(Self { file, length })
    }

    /// Fails if the file has another length by now.
    pub(super) fn unchanged(&self) -> Result<(), Fault> {
        if self.file.metadata()?.len() == self.length {
            Ok(())
        } else {
            Err(Fault::Changed)
        }
    }

    /// Fills `buffer` from `offset` on; returns less than its length only at the end of the file.
    pub(super) fn read(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match read_at(&self.file, &mut buffer[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

/// Opening never waits: a FIFO may have taken the place of the file that was listed.
#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;

    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

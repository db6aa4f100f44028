//! Bytes to scan: a file that is open for reading, or what a stream gave.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use super::fault::Fault;
use crate::served::HEAD;

/// How much of a stream is held in memory before it goes to a nameless temporary file.
const IN_MEMORY: u64 = 16 << 20;

/// Bytes that can be read at any offset, and how many they were at first.
pub(crate) struct Source {
    bytes: Bytes,
    pub(super) length: u64,
}

/// Where they are.
enum Bytes {
    File(File),
    Memory(Vec<u8>),
}

impl Source {
    /// Opens a file that a walk has listed, and makes sure that it still is one.
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        Self::of_file(options().open(path)?)
    }

    /// Takes a file that is open.
    pub(super) fn of_file(file: File) -> Result<Self, Fault> {
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(Fault::Changed);
        }
        if !metadata.is_file() {
            return Err(Fault::Special);
        }
        Ok(Self {
            length: metadata.len(),
            bytes: Bytes::File(file),
        })
    }

    /// Bytes at hand.
    pub(crate) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self {
            length: bytes.len() as u64,
            bytes: Bytes::Memory(bytes),
        }
    }

    /// Takes all that a stream gives.
    pub(crate) fn take(stream: &mut dyn Read) -> io::Result<Self> {
        let mut bytes = Vec::new();
        stream.take(IN_MEMORY).read_to_end(&mut bytes)?;
        let length = bytes.len() as u64;
        if length < IN_MEMORY {
            let bytes = Bytes::Memory(bytes);
            return Ok(Self { bytes, length });
        }
        let mut file = tempfile::tempfile()?;
        file.write_all(&bytes)?;
        drop(bytes);
        Ok(Self {
            length: length + io::copy(stream, &mut file)?,
            bytes: Bytes::File(file),
        })
    }

    /// All of its bytes, where they are in memory.
    pub(crate) fn in_memory(&self) -> Option<&[u8]> {
        match &self.bytes {
            Bytes::Memory(bytes) => Some(bytes),
            Bytes::File(_) => None,
        }
    }

    /// Its beginning, as far as the rules of files look; what cannot be read is told by the scan.
    pub(crate) fn head(&self) -> Vec<u8> {
        let mut head = vec![0; usize::try_from(self.length.min(HEAD)).unwrap_or_default()];
        let count = self.read(&mut head, 0).unwrap_or_default();
        head.truncate(count);
        head
    }

    /// How many bytes there are.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Fails if the file has another length by now.
    pub(super) fn unchanged(&self) -> Result<(), Fault> {
        let length = match &self.bytes {
            Bytes::File(file) => file.metadata()?.len(),
            Bytes::Memory(bytes) => bytes.len() as u64,
        };
        if length == self.length {
            Ok(())
        } else {
            Err(Fault::Changed)
        }
    }

    /// Fills `buffer` from `offset` on; returns less than its length only at the end.
    pub(crate) fn read(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.bytes {
            Bytes::File(file) => read_file(file, buffer, offset),
            Bytes::Memory(bytes) => {
                let start = usize::try_from(offset).map_or(bytes.len(), |it| it.min(bytes.len()));
                let count = buffer.len().min(bytes.len() - start);
                buffer[..count].copy_from_slice(&bytes[start..start + count]);
                Ok(count)
            }
        }
    }
}

/// A file gives less than was asked for at its end alone, so a second look for more is spared;
/// where a file system does otherwise, the length that was told shows it.
fn read_file(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        match read_at(file, buffer, offset) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

/// Opening never waits: a FIFO may have taken the place of the file that was listed.
#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;

    let flags = never_waiting().bits().cast_signed();
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(flags);
    options
}

/// Flags of an open that never waits.
#[cfg(unix)]
pub(super) fn never_waiting() -> rustix::fs::OFlags {
    rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_reads_the_same_in_memory_and_from_its_file() -> io::Result<()> {
        let small = 1000;
        for length in [0, small, IN_MEMORY - 1, IN_MEMORY, IN_MEMORY + small] {
            let source = Source::take(&mut io::repeat(7).take(length))?;
            assert_eq!(source.in_memory().is_some(), length < IN_MEMORY);
            assert_eq!(source.length(), length);
            assert!(source.unchanged().is_ok());
            let mut buffer = [0; 8];
            let last = length.saturating_sub(3);
            assert_eq!(source.read(&mut buffer, last)? as u64, length.min(3));
            assert_eq!(source.read(&mut buffer, length + 9)?, 0);
        }
        Ok(())
    }
}

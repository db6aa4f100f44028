//! Compressed streams and archives: how they are known, and how they are read.

use std::io::{self, Read, Seek};
use std::path::Path;

use brotli_decompressor::Decompressor;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;
use zip::ZipArchive;

use super::LayerName;
use crate::file_name::extension;

/// A way to pack one text, or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    /// One text.
    Stream(Compression),
    /// Many, found by a directory at the end: ZIP and all that is one under another name.
    Zip,
    /// Many, one after the other.
    Tar,
}

/// A way to compress one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Brotli,
    Zstd,
    Zlib,
}

/// Where a tar header says what it is.
const TAR_MAGIC: usize = 257;

impl Packing {
    /// How many first bytes of a text [`Packing::of`] looks at.
    pub(crate) const HEAD: usize = TAR_MAGIC + 5;

    /// How a text that begins with `head` is packed, if it is; the name tells where bytes do not.
    pub(crate) fn of(name: &Path, head: &[u8]) -> Option<Self> {
        if let Some(packing) = Self::of_bytes(head) {
            return Some(packing);
        }
        if head.starts_with(b"Cr24") {
            return Some(Self::Zip);
        }
        let extension = extension(name)?;
        let is = |one: &[u8]| extension.eq_ignore_ascii_case(one);
        let is_deflated = || [&b"zz"[..], b"zlib", b"deflate"].into_iter().any(is);
        match head {
            [] => None,
            _ if is(b"br") => Some(Self::Stream(Compression::Brotli)),
            [0x08 | 0x18 | 0x28 | 0x38 | 0x48 | 0x58 | 0x68 | 0x78, ..] if is_deflated() => {
                Some(Self::Stream(Compression::Zlib))
            }
            _ => None,
        }
    }

    /// How a text that begins with `head` is packed, as far as its bytes tell.
    pub(crate) fn of_bytes(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 0x08, ..] => Some(Self::Stream(Compression::Gzip)),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Stream(Compression::Zstd)),
            [b'P', b'K', 3, 4, ..] => Some(Self::Zip),
            _ if head.get(TAR_MAGIC..Self::HEAD) == Some(b"ustar") => Some(Self::Tar),
            _ => None,
        }
    }

    /// What a report says of it.
    pub(crate) fn layer(self) -> LayerName {
        match self {
            Self::Stream(Compression::Gzip) => LayerName::Gzip,
            Self::Stream(Compression::Brotli) => LayerName::Brotli,
            Self::Stream(Compression::Zstd) => LayerName::Zstd,
            Self::Stream(Compression::Zlib) => LayerName::Deflate,
            Self::Zip => LayerName::Zip,
            Self::Tar => LayerName::Tar,
        }
    }
}

impl Compression {
    /// Reads what was compressed.
    pub(crate) fn reader<'a>(self, packed: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
        /// What the decoder of brotli reads at once.
        const BUFFER: usize = 16 << 10;
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Self::Brotli => Box::new(Decompressor::new(packed, BUFFER)),
            Self::Zstd => Box::new(StreamingDecoder::new(packed).map_err(io::Error::other)?),
            Self::Zlib => Box::new(ZlibDecoder::new(packed)),
        })
    }
}

/// A member of an archive, for whoever reads it.
pub(crate) struct Member<'a> {
    /// Its path in the archive.
    pub(crate) name: String,
    pub(crate) content: &'a mut dyn Read,
}

/// Members that an archive may have; no build has more files.
const MEMBERS: usize = 200_000;

/// Reads a ZIP archive's members one after the other.
pub(crate) fn each_of_zip(
    packed: impl Read + Seek,
    mut read: impl FnMut(Member<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut archive = ZipArchive::new(packed)?;
    let mut outcome = at_most_members(archive.len());
    for index in 0..archive.len().min(MEMBERS) {
        match archive.by_index(index) {
            Ok(file) if !file.is_file() => {}
            Ok(mut file) => {
                let name = String::from_utf8_lossy(file.name_raw()).into_owned();
                read(Member {
                    name,
                    content: &mut file,
                })?;
            }
            // The others can still be read.
            Err(error) => outcome = Err(error.into()),
        }
    }
    outcome
}

/// Reads a tar archive's members one after the other.
pub(crate) fn each_of_tar(
    packed: impl Read,
    mut read: impl FnMut(Member<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut archive = tar::Archive::new(packed);
    for (index, entry) in archive.entries()?.enumerate() {
        at_most_members(index)?;
        let mut entry = entry?;
        if entry.header().entry_type().is_file() {
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            read(Member {
                name,
                content: &mut entry,
            })?;
        }
    }
    Ok(())
}

fn at_most_members(count: usize) -> io::Result<()> {
    if count > MEMBERS {
        return Err(io::Error::other("it has too many members"));
    }
    Ok(())
}

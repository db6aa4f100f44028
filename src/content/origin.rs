//! The way back from a fragment to the file on disk.

use std::ops::Range;

/// An unwrapping that changed bytes. The list is closed: it is part of the JSON report's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerName {
    /// The bytes are a file's path, not its content.
    FileName,
    /// UTF-16 text.
    Utf16,
}

impl LayerName {
    /// Every layer, in order.
    pub const ALL: [Self; 2] = [Self::FileName, Self::Utf16];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FileName => "file-name",
            Self::Utf16 => "utf-16",
        }
    }
}

/// Where a fragment's bytes stand in the file on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Offset on disk of the fragment's first byte.
    pub offset: u64,
    /// Bytes on disk for each byte of the fragment.
    pub width: u64,
    /// The unwrappings that led here, outermost first.
    pub layers: Vec<LayerName>,
}

impl Origin {
    /// Translates a span of the fragment into a span of the file.
    #[must_use]
    pub fn locate(&self, span: &Range<usize>) -> Range<u64> {
        let place = |at: usize| self.offset + at as u64 * self.width;
        place(span.start)..place(span.end)
    }
}

//! How a file's bytes become the text that is scanned, as far as its byte order mark tells.
//!
//! UTF-16 without a mark, and UTF-32, are scanned as bytes, in which such text is a layer.

use super::{LayerName, Origin};

/// A way to read a file's bytes as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As they are: UTF-8 as far as columns go.
    Bytes,
    /// UTF-8 after its mark.
    Utf8,
    /// UTF-16 after its mark, the low byte first.
    Utf16Le,
    /// UTF-16 after its mark, the high byte first.
    Utf16Be,
}

impl Encoding {
    /// Every way a file that starts with `head` is to be read.
    ///
    /// Two bytes may look like a mark by chance, so UTF-16 is scanned as bytes as well.
    pub(crate) fn all_of(head: &[u8]) -> &'static [Self] {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => &[Self::Utf8],
            [0xFF, 0xFE, 0, 0, ..] => &[Self::Bytes],
            [0xFF, 0xFE, ..] => &[Self::Bytes, Self::Utf16Le],
            [0xFE, 0xFF, ..] => &[Self::Bytes, Self::Utf16Be],
            _ => &[Self::Bytes],
        }
    }

    /// Whether what was read this way, through these layers, is read by one of the others as well:
    /// after a mark, text that is found among the bytes.
    pub(crate) fn is_read_twice(self, others: &[Self], layers: &[LayerName]) -> bool {
        self == Self::Bytes && others.len() > 1 && layers.first() == Some(&LayerName::Utf16)
    }

    /// Length of the mark, which is no part of the text.
    pub(crate) fn mark(self) -> usize {
        match self {
            Self::Bytes => 0,
            Self::Utf8 => 3,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }

    /// Bytes on disk for each byte of the text.
    pub(crate) fn width(self) -> usize {
        match self {
            Self::Bytes | Self::Utf8 => 1,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }

    /// Where text read from `offset` on stands in the file.
    pub(crate) fn origin(self, offset: u64) -> Origin {
        Origin {
            offset,
            width: self.width() as u64,
            layers: self.layers(),
        }
    }

    /// What a report says of it.
    pub(crate) fn layers(self) -> Vec<LayerName> {
        match self {
            Self::Bytes | Self::Utf8 => Vec::new(),
            Self::Utf16Le | Self::Utf16Be => vec![LayerName::Utf16],
        }
    }

    /// Turns bytes into text in place.
    ///
    /// One unit of UTF-16 becomes one byte, so that a span of the text is easily mapped back:
    /// ASCII is itself, all else is `0xFF`, which no rule matches.
    pub(crate) fn decode(self, bytes: &mut [u8]) -> &mut [u8] {
        let (low, high) = match self {
            Self::Bytes | Self::Utf8 => return bytes,
            Self::Utf16Le => (0, 1),
            Self::Utf16Be => (1, 0),
        };
        let units = bytes.len() / 2;
        for at in 0..units {
            let narrow = bytes[2 * at + high] == 0 && bytes[2 * at + low].is_ascii();
            bytes[at] = if narrow { bytes[2 * at + low] } else { 0xFF };
        }
        &mut bytes[..units]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_of_utf_16_becomes_a_byte() {
        let text = "a\n€😀z";
        let narrow = b"a\n\xFF\xFF\xFFz";
        let mut little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        big.push(b'!');
        assert_eq!(Encoding::Utf16Le.decode(&mut little), narrow);
        assert_eq!(Encoding::Utf16Be.decode(&mut big), narrow);
    }

    #[test]
    fn what_looks_like_utf_16_is_scanned_as_bytes_too() {
        assert_eq!(
            Encoding::all_of(b"\xFF\xFEsk"),
            [Encoding::Bytes, Encoding::Utf16Le]
        );
        assert_eq!(Encoding::all_of(b"\xEF\xBB"), [Encoding::Bytes]);
        assert_eq!(Encoding::all_of(b"\xFF\xFE\0\0"), [Encoding::Bytes]);
    }
}

//! The way back from a fragment to the file on disk.

use std::ops::Range;

/// An unwrapping that changed bytes. The list is closed: it is part of the JSON report's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerName {
    /// The bytes are a file's path, not its content.
    FileName,
    /// UTF-16 text.
    Utf16,
    /// UTF-32 text.
    Utf32,
    /// Compressed by gzip.
    Gzip,
    /// Compressed by brotli.
    Brotli,
    /// Compressed by zstd.
    Zstd,
    /// Compressed by deflate, with or without zlib's frame.
    Deflate,
    /// A member of a ZIP archive.
    Zip,
    /// A member of a tar archive.
    Tar,
    /// Escapes of a string in JavaScript, JSON or the like.
    Escapes,
    /// Escapes of CSS.
    CssEscapes,
    /// Entities of HTML or XML.
    Entities,
    /// Text that tags cut into pieces.
    Markup,
    /// Percent-encoding.
    Percent,
    /// Base64, in any alphabet.
    Base64,
    /// Base32.
    Base32,
    /// Hexadecimal digits.
    Hex,
    /// Quoted-printable.
    QuotedPrintable,
    /// A list of character codes.
    CharCodes,
    /// Constants that an engine would put together.
    Fold,
    /// Rows of a React flight stream.
    Flight,
    /// A payload that keeps its values apart from where they belong: devalue, turbo-stream.
    Payload,
    /// Strings of a bytecode file.
    Bytecode,
}

impl LayerName {
    /// Every layer, in order.
    pub const ALL: [Self; 23] = [
        Self::FileName,
        Self::Utf16,
        Self::Utf32,
        Self::Gzip,
        Self::Brotli,
        Self::Zstd,
        Self::Deflate,
        Self::Zip,
        Self::Tar,
        Self::Escapes,
        Self::CssEscapes,
        Self::Entities,
        Self::Markup,
        Self::Percent,
        Self::Base64,
        Self::Base32,
        Self::Hex,
        Self::QuotedPrintable,
        Self::CharCodes,
        Self::Fold,
        Self::Flight,
        Self::Payload,
        Self::Bytecode,
    ];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FileName => "file-name",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
            Self::Gzip => "gzip",
            Self::Brotli => "brotli",
            Self::Zstd => "zstd",
            Self::Deflate => "deflate",
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::Escapes => "escapes",
            Self::CssEscapes => "css-escapes",
            Self::Entities => "entities",
            Self::Markup => "markup",
            Self::Percent => "percent",
            Self::Base64 => "base64",
            Self::Base32 => "base32",
            Self::Hex => "hex",
            Self::QuotedPrintable => "quoted-printable",
            Self::CharCodes => "char-codes",
            Self::Fold => "fold",
            Self::Flight => "flight",
            Self::Payload => "payload",
            Self::Bytecode => "bytecode",
        }
    }

    /// What a report says of a value found there.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::FileName => "in the file's name",
            Self::Utf16 => "in UTF-16 text",
            Self::Utf32 => "in UTF-32 text",
            Self::Gzip => "compressed by gzip",
            Self::Brotli => "compressed by brotli",
            Self::Zstd => "compressed by zstd",
            Self::Deflate => "compressed by deflate",
            Self::Zip => "in a ZIP archive",
            Self::Tar => "in a tar archive",
            Self::Escapes => "behind string escapes",
            Self::CssEscapes => "behind CSS escapes",
            Self::Entities => "behind HTML entities",
            Self::Markup => "cut by tags",
            Self::Percent => "percent-encoded",
            Self::Base64 => "in base64",
            Self::Base32 => "in base32",
            Self::Hex => "in hexadecimal",
            Self::QuotedPrintable => "in quoted-printable",
            Self::CharCodes => "as character codes",
            Self::Fold => "put together by code",
            Self::Flight => "in a flight stream",
            Self::Payload => "in a serialised payload",
            Self::Bytecode => "in bytecode",
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

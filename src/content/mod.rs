//! What a file's bytes are unwrapped into before they are scanned.

mod base32;
mod base64;
mod bytecode;
mod css_escape;
mod encoding;
mod entities;
mod escape;
mod flight;
mod fold;
mod hex;
pub(crate) mod hints;
mod language;
mod layer;
mod mappings;
mod markup;
mod origin;
mod packed;
mod packing;
mod payload;
mod percent;
mod quoted_printable;
mod region;
mod span_map;
mod wasm;
mod wide;

pub(crate) use base64::{DataUri, data_uri};
pub(crate) use bytecode::is_bytecode;
pub(crate) use encoding::Encoding;
pub(crate) use escape::escape as escape_at;
pub(crate) use hints::{Hints, Sought};
pub use language::Language;
pub(crate) use layer::{Certainty, Child, LAYERS, Text};
pub use origin::{LayerName, Origin};
pub(crate) use packing::{Member, Packing, each_of_tar, each_of_zip};
pub(crate) use span_map::Unwrapped;

use std::ops::Range;
use std::path::Path;

/// Bytes to scan, and where they come from.
#[derive(Debug, Clone)]
pub struct Fragment<'a> {
    /// The bytes: the owned part, with context on both sides where the file goes on.
    pub bytes: &'a [u8],
    /// Only a match that starts in here belongs to this fragment.
    pub own: Range<usize>,
    /// What kind of text it is, as far as the file's name tells.
    pub language: Language,
    /// The file they come from, where they come from one.
    pub path: Option<&'a Path>,
    /// Stretches that hold no text, in order, which nobody looks into.
    opaque: Vec<Range<usize>>,
    /// What may be wrapped in it.
    pub(crate) sought: Sought,
}

impl<'a> Fragment<'a> {
    /// A fragment that owns all its bytes.
    #[must_use]
    pub fn whole(bytes: &'a [u8], language: Language) -> Self {
        Self::part(bytes, 0..bytes.len(), language)
    }

    /// A fragment that owns some of its bytes.
    #[must_use]
    pub fn part(bytes: &'a [u8], own: Range<usize>, language: Language) -> Self {
        let opaque = match language {
            Language::SourceMap => mappings::all_of(bytes),
            _ => Vec::new(),
        };
        Self {
            bytes,
            own,
            language,
            path: None,
            opaque,
            sought: Sought::Everything,
        }
    }

    /// The same as it lies on disk, with the file that it comes from.
    #[must_use]
    pub fn of_file(self, path: &'a Path) -> Self {
        let sought = if self.is_script() {
            Sought::InScripts
        } else {
            Sought::Everything
        };
        self.of(Some(path)).with(sought)
    }

    /// Whether it is what the name of its file says, and not in an encoding of two bytes.
    fn is_script(&self) -> bool {
        const HEAD: usize = 64;
        matches!(self.language, Language::JavaScript | Language::SourceMap)
            && !self.bytes.iter().take(HEAD).any(|byte| *byte == 0)
    }

    /// The same, of whatever file its surroundings are.
    pub(crate) fn of(self, path: Option<&'a Path>) -> Self {
        Self { path, ..self }
    }

    /// The same, of which no more is to be unwrapped.
    pub(crate) fn with(self, sought: Sought) -> Self {
        Self { sought, ..self }
    }

    /// The stretches of its bytes that hold text, in order.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let starts = [0].into_iter().chain(self.opaque.iter().map(|it| it.end));
        let ends = self.opaque.iter().map(|it| it.start);
        starts
            .zip(ends.chain([self.bytes.len()]))
            .map(|(start, end)| start..end)
    }
}

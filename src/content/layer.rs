//! The table of layers: what a text can be wrapped in, and who unwraps it.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::span_map::Unwrapped;
use super::{Fragment, Language, LayerName};
use super::{
    base32, base64, bytecode, css_escape, entities, escape, flight, fold, hex, markup, packed,
    payload, percent, quoted_printable, wide,
};

/// A text that was unwrapped from another.
#[derive(Debug)]
pub(crate) struct Child {
    /// What it was wrapped in.
    pub(crate) layer: LayerName,
    /// Its bytes, and the way back.
    pub(crate) text: Text,
    /// What kind of text it is.
    pub(crate) language: Language,
    /// How sure it is that whoever reads the page gets this text.
    pub(crate) certainty: Certainty,
}

/// The bytes of a child, and how they relate to its parent's.
#[derive(Debug)]
pub(crate) enum Text {
    /// Every byte has a place in the parent.
    Mapped(Unwrapped),
    /// None has: a place is one in these bytes.
    Apart {
        bytes: Vec<u8>,
        /// What of the parent they were unwrapped from.
        from: Range<usize>,
        /// The path of a member of an archive.
        member: Option<String>,
    },
    /// Nothing: a bound was met before all was unwrapped.
    Cut,
}

/// How sure an unwrapping is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// The encoding leaves no choice.
    Exact,
    /// The same, and it knows where its strings begin and end, which its parent does not show.
    Bounded,
    /// It rests on something that was not followed to its end: confidence is lower by one.
    Guess,
}

impl Text {
    /// The bytes to scan.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Mapped(unwrapped) => unwrapped.bytes(),
            Self::Apart { bytes, .. } => bytes,
            Self::Cut => &[],
        }
    }
}

/// Takes children one at a time; it breaks off when a budget is used up.
pub(crate) type Give<'a> = dyn FnMut(Child) -> ControlFlow<()> + 'a;

/// Unwraps what the hints point at in a fragment, or what the fragment is as a whole.
pub(crate) type Unwrap = fn(&Fragment<'_>, &Hints, &mut Give<'_>) -> ControlFlow<()>;

/// Every layer; a new one is a file of its own beside this one, and a line here.
pub(crate) const LAYERS: &[Unwrap] = &[
    escape::unwrap,
    css_escape::unwrap,
    percent::unwrap,
    entities::unwrap,
    markup::unwrap,
    quoted_printable::unwrap,
    base64::unwrap,
    base32::unwrap,
    hex::unwrap,
    wide::unwrap,
    packed::unwrap,
    flight::unwrap,
    payload::unwrap,
    bytecode::unwrap,
    fold::unwrap,
];

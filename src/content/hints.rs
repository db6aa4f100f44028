//! Where in a text something may be wrapped: one pass over the bytes, and a closer look at what
//! it stops at.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, mask8x64, u8x64};

use super::Fragment;
use super::packing::Packing;
use super::wide::Wide;
use super::{css_escape, entities, escape, fold, markup, percent, quoted_printable};
use crate::detect::blocks::{LEVEL, is, is_among, lanes, search, shifted};
use crate::detect::sieve::{Sieve, sift};

/// Offsets in a text, each list ascending.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// Long runs of letters, digits, `-` and `_` that hold a digit, as the sweep saw them.
    pub(crate) runs: Vec<Range<usize>>,
    /// Backslashes of an escape that stands for a byte that tokens are made of, or for a backslash.
    pub(crate) escapes: Vec<usize>,
    /// First bytes of compressed texts and of archives.
    pub(crate) packed: Vec<usize>,
    /// Ends of operands that code may put together with others.
    pub(crate) operands: Vec<usize>,
    /// Backslashes of the same in CSS.
    pub(super) css_escapes: Vec<usize>,
    /// Where percent-encoding hides what needs none, and so on for others.
    pub(super) percents: Vec<usize>,
    pub(super) entities: Vec<usize>,
    pub(super) quoted: Vec<usize>,
    /// Tags that cut a value.
    pub(super) cuts: Vec<usize>,
    pub(super) wide: Vec<Wide>,
}

/// What hints are sought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sought {
    InScripts,
    Everything,
}

impl Hints {
    /// Looks for hints in a fragment, whose long runs are known already.
    pub(crate) fn of(fragment: &Fragment<'_>, runs: Vec<Range<usize>>) -> Self {
        Self::in_texts(fragment, runs, Sought::Everything)
    }

    /// Looks for what scripts and source maps have as they lie on disk.
    pub(crate) fn of_script(fragment: &Fragment<'_>, runs: Vec<Range<usize>>) -> Self {
        Self::in_texts(fragment, runs, Sought::InScripts)
    }

    fn in_texts(fragment: &Fragment<'_>, runs: Vec<Range<usize>>, sought: Sought) -> Self {
        let mut hints = Self {
            runs,
            ..Self::default()
        };
        let bytes = fragment.bytes;
        for text in fragment.texts() {
            let stops = |bytes: &[u8], all: &mut [u64]| stops(bytes, all, sought);
            search(bytes, text, stops, |at| hints.consider(bytes, at));
        }
        hints
    }

    /// Looks at a byte that the pass stopped at.
    fn consider(&mut self, bytes: &[u8], at: usize) {
        let rest = &bytes[at..];
        match rest[0] {
            b'\\' => {
                if escape::is_hint(rest) {
                    self.escapes.push(at);
                }
                if css_escape::is_hint(rest) {
                    self.css_escapes.push(at);
                }
            }
            0x1F | 0x28 | b'P' if Packing::of_bytes(rest).is_some() => self.packed.push(at),
            b'%' if percent::is_hint(rest) => self.percents.push(at),
            b'&' if !is_and(bytes, at) && entities::is_hint(rest) => self.entities.push(at),
            b'=' if quoted_printable::is_hint(bytes, at) => self.quoted.push(at),
            b'<' if markup::is_hint(bytes, at) => self.cuts.push(at),
            b'"' | b'\'' | b'`' | b']' | b'm' | b'r' | b'x' => {
                self.operands.extend(fold::operand_end(bytes, at));
            }
            _ => {}
        }
        if rest.get(1) == Some(&0) && self.wide.last().is_none_or(|it| it.range.end <= at) {
            self.wide.extend(Wide::at(bytes, at));
        }
    }
}

/// Whether an `&` is the second of code's "and".
fn is_and(bytes: &[u8], at: usize) -> bool {
    bytes[..at].ends_with(b"&") && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}

/// What may begin what is encoded in a script.
const IN_SCRIPT: Sieve<3> = Sieve::new(&[
    // What is ASCII begins with a low digit, and has two at least if they are octal.
    [b"\\", b"x01234567", b"01234567"],
    [b"\\", b"u", b"0{"],
    [
        b"%&",
        b"0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ`abcdefghijklmnopqrstuvwxyz",
        b"",
    ],
    // Entities by number, and ends of operands.
    [b"'\"`&", b"#+.", b""],
    [
        b"<",
        b"ABCDEFGHIJKLMNOQRSTUVWXYZabcdefghijklmnoqrstuvwxyz/!",
        b"",
    ],
    [b"'\"`", b" ", b"+"],
    [b"]r", b".", b"jf"],
    // `fromCharCode`, `fromCodePoint`, `TextDecoder`.
    [b"mx", b"Ct", b"hoD"],
]);

/// Says of each block, which begin with the bytes, where something may begin.
fn stops(bytes: &[u8], all: &mut [u64], sought: Sought) {
    dispatch!(*LEVEL, simd => {
        let tables = IN_SCRIPT.loaded(simd);
        for (blocks, stops) in shifted(bytes).zip(all) {
            let [first, second, third, fourth] = lanes(simd, blocks);
            let lanes = [first, second, third];
            let mut found = sift(&tables, lanes);
            if sought == Sought::Everything {
                found |= elsewhere([first, second, fourth]);
            }
            // The second of code's "and" begins no entity; `consider` sees to one that a block cuts.
            let ands = and(lanes).to_bitmask() << 1;
            *stops = found.to_bitmask() & !ands;
        }
    });
}

/// Two ampersands before a letter.
#[expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]
#[inline(always)]
fn and<S: Simd>([first, second, third]: [u8x64<S>; 3]) -> mask8x64<S> {
    is(first, b'&') & is(second, b'&') & is_among(third | 0x20, b'a', 26)
}

/// The same for what scripts do not have: quoted-printable, wide text, and packed files.
#[expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]
#[inline(always)]
fn elsewhere<S: Simd>([first, second, fourth]: [u8x64<S>; 3]) -> mask8x64<S> {
    let encoded = is_among(second, b'2', 6) | second.simd_le(b'\r') | is(second, b' ');
    // Whether a character has two bytes or four, the fourth is zero.
    let wide = is(second, 0) & is(fourth, 0) & first.simd_ge(b'\t');
    let gzip = is(first, 0x1F) & is(second, 0x8B);
    let zstd = is(first, 0x28) & is(second, 0xB5);
    let zip = is(first, b'P') & is(second, b'K');
    is(first, b'=') & encoded | wide | gzip | zstd | zip
}

//! Where in a text something may be wrapped: one pass over the bytes, and a closer look at what
//! it stops at.

#![expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, mask8x64, u8x64};

use super::Fragment;
use super::fold::Light;
use super::packing::Packing;
use super::wide::Wide;
use super::{
    css_escape, entities, escape, flight, fold, markup, payload, percent, quoted_printable,
};
use crate::detect::blocks::{LEVEL, is, is_among, lanes, search, shifted};
use crate::detect::sieve::{ASCII, Sieve, Tables, any, sift};

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
    /// Marks of what pages are sent piece by piece.
    pub(super) streams: Vec<usize>,
    /// What is known of literals that make no token.
    pub(super) light: Light,
}

/// What hints are sought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sought {
    /// Nothing: none are.
    Nothing,
    /// What scripts and source maps have as they lie on disk.
    InScripts,
    Everything,
}

impl Hints {
    /// Looks for hints of everything in a fragment, whose long runs are known already.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn of(fragment: &Fragment<'_>, runs: Vec<Range<usize>>) -> Self {
        let fragment = fragment.clone().with(Sought::Everything);
        Self::sought_in(&fragment).with_runs(runs)
    }

    /// Looks for what is sought in a fragment, where no other pass goes over it.
    pub(crate) fn sought_in(fragment: &Fragment<'_>) -> Self {
        let mut hints = Self::default();
        let bytes = fragment.bytes;
        let stops = |bytes: &[u8], all: &mut [u64]| stops(bytes, all, fragment.sought);
        for text in fragment.texts() {
            search(bytes, text, stops, |at| hints.consider(bytes, at));
        }
        hints
    }

    /// The same, with the long runs.
    pub(crate) fn with_runs(self, runs: Vec<Range<usize>>) -> Self {
        Self { runs, ..self }
    }

    /// Looks closer at a place that the pass stopped at; places ascend.
    pub(crate) fn consider(&mut self, bytes: &[u8], at: usize) {
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
            b'u' => {
                // In shorter vectors the pass may have stopped there already.
                let is_new = |it: &usize| self.escapes.last() != Some(it);
                let hint = escape::hint_before(bytes, at).filter(is_new);
                self.escapes.extend(hint);
            }
            b'%' if percent::is_hint(rest) => self.percents.push(at),
            b'&' if !is_and(bytes, at) && entities::is_hint(rest) => self.entities.push(at),
            b'=' if quoted_printable::is_hint(bytes, at) => self.quoted.push(at),
            b'<' if markup::is_hint(bytes, at) => self.cuts.push(at),
            b'_' | b'.' if flight::is_hint(rest) || payload::is_hint(bytes, at) => {
                self.streams.push(at);
            }
            b'"' | b'\'' | b'`' | b']' | b'm' | b'r' | b'x' => {
                self.operands
                    .extend(fold::operand_end(bytes, at, &mut self.light));
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
const IN_SCRIPT: Sieve<3, ASCII> = Sieve::new(&[
    // What is ASCII begins with a low digit, and has two at least if they are of CSS or octal.
    [b"\\", b"x01234567", b"0123456789"],
    // `\u00`, from its second byte on.
    [b"u", b"0", b"0"],
    [
        b"%&",
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    ],
    // Entities by number, and ends of operands.
    [b"'\"`&", b"#+.", b""],
    // Tags that leave the text round them on one line, and comments.
    [
        b"<",
        b"AaBbCcDdEeFfIiKkMmQqSsTtUuVvWw/!",
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/> \n\r\t-",
    ],
    [b"'\"`", b" ", b"+"],
    // `].join`, `r.from`, `\u{`.
    [b"]r\\", b".u", b"jf{"],
    // `fromCharCode`, `fromCodePoint`, `TextDecoder`.
    [b"mx", b"Ct", b"hoD"],
]);

/// What may begin what scripts do not have as they lie on disk.
const ELSEWHERE: Sieve<3, ASCII> = Sieve::new(&[
    // Quoted-printable: an octet, and a line that goes on.
    [b"=", b"234567", b""],
    [b"=", b"\t\n\x0B\x0C\r", b""],
    [b"=", b" ", b""],
    // Packed files.
    [b"\x1F\x28", b"\x8B\xB5", b"\x08\x2F"],
    [b"P", b"K", b"\x03"],
    // What pages are sent: `_f.push`, `__FLIGHT_DATA`, `__NUXT_DATA__`, and `.enqueue`.
    [b"_", b"_f", b"FN."],
    [b".", b"e", b"n"],
    // Escapes of CSS that begin as no octal one does.
    [b"\\", b"234567", b"abcdefABCDEF"],
]);

/// Says of each block, which begin with the bytes, where something may be wrapped.
fn stops(bytes: &[u8], all: &mut [u64], sought: Sought) {
    dispatch!(*LEVEL, simd => {
        let sieves = Sieves::loaded(simd);
        for (blocks, stops) in shifted(bytes).zip(all) {
            let lanes = lanes(simd, blocks);
            let letters = is_among(lanes[0] | 0x20, b'a', 26).to_bitmask();
            *stops = sieves.stops(lanes, u8x64::splat(simd, 0), letters, sought);
        }
    });
}

/// What tells in vectors where something may be wrapped.
pub(crate) struct Sieves<S: Simd> {
    in_script: Tables<S, 3, ASCII>,
    elsewhere: Tables<S, 3, ASCII>,
}

impl<S: Simd> Sieves<S> {
    #[inline(always)]
    pub(crate) fn loaded(simd: S) -> Self {
        Self {
            in_script: IN_SCRIPT.loaded(simd),
            elsewhere: ELSEWHERE.loaded(simd),
        }
    }

    /// Says where something may be wrapped that begins in a block, by its bytes and by those that
    /// follow each, and by which are of tokens; and where another sieve found something.
    #[inline(always)]
    pub(crate) fn stops(
        &self,
        lanes: [u8x64<S>; 4],
        others: u8x64<S>,
        tokens: u64,
        sought: Sought,
    ) -> u64 {
        if sought == Sought::Nothing {
            return any(others);
        }
        let [first, second, third, fourth] = lanes;
        let lanes = [first, second, third];
        let mut found = others | sift(&self.in_script, lanes);
        if sought == Sought::Everything {
            let wide = wide(first, second, fourth).select(u8x64::splat(first.simd, 1), found);
            found |= sift(&self.elsewhere, lanes) | wide;
        }
        // The second of code's "and" begins no entity; `consider` sees to one that a block cuts.
        let ands = is(first, b'&').to_bitmask();
        any(found) & !(ands << 1 & ands & tokens >> 1)
    }
}

/// Characters of two bytes or four that are text: the fourth byte is zero in either.
#[inline(always)]
fn wide<S: Simd>(first: u8x64<S>, second: u8x64<S>, fourth: u8x64<S>) -> mask8x64<S> {
    is(second, 0) & is(fourth, 0) & is_among(first, b'\t', b'~' - b'\t' + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Language;

    /// Gives one of the lists of hints.
    type List = fn(&Hints) -> &[usize];

    #[test]
    fn the_pass_stops_at_each_byte_of_a_token_by_its_number() {
        const ESCAPES: List = |it| &it.escapes;
        const CSS: List = |it| &it.css_escapes;
        const PERCENTS: List = |it| &it.percents;
        const ENTITIES: List = |it| &it.entities;
        for byte in (b'!'..=b'~').filter(|it| it.is_ascii_alphanumeric() || b"-_".contains(it)) {
            let told = [
                (ESCAPES, format!("\\x{byte:02x}")),
                (ESCAPES, format!("\\x{byte:02X}")),
                (ESCAPES, format!("\\u{byte:04x}")),
                (ESCAPES, format!("\\u{byte:04X}")),
                (ESCAPES, format!("\\u{{{byte:x}}}")),
                (ESCAPES, format!("\\{byte:o}")),
                (CSS, format!("\\{byte:x} ")),
                (CSS, format!("\\{byte:X} ")),
                (CSS, format!("\\{byte:06x}")),
                (PERCENTS, format!("%{byte:02x}")),
                (PERCENTS, format!("%{byte:02X}")),
                (PERCENTS, format!("%25{byte:02x}")),
                (PERCENTS, format!("%u{byte:04x}")),
                (ENTITIES, format!("&#{byte};")),
                (ENTITIES, format!("&#x{byte:x};")),
            ];
            for (list, form) in told {
                for before in [0, 1, 62, 63, 64, 65] {
                    let text = format!("{}{form}", "-".repeat(before));
                    let hints = Hints::of(
                        &Fragment::whole(text.as_bytes(), Language::Other),
                        Vec::new(),
                    );
                    assert_eq!(list(&hints), [before], "{form} behind {before} bytes");
                }
            }
        }
    }
}

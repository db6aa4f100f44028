//! Where in a text something may be wrapped: one pass over the bytes, and a closer look at what
//! it stops at.

use std::ops::Range;

use super::packing::Packing;
use super::wide::Wide;
use super::{css_escape, entities, escape, fold, markup, percent, quoted_printable};
use crate::detect::runs::{BLOCK, bits};

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

/// How many bytes behind its first one the pass looks at.
const AHEAD: usize = 2;

impl Hints {
    /// Looks for hints in a text, whose long runs are known already.
    pub(crate) fn of(bytes: &[u8], runs: Vec<Range<usize>>) -> Self {
        Self::pass(bytes, runs, |first, second, third| {
            in_script(first, second, third) | elsewhere(first, second)
        })
    }

    /// Looks for what scripts and source maps have as they lie on disk.
    pub(crate) fn of_script(bytes: &[u8], runs: Vec<Range<usize>>) -> Self {
        Self::pass(bytes, runs, in_script)
    }

    #[inline]
    fn pass(bytes: &[u8], runs: Vec<Range<usize>>, is_stop: impl Fn(u8, u8, u8) -> u8) -> Self {
        let mut hints = Self {
            runs,
            ..Self::default()
        };
        let mut start = 0;
        while let Some(block) = bytes[start..].first_chunk() {
            hints.consider_all(bytes, start, stops(block, &is_stop));
            start += BLOCK;
        }
        for start in (start..bytes.len()).step_by(BLOCK) {
            let rest = &bytes[start..bytes.len().min(start + BLOCK + AHEAD)];
            let mut last = [0; BLOCK + AHEAD];
            last[..rest.len()].copy_from_slice(rest);
            hints.consider_all(bytes, start, stops(&last, &is_stop));
        }
        hints
    }

    fn consider_all(&mut self, bytes: &[u8], start: usize, mut stops: u64) {
        while stops != 0 {
            self.consider(bytes, start + stops.trailing_zeros() as usize);
            stops &= stops - 1;
        }
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
            b'&' if entities::is_hint(rest) => self.entities.push(at),
            b'=' if quoted_printable::is_hint(bytes, at) => self.quoted.push(at),
            b'<' if markup::is_hint(bytes, at) => self.cuts.push(at),
            _ => {}
        }
        self.operands.extend(fold::operand_end(bytes, at));
        if rest.get(1) == Some(&0) && self.wide.last().is_none_or(|it| it.range.end <= at) {
            self.wide.extend(Wide::at(bytes, at));
        }
    }
}

/// One bit for each byte of the block that may begin something, by it and the next one.
///
/// Written like the pass that finds runs, for the compiler to turn into vector code.
#[inline]
fn stops(block: &[u8; BLOCK + AHEAD], is_stop: impl Fn(u8, u8, u8) -> u8) -> u64 {
    let mut flags = [0; BLOCK];
    for (index, flag) in flags.iter_mut().enumerate() {
        *flag = is_stop(block[index], block[index + 1], block[index + 2]);
    }
    // Most blocks have none, and to see that costs less than to gather them.
    let eights = flags.as_chunks::<8>().0.iter();
    let any = eights.fold(0, |all, eight| all | u64::from_le_bytes(*eight));
    if any == 0 { 0 } else { bits(&flags) }
}

/// 1 for bytes that may begin what is encoded in a script, 0 for others.
#[inline]
fn in_script(first: u8, second: u8, third: u8) -> u8 {
    let escape =
        u8::from(second == b'x') | u8::from(second == b'u') | u8::from(second & 0xF8 == b'0');
    let sign = u8::from(first == b'%') | u8::from(first == b'&') | u8::from(first == b'<');
    u8::from(first == b'\\') & escape | sign | fold::may_join(first, second, third)
}

/// The same for what scripts do not have: quoted-printable, wide text, and packed files.
#[inline]
fn elsewhere(first: u8, second: u8) -> u8 {
    let encoded = u8::from(second.wrapping_sub(b'2') <= 5)
        | u8::from(second <= b'\r')
        | u8::from(second == b' ');
    let wide = u8::from(second == 0) & u8::from(first >= b'\t');
    let is = |byte: u8, other: u8| u8::from(byte == other);
    let gzip = is(first, 0x1F) & is(second, 0x8B);
    let zstd = is(first, 0x28) & is(second, 0xB5);
    let zip = is(first, b'P') & is(second, b'K');
    u8::from(first == b'=') & encoded | wide | gzip | zstd | zip
}

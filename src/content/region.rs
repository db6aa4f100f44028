//! How much of a text is unwrapped round the places where something in it is encoded.

use std::ops::Range;

/// What is unwrapped on both sides, for the words that tell what a value is.
const CONTEXT: usize = 256;

/// How far a region goes on where nothing delimits the value that it would cut: an encoded text may
/// need an encoding again every few thousand digits.
const LONGEST: usize = 64 << 10;

/// The same on one side of a place that has a region of its own, whatever stands beside it.
const LONGEST_ALONE: usize = 4096;

/// The surroundings of some offsets, which ascend: neighbours together, no value cut.
pub(super) fn regions<'a>(
    bytes: &'a [u8],
    offsets: &'a [usize],
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut offsets = offsets.iter().copied().peekable();
    std::iter::from_fn(move || {
        let first = offsets.next()?;
        let mut end = end(bytes, first, 0);
        while let Some(next) = offsets.next_if(|next| *next <= end) {
            end = self::end(bytes, next, end);
        }
        Some(start_within(bytes, first, LONGEST)..end)
    })
}

/// Where to begin before an offset: behind a delimiter, where there is one.
pub(super) fn start(bytes: &[u8], offset: usize) -> usize {
    start_within(bytes, offset, LONGEST_ALONE)
}

fn start_within(bytes: &[u8], offset: usize, longest: usize) -> usize {
    let near = offset.saturating_sub(CONTEXT);
    let far = near.saturating_sub(longest);
    if let Some(at) = bytes[far..near].iter().rposition(|it| is_delimiter(*it)) {
        return far + at + 1;
    }
    if far == 0 {
        return 0;
    }
    // Behind no odd backslash, which would escape what is first.
    let backslashes = bytes[far..offset].iter().take_while(|&&it| it == b'\\');
    far + backslashes.count()
}

/// Where to end behind an offset; up to `passed` there is no delimiter, or there the first one is.
fn end(bytes: &[u8], offset: usize, passed: usize) -> usize {
    let near = bytes.len().min(offset + CONTEXT);
    let far = bytes.len().min(near + LONGEST);
    let near = near.max(passed);
    let delimiter = bytes[near..far].iter().position(|it| is_delimiter(*it));
    delimiter.map_or(far, |at| near + at)
}

/// What stands round values in nearly every notation, and in hardly any of them.
fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b',' | b'\t')
}

/// Whether a byte is one that values are made of, for which no encoding is needed.
pub(super) fn is_needless(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || is_joint(byte)
}

/// Whether an encoded byte, and what follows it as it stands, may begin another encoding: what
/// hides that hides all that is behind it.
pub(super) fn opens(byte: u8, rest: &[u8]) -> bool {
    const TAGS: [&[u8]; 4] = [b"span", b"/span", b"wbr", b"!--"];
    match byte {
        b'\\' => matches!(rest.first(), Some(b'x' | b'u' | b'0'..=b'7')),
        b'&' => behind_amp(rest).is_some_and(is_number),
        b'%' => hex_pair(rest).is_some(),
        // Wide text, of which its zeros alone needed an encoding.
        0 => rest
            .split_first()
            .is_some_and(|(it, rest)| is_text(*it) && is_hidden_zero(rest)),
        b'<' => TAGS.iter().any(|it| rest.starts_with(it)),
        _ => false,
    }
}

/// Whether a `#` comes next, behind the zeros of wide text perhaps.
fn is_number(mut text: &[u8]) -> bool {
    while let Some((0, length)) = first(text).filter(|it| it.1 > 1) {
        text = &text[length..];
    }
    matches!(first(text), Some((b'#', _)))
}

fn is_hidden_zero(rest: &[u8]) -> bool {
    matches!(first(rest), Some((0, length)) if length > 1)
}

/// What stands behind an `&` that is itself written as an entity, any number of times.
fn behind_amp(mut rest: &[u8]) -> Option<&[u8]> {
    while let Some(end) = rest.strip_prefix(b"amp") {
        let (_, length) = first(end).filter(|(it, _)| *it == b';')?;
        rest = &end[length..];
    }
    Some(rest)
}

/// The first character of a text, however it is written, and the length of that.
fn first(text: &[u8]) -> Option<(u8, usize)> {
    let pair = |digits: usize, text: &[u8]| Some((hex_pair(text)?, digits + 2));
    let number = |radix: u32, from: usize| {
        let digits = text[from..].iter().take(4);
        let count = digits.take_while(|it| char::from(**it).is_digit(radix));
        let end = from + count.count();
        let value = str::from_utf8(&text[from..end]).ok()?;
        let value = u8::from_str_radix(value, radix).ok()?;
        Some((value, end + usize::from(text.get(end) == Some(&b';'))))
    };
    match text {
        [b'%', digits @ ..] => {
            let mut length = 1;
            let mut digits = digits;
            while let Some(rest) = digits.strip_prefix(b"25") {
                (digits, length) = (rest, length + 2);
            }
            pair(length, digits)
        }
        // A string within a string: its backslashes are written twice.
        [b'\\', b'\\', ..] => {
            let twice = text.iter().take_while(|it| **it == b'\\').count() - 1;
            let (byte, length) = first(&text[twice..])?;
            Some((byte, twice + length))
        }
        [b'\\', b'x', digits @ ..] => pair(2, digits),
        [b'\\', b'u', b'0', b'0', digits @ ..] => pair(4, digits),
        [b'=', digits @ ..] if hex_pair(digits).is_some() => pair(1, digits),
        [b'&', b'#', b'x' | b'X', ..] => number(16, 3),
        [b'&', b'#', ..] => number(10, 2),
        _ if text.starts_with(b"&num;") => Some((b'#', 5)),
        _ => Some((*text.first()?, 1)),
    }
}

fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b'.' | b':' | b'/' | b'+' | b'=')
}

/// Printable ASCII, or white space that text has.
pub(super) fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t')
}

/// Whether some bytes are text, in UTF-16 or UTF-32 perhaps.
pub(super) fn are_text(bytes: &[u8]) -> bool {
    let are_wide = |width: usize| {
        let narrow = |low: usize| {
            let mut bytes = bytes.iter().enumerate();
            bytes.all(|(at, it)| {
                if at % width == low {
                    is_text(*it)
                } else {
                    *it == 0
                }
            })
        };
        (0..width).any(narrow)
    };
    bytes.iter().all(|it| is_text(*it)) || are_wide(2) || are_wide(4)
}

/// What two hexadecimal digits count.
pub(super) fn hex_pair(digits: &[u8]) -> Option<u8> {
    let [high, low, ..] = digits else {
        return None;
    };
    Some(hex_digit(*high)? << 4 | hex_digit(*low)?)
}

/// What a hexadecimal digit counts, from a table: some layers ask it of thousands of bytes in a row.
pub(super) fn hex_digit(digit: u8) -> Option<u8> {
    const NONE: u8 = 16;
    const VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let mut value = 0;
        while value < NONE {
            let lower = b"0123456789abcdef"[value as usize];
            values[lower as usize] = value;
            values[lower.to_ascii_uppercase() as usize] = value;
            value += 1;
        }
        values
    };
    let value = VALUES[usize::from(digit)];
    (value < NONE).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_another_way_opens_an_encoding_too() {
        for (byte, rest) in [
            (b'&', "#115;"),
            (b'&', "%23115"),
            (b'&', "%2523115"),
            (b'&', "amp%3bamp%3b%23x73"),
            (b'&', "amp\\u003b\\x23"),
            (b'&', "amp;=00#=00"),
            (b'&', "=00=00=00#"),
            (0, "x%25007"),
            (0, "x\\\\u0000y"),
            (0, "k\\u0000e"),
            (0, "k&#0;"),
        ] {
            assert!(opens(byte, rest.as_bytes()), "{rest}");
        }
        for (byte, rest) in [
            (b'&', "amp;a"),
            (b'&', "nbsp;"),
            (0, "ke"),
            (0, "k\0e"),
            (b'&', ""),
        ] {
            assert!(!opens(byte, rest.as_bytes()), "{rest}");
        }
    }

    #[test]
    fn neighbours_share_a_region_and_strangers_do_not() {
        let text = "x,".repeat(1000);
        let all: Vec<_> = regions(text.as_bytes(), &[500, 700, 1400]).collect();
        assert_eq!(all, [244..957, 1144..1657]);
    }

    #[test]
    fn a_long_value_is_not_cut() {
        let text = format!("a,\"{}\",b", "x".repeat(2000));
        assert_eq!(regions(text.as_bytes(), &[3]).next(), Some(0..2003));
        assert_eq!(regions(text.as_bytes(), &[2000]).next(), Some(3..2006));
    }

    #[test]
    fn an_encoded_text_is_not_cut_between_hints() {
        let text = format!("\"{}\",{}", "x".repeat(20_000), "y".repeat(300));
        let all: Vec<_> = regions(text.as_bytes(), &[9000, 16_000]).collect();
        assert_eq!(all, [1..20_001]);
        let all: Vec<_> = regions(text.as_bytes(), &[19_900, 19_950, 20_002]).collect();
        assert_eq!(all, [1..text.len()]);
    }

    #[test]
    fn what_nothing_delimits_is_bounded() {
        let reach = CONTEXT + LONGEST;
        let text = "x".repeat(4 * reach);
        let all: Vec<_> = regions(text.as_bytes(), &[0, 2 * reach]).collect();
        assert_eq!(all, [0..reach, reach..3 * reach]);
        assert_eq!(
            start(text.as_bytes(), 2 * reach),
            2 * reach - CONTEXT - LONGEST_ALONE
        );
    }
}

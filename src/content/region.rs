//! How much of a text is unwrapped round the places where something in it is encoded.

use std::ops::Range;

/// What is unwrapped on both sides, for the words that tell what a value is.
const CONTEXT: usize = 256;

/// How far a region goes on where nothing delimits the value that it would cut.
const LONGEST: usize = 4096;

/// The surroundings of some offsets, which ascend: neighbours together, no value cut.
pub(super) fn regions<'a>(
    bytes: &'a [u8],
    offsets: &'a [usize],
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut offsets = offsets.iter().copied().peekable();
    std::iter::from_fn(move || {
        let first = offsets.next()?;
        let mut last = first;
        loop {
            while let Some(next) = offsets.next_if(|next| *next <= last + CONTEXT) {
                last = next;
            }
            let end = end(bytes, last);
            let Some(next) = offsets.next_if(|next| *next <= end) else {
                return Some(start(bytes, first)..end);
            };
            last = next;
        }
    })
}

/// Where to begin before an offset: behind a delimiter, where there is one.
pub(super) fn start(bytes: &[u8], offset: usize) -> usize {
    let near = offset.saturating_sub(CONTEXT);
    let far = near.saturating_sub(LONGEST);
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

fn end(bytes: &[u8], offset: usize) -> usize {
    let near = bytes.len().min(offset + CONTEXT);
    let far = bytes.len().min(near + LONGEST);
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
    const NUMBERS: [&[u8]; 6] = [b"#", b"%23", b"&#35;", b"&num;", b"\\u0023", b"\\x23"];
    const TAGS: [&[u8]; 4] = [b"span", b"/span", b"wbr", b"!--"];
    // Wide text, of which its zeros alone needed an encoding.
    const ZEROS: [&[u8]; 5] = [b"\\u0000", b"\\x00", b"%00", b"=00", b"&#0;"];
    match byte {
        b'\\' => matches!(rest.first(), Some(b'x' | b'u' | b'0'..=b'7')),
        b'&' => NUMBERS.iter().any(|it| begins(behind_amp(rest), it)),
        b'%' => hex_pair(rest).is_some(),
        0 => {
            rest.first().is_some_and(|it| is_text(*it))
                && ZEROS.iter().any(|it| rest[1..].starts_with(it))
        }
        b'<' => TAGS.iter().any(|it| rest.starts_with(it)),
        _ => false,
    }
}

fn begins(text: &[u8], with: &[u8]) -> bool {
    text.get(..with.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(with))
}

/// What stands behind an `&` that is itself written as an entity.
fn behind_amp(rest: &[u8]) -> &[u8] {
    const ENDS: [&[u8]; 5] = [b";", b"%3b", b"\\u003b", b"\\x3b", b"&#59;"];
    let Some(end) = rest.strip_prefix(b"amp") else {
        return rest;
    };
    let length = ENDS.iter().find(|it| begins(end, it)).map(|it| it.len());
    length.map_or(rest, |it| &end[it..])
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

/// What a hexadecimal digit counts.
pub(super) fn hex_digit(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|it| u8::try_from(it).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn what_nothing_delimits_is_bounded() {
        let text = "x".repeat(20_000);
        let all: Vec<_> = regions(text.as_bytes(), &[0, 10_000]).collect();
        assert_eq!(all, [0..4352, 5648..14_352]);
    }
}

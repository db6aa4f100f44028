//! From byte offsets in a text to lines and columns.

use super::vlq::Spot;

/// The place of each offset in a text; the offsets ascend.
pub(super) fn spots(text: &[u8], offsets: impl IntoIterator<Item = usize>) -> Vec<Spot> {
    let mut line = 0;
    let mut start = 0;
    let mut passed = 0;
    let place = |offset: usize| {
        let offset = offset.min(text.len());
        let begun = passed;
        for feed in memchr::memchr_iter(b'\n', &text[begun..offset]) {
            line += 1;
            start = begun + feed + 1;
        }
        passed = offset;
        Spot {
            line,
            column: units(&text[start..offset]),
        }
    };
    offsets.into_iter().map(place).collect()
}

/// Length in UTF-16 units.
fn units(text: &[u8]) -> u64 {
    String::from_utf8_lossy(text).encode_utf16().count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_zero_in_utf_16_units() {
        let text = "a\né😀b\nc".as_bytes();
        let at = |byte| text.iter().position(|it| *it == byte).unwrap();
        let places = spots(text, [0, at(b'b'), at(b'c'), 99]);
        let places: Vec<_> = places.iter().map(|it| (it.line, it.column)).collect();
        assert_eq!(places, [(0, 0), (1, 3), (2, 0), (2, 1)]);
    }
}

//! The stretches of a source map that hold no text: its mappings, which are numbers
//! (<https://tc39.es/ecma426/>), a quarter of many a map.

use std::ops::Range;

use memchr::memmem;

/// Shorter ones are not worth a break.
const SHORTEST: usize = 1024;

/// As much of either end is looked at, to see that these are mappings.
const ENDS: usize = 64;

/// The insides of all mappings in a source map, in order.
pub(super) fn all_of(bytes: &[u8]) -> Vec<Range<usize>> {
    const KEY: &[u8] = b"\"mappings\"";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = memmem::find(&bytes[from..], KEY) {
        from += at + KEY.len();
        let Some(inside) = string_after(bytes, from) else {
            continue;
        };
        from = inside.end;
        if inside.len() >= SHORTEST && is_mappings(&bytes[inside.clone()]) {
            found.push(inside);
        }
    }
    found
}

/// The inside of the string that a colon and white space stand before.
fn string_after(bytes: &[u8], key_end: usize) -> Option<Range<usize>> {
    let rest = bytes[key_end..].trim_ascii_start();
    let rest = rest.strip_prefix(b":")?.trim_ascii_start();
    let inside = rest.strip_prefix(b"\"")?;
    let start = bytes.len() - inside.len();
    let length = memchr::memchr2(b'"', b'\\', inside)?;
    (inside[length] == b'"').then(|| start..start + length)
}

/// Whether a string begins and ends as mappings do: segments of a few digits, and what parts them.
fn is_mappings(string: &[u8]) -> bool {
    /// Five numbers, none above 2^31.
    const LONGEST: usize = 35;
    let are_segments = |end: &[u8]| {
        let is_digit = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
        let mut segments = end.split(|it| matches!(it, b',' | b';'));
        segments.all(|it| it.len() <= LONGEST && it.iter().all(is_digit))
    };
    are_segments(&string[..ENDS]) && are_segments(&string[string.len() - ENDS..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mappings_of_every_section_are_found() {
        let mappings = "AAAA,CAAC;;EAAE,".repeat(100);
        let map = format!(
            r#"{{"sections":[{{"mappings":"{mappings}"}},{{"mappings" : "{mappings}"}}]}}"#
        );
        let found = all_of(map.as_bytes());
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|it| map[it.clone()] == mappings));
    }

    #[test]
    fn what_is_no_mappings_is_read_as_text() {
        let short = r#"{"mappings":"AAAA"}"#.to_owned();
        let token = format!(r#"{{"mappings":"sk{}"}}"#, "Ab1".repeat(400));
        let text = format!(r#"{{"mappings":"{}"}}"#, "a b ".repeat(400));
        let escaped = format!(
            r#"{{"mappings":"{}\"{}"}}"#,
            "AAAA,".repeat(400),
            "AAAA,".repeat(400)
        );
        let open = format!(r#"{{"mappings":"{}"#, "AAAA,".repeat(400));
        for map in [short, token, text, escaped, open] {
            assert!(all_of(map.as_bytes()).is_empty(), "{}", &map[..18]);
        }
    }
}

//! Window edges: whatever the size of file and window, each match is found once at its place.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

use spillcheck::scan::Windows;

use super::detector::{Folder, NEEDLE, place, places_of, scan_file, tiny};

/// Pieces of text that make edges interesting.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => Just(NEEDLE.as_bytes().to_vec()),
        1 => Just(NEEDLE.as_bytes()[..9].to_vec()),
        2 => "[a-zé€😀\r\n]{0,9}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..6),
    ]
}

/// What must be found: start, end, line, and the column an editor shows, which replaces what is
/// ill-formed.
fn expected(bytes: &[u8]) -> Vec<(u64, u64, u64, u64)> {
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    places_of(NEEDLE.as_bytes(), bytes)
        .into_iter()
        .map(|start| {
            let before = &bytes[mark..start];
            let line = before.split(|byte| *byte == b'\n').count();
            let text = before.rsplit(|byte| *byte == b'\n').next().unwrap();
            let column = 1 + String::from_utf8_lossy(text).encode_utf16().count();
            (
                start as u64,
                (start + NEEDLE.len()) as u64,
                line as u64,
                column as u64,
            )
        })
        .collect()
}

fn found(path: &Path, windows: Windows) -> Vec<(u64, u64, u64, u64)> {
    let scan = scan_file(path, windows);
    assert_eq!(scan.notifications, []);
    scan.sightings.iter().map(place).collect()
}

proptest! {
    #[test]
    fn a_match_is_found_once_at_its_place(
        pieces in vec(piece(), 0..30),
        size in 1_usize..80,
        whole in 0_usize..80,
    ) {
        let bytes = pieces.concat();
        let folder = Folder::new();
        let path = folder.write("app.js", &bytes);
        let windows = Windows { whole, ..tiny(size) };
        prop_assert_eq!(found(&path, windows), expected(&bytes));
        prop_assert_eq!(found(&path, Windows::default()), expected(&bytes));
    }

    #[test]
    fn a_match_in_utf_16_is_found_once_at_its_place(
        pieces in vec("(NEEDLE-abcdefgh|[a-zé€😀\n]{0,9})", 0..20),
        size in 1_usize..60,
        big_endian in any::<bool>(),
    ) {
        let text = pieces.concat();
        let to_bytes = if big_endian { u16::to_be_bytes } else { u16::to_le_bytes };
        let marked = format!("\u{FEFF}{text}");
        let bytes: Vec<u8> = marked.encode_utf16().flat_map(to_bytes).collect();
        // The narrow text has a unit where UTF-16 has one, so the offsets follow from it.
        let units: BTreeMap<usize, usize> = text
            .char_indices()
            .scan(0, |unit, (at, c)| {
                let here = *unit;
                *unit += c.len_utf16();
                Some((at, here))
            })
            .collect();
        let expected: Vec<_> = expected(text.as_bytes())
            .into_iter()
            .map(|(start, _, line, column)| {
                let start = 2 + 2 * units[&usize::try_from(start).unwrap()] as u64;
                (start, start + 2 * NEEDLE.len() as u64, line, column)
            })
            .collect();
        let folder = Folder::new();
        let path = folder.write("app.js", &bytes);
        prop_assert_eq!(found(&path, tiny(size)), expected.clone());
        prop_assert_eq!(found(&path, Windows::default()), expected);
    }
}

/// The real windows, and the real chunks in which lines and columns are counted.
#[test]
fn the_real_edges_hold_in_a_file_of_real_size() {
    let windows = Windows::default();
    let edges = [1 << 20, windows.size, windows.whole, 3 * windows.size];
    for shift in [0, 1, 7, 14, 15, 16] {
        let mut bytes = "😀".repeat(13 << 18).into_bytes();
        for edge in edges {
            // A needle takes the place of whole characters, the rest of which is filled up.
            let start = (edge - shift) / 4 * 4;
            bytes[start..start + 20].fill(b' ');
            let start = edge - shift;
            bytes[start..start + NEEDLE.len()].copy_from_slice(NEEDLE.as_bytes());
        }
        let folder = Folder::new();
        let path = folder.write("app.js", &bytes);
        assert_eq!(found(&path, windows), expected(&bytes), "{shift}");
    }
}

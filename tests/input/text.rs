//! Lines, columns and encodings.

use spillcheck::content::LayerName;
use spillcheck::scan::Windows;

use super::detector::{Folder, NEEDLE, place, scan_file, tiny};

/// Where the only needle of a file of these bytes is said to stand, in one piece and in windows.
fn found_at(bytes: &[u8]) -> (u64, u64, u64, u64) {
    let folder = Folder::new();
    let path = folder.write("app.js", bytes);
    let places = [Windows::default(), tiny(7)].map(|windows| {
        let found = scan_file(&path, windows);
        assert_eq!(found.notifications, []);
        assert_eq!(found.sightings.len(), 1);
        assert_eq!(found.summary.bytes, bytes.len() as u64);
        place(&found.sightings[0])
    });
    assert_eq!(places[0], places[1]);
    places[0]
}

#[test]
fn lines_end_at_a_line_feed() {
    assert_eq!(found_at(NEEDLE.as_bytes()), (0, 15, 1, 1));
    assert_eq!(
        found_at(format!("a\r\n\rb\n {NEEDLE}").as_bytes()),
        (7, 22, 3, 2)
    );
}

#[test]
fn columns_count_utf_16_units() {
    assert_eq!(
        found_at(format!("\né€😀 {NEEDLE}").as_bytes()),
        (11, 26, 2, 6)
    );
}

#[test]
fn the_mark_of_utf_8_is_no_column() {
    assert_eq!(
        found_at(format!("\u{FEFF}a{NEEDLE}").as_bytes()),
        (4, 19, 1, 2)
    );
    assert_eq!(
        found_at(format!("\u{FEFF}a\nb{NEEDLE}").as_bytes()),
        (6, 21, 2, 2)
    );
}

#[test]
fn zero_bytes_are_bytes() {
    let mut bytes = vec![0; 100];
    bytes.extend(NEEDLE.bytes());
    bytes.extend([0, 0xFF]);
    assert_eq!(found_at(&bytes), (100, 115, 1, 101));
}

#[test]
fn utf_16_with_its_mark_is_read() {
    let text = format!("\u{FEFF}é\n😀€{NEEDLE}!");
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(to_bytes).collect();
        assert_eq!(found_at(&bytes), (12, 42, 2, 4));
        let folder = Folder::new();
        let path = folder.write("app.js", &bytes);
        let found = scan_file(&path, Windows::default());
        assert_eq!(found.sightings[0].layers, [LayerName::Utf16]);
    }
}

#[test]
fn wide_text_without_a_mark_is_read_wherever_it_stands() {
    let two = |order: fn(u16) -> [u8; 2]| NEEDLE.encode_utf16().flat_map(order).collect();
    let four = |order: fn(u32) -> [u8; 4]| {
        let numbers = NEEDLE.chars().map(u32::from);
        numbers.flat_map(order).collect::<Vec<u8>>()
    };
    let texts: [Vec<u8>; 4] = [
        two(u16::to_le_bytes),
        two(u16::to_be_bytes),
        four(u32::to_le_bytes),
        four(u32::to_be_bytes),
    ];
    for text in texts {
        for name in ["app.js", "index.android.bundle"] {
            let folder = Folder::new();
            let path = folder.write(name, &text);
            let found = scan_file(&path, Windows::default());
            assert_eq!(found.sightings.len(), 1);
            let (start, end, ..) = place(&found.sightings[0]);
            assert_eq!((start, end), (0, text.len() as u64));
        }
    }
}

#[test]
fn what_looks_like_utf_16_by_chance_is_read_as_bytes() {
    let bytes = [b"\xFF\xFE".as_slice(), NEEDLE.as_bytes()].concat();
    let folder = Folder::new();
    let path = folder.write("app.bin", &bytes);
    let found = scan_file(&path, Windows::default());
    assert_eq!(found.sightings.len(), 1);
    assert_eq!(found.sightings[0].layers, []);
    assert_eq!(place(&found.sightings[0]), (2, 17, 1, 3));
}

#[test]
fn many_matches_in_one_long_line_cost_one_pass() {
    let folder = Folder::new();
    let line = format!("é{NEEDLE}").repeat(700_000);
    let path = folder.write("app.js", &line);
    let found = scan_file(&path, Windows::default());
    assert_eq!(found.sightings.len(), 700_000);
    for (index, sighting) in (0..).zip(&found.sightings) {
        assert_eq!(place(sighting).3, index * 16 + 2);
    }
}

//! Exact places, whatever the bytes around a token are.

use serde_json::Value;

use crate::tree::{Tree, client, token};

/// Offset, end, line and column of the only token in a file of these bytes.
#[track_caller]
fn place_in(bytes: impl AsRef<[u8]>) -> [u64; 4] {
    let tree = Tree::gatsby();
    tree.write("public/app.js", bytes);
    let report = tree.here();
    assert_eq!(report.code, Some(1), "{:#}", report.json);
    let location = &report.only()["location"];
    ["start", "end", "line", "column"].map(|field| number(&location[field]))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn a_file_that_is_a_token() {
    assert_eq!(place_in(token(1)), [0, 180, 1, 1]);
    assert_eq!(place_in(token(1) + "\n"), [0, 180, 1, 1]);
}

#[test]
fn a_token_at_the_end() {
    assert_eq!(place_in(format!("a\nb='x';\n{}", token(1))), [9, 189, 3, 1]);
}

#[test]
fn lines_that_end_as_on_windows() {
    let text = format!("a\r\nb\r\nt={}\r\nc\r\n", token(1));
    assert_eq!(place_in(text), [8, 188, 3, 3]);
}

#[test]
fn zero_bytes_around_a_token() {
    let text = format!("\0\0\n\0{}\0\0", token(1));
    assert_eq!(place_in(text), [4, 184, 2, 2]);
}

#[test]
fn bytes_that_are_no_text() {
    let bytes = [
        b"\xff\xfa\x80 \xc3\x28 '".as_slice(),
        token(1).as_bytes(),
        b"'\xf0\x9f",
    ]
    .concat();
    assert_eq!(place_in(bytes)[..2], [8, 188]);
}

#[test]
fn columns_are_those_of_editors() {
    let text = format!("é😀{}", client(&token(1)));
    assert_eq!(place_in(text), [29, 209, 1, 27]);
}

#[test]
fn the_mark_of_utf_8_is_no_column() {
    assert_eq!(place_in(format!("\u{feff}'{}'", token(1))), [4, 184, 1, 2]);
}

#[test]
fn utf_16_in_either_order() {
    let text = format!("\u{feff}é\r\n😀'{}'", token(1));
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        assert_eq!(place_in(bytes), [14, 374, 2, 4]);
    }
}

//! Encoders that keep track of a value's place: the definitions that decoders are held against.

use std::fmt::Write as _;
use std::ops::Range;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

/// Bytes, and where in them the value stands, in whatever form.
pub(crate) struct Wrapped {
    pub(crate) bytes: Vec<u8>,
    pub(crate) value: Range<usize>,
}

/// A layer by name.
pub(crate) type Layer = (&'static str, fn(&Wrapped) -> Wrapped);

pub(crate) const LAYERS: &[Layer] = &[
    ("\\x", |it| {
        each(it, |byte, out| write!(out, "\\x{byte:02x}"))
    }),
    ("\\u", |it| {
        each(it, |byte, out| write!(out, "\\u{byte:04X}"))
    }),
    ("\\u{}", |it| {
        each(it, |byte, out| write!(out, "\\u{{{byte:x}}}"))
    }),
    ("json", |it| each(it, json)),
    ("css", |it| each(it, |byte, out| write!(out, "\\{byte:x} "))),
    ("css, padded", |it| {
        each(it, |byte, out| write!(out, "\\{byte:06x}"))
    }),
    ("percent", |it| {
        each(it, |byte, out| write!(out, "%{byte:02X}"))
    }),
    ("percent, some", |it| each(it, percent)),
    ("decimal entities", |it| {
        each(it, |byte, out| write!(out, "&#{byte};"))
    }),
    ("hexadecimal entities", |it| {
        each(it, |byte, out| write!(out, "&#x{byte:x};"))
    }),
    ("needed entities", needed_entities),
    ("hex", |it| each(it, |byte, out| write!(out, "{byte:02x}"))),
    ("quoted-printable", quoted_printable),
    ("base64", |it| {
        grouped(it, &BASE64_STANDARD.encode(&it.bytes), (3, 4))
    }),
    ("base64url", |it| {
        grouped(it, &BASE64_URL_SAFE_NO_PAD.encode(&it.bytes), (3, 4))
    }),
    ("base32", |it| grouped(it, &base32(&it.bytes), (5, 8))),
    ("utf-16le", |it| wide(it, |byte| vec![byte, 0])),
    ("utf-16be", |it| wide(it, |byte| vec![0, byte])),
    ("utf-32le", |it| wide(it, |byte| vec![byte, 0, 0, 0])),
    ("tags", tags),
];

impl Wrapped {
    pub(crate) fn new(before: &str, value: &str, after: &str) -> Self {
        // Letters of other scripts would be more than a byte, which not every layer takes.
        let clean = |text: &str| text.replace('é', "e");
        let (before, after) = (clean(before), clean(after));
        Self {
            value: before.len()..before.len() + value.len(),
            bytes: [before, value.to_owned(), after].concat().into_bytes(),
        }
    }
}

/// Encodes byte by byte.
fn each(plain: &Wrapped, encode: impl Fn(u8, &mut String) -> std::fmt::Result) -> Wrapped {
    let mut out = String::new();
    let mut ends = vec![0];
    for byte in &plain.bytes {
        encode(*byte, &mut out).expect("a string takes all");
        ends.push(out.len());
    }
    Wrapped {
        bytes: out.into_bytes(),
        value: ends[plain.value.start]..ends[plain.value.end],
    }
}

fn json(byte: u8, out: &mut String) -> std::fmt::Result {
    match byte {
        b'"' | b'\\' => write!(out, "\\{}", byte as char),
        b' '..=b'~' if byte != b's' => write!(out, "{}", byte as char),
        _ => write!(out, "\\u{byte:04x}"),
    }
}

fn percent(byte: u8, out: &mut String) -> std::fmt::Result {
    match byte {
        b'0'..=b'9' | b'a'..=b'z' => write!(out, "{}", byte as char),
        _ => write!(out, "%{byte:02x}"),
    }
}

/// A page in wide text has its entities in wide text as well.
fn needed_entities(plain: &Wrapped) -> Wrapped {
    if plain.bytes.contains(&0) {
        each(plain, |byte, out| write!(out, "{}", byte as char))
    } else {
        each(plain, entity)
    }
}

fn entity(byte: u8, out: &mut String) -> std::fmt::Result {
    match byte {
        b'"' => out.write_str("&quot;"),
        b'&' => out.write_str("&amp;"),
        b'<' => out.write_str("&lt;"),
        b'>' => out.write_str("&gt;"),
        b'A' => out.write_str("&#65;"),
        b'_' => out.write_str("&lowbar;"),
        _ => write!(out, "{}", byte as char),
    }
}

/// Tags cut what is read, which neither wide text nor escapes are.
fn tags(plain: &Wrapped) -> Wrapped {
    if plain.bytes.iter().any(|it| b"\0\\%&<".contains(it)) {
        return each(plain, |byte, out| write!(out, "{}", byte as char));
    }
    let mut out = Vec::new();
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    for byte in &plain.bytes {
        let (before, behind) = match byte {
            b'a' => ("<span class=\"x\">", "</span>"),
            b'3' => ("", "<!-- --><wbr>"),
            _ => ("", ""),
        };
        out.extend(before.bytes());
        starts.push(out.len());
        out.push(*byte);
        ends.push(out.len());
        out.extend(behind.bytes());
    }
    placed(plain, out, &starts, &ends)
}

/// The value is where its first and its last byte are: what encloses them is no part of it.
fn placed(plain: &Wrapped, bytes: Vec<u8>, starts: &[usize], ends: &[usize]) -> Wrapped {
    Wrapped {
        bytes,
        value: starts[plain.value.start]..ends[plain.value.end - 1],
    }
}

const HEADER: &str = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";

/// Lines of 76, as mail has them; nothing but what needs it is encoded. A short text has a header,
/// as in mail: nothing else tells it from lines that end in a `=` of their own.
fn quoted_printable(plain: &Wrapped) -> Wrapped {
    let is_short = plain.bytes.len() < 300;
    let mut out = String::from(if is_short { HEADER } else { "" });
    let (mut starts, mut ends, mut line) = (Vec::new(), Vec::new(), 0);
    for byte in &plain.bytes {
        let needs = !matches!(byte, b' '..=b'~') || *byte == b'=';
        let width = if needs { 3 } else { 1 };
        if line + width > 75 {
            out.push_str("=\r\n");
            line = 0;
        }
        starts.push(out.len());
        if needs {
            write!(out, "={byte:02X}").expect("a string takes all");
        } else {
            out.push(*byte as char);
        }
        ends.push(out.len());
        line += width;
    }
    placed(plain, out.into_bytes(), &starts, &ends)
}

/// What so many bytes at a time were encoded into.
fn grouped(plain: &Wrapped, encoded: &str, (from, to): (usize, usize)) -> Wrapped {
    let range = &plain.value;
    // Behind a quote, so that what stands before is no part of it.
    let text = format!("k=\"{encoded}\"");
    let start = range.start * to / from;
    let end = (range.end * to).div_ceil(from);
    Wrapped {
        bytes: text.into_bytes(),
        value: 3 + start..3 + end,
    }
}

/// By the definition: groups of five bits, the most significant first.
fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |it| it >> (7 - at % 8) & 1);
    let value = |digit: usize| (0..5).fold(0, |it, at| it << 1 | bit(5 * digit + at));
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digits = 0..(bytes.len() * 8).div_ceil(5);
    digits
        .map(|it| alphabet[usize::from(value(it))] as char)
        .collect()
}

/// Text is made wide once.
fn wide(plain: &Wrapped, unit: impl Fn(u8) -> Vec<u8>) -> Wrapped {
    if plain.bytes.contains(&0) {
        return each(plain, |byte, out| write!(out, "{}", byte as char));
    }
    let width = unit(0).len();
    Wrapped {
        bytes: plain.bytes.iter().flat_map(|it| unit(*it)).collect(),
        value: plain.value.start * width..plain.value.end * width,
    }
}

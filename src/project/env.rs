//! The variables in a project's own `.env*` files: their names, and never their values.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::notification::{Notification, NotificationKind};

/// Longer than any variable's name: what is longer is a piece of a value.
const MAX_NAME: usize = 64;

/// The names set in the `.env*` files at the top of `root`; files that cannot be read become remarks.
pub(super) fn names(root: &Path, remarks: &mut Vec<Notification>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files(root) {
        match read(&file) {
            Ok(bytes) => names.extend(parse(&bytes)),
            Err(why) => remarks.push(Notification::new(
                NotificationKind::Configuration,
                file,
                format!("the variables in it are not known: {why}"),
            )),
        }
    }
    names
}

fn files(root: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| is_env_file(path) && !path.is_dir())
        .collect()
}

fn is_env_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    name == b".env" || name.starts_with(b".env.")
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    // A FIFO would block: password managers put one in the place of `.env`.
    if !fs::metadata(file)?.is_file() {
        return Err(std::io::Error::other("it is no regular file"));
    }
    fs::read(file)
}

/// The names in the text of a `.env` file, as leniently as the loaders read it.
fn parse(bytes: &[u8]) -> BTreeSet<String> {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut names = BTreeSet::new();
    while !rest.is_empty() {
        let end = line_end(rest);
        let (name, value_start) = assignment(&rest[..end]).unzip();
        names.extend(name.map(str::to_owned));
        rest = &rest[value_start.map_or(end, |start| statement_end(rest, start))..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    names
}

fn line_end(bytes: &[u8]) -> usize {
    memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())
}

/// The name that a line sets, and where its value starts.
fn assignment(line: &[u8]) -> Option<(&str, usize)> {
    let separator = memchr::memchr2(b'=', b':', line)?;
    let left = std::str::from_utf8(&line[..separator]).ok()?.trim();
    let name = left.strip_prefix("export ").unwrap_or(left).trim();
    // The `==` that ends a line of Base64 sets nothing.
    let is_padding = line[separator..].trim_ascii_end() == b"==";
    (is_name(name) && !is_padding).then_some((name, separator + 1))
}

fn is_name(text: &str) -> bool {
    let is_word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let starts_well = text.bytes().next().is_some_and(|it| !it.is_ascii_digit());
    starts_well && text.len() <= MAX_NAME && text.bytes().all(is_word)
}

/// Where the statement whose value starts at `start` ends: a quoted value may span lines.
fn statement_end(bytes: &[u8], start: usize) -> usize {
    let value = &bytes[start..];
    let blank = value.iter().take_while(|it| matches!(it, b' ' | b'\t'));
    let opening = start + blank.count();
    let closing = match bytes.get(opening) {
        Some(&quote @ (b'"' | b'\'' | b'`')) => closing_quote(bytes, opening + 1, quote),
        _ => None,
    };
    let from = closing.unwrap_or(start);
    from + line_end(&bytes[from..])
}

fn closing_quote(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let found = memchr::memchr_iter(quote, &bytes[from..]).map(|at| from + at);
    found.into_iter().find(|&at| bytes[at - 1] != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: impl AsRef<[u8]>) -> Vec<String> {
        parse(text.as_ref()).into_iter().collect()
    }

    #[test]
    fn names_are_read_however_the_line_is_written() {
        let text = "\u{feff}FIRST=1\r\n  export SECOND = 'x' # why\r\n# NOT=1\n\nTHIRD: yes\nLAST=";
        assert_eq!(parsed(text), ["FIRST", "LAST", "SECOND", "THIRD"]);
    }

    #[test]
    fn lines_that_set_nothing_are_skipped() {
        assert_eq!(parsed("export ALONE\n=x\n1ST=x\nA B=x\nA-B=x"), [""; 0]);
        assert_eq!(parsed(b"BAD\xff=1\nGOOD=\xff\n"), ["GOOD"]);
    }

    #[test]
    fn no_piece_of_a_value_is_taken_for_a_name() {
        let quoted = "KEY=\"-----BEGIN\nMIIEvQIBADANBgkqhk=\nAAo==\n-----\"\nNEXT=1";
        assert_eq!(parsed(quoted), ["KEY", "NEXT"]);
        assert_eq!(parsed("KEY=-----BEGIN\nAAo==\n"), ["KEY"]);
        assert_eq!(parsed("URL=https://x/?A=b\nQ=\"a\\\"\nB=1\""), ["Q", "URL"]);
        assert_eq!(parsed(format!("{}=1", "A".repeat(65))), [""; 0]);
    }

    #[test]
    fn an_unclosed_quote_ends_with_its_line() {
        assert_eq!(parsed("A='tis\nB=1"), ["A", "B"]);
    }
}

//! Reads `.env` files as the loaders of frameworks do, so that a value is what a build was given.
//!
//! The grammar is that of the `dotenv` package.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// A variable as a file sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Assignment {
    /// Its name.
    pub(super) name: String,
    /// Its value, quotes and escapes undone.
    pub(super) value: String,
    /// The line that it begins on, from 1.
    pub(super) line: u64,
}

/// A name, an equals sign or colon, and what may be a value: quoted over lines, or up to a `#`.
static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = r#"(?-u)(?m)^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$"#;
    Regex::new(&pattern.replace("\\s", SPACE)).ok()
});

/// What JavaScript's `\s` matches, in bytes.
const SPACE: &str = r"(?:[\t-\r ]|\xC2\xA0|\xE1\x9A\x80|\xE2\x80[\x80-\x8A\xA8\xA9\xAF]|\xE2\x81\x9F|\xE3\x80\x80|\xEF\xBB\xBF)";

/// Every assignment of a file, in order; of one name the last counts.
#[must_use]
pub(super) fn parse(bytes: &[u8]) -> Vec<Assignment> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let Some(line) = LINE.as_ref() else {
        return Vec::new();
    };
    let mut assignments = Vec::new();
    for groups in line.captures_iter(text.as_bytes()) {
        let Some(name) = groups.get(1) else {
            continue;
        };
        let raw = groups.get(2).map_or("", |it| &text[it.range()]);
        let before = &text.as_bytes()[..name.start()];
        assignments.push(Assignment {
            name: text[name.range()].to_owned(),
            value: unquoted(raw.trim_matches(is_space)),
            line: 1 + memchr::memchr_iter(b'\n', before).count() as u64,
        });
    }
    assignments
}

/// Whether JavaScript takes it for white space.
fn is_space(sign: char) -> bool {
    sign == '\u{feff}' || (sign.is_whitespace() && sign != '\u{85}')
}

/// One assignment for each name: its last value at its first place.
pub(super) fn distinct(assignments: Vec<Assignment>) -> Vec<Assignment> {
    let mut all: Vec<Assignment> = Vec::new();
    for set in assignments {
        match all.iter_mut().find(|it| it.name == set.name) {
            Some(known) => *known = set,
            None => all.push(set),
        }
    }
    all
}

/// A value without its quotes; only double ones hold escapes.
fn unquoted(value: &str) -> String {
    let inner = without_quotes(value);
    if value.starts_with('"') {
        inner.replace("\\n", "\n").replace("\\r", "\r")
    } else {
        inner
    }
}

/// Takes the quotes off whatever lies between one that begins a line and the last that ends one.
fn without_quotes(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        let is_quote = matches!(first, '\'' | '"' | '`');
        let closing = is_quote.then(|| closing(rest, first)).flatten();
        let end = match closing {
            Some(end) => {
                plain.push_str(&rest[1..end]);
                end + 1
            }
            None => 0,
        };
        let line = rest[end..]
            .find('\n')
            .map_or(rest.len(), |feed| end + feed + 1);
        plain.push_str(&rest[end..line]);
        rest = &rest[line..];
    }
    plain
}

/// Where the last quote stands that ends a line.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut quotes = text.rmatch_indices(quote).map(|(at, _)| at);
    quotes.find(|&at| at > 0 && matches!(text[at + 1..].chars().next(), None | Some('\n')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<(String, String)> {
        parse(text.as_bytes())
            .into_iter()
            .map(|it| (it.name, it.value))
            .collect()
    }

    #[track_caller]
    fn one(text: &str, value: &str) {
        assert_eq!(parsed(text), [("A".to_owned(), value.to_owned())], "{text}");
    }

    #[test]
    fn values_are_read_as_the_package_reads_them() {
        one("A=b c  # why", "b c");
        one("\u{feff} export A = 'b # c' # why", "b # c");
        one("A: yes", "yes");
        one("A=\"b\\nc\\rd\"", "b\nc\rd");
        one("A='b\\nc'", "b\\nc");
        one("A=\"b\r\nc\"", "b\nc");
        one("A=`b \"c\" 'd'`", "b \"c\" 'd'");
        one("A='b' 'c'", "b' 'c");
        one("A=\"it\\\"s\"", "it\\\"s");
        one("A=b#c", "b");
        one("A=", "");
        one("A='tis", "'tis");
        one("A:\u{a0}b\u{a0}", "b");
    }

    #[test]
    fn lines_are_told() {
        let lines: Vec<_> = parse(b"A='1\n2'\n\n# x\nB=3")
            .iter()
            .map(|it| it.line)
            .collect();
        assert_eq!(lines, [1, 5]);
    }
}

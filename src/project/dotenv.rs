//! Reads `.env` files as the loaders of frameworks do, so that a value is what a build was given.
//!
//! The grammar is that of the `dotenv` package, the expansion that of `dotenv-expand`. No test holds
//! them against the originals yet.

use std::collections::HashSet;
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
    Regex::new(
        r#"(?-u)(?m)^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$"#,
    )
    .ok()
});

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
            value: unquoted(raw.trim()),
            line: 1 + memchr::memchr_iter(b'\n', before).count() as u64,
        });
    }
    assignments
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

/// Expands `$NAME` and `${NAME:-default}` in the values of a merged list, each by those before it.
///
/// Every name stands in the list once.
pub(super) fn expand(assignments: &mut [Assignment]) {
    for index in 0..assignments.len() {
        let (before, rest) = assignments.split_at_mut(index);
        let lookup = |name: &str| {
            let set = before.iter().rev().find(|it| it.name == name);
            set.map(|it| it.value.as_str())
        };
        let value = expanded(&rest[0].value, lookup);
        rest[0].value = value.replace("\\$", "$");
    }
}

fn expanded<'a>(value: &str, lookup: impl Fn(&str) -> Option<&'a str>) -> String {
    /// No honest value needs more steps; a hostile one may grow with each.
    const MOST: usize = 100;
    let mut text = value.to_owned();
    let mut seen = HashSet::new();
    for _ in 0..MOST {
        let Some((start, end)) = reference(&text) else {
            break;
        };
        let template = text[start..end].to_owned();
        seen.insert(text.clone());
        let expression = template
            .trim_start_matches(['$', '{'])
            .trim_end_matches('}');
        let (key, operator, fallback) = split(expression);
        let found = lookup(key).filter(|it| !it.is_empty());
        let new = match (operator, found) {
            (":+" | "+", Some(_)) => fallback.to_owned(),
            (":+" | "+", None) => String::new(),
            (_, Some(found)) if !seen.contains(found) => found.to_owned(),
            _ => fallback.to_owned(),
        };
        text.replace_range(start..end, &new);
        if lookup(key) == Some(text.as_str()) {
            break;
        }
    }
    text
}

/// The first `${…}` or `$NAME` that no backslash stands before.
fn reference(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'$', bytes).find_map(|at| {
        let is_escaped = at > 0 && bytes[at - 1] == b'\\';
        let rest = &text[at + 1..];
        let length = braced(rest).or_else(|| bare(rest))?;
        (!is_escaped).then_some((at, at + 1 + length))
    })
}

fn braced(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('{')?;
    let end = inner.find(['{', '}'])?;
    (end > 0 && inner[end..].starts_with('}')).then_some(end + 2)
}

fn bare(rest: &str) -> Option<usize> {
    let is_word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let length = rest.bytes().take_while(|byte| is_word(*byte)).count();
    let starts_well = rest.bytes().next().is_some_and(|it| !it.is_ascii_digit());
    (starts_well && length > 0).then_some(length)
}

/// The name, the operator and what stands behind it.
fn split(expression: &str) -> (&str, &str, &str) {
    let found = [":+", "+", ":-", "-"]
        .into_iter()
        .filter_map(|it| Some((expression.find(it)?, it)));
    // Of operators that begin at one place the longer comes first.
    match found.min_by_key(|&(at, it)| (at, usize::MAX - it.len())) {
        Some((at, operator)) => (
            &expression[..at],
            operator,
            &expression[at + operator.len()..],
        ),
        None => (expression, "", ""),
    }
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
    }

    #[test]
    fn lines_are_told() {
        let lines: Vec<_> = parse(b"A='1\n2'\n\n# x\nB=3")
            .iter()
            .map(|it| it.line)
            .collect();
        assert_eq!(lines, [1, 5]);
    }

    fn last(text: &str) -> String {
        let mut all = parse(text.as_bytes());
        expand(&mut all);
        all.pop().unwrap().value
    }

    #[test]
    fn references_are_expanded() {
        for (text, value) in [
            ("X=1\nA=$X-${X}", "1-1"),
            ("X=1\nA='${X}'", "1"),
            ("A=\\$X", "$X"),
            ("A=${X:-d}${Y-e}", "de"),
            ("X=1\nA=${X:+y}${Z:+n}", "y"),
            ("A=${X:-${Y:-z}}", "z"),
            ("A=$A", ""),
            ("X=a$b\nA=$X", "a"),
            ("A=5$", "5$"),
        ] {
            assert_eq!(last(text), value, "{text}");
        }
    }
}

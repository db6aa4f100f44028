//! Reads `.env` files as Node itself does, with `--env-file` or `parseEnv`, and so Vite from version 8 on.
//!
//! It differs from the `dotenv` package in odd quotes, in remarks and in what it takes for a name.

use std::collections::BTreeMap;

use super::dotenv::Assignment;

/// What it trims from names and values.
const SPACE: [char; 3] = [' ', '\t', '\n'];

/// Every variable of a file, in the order of their names, which is that in which Node hands them on.
pub(super) fn parse(bytes: &[u8]) -> Vec<Assignment> {
    let text = String::from_utf8_lossy(bytes).replace('\r', "");
    let mut set: BTreeMap<String, Assignment> = BTreeMap::new();
    let mut rest = text.trim_matches(SPACE);
    while let Some(first) = rest.chars().next() {
        if matches!(first, '\n' | '#') {
            rest = next_line(rest);
            continue;
        }
        let Some(end) = rest.find(['=', '\n']) else {
            break;
        };
        if rest[end..].starts_with('\n') {
            rest = rest[end + 1..].trim_matches(SPACE);
            continue;
        }
        let line = line_of(&text, rest);
        let name = rest[..end].trim_matches(SPACE);
        let (name, value, after) = assigned(name, &rest[end + 1..]);
        if !name.is_empty() {
            let own = Assignment {
                name: name.to_owned(),
                value,
                line,
            };
            set.insert(name.to_owned(), own);
        }
        rest = after;
    }
    set.into_values().collect()
}

/// The name, its value, and what follows it; `export` is taken off where a value is there.
fn assigned<'a>(name: &'a str, rest: &'a str) -> (&'a str, String, &'a str) {
    if name.is_empty() {
        return ("", String::new(), next_line(rest));
    }
    if let Some(after) = rest.strip_prefix('\n') {
        return (name, String::new(), after);
    }
    let rest = rest.trim_matches(SPACE);
    if rest.is_empty() {
        return (name, String::new(), "");
    }
    let bare = name
        .strip_prefix("export ")
        .map(|it| it.trim_matches(SPACE));
    let (value, after) = value(rest);
    (bare.unwrap_or(name), value, after)
}

/// A value, and what follows its line.
fn value(rest: &str) -> (String, &str) {
    let quote = rest
        .chars()
        .next()
        .filter(|it| matches!(it, '"' | '\'' | '`'));
    let line = rest.split('\n').next().unwrap_or_default();
    let Some(quote) = quote else {
        let plain = line.split('#').next().unwrap_or_default();
        return (plain.trim_matches(SPACE).to_owned(), next_line(rest));
    };
    let Some(close) = rest[1..].find(quote).map(|at| at + 1) else {
        return (line.to_owned(), next_line(rest));
    };
    let inner = &rest[1..close];
    let value = if quote == '"' {
        inner.replace("\\n", "\n")
    } else {
        inner.to_owned()
    };
    (value, next_line(&rest[close + 1..]))
}

fn next_line(rest: &str) -> &str {
    rest.split_once('\n').map_or("", |(_, after)| after)
}

/// The line of `text` that its tail `rest` begins on, from 1.
fn line_of(text: &str, rest: &str) -> u64 {
    let tail = text.trim_end_matches(SPACE).len();
    let before = &text.as_bytes()[..tail.saturating_sub(rest.len())];
    1 + memchr::memchr_iter(b'\n', before).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<(String, String)> {
        let all = parse(text.as_bytes()).into_iter();
        all.map(|it| (it.name, it.value)).collect()
    }

    #[test]
    fn values_are_read_as_node_reads_them() {
        for (text, name, value) in [
            ("A=b c  # why", "A", "b c"),
            ("A=b#c", "A", "b"),
            ("export A = 'b # c' # why", "A", "b # c"),
            ("export A=", "export A", ""),
            ("A=\"b\\nc\\td\"", "A", "b\nc\\td"),
            ("A='b' 'c'", "A", "b"),
            ("A=\"b # c", "A", "\"b # c"),
            ("A=`b\r\nc`", "A", "b\nc"),
            ("A: b\nB=1", "B", "1"),
            ("A=\n", "A", ""),
        ] {
            assert_eq!(
                parsed(text),
                [(name.to_owned(), value.to_owned())],
                "{text}"
            );
        }
        assert_eq!(parsed("=x\n# y\nz"), []);
    }

    #[test]
    fn names_come_in_their_order_with_their_lines() {
        let all = parse(b"\nB='1\n2'\n# x\nA=3\n");
        let all: Vec<_> = all.iter().map(|it| (it.name.as_str(), it.line)).collect();
        assert_eq!(all, [("A", 5), ("B", 2)]);
    }
}

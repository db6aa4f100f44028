//! Puts variables in the place of what refers to them, as each loader does it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::dotenv::Assignment;

/// No honest value needs more steps; a hostile one may grow with each.
const MOST: usize = 100;

/// No honest value is longer.
const LONGEST: usize = 1 << 16;

/// Which variables a value may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those before it, as in `dotenv-expand`.
    Before,
    /// All, those behind it as they are written, as in Vite.
    All,
}

/// Expands `$NAME` and `${NAME:-default}` in the values of a merged list, one after the other.
///
/// Every name stands in the list once.
pub(super) fn expand(assignments: &mut [Assignment], reach: Reach) {
    for index in 0..assignments.len() {
        let seen = match reach {
            Reach::Before => &assignments[..index],
            Reach::All => &assignments[..],
        };
        let lookup = |name: &str| {
            let set = seen.iter().rev().find(|it| it.name == name);
            set.map(|it| it.value.as_str())
        };
        let value = expanded(&assignments[index].value, lookup);
        assignments[index].value = value.replace("\\$", "$");
    }
}

fn expanded<'a>(value: &str, lookup: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut text = value.to_owned();
    let mut seen = HashSet::new();
    for _ in 0..MOST {
        let Some(place) = reference(&text) else {
            break;
        };
        let template = text[place].to_owned();
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
        text = replaced(&text, &template, &new);
        if lookup(key) == Some(text.as_str()) {
            break;
        }
    }
    text
}

/// The first `${…}` or `$NAME` that no backslash stands before.
fn reference(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'$', bytes).find_map(|at| {
        let is_escaped = at > 0 && bytes[at - 1] == b'\\';
        let rest = &text[at + 1..];
        let length = braced(rest).or_else(|| bare(rest))?;
        (!is_escaped).then_some(at..at + 1 + length)
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

/// Expands the values of one file from the right, as the older `dotenv-expand` does that Next.js has:
/// `environment` holds what files before it have set, and wins.
///
/// Returns whether it came to an end; a variable that refers to itself has none.
pub(super) fn expand_from_right(
    assignments: &mut [Assignment],
    environment: &mut HashMap<String, String>,
) -> bool {
    for index in 0..assignments.len() {
        let own = &assignments[index];
        let value = environment.get(&own.name).unwrap_or(&own.value);
        let lookup = |name: &str| assignments.iter().rev().find(|it| it.name == name);
        let Some(value) = interpolated(value.clone(), environment, |name| {
            lookup(name).map(|it| it.value.as_str())
        }) else {
            return false;
        };
        assignments[index].value = value.replace("\\$", "$");
    }
    for set in assignments {
        environment.insert(set.name.clone(), set.value.clone());
    }
    true
}

fn interpolated<'a>(
    mut text: String,
    environment: &HashMap<String, String>,
    lookup: impl Fn(&str) -> Option<&'a str>,
) -> Option<String> {
    for _ in 0..MOST {
        let Some(at) = last_dollar(&text) else {
            return Some(text);
        };
        let Some((length, name, fallback)) = old_reference(&text[at..]) else {
            return Some(text);
        };
        let set = environment.get(name).map(String::as_str);
        let found = [set, fallback, lookup(name)].into_iter().flatten();
        let new = found.into_iter().find(|it| !it.is_empty()).unwrap_or("");
        text = replaced(&text, &text[at..at + length], new);
        if text.len() > LONGEST {
            return None;
        }
    }
    None
}

/// The last `$` that no backslash stands before.
fn last_dollar(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memrchr_iter(b'$', bytes).find(|&at| at == 0 || bytes[at - 1] != b'\\')
}

/// The length of the reference at the start of `text`, its name and what stands behind `:-`.
fn old_reference(text: &str) -> Option<(usize, &str, Option<&str>)> {
    let is_word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let start = if text[1..].starts_with('{') { 2 } else { 1 };
    let length = text[start..].bytes().take_while(|it| is_word(*it)).count();
    if length == 0 {
        return None;
    }
    let name = &text[start..start + length];
    let mut end = start + length;
    let mut fallback = None;
    if let Some(rest) = text[end..].strip_prefix(":-") {
        let length = rest.find(['}', '\\']).unwrap_or(rest.len());
        fallback = Some(&rest[..length]);
        end += 2 + length;
    }
    end += usize::from(text[end..].starts_with('}'));
    Some((end, name, fallback))
}

/// What JavaScript's `replace` makes of a text: the first `pattern` in it gives way, and a `$` before
/// some signs in `new` has a meaning.
fn replaced(text: &str, pattern: &str, new: &str) -> String {
    let Some(at) = text.find(pattern) else {
        return text.to_owned();
    };
    let (before, after) = (&text[..at], &text[at + pattern.len()..]);
    let mut whole = before.to_owned();
    let mut rest = new;
    while let Some(dollar) = rest.find('$') {
        whole.push_str(&rest[..dollar]);
        let sign = rest[dollar + 1..].chars().next();
        let meant = match sign {
            Some('$') => Some("$"),
            Some('&') => Some(pattern),
            Some('`') => Some(before),
            Some('\'') => Some(after),
            _ => None,
        };
        whole.push_str(meant.unwrap_or("$"));
        rest = &rest[dollar + 1 + usize::from(meant.is_some())..];
    }
    whole + rest + after
}

#[cfg(test)]
mod tests {
    use super::super::dotenv::parse;
    use super::*;

    fn last(text: &str) -> String {
        let mut all = parse(text.as_bytes());
        expand(&mut all, Reach::Before);
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

    #[test]
    fn vite_lets_a_value_refer_to_those_behind_it() {
        for (reach, value) in [(Reach::Before, ""), (Reach::All, "1")] {
            let mut all = parse(b"A=$X\nX=1");
            expand(&mut all, reach);
            assert_eq!(all[0].value, value);
        }
    }

    #[test]
    fn next_expands_from_the_right_and_one_file_at_a_time() {
        let environment = HashMap::from([("Y".to_owned(), "2".to_owned())]);
        for (text, value) in [
            ("X=1\nA=$X-${Y}", Some("1-2")),
            ("A=${X:-d}", Some("d")),
            ("A=$LATER\nLATER=3", Some("3")),
            ("A=\\$X", Some("$X")),
            ("A=$A", None),
        ] {
            let mut all = parse(text.as_bytes());
            let is_done = expand_from_right(&mut all, &mut environment.clone());
            let found = all.iter().find(|it| it.name == "A").unwrap();
            assert_eq!(is_done.then_some(found.value.as_str()), value, "{text}");
        }
    }

    #[test]
    fn a_dollar_in_what_is_put_in_means_what_it_does_in_javascript() {
        for (new, whole) in [
            ("x$$y", "ax$yc"),
            ("$&", "abc"),
            ("$`", "aac"),
            ("$'", "acc"),
            ("$1$", "a$1$c"),
        ] {
            assert_eq!(replaced("abc", "b", new), whole, "{new}");
        }
    }
}

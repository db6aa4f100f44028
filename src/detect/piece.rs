//! Whether a match is a piece of a longer value whose rest stands beside it.
//!
//! A bundler or an author may cut a token in two: `"skAb…"+"c9…"`, `["skAb…","c9…"].join("")`.
//! The piece is no token; joining the pieces is another step's work.
//!
//! A whole token has literals beside it as well, its project and dataset, so only those count
//! that the code joins to it, or that could not be anything but its rest.

use std::ops::Range;

use super::data::is_random;

/// How far the rest may stand from the piece, and from each other.
const REACH: usize = 1024;

/// How many literals behind the piece are taken together.
const MAX_LITERALS: usize = 6;

/// What joins a literal to the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// The code puts them together: `+`, `.concat(`, a template, the next chunk of a stream.
    Sure,
    /// They stand in one list or one declaration.
    Maybe,
}

/// Whether the match at `span` is a piece of a value of one of `whole_lengths` bytes.
pub(super) fn is_piece(bytes: &[u8], span: &Range<usize>, whole_lengths: &[usize]) -> bool {
    let after = &bytes[span.end..bytes.len().min(span.end + REACH)];
    let Some(mut behind) = skip_quote(after) else {
        return false;
    };
    let mut rest = Vec::new();
    let mut all_sure = true;
    for _ in 0..MAX_LITERALS {
        let Some((join, inside)) = next_literal(behind) else {
            return false;
        };
        let text = letters(inside);
        let end = skip_quote(&inside[text.len()..]);
        // In a list, what is no piece of text stands between those that are.
        if join == Join::Sure || end.is_some_and(|end| !is_key_end(end)) {
            rest.extend_from_slice(text);
        }
        all_sure &= join == Join::Sure;
        let completes = whole_lengths.contains(&(span.len() + rest.len())) && !rest.is_empty();
        if is_rest(all_sure, completes, is_random(&rest)) {
            return true;
        }
        let Some(next) = end.or_else(|| skip_short(inside)) else {
            return false;
        };
        behind = next;
    }
    false
}

/// Whether what follows a piece is its rest.
fn is_rest(joined_by_code: bool, completes: bool, random: bool) -> bool {
    if joined_by_code {
        completes || random
    } else {
        completes && random
    }
}

/// How the next literal is joined to the one that ends before `behind`, and what stands in it.
fn next_literal(behind: &[u8]) -> Option<(Join, &[u8])> {
    // A hole of a template ends so, but so does an object, behind which may stand anything.
    if let Some(tail) = behind.strip_prefix(b"}") {
        return Some((Join::Maybe, tail));
    }
    let next = behind.trim_ascii_start();
    let joined = next
        .strip_prefix(b"+")
        .or_else(|| next.strip_prefix(b".concat("));
    if let Some(inside) = joined.and_then(open_literal) {
        return Some((Join::Sure, inside));
    }
    if let Some(inside) = next_push(next).and_then(skip_quote) {
        return (!begins_row(inside)).then_some((Join::Sure, inside));
    }
    let separated = skip_separator(behind)?;
    let inside = open_literal(separated).or_else(|| open_literal(skip_name(separated)?))?;
    Some((Join::Maybe, inside))
}

/// What follows a comma, a semicolon, or a line break as it stands in code or in a source map.
fn skip_separator(behind: &[u8]) -> Option<&[u8]> {
    const SEPARATORS: &[&[u8]] = &[b",", b";", b"\n", b"\\n", b"\\r", b"\r", b" "];
    let mut rest = behind;
    while let Some(next) = SEPARATORS.iter().find_map(|it| rest.strip_prefix(*it)) {
        rest = next;
    }
    let skipped = &behind[..behind.len() - rest.len()];
    skipped.iter().any(|&byte| byte != b' ').then_some(rest)
}

/// What follows `push([1,` of the next flight chunk, when this one ends here.
fn next_push(rest: &[u8]) -> Option<&[u8]> {
    const PUSH: &[u8] = b".push([1,";
    const BETWEEN: usize = 160;
    let rest = rest.strip_prefix(b"])")?;
    let near = &rest[..rest.len().min(BETWEEN)];
    let at = memchr::memmem::find(near, PUSH)?;
    Some(&rest[at + PUSH.len()..])
}

/// Whether a flight chunk begins with a row of its own (`6:[…`), so that none goes on in it.
fn begins_row(chunk: &[u8]) -> bool {
    let digits = chunk.iter().take_while(|it| it.is_ascii_hexdigit()).count();
    chunk.get(digits) == Some(&b':')
}

/// What stands behind the quote that opens a literal, and behind a hole at its start.
fn open_literal(bytes: &[u8]) -> Option<&[u8]> {
    let inside = skip_quote(bytes.trim_ascii_start())?;
    let Some(hole) = inside.strip_prefix(b"${") else {
        return Some(inside);
    };
    let end = hole.iter().position(|&byte| byte == b'}')?;
    Some(&hole[end + 1..])
}

/// What stands behind the name that a declaration gives to the next value: `b=`, `const b =`.
fn skip_name(bytes: &[u8]) -> Option<&[u8]> {
    const KEYWORDS: &[&[u8]] = &[b"export ", b"const ", b"let ", b"var "];
    let mut bytes = bytes.trim_ascii_start();
    while let Some(rest) = KEYWORDS.iter().find_map(|it| bytes.strip_prefix(*it)) {
        bytes = rest.trim_ascii_start();
    }
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let name = bytes.iter().take_while(is_name).count();
    let rest = bytes[name..].trim_ascii_start();
    (name > 0).then(|| rest.strip_prefix(b"="))?
}

/// What stands behind a short literal of any text.
fn skip_short(inside: &[u8]) -> Option<&[u8]> {
    const SHORT: usize = 8;
    let end = inside.iter().take(SHORT).position(|&byte| is_quote(byte))?;
    Some(&inside[end + 1..])
}

/// Whether a literal that ends before `behind` is a key in an object.
fn is_key_end(behind: &[u8]) -> bool {
    behind.trim_ascii_start().starts_with(b":")
}

/// The letters and digits at the start of `bytes`.
fn letters(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric());
    &bytes[..end.unwrap_or(bytes.len())]
}

/// What stands behind a quote, escaped or not.
fn skip_quote(bytes: &[u8]) -> Option<&[u8]> {
    let escapes = bytes.iter().take_while(|byte| **byte == b'\\').count();
    let (&quote, rest) = bytes[escapes..].split_first()?;
    is_quote(quote).then_some(rest)
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the `PIECE` in a text is a piece of a value of 22 or 24 bytes.
    fn piece(text: &str) -> bool {
        let start = text.find("PIECE").expect("the text holds PIECE");
        is_piece(text.as_bytes(), &(start..start + 5), &[24, 22])
    }

    #[test]
    fn a_joined_literal_is_a_piece() {
        for text in [
            "\"PIECE\"+\"aB3dE5gH8jK1mN4p\"",
            "'PIECE' + 'aB3dE5gH8jK1mN4p9'",
            "\\\"PIECE\\\"+\\\"aB3dE5gH8jK1mN4p9\\\"",
            "\"PIECE\".concat(\"aB3dE5gH8jK1mN4pq7R\")",
            "[1,\"PIECE\"])</script><script>self.__next_f.push([1,\"aB3dE5gH8jK1mN4p9\"])",
            "const a='PIECE';b=`${a}aB3dE5gH8jK1mN4p9`",
            "a=\"PIECE\",b=\"aB3dE5gH8jK1mN4p9\";",
            "const a='PIECE'\\nexport const b = `${a}aB3dE5gH8jK1mN4p9`\\n",
            "a=\"PIECE\";\nconst b = \"aB3dE5gH8jK1mN4p9\";",
            "[\"PIECE\",\"aB3dE5gH8\",\"?\",\"jK1mN4p9\"]",
            "`${\"PIECE\"}aB3dE5gH8jK1mN4p9`",
            // Too short to look like anything, but it makes a whole.
            "\"PIECE\"+\"abcdefghijklmnopq\"",
        ] {
            assert!(piece(text), "{text}");
        }
    }

    #[test]
    fn a_whole_literal_is_none() {
        for text in [
            "\"PIECE\"",
            "\"PIECE\"+\"&x=1\"",
            "\"PIECE\"+name",
            "[\"PIECE\",\"OTHER\"]",
            "PIECE",
        ] {
            assert!(!piece(text), "{text}");
        }
    }

    #[test]
    fn the_neighbours_of_a_token_are_no_rest_of_it() {
        for text in [
            "{token:\"PIECE\",projectId:\"aB3dE5gH8jK1mN4p9\"}",
            "{token:\"PIECE\",dataset:\"productionproductio\"}",
            "{\"token\":\"PIECE\",\"aB3dE5gH8jK1mN4p9\":1}",
            "[\"PIECE\",\"abcdefghijklmnopq\"]",
            "a=\"PIECE\",b=\"productionproduct\"",
            "`${\"PIECE\"}abcdefghijklmnopq`",
            "f(\"PIECE\");g(\"aB3dE5gH8jK1mN4p9\")",
        ] {
            assert!(!piece(text), "{text}");
        }
    }

    #[test]
    fn a_short_word_behind_makes_no_piece_of_a_token() {
        for text in [
            "\"Bearer PIECE\"+\"abc\"",
            "\"x?t=PIECE\"+\"abc\"",
            "\"PIECE\"])</script><script>self.__next_f.push([1,\"6:[]\"",
            "\"PIECE\"])</script><script>self.__next_f.push([1,\"a1:aB3dE5gH8jK1mN4p9\"",
        ] {
            assert!(!piece(text), "{text}");
        }
    }
}

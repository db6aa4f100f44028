//! Whether a match is a piece of a longer value whose rest stands beside it.
//!
//! A bundler or an author may cut a token in two: `"skAb…"+"c9…"`, `["skAb…","c9…"].join("")`.
//! The piece is no token; joining the pieces is another step's work.

use std::ops::Range;

/// How far the rest may stand from the piece, and from each other.
const REACH: usize = 1024;

/// How many literals behind the piece are taken together.
const MAX_LITERALS: usize = 6;

/// The shortest rest of a value that is told by its length alone.
const MIN_REST: usize = 8;

/// Whether the match at `span` is a piece of a value of one of `whole_lengths` bytes.
pub(super) fn is_piece(bytes: &[u8], span: &Range<usize>, whole_lengths: &[usize]) -> bool {
    let after = &bytes[span.end..bytes.len().min(span.end + REACH)];
    is_concatenated(after) || completes(after, span.len(), whole_lengths)
}

/// Whether a literal of letters and digits is joined to the one that ends here.
fn is_concatenated(after: &[u8]) -> bool {
    let Some(rest) = skip_quote(after) else {
        return false;
    };
    let rest = rest.trim_ascii_start();
    let joined = rest
        .strip_prefix(b"+")
        .or_else(|| rest.strip_prefix(b".concat("))
        .or_else(|| next_push(rest));
    joined
        .and_then(|next| skip_quote(next.trim_ascii_start()))
        .and_then(<[u8]>::first)
        .is_some_and(u8::is_ascii_alphanumeric)
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

/// Whether the literals that follow make up a whole value with the one that ends here.
fn completes(after: &[u8], length: usize, whole_lengths: &[usize]) -> bool {
    let Some(mut rest) = skip_quote(after) else {
        return false;
    };
    let mut total = length;
    for _ in 0..MAX_LITERALS {
        let Some((literal, behind)) = next_literal(rest) else {
            return false;
        };
        total += literal;
        if whole_lengths.contains(&total) {
            return true;
        }
        rest = behind;
    }
    false
}

/// Length of the next literal of letters and digits alone, and what stands behind it.
///
/// The tail of a template behind its last hole counts as one: `${head}c9…`.
fn next_literal(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut rest = bytes;
    loop {
        let opens = |byte: &u8| is_quote(*byte) || *byte == b'}';
        let open = rest.iter().position(opens)?;
        let inside = &rest[open + 1..];
        let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric();
        let length = inside.iter().take_while(is_letter).count();
        if length >= MIN_REST
            && let Some(behind) = skip_quote(&inside[length..])
        {
            return Some((length, behind));
        }
        rest = inside;
    }
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

    /// Whether the `PIECE` in a text is a piece of a value of 20 or 21 bytes.
    fn piece(text: &str) -> bool {
        let start = text.find("PIECE").expect("the text holds PIECE");
        is_piece(text.as_bytes(), &(start..start + 5), &[20, 21])
    }

    #[test]
    fn a_joined_literal_is_a_piece() {
        for text in [
            "\"PIECE\"+\"rest\"",
            "'PIECE' + 'rest'",
            "\\\"PIECE\\\"+\\\"rest\\\"",
            "\"PIECE\".concat(\"rest\")",
            "[1,\"PIECE\"])</script><script>self.__next_f.push([1,\"rest\"])",
            "const a='PIECE';b=`${a}0123456789abcde`",
            "a=\"PIECE\",b=\"0123456789abcde\";",
            "[\"PIECE\",\"01234567\",\"?\",\"89abcdef\"]",
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
}

//! Where the constant is used that a value is set to: `const key = "VALUE"; new Octokit({ auth: key })`.

use std::ops::Range;

use memchr::memmem;

use super::evidence::strip_noise;

/// How far back the constant's name may stand.
const REACH: usize = 400;

/// How far on it may be used, and how often it is looked at: what is used more is used for anything.
const USED: usize = 4000;
const USES: usize = 20;

/// Shorter names are a minifier's, which gives them again in every scope.
const LONG_NAME: usize = 3;

/// How far such a name is followed in its own.
const NEAR: usize = 800;

/// Where the constant that the value at `start..end` is set to stands, behind the value.
pub(super) fn uses(bytes: &[u8], start: usize, end: usize) -> Vec<Range<usize>> {
    let before = strip_noise(&bytes[start.saturating_sub(REACH)..start]);
    let Some(before) = before.strip_suffix(b"=").map(<[u8]>::trim_ascii_end) else {
        return Vec::new();
    };
    let length = before.iter().rev().take_while(|it| is_word(**it)).count();
    let (head, name) = before.split_at(before.len() - length);
    match length {
        0 => Vec::new(),
        LONG_NAME.. => places(bytes, end..end + USED, name).take(USES).collect(),
        _ if is_declared(head) => in_scope(bytes, end..scope_end(bytes, end), name),
        _ => Vec::new(),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Where a name stands as a whole word.
fn places<'a>(
    bytes: &'a [u8],
    within: Range<usize>,
    name: &'a [u8],
) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let rest = &bytes[..bytes.len().min(within.end)];
    let is_whole = |at: &Range<usize>| {
        !is_word(rest[at.start - 1]) && !rest.get(at.end).copied().is_some_and(is_word)
    };
    memmem::find_iter(&rest[within.start..], name)
        .map(move |at| within.start + at..within.start + at + name.len())
        .filter(is_whole)
}

/// Whether what stands before a name declares it, perhaps behind others: a name that is only
/// assigned may belong to any scope.
fn is_declared(head: &[u8]) -> bool {
    let mut depth = 0_u32;
    let begins = head.iter().rposition(|byte| match byte {
        b')' | b']' | b'}' => {
            depth += 1;
            false
        }
        b'(' | b'[' | b'{' if depth > 0 => {
            depth -= 1;
            false
        }
        b'(' | b'[' | b'{' => true,
        byte => *byte == b';' && depth == 0,
    });
    let statement = head[begins.map_or(0, |it| it + 1)..].trim_ascii_start();
    let is_list = statement.trim_ascii_end().ends_with(b",");
    let keywords = [&b"const"[..], b"let", b"var"].into_iter();
    let mut rest = keywords.filter_map(|keyword| statement.strip_prefix(keyword));
    rest.any(|it| {
        it.first().is_some_and(u8::is_ascii_whitespace) && (is_list || it.trim_ascii().is_empty())
    })
}

/// Where the block ends that holds a place, or the reach of a short name does.
fn scope_end(bytes: &[u8], from: usize) -> usize {
    let end = bytes.len().min(from + NEAR);
    let mut depth = 0_u32;
    for (at, byte) in bytes[from..end].iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return from + at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    end
}

/// Uses of a minifier's name, up to where it may begin to mean something else.
fn in_scope(bytes: &[u8], within: Range<usize>, name: &[u8]) -> Vec<Range<usize>> {
    let mut uses = Vec::new();
    for at in places(bytes, within, name) {
        let (before, after) = (&bytes[..at.start], bytes[at.end..].trim_ascii_start());
        if is_set(after) || is_bound_anew(before, after) {
            break;
        }
        if !is_member_or_text(before, after) {
            uses.push(at);
        }
    }
    uses
}

/// Whether what stands behind a name gives it another value.
fn is_set(after: &[u8]) -> bool {
    let equals = after.starts_with(b"=") && !after.starts_with(b"==");
    equals
        || after
            .get(..2)
            .is_some_and(|it| matches!(it, b"++" | b"--" | b"+=" | b"-="))
}

/// Whether a name is declared once more, or stands in a list of parameters or a pattern.
fn is_bound_anew(before: &[u8], after: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let words = [
        &b"const"[..],
        b"let",
        b"var",
        b"function",
        b"class",
        b"import",
        b"as",
    ];
    if words.iter().any(|word| before.ends_with(word)) {
        return true;
    }
    let mut depth = 0_u32;
    for (at, byte) in after.iter().enumerate().take(NEAR) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b')' | b']' | b'}' => {
                let next = after[at + 1..].trim_ascii_start();
                let binds = is_set(next) || *byte == b')' && next.starts_with(b"{");
                if binds || !next.first().is_some_and(|it| b")]}".contains(it)) {
                    return binds;
                }
            }
            b';' if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Whether a name is a property's, or a word of a text.
fn is_member_or_text(before: &[u8], after: &[u8]) -> bool {
    let is_key = after.starts_with(b":");
    let spaced = before.trim_ascii_end();
    let is_in_text = spaced.len() < before.len() && spaced.last().is_some_and(|it| is_word(*it));
    is_key || is_in_text || before.last().is_some_and(|it| b".\"'`-/".contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        let start = text.find("VALUE").expect("a value");
        uses(text.as_bytes(), start, start + 5).len()
    }

    #[test]
    fn a_minifier_s_name_is_followed_within_its_block() {
        for text in [
            "const a=\"VALUE\";f({token:a})",
            "const a=\"VALUE\",b=f({token:a});",
            "var b=g(1,2),a=\"VALUE\";f({token:a})",
            "function q(){let a=\"VALUE\";return f({token:a})}",
            "const a=\"VALUE\";function q(b){f({token:a})}",
            "const a=\"VALUE\";f({headers:{Authorization:`Bearer ${a}`}})",
            "const $=\"VALUE\";f({a:1,x:$})",
        ] {
            assert_eq!(count(text), 1, "{text}");
        }
    }

    #[test]
    fn a_minifier_s_name_may_mean_something_else() {
        for text in [
            "a=\"VALUE\";f({token:a})",
            "for(const b of c)a=\"VALUE\";f({token:a})",
            "function q(){const a=\"VALUE\"}f({token:a})",
            "const a=\"VALUE\";function q(a){f({token:a})}",
            "const a=\"VALUE\";q=a=>f({token:a})",
            "const a=\"VALUE\";q=(b,a)=>f({token:a})",
            "const a=\"VALUE\";q=({token:a})=>f({token:a})",
            "const a=\"VALUE\";{const{t:a}=b;f({token:a})}",
            "let a=\"VALUE\";a=b;f({token:a})",
            "const a=\"VALUE\";f({token:b.a,a:1,c:\"a\"})",
            "f(b=\"VALUE\",a=\"x\",{token:b})",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
        let far = format!("const a=\"VALUE\";{}f({{token:a}})", ";".repeat(NEAR));
        assert_eq!(count(&far), 0);
    }
}

//! How a variable's name stands in a source, and what it is handed on as.

use std::ops::Range;

/// How a variable's name stands in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Its value is taken: `process.env.NAME`.
    Read,
    /// It is only named: `['NAME']`.
    Mention,
}

/// What stands before a name that is read.
const READERS: [&[u8]; 12] = [
    b"env.",
    b"env?.",
    b"env[\"",
    b"env['",
    b"env[`",
    b"env?.[\"",
    b"env?.['",
    b"env.get(\"",
    b"env.get('",
    b"%",
    b"env(\"",
    b"env('",
];

/// How the variable at `span` stands there; nothing where it is another name's part or a remark.
pub(super) fn reading(text: &[u8], span: &Range<usize>) -> Option<Reading> {
    let before = &text[..span.start];
    let after = &text[span.end..];
    if before.last().copied().is_some_and(is_word) || after.first().copied().is_some_and(is_word) {
        return None;
    }
    if is_remark(line_before(text, span.start)) {
        return None;
    }
    let is_read =
        READERS.iter().any(|reader| before.ends_with(reader)) || is_destructured(text, span);
    Some(if is_read {
        Reading::Read
    } else {
        Reading::Mention
    })
}

/// Whether `process.env` or its like at `span` is taken as a whole, and no member of it.
pub(super) fn whole_environment(text: &[u8], span: &Range<usize>) -> bool {
    let rest = text[span.end..].trim_ascii_start();
    let is_member = rest.starts_with(b".") || rest.starts_with(b"[") || rest.starts_with(b"?.");
    let is_longer = text.get(span.end).copied().is_some_and(is_word);
    !is_member && !is_longer && !is_remark(line_before(text, span.start))
}

/// Whether a constant begins at `at` that a bundler may put a value in place of: a name in no quotes, as such names are.
pub(super) fn is_constant(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    let is_quoted = before.is_some_and(|it| matches!(it, b'"' | b'\'' | b'`'));
    let first = text.get(at);
    !is_quoted && first.is_some_and(|it| it.is_ascii_uppercase() || *it == b'_')
}

/// Whether the environment is taken as a whole at `at`.
pub(super) fn takes_environment(text: &[u8], at: usize) -> bool {
    let rest = &text[at.min(text.len())..];
    let names = [&b"process.env"[..], b"import.meta.env"];
    let name = names.iter().find(|it| rest.starts_with(it));
    name.is_some_and(|it| whole_environment(text, &(at..at + it.len())))
}

/// Whether a name begins at `at`.
pub(super) fn begins(text: &[u8], at: usize, name: &str) -> bool {
    let rest = &text[at.min(text.len())..];
    let after = rest.strip_prefix(name.as_bytes());
    after.is_some_and(|it| !it.first().copied().is_some_and(is_word))
}

/// The key or variable that the expression with the name at `at` is bound to on its line:
/// `__TOKEN__` in `__TOKEN__: JSON.stringify(process.env.TOKEN)`.
pub(super) fn bound_to(text: &[u8], at: usize) -> Option<String> {
    let line = line_before(text, at);
    let expression = line
        .iter()
        .rposition(|byte| !is_expression(*byte))
        .map_or(0, |it| it + 1);
    let rest = line[..expression].trim_ascii_end();
    let rest = rest
        .strip_suffix(b":")
        .or_else(|| rest.strip_suffix(b"="))?;
    let rest = rest.trim_ascii_end();
    let rest = rest
        .strip_suffix(b"'")
        .or_else(|| rest.strip_suffix(b"\""))
        .unwrap_or(rest);
    let start = rest
        .iter()
        .rposition(|byte| !is_key(*byte))
        .map_or(0, |it| it + 1);
    let key = std::str::from_utf8(&rest[start..]).ok()?;
    (!key.is_empty()).then(|| key.to_owned())
}

/// What may stand between a key and the name that its value reads.
fn is_expression(byte: u8) -> bool {
    is_word(byte)
        || matches!(
            byte,
            b'.' | b'(' | b'"' | b'\'' | b'[' | b'`' | b'$' | b'{' | b'?' | b'!'
        )
}

fn is_key(byte: u8) -> bool {
    is_word(byte) || byte == b'.'
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

fn line_before(text: &[u8], at: usize) -> &[u8] {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |feed| feed + 1);
    &text[start..at]
}

/// Whether a line begins as a comment does.
fn is_remark(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    line.starts_with(b"//")
        || line.starts_with(b"* ")
        || line.starts_with(b"/*")
        || line.starts_with(b"# ")
}

/// Whether the name stands in a pattern that takes the environment apart: `const { NAME } = process.env`.
fn is_destructured(text: &[u8], span: &Range<usize>) -> bool {
    /// Longer than any list of variables that somebody writes.
    const REACH: usize = 600;
    let after = &text[span.end..text.len().min(span.end + REACH)];
    let Some(close) = memchr::memchr(b'}', after) else {
        return false;
    };
    let is_list = after[..close].iter().all(|byte| {
        is_word(*byte)
            || byte.is_ascii_whitespace()
            || matches!(byte, b',' | b':' | b'"' | b'\'' | b'=')
    });
    let rest = after[close + 1..].trim_ascii_start();
    let rest = rest
        .strip_prefix(b"=")
        .or_else(|| rest.strip_prefix(b"from"));
    let source = rest.map(<[u8]>::trim_ascii_start);
    is_list
        && source.is_some_and(|it| {
            [
                &b"process.env"[..],
                b"import.meta.env",
                b"env",
                b"loadEnv(",
                b"'$env/",
                b"\"$env/",
                b"'$app/env/",
                b"\"$app/env/",
                b"'astro:env",
                b"\"astro:env",
            ]
            .iter()
            .any(|name| it.starts_with(name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Reading> {
        let at = text.find("TOKEN").unwrap();
        reading(text.as_bytes(), &(at..at + 5))
    }

    #[test]
    fn a_variable_is_read_in_many_ways() {
        for text in [
            "process.env.TOKEN",
            "process.env['TOKEN']",
            "import.meta.env.TOKEN",
            "loadEnv(mode, dir, '').env?.TOKEN",
            "Deno.env.get(\"TOKEN\")",
            "<meta content=\"%TOKEN%\">",
            "const { A, TOKEN: token } = process.env",
            "const { TOKEN } = loadEnv(mode, process.cwd(), '')",
            "import { A, TOKEN } from '$env/static/public'",
            "import { A, TOKEN } from \"$app/env/public\"",
        ] {
            assert_eq!(read(text), Some(Reading::Read), "{text}");
        }
        for text in [
            "EnvironmentPlugin(['TOKEN'])",
            "{ TOKEN: 1 }",
            "const { TOKEN } = options",
        ] {
            assert_eq!(read(text), Some(Reading::Mention), "{text}");
        }
        for text in ["MY_TOKEN", "TOKENS", "  // process.env.TOKEN", "# TOKEN=1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_is_a_constant_where_no_quote_stands_before_it() {
        for (text, wanted) in [
            ("f(__T__)", true),
            ("f('__T__')", false),
            ("f(token)", false),
        ] {
            let at = text.find(['_', 't']).unwrap();
            assert_eq!(is_constant(text.as_bytes(), at), wanted, "{text}");
        }
        assert!(!is_constant(b"a", 9));
        assert!(begins(b"f(build)", 2, "build"));
        assert!(!begins(b"f(builds)", 2, "build"));
    }

    #[test]
    fn what_it_is_handed_on_as_stands_before_it() {
        for (text, key) in [
            (
                "  define: { __X__: JSON.stringify(process.env.TOKEN) }",
                Some("__X__"),
            ),
            (
                "'process.env.A': JSON.stringify(env.TOKEN)",
                Some("process.env.A"),
            ),
            ("token: process.env.TOKEN", Some("token")),
            ("const a = `${process.env.TOKEN}`", Some("a")),
            ("f(1, process.env.TOKEN)", None),
        ] {
            let at = text.find("TOKEN").unwrap();
            assert_eq!(bound_to(text.as_bytes(), at).as_deref(), key, "{text}");
        }
    }
}

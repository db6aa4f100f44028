//! The name that a value goes by from where it stands.

use std::ops::Range;

use crate::trace::brackets::{brackets, line_before};
use crate::trace::reads::bound_to;

/// A name, and how far it reaches.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Carrier {
    pub(super) name: String,
    pub(super) scope: Range<usize>,
    pub(super) is_exported: bool,
    /// Whether whoever imports it gives it a name of their own.
    pub(super) is_default: bool,
}

/// What a line declares.
struct Declared<'a> {
    name: &'a str,
    is_exported: bool,
    is_default: bool,
    /// A function carries what it returns.
    is_function: bool,
}

/// The name that the value at `at` goes by: it is set to it, taken out of an object, a part of what is, or returned by it.
pub(super) fn carrier(text: &[u8], at: usize) -> Option<Carrier> {
    let own = on_line(text, at).map(|it| (it, at));
    let (declared, place) = own.or_else(|| outside(text, at))?;
    let is_exported = declared.is_exported || is_listed(text, declared.name);
    Some(Carrier {
        name: declared.name.to_owned(),
        scope: scope(text, place - line_before(text, place).len()),
        is_exported,
        is_default: declared.is_default,
    })
}

/// What the line of a place declares, where its value is all of it.
fn on_line(text: &[u8], at: usize) -> Option<Declared<'_>> {
    let line = std::str::from_utf8(line_before(text, at)).ok()?;
    let trimmed = line.trim_start();
    let bare = trimmed.strip_prefix("export ").unwrap_or(trimmed);
    let begins = |words: &[&str]| words.iter().any(|it| bare.starts_with(it));
    let name = if begins(&["import {", "const {", "let {", "var {"]) && !line.contains('=') {
        identifier(text, at)
    } else {
        let declared = declared(bare).filter(|_| begins(&["const ", "let ", "var "]))?;
        let value = bare.split_once('=').map_or("", |(_, it)| it.trim_start());
        let is_text = value.starts_with(['"', '\'', '`']);
        let is_it = is_text || bound_to(text, at).is_some_and(|it| it == declared.name);
        is_it.then_some(declared.name)?
    };
    (name.len() > 1).then_some(Declared {
        name,
        is_exported: trimmed.starts_with("export "),
        is_default: false,
        is_function: false,
    })
}

/// The nearest declaration whose brackets hold the place, and where it stands.
fn outside(text: &[u8], at: usize) -> Option<(Declared<'_>, usize)> {
    let mut inner = at;
    for bracket in brackets(text, at) {
        let line = std::str::from_utf8(line_before(text, bracket.at)).ok()?;
        if let Some(declared) = declared(line.trim_start()) {
            let is_given = !is_parameters(text, bracket.at)
                && (!declared.is_function || is_returned(text, bracket.at, inner));
            return is_given.then_some((declared, bracket.at));
        }
        inner = bracket.at;
    }
    None
}

/// Whether what begins at `inner` is what the function whose bracket is `outer` returns.
fn is_returned(text: &[u8], outer: usize, inner: usize) -> bool {
    let head = line_before(text, outer).trim_ascii_end();
    let inside = head.strip_suffix(b"(");
    let is_value = inside.is_some() || text[outer] != b'{';
    let is_arrow = is_value && inside.unwrap_or(head).trim_ascii_end().ends_with(b"=>");
    is_arrow
        || line_before(text, inner)
            .trim_ascii_start()
            .starts_with(b"return")
}

/// Whether the bracket at `at` begins the parameters of a function.
fn is_parameters(text: &[u8], at: usize) -> bool {
    /// Longer than the parameters of one function.
    const REACH: usize = 400;
    let mut depth = 0_u32;
    let rest = &text[at..text.len().min(at + REACH)];
    let close = rest.iter().position(|byte| {
        depth += u32::from(*byte == b'(');
        depth -= u32::from(*byte == b')');
        depth == 0
    });
    let after = close.map(|it| rest[it + 1..].trim_ascii_start());
    after.is_some_and(|it| it.starts_with(b"=>") || it.starts_with(b"{"))
}

/// What a line that begins a declaration declares.
fn declared(line: &str) -> Option<Declared<'_>> {
    let is_exported = line.starts_with("export ") || line.starts_with("exports.");
    let rest = line.strip_prefix("export ").unwrap_or(line);
    if rest.starts_with("default ") || line.starts_with("module.exports =") {
        return Some(Declared {
            name: "default",
            is_exported: true,
            is_default: true,
            is_function: rest.contains("=>") || rest.contains("function"),
        });
    }
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    let words = ["const ", "let ", "var ", "function ", "exports."];
    let (word, rest) = words
        .iter()
        .find_map(|it| Some((*it, rest.strip_prefix(it)?)))?;
    let length = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_' && it != '$');
    let (name, value) = rest.split_at(length.unwrap_or(rest.len()));
    let is_function = word == "function " || value.contains("=>") || value.contains("function");
    let is_set = is_function || value.contains('=');
    (is_set && !name.is_empty()).then_some(Declared {
        name,
        is_exported,
        is_default: false,
        is_function,
    })
}

/// Whether a file exports a name in a list at its end.
fn is_listed(text: &[u8], name: &str) -> bool {
    let lists = [
        "export {",
        "export default ",
        "module.exports = {",
        "module.exports = ",
    ];
    lists.iter().any(|it| {
        memchr::memmem::find_iter(text, it.as_bytes()).any(|at| {
            let rest = &text[at + it.len()..];
            let end = memchr::memchr2(b'}', b'\n', rest).unwrap_or(rest.len());
            let list = String::from_utf8_lossy(&rest[..end]).into_owned();
            let mut words =
                list.split(|it: char| !it.is_ascii_alphanumeric() && it != '_' && it != '$');
            words.any(|it| it == name)
        })
    })
}

/// The block that what is declared at `at` is known in.
fn scope(text: &[u8], at: usize) -> Range<usize> {
    let opening = brackets(text, at)
        .into_iter()
        .map(|it| it.at)
        .find(|&it| text[it] == b'{');
    let mut depth = 0_u32;
    let start = opening.map_or(0, |it| it + 1);
    for (index, byte) in text.iter().enumerate().skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return start..index,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    start..text.len()
}

/// The name that begins at `at`, if one does.
pub(super) fn identifier(text: &[u8], at: usize) -> &str {
    let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let length = text[at..].iter().take_while(is_word).count();
    std::str::from_utf8(&text[at..at + length]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_by_what_it_is_set_to_or_a_part_of() {
        for (text, wanted) in [
            ("const token = env.SECRET", Some("token")),
            ("export const token = env.SECRET", Some("+token")),
            (
                "import { A, SECRET } from '$env/static/private'",
                Some("SECRET"),
            ),
            ("const url = 'https://a.example/?a=1&b=SECRET'", Some("url")),
            ("const names = ['A', 'SECRET']", Some("names")),
            ("const cms = {\n  a: { token: SECRET },\n}", Some("cms")),
            ("export const cms = {\n  token: SECRET }", Some("+cms")),
            (
                "const cms = {\n  token: SECRET }\nmodule.exports = { cms }",
                Some("+cms"),
            ),
            (
                "export function f() {\n  return { token: SECRET }\n}",
                Some("+f"),
            ),
            ("const f = () => ({ token: SECRET })", Some("f")),
            ("function f() {\n  call(SECRET)\n}", None),
            ("const f = (a, b = SECRET) => g(b)", None),
            ("const a = { b: `${SECRET}` }", Some("a")),
            ("export default {\n  token: SECRET }", Some("+default")),
            ("f(SECRET)", None),
        ] {
            let seen = carrier(text.as_bytes(), text.find("SECRET").unwrap());
            let seen =
                seen.map(|it| format!("{}{}", if it.is_exported { "+" } else { "" }, it.name));
            assert_eq!(seen.as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn a_name_is_known_in_its_block() {
        let text = "function f() { const a = SECRET; g(a) }\nconst b = { a }";
        let own = carrier(text.as_bytes(), text.find("SECRET").unwrap());
        assert_eq!(own, None, "the line begins otherwise");
        let text = "function f() {\n  const a1 = SECRET\n  g(a1) }\nconst b = { a1 }";
        let own = carrier(text.as_bytes(), text.find("SECRET").unwrap()).unwrap();
        assert_eq!(&text[own.scope], "\n  const a1 = SECRET\n  g(a1) ");
    }
}

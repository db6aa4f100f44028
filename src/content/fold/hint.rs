//! Where code may put a string together: operands beside something that joins or changes them.

use super::light::Light;
use crate::detect::blocks::letters_digits_and;
use crate::js::{back_over_space, is_quote};

/// Shorter strings are no token.
pub(super) const SHORTEST: usize = 16;

/// How far the quote of a literal may be from a long run in it.
pub(super) const BESIDE: usize = 96;

/// The end of the operand at a place that the pass stopped at, if it is worth a look. Places ascend.
pub(in crate::content) fn operand_end(bytes: &[u8], at: usize, light: &mut Light) -> Option<usize> {
    /// What makes strings of codes: what stands before the place, and from it on.
    const MAKERS: [(&[u8], &[u8]); 4] = [
        (b"fro", b"mCharCode"),
        (b"fro", b"mCodePoint"),
        (b"Te", b"xtDecoder"),
        (b"Buffe", b"r.from"),
    ];
    let rest = &bytes[at..];
    match rest[0] {
        b']' => {
            let before = back_over_space(bytes, at).checked_sub(1);
            let is_strings = before.is_some_and(|it| is_quote(bytes[it]));
            let separator = rest.strip_prefix(b"].join(").filter(|_| is_strings)?;
            (!is_kept_apart(&bytes[..at], separator)).then_some(at + 1)
        }
        quote if is_quote(quote) => is_joined(bytes, at, light).then_some(at + 1),
        b'm' | b'x' | b'r' if is_maker(rest) => MAKERS.iter().find_map(|(before, from)| {
            let name = bytes[..at].strip_suffix(*before)?;
            let is_fed = rest.starts_with(from) && !is_of_a_name(name, &rest[from.len()..]);
            is_fed.then_some(at + from.len())
        }),
        _ => None,
    }
}

/// Whether strings of a list stay what they are, whose end a text is, since no token has what they are joined
/// by, and nothing else is made of the whole.
fn is_kept_apart(list: &[u8], separator: &[u8]) -> bool {
    let Some((quote, inside)) = separator.split_first() else {
        return false;
    };
    let end = inside.iter().take(BESIDE).position(|it| it == quote);
    let Some((separator, rest)) = end
        .filter(|_| is_quote(*quote))
        .map(|it| inside.split_at(it))
    else {
        return false;
    };
    let is_apart = match separator {
        [b'\\', b'n' | b'r' | b't', ..] => true,
        _ => !separator.contains(&b'$') && separator.iter().any(|it| !is_part(*it) && *it != b'\\'),
    };
    is_apart
        && match rest {
            [_, b')', b';' | b'}' | b']', ..] => true,
            // What is decoded may be broken in lines.
            [_, b')', b',' | b')', ..] => is_prose(list),
            _ => false,
        }
}

/// Whether the literal that a text ends in holds what no encoded text does.
fn is_prose(text: &[u8]) -> bool {
    let Some((quote, inside)) = text.trim_ascii_end().split_last() else {
        return false;
    };
    let near = inside.iter().rev().take(BESIDE);
    let mut literal = near.take_while(|it| *it != quote);
    literal.any(|it| !is_part(*it))
}

/// Whether a text begins as the second half of a maker's name does.
fn is_maker(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'm', b'C', ..] | [b'x', b't', b'D', ..] | [b'r', b'.', b'f', ..]
    )
}

/// Whether a character is made of what a name stands for, and given to a name or added to it, as loops do;
/// callbacks give what they make.
fn is_of_a_name(before: &[u8], rest: &[u8]) -> bool {
    /// Longer arguments hold more than a name.
    const NEAR: usize = 32;
    let Some(added) = before.strip_suffix(b"String.") else {
        return false;
    };
    let [b'(', arguments @ ..] = rest else {
        return false;
    };
    let near = &arguments[..arguments.len().min(NEAR)];
    added.ends_with(b"=")
        && near.first().is_some_and(u8::is_ascii_alphabetic)
        && memchr::memchr2(b',', b')', near).is_some_and(|at| near[at] == b')')
}

/// Whether what follows the literal that ends in the quote at `at` makes a token of it.
fn is_joined(bytes: &[u8], at: usize, light: &mut Light) -> bool {
    let rest = &bytes[at + 1..];
    match rest {
        [b'.', b'c' | b's' | b'r', ..] if is_method(rest) => {
            !is_list(bytes, at) && light.has_weight(bytes, at, 1)
        }
        [b'+', ..] | [b' ', b'+', ..] => light.has_weight(bytes, at, 0),
        _ => false,
    }
}

/// Whether a method is called that cuts a literal or adds to it.
fn is_method(rest: &[u8]) -> bool {
    let quote = |at: usize| {
        rest.get(at)
            .copied()
            .is_some_and(|it| is_quote(it) || it == b'/')
    };
    rest.starts_with(b".concat(") && quote(8)
        || rest.starts_with(b".split(") && quote(7)
        || rest.starts_with(b".replace(") && quote(9)
        || rest.starts_with(b".replaceAll(") && quote(12)
}

/// Whether the literal that ends in the quote at `at` is made a list, which is kept as such.
fn is_list(bytes: &[u8], at: usize) -> bool {
    let Some([quote, inside @ ..]) = bytes[at + 1..].strip_prefix(b".split(") else {
        return false;
    };
    let end = inside.iter().take(SHORTEST).position(|it| it == quote);
    match end.map(|it| &inside[it..]) {
        Some([_, b')', b';' | b'}', ..]) => true,
        Some([_, b')', b',', ..]) => {
            let start = memchr::memrchr(bytes[at], &bytes[..at]);
            start.is_some_and(|it| matches!(bytes[..it], [.., b'=' | b':']))
        }
        _ => false,
    }
}

/// A byte that secrets are made of, addresses with passwords included.
pub(super) fn is_part(byte: u8) -> bool {
    PARTS[usize::from(byte)]
}

const PARTS: [bool; 256] = letters_digits_and(b"-_.:/@%=+~");

/// Whether the quote before `end` is one of a string within a string.
pub(super) fn is_escaped(bytes: &[u8], end: usize) -> bool {
    is_quote(bytes[end - 1]) && bytes[..end - 1].ends_with(b"\\")
}

#[cfg(test)]
mod tests {
    use crate::content::{Fragment, Hints, Language};

    /// Those in which an operand is worth a look.
    fn looked_at<'a>(texts: &[&'a str]) -> Vec<&'a str> {
        let hints = |text: &&str| {
            let fragment = Fragment::whole(text.as_bytes(), Language::JavaScript);
            !Hints::of(&fragment, Vec::new()).operands.is_empty()
        };
        texts.iter().copied().filter(hints).collect()
    }

    #[test]
    fn what_keeps_strings_apart_makes_no_token() {
        let apart = [
            r##"x=["#version 300","}"].join("\n");"##,
            r#"f(["color: red","top: -1px"].join(" "))"#,
            r#"return["a1","b2"].join(", ")}"#,
        ];
        assert_eq!(looked_at(&apart), [""; 0]);
        let joined = [
            r#"x=["a1","b2"].join("");"#,
            r#"x=["a1","b2"].join(`-`);"#,
            r#"x=["a1","b2"].join("|").split("|").join("")"#,
            r#"x=["a1","b2"].join(`${y}`);"#,
            r#"x=["a1","b2"].join("\x2d");"#,
            r#"x=atob(["c2tBMWIy","QzNkNEU1"].join("\n"));"#,
        ];
        assert_eq!(looked_at(&joined), joined);
    }

    #[test]
    fn a_list_that_is_kept_makes_no_token() {
        let kept = [
            r#"x="a1_b2c3d4e5f6g7h8".split("_");"#,
            r#"x={months:"a1_b2c3d4e5f6g7h8".split("_"),days:1}"#,
        ];
        assert_eq!(looked_at(&kept), [""; 0]);
        let used = [
            r#"x="a1_b2c3d4e5f6g7h8".split("_").join("")"#,
            r#"x=f("a1_b2c3d4e5f6g7h8".split("_"),1)"#,
            r#"x="a1_b2c3d4e5f6g7h8".split(/_/)"#,
        ];
        assert_eq!(looked_at(&used), used);
    }

    #[test]
    fn a_character_of_a_name_in_a_loop_makes_no_token() {
        let of_names = [
            "for(;i<n;i++)x+=String.fromCharCode(y[i])",
            "x=String.fromCodePoint(y);",
        ];
        assert_eq!(looked_at(&of_names), [""; 0]);
        let of_codes = [
            "x+=String.fromCharCode(115)",
            "x=String.fromCharCode(...y)",
            "x=String.fromCharCode.apply(null,y)",
            "x=String.fromCharCode(y,107,65)",
            "x=[115,107].map(y=>String.fromCharCode(y))",
            "x=[115,107].map(function(y){return String.fromCharCode(y)})",
            "x=[115,107].map(y=>''+String.fromCharCode(y)).join('')",
            "x=[115,107].reduce((a,y)=>a+String.fromCharCode(y),'')",
            "x=[115,107].reduce(function(a,y){return a+String.fromCharCode(y)},'')",
        ];
        assert_eq!(looked_at(&of_codes), of_codes);
    }

    #[test]
    fn literals_of_other_expressions_add_nothing() {
        let apart = [
            r#"f("id"+x,"a1b2c3d4e5f6g7h8"+y)"#,
            r#"d.attr("id"+x).attr("a1b2c3d4","e5f6g7h8")"#,
            r#"x="id"+y;z="a1b2c3d4e5f6g7h8""#,
        ];
        assert_eq!(looked_at(&apart[..1]), apart[..1], "the second for itself");
        assert_eq!(looked_at(&apart[1..]), [""; 0]);
        let together = [
            r#"x="a1b2c3d4"+f("z",1)+"e5f6g7h8""#,
            r#"x=("a1b2c3d4"+y)+"e5f6g7h8""#,
            r#"x=("a1b2c3d4"+y).concat("e5f6g7h8")"#,
            r#"x="a1b2c3d4".concat("e5f6",y,"g7h8")"#,
            r#"x="a1b2c3d4"+/* b, c; */"e5f6g7h8""#,
        ];
        assert_eq!(looked_at(&together), together);
    }
}

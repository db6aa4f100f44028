//! Regular expressions of Go, written for the engine at hand: both know RE2's syntax, and differ in
//! what they take for a literal (<https://pkg.go.dev/regexp/syntax>).

use regex_syntax::hir::{ErrorKind, Hir};
use regex_syntax::{Error, ParserBuilder};

/// Why an expression is no use.
pub(super) enum Unusable {
    /// It wants classes of Unicode, without which rules are compiled.
    Unicode,
    /// It is none.
    Broken(String),
}

/// An expression, translated, and what it is made of.
pub(super) fn parse(go: &str) -> Result<(String, Hir), Unusable> {
    let translated = translate(go);
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
    match parser.parse(&translated) {
        Ok(hir) => Ok((translated, hir)),
        Err(Error::Translate(error)) if is_unicode(error.kind()) => Err(Unusable::Unicode),
        Err(Error::Parse(error)) => Err(Unusable::Broken(error.kind().to_string())),
        Err(error) => Err(Unusable::Broken(last_line(&error.to_string()))),
    }
}

fn is_unicode(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::UnicodeNotAllowed
            | ErrorKind::UnicodePropertyNotFound
            | ErrorKind::UnicodePropertyValueNotFound
            | ErrorKind::UnicodePerlClassNotFound
            | ErrorKind::UnicodeCaseUnavailable
    )
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().to_owned()
}

/// Writes what Go takes for a literal, and the engine for more, as a literal.
fn translate(go: &str) -> String {
    let mut text = Text {
        rest: go,
        out: String::with_capacity(go.len() + 16),
        in_class: false,
    };
    while let Some(first) = text.rest.chars().next() {
        text.step(first);
    }
    text.out
}

/// An expression as far as it is translated.
struct Text<'a> {
    rest: &'a str,
    out: String,
    in_class: bool,
}

impl Text<'_> {
    fn step(&mut self, first: char) {
        match (first, self.in_class) {
            ('\\', _) => self.escape(),
            ('[', false) => self.open_class(),
            ('[', true) => self.bracket_in_class(),
            (']', true) => {
                self.in_class = false;
                self.copy(1);
            }
            ('&' | '~' | '-', true) if self.rest[1..].starts_with(first) => self.literal(first),
            ('{', false) if !is_repetition(self.rest) => self.literal(first),
            _ => self.copy(first.len_utf8()),
        }
    }

    fn copy(&mut self, length: usize) {
        let (copied, rest) = self.rest.split_at(length);
        self.out += copied;
        self.rest = rest;
    }

    /// Writes an ASCII character, the next one, so that it stands for itself.
    fn literal(&mut self, character: char) {
        self.out.push('\\');
        self.out.push(character);
        self.rest = &self.rest[1..];
    }

    /// A bracket, and a `]` that stands first in it for itself.
    fn open_class(&mut self) {
        self.in_class = true;
        self.copy(if self.rest.starts_with("[^") { 2 } else { 1 });
        if self.rest.starts_with(']') {
            self.literal(']');
        }
    }

    /// `[:alpha:]`, or a bracket that stands for itself.
    fn bracket_in_class(&mut self) {
        let named = self.rest.strip_prefix("[:").and_then(|it| it.find(":]"));
        match named {
            Some(length) => self.copy(length + 4),
            None => self.literal('['),
        }
    }

    fn escape(&mut self) {
        let Some(escaped) = self.rest[1..].chars().next() else {
            return self.copy(1);
        };
        match escaped {
            'Q' => self.quoted(),
            'C' => self.replace(2, "(?s:.)"),
            '<' | '>' => self.replace(1, ""),
            '0'..='7' => self.octal(),
            'x' | 'p' | 'P' if self.rest[2..].starts_with('{') => {
                let end = self.rest.find('}').map_or(self.rest.len(), |at| at + 1);
                self.copy(end);
            }
            _ => self.copy(1 + escaped.len_utf8()),
        }
    }

    fn replace(&mut self, length: usize, with: &str) {
        self.out += with;
        self.rest = &self.rest[length..];
    }

    /// `\Q…\E`: all between stands for itself.
    fn quoted(&mut self) {
        let text = &self.rest[2..];
        let (quoted, rest) = text.split_once("\\E").unwrap_or((text, ""));
        self.out += &regex_syntax::escape(quoted);
        self.rest = rest;
    }

    fn octal(&mut self) {
        let digits = &self.rest[1..];
        let length = digits
            .bytes()
            .take(3)
            .take_while(|digit| matches!(digit, b'0'..=b'7'))
            .count();
        let byte = u32::from_str_radix(&digits[..length], 8).unwrap_or_default();
        let digits_of_byte = format!("\\x{{{byte:X}}}");
        self.out += &digits_of_byte;
        self.rest = &digits[length..];
    }
}

/// Whether a text begins with `{3}`, `{3,}` or `{3,5}`; Go takes any other brace for itself.
fn is_repetition(text: &str) -> bool {
    let Some((inside, _)) = text[1..].split_once('}') else {
        return false;
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_takes_for_a_literal_is_one() {
        for (go, wanted) in [
            (r"^\{\d{0,2}}$", r"^\{\d{0,2}}$"),
            (r"\${a|{\d+}", r"\$\{a|\{\d+}"),
            (r"[[a]", r"[\[a]"),
            (r"[]a][^]]", r"[\]a][^\]]"),
            (r"[[:alnum:]_&&]", r"[[:alnum:]_\&&]"),
            (r"\Qa.b{\E+", r"a\.b\{+"),
            (r"\<a\>", "<a>"),
            (r"\101\x41\x{41}", r"\x{41}\x41\x{41}"),
            (r"a{2,}b{,3}", r"a{2,}b\{,3}"),
        ] {
            assert_eq!(translate(go), wanted, "{go}");
            assert!(parse(go).is_ok(), "{go}");
        }
    }

    #[test]
    fn what_is_unicode_is_told_from_what_is_broken() {
        assert!(matches!(parse(r"\p{Greek}"), Err(Unusable::Unicode)));
        assert!(matches!(parse("(a"), Err(Unusable::Broken(_))));
    }
}

//! The key that a value is bound to, in the notations of other languages than JavaScript and JSON:
//! settings, markup, command lines and programs that stand in a page or beside it.
//!
//! Only the rules that rest on a key ask for it; what a report names is the stricter key.

use std::cell::OnceCell;
use std::ops::Range;

use super::boundary::value_starts;
use super::evidence::{bound_key, last_name, strip_noise};

/// How far to look for a key.
const REACH: usize = 256;

/// The types that declarations put between a name and its value.
const TYPES: &[&str] = &["string", "String", "str", "char", "text", "varchar"];

/// A run that may be a value, or a piece of one, for every rule that asks.
pub(super) struct Site<'a> {
    pub(super) run: &'a Range<usize>,
    /// Where the value may begin, the longest first.
    pub(super) beginnings: Vec<Beginning>,
}

/// A place where a value may begin.
pub(super) struct Beginning {
    pub(super) start: usize,
    /// What it is bound to, strictly and loosely, once a rule has asked.
    keys: OnceCell<[Option<String>; 2]>,
}

impl<'a> Site<'a> {
    pub(super) fn of(bytes: &[u8], run: &'a Range<usize>) -> Self {
        let beginnings = value_starts(bytes, run).map(|start| Beginning {
            start,
            keys: OnceCell::new(),
        });
        Self {
            run,
            beginnings: beginnings.collect(),
        }
    }
}

impl Beginning {
    /// The keys that the value is bound to, by either notion.
    pub(super) fn keys(&self, bytes: &[u8]) -> &[Option<String>; 2] {
        let keys = || [bound_key(bytes, self.start), loose_key(bytes, self.start)];
        self.keys.get_or_init(keys)
    }
}

/// The key, property, element, flag or variable that the value at `start` is bound to.
fn loose_key(bytes: &[u8], start: usize) -> Option<String> {
    let before = &bytes[start.saturating_sub(REACH)..start];
    let text = strip_noise(before);
    assigned(text)
        .or_else(|| argument(text))
        .or_else(|| flag(before, text))
        .map(|(key, rest)| attribute_named(key, rest).unwrap_or(key))
        .map(|key| key.trim_start_matches(['-', '$']).to_owned())
}

/// `key := `, `key => `, `key ?= `, `key || `, `<key>`, `key string = `.
fn assigned(text: &[u8]) -> Option<(&str, &[u8])> {
    let is_operator = |byte: &&u8| matches!(**byte, b'=' | b':' | b'>' | b'?' | b'|' | b'.' | b'!');
    let length = text.iter().rev().take_while(is_operator).count();
    let (rest, operator) = text.split_at(text.len() - length);
    let is_none = matches!(operator, b"" | b"." | b"|" | b"?" | b"!" | b"..." | b"->");
    // What a path goes on with has no key.
    if is_none || operator.ends_with(b"::") {
        return None;
    }
    if operator == b">" {
        return last_name(rest).filter(|(_, rest)| rest.ends_with(b"<"));
    }
    let rest = strip_noise(rest);
    let rest = rest.strip_suffix(b"]").unwrap_or(rest);
    let (key, before) = last_name(strip_noise(rest))?;
    if TYPES.contains(&key) {
        return last_name(strip_noise(before));
    }
    Some((key, before))
}

/// `set("key", "value")`.
fn argument(text: &[u8]) -> Option<(&str, &[u8])> {
    let quoted = text.strip_suffix(b",")?.trim_ascii_end();
    let inside = strip_noise(quoted);
    (inside.len() < quoted.len()).then(|| last_name(inside))?
}

/// `--key value`, `-Dkey value`, `ACME_KEY value`, `acme key value`, `acme key - 'value'`.
fn flag<'a>(before: &[u8], text: &'a [u8]) -> Option<(&'a str, &'a [u8])> {
    let is_spaced = before.len() > text.len();
    let text = text.strip_suffix(b" -").unwrap_or(text);
    is_spaced.then(|| last_name(text))?
}

/// `name="key" value="…"`, `"name": "key", "value": "…"`.
fn attribute_named<'a>(key: &str, before: &'a [u8]) -> Option<&'a str> {
    if !key.eq_ignore_ascii_case("value") {
        return None;
    }
    let before = strip_noise(before);
    let before = strip_noise(before.strip_suffix(b",").unwrap_or(before));
    let (name, rest) = last_name(before)?;
    let rest = strip_noise(rest);
    let rest = strip_noise(
        rest.strip_suffix(b"=")
            .or_else(|| rest.strip_suffix(b":"))?,
    );
    let (attribute, _) = last_name(rest)?;
    matches!(attribute, "name" | "key" | "id" | "Name" | "Key").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(text: &str) -> Option<String> {
        loose_key(text.as_bytes(), text.len())
    }

    #[test]
    fn keys_are_found_in_other_notations() {
        for text in [
            "token := \"",
            "token ::= \"",
            "TOKEN ?= \"".to_lowercase().as_str(),
            "$token .= \"",
            "var token string = \"",
            "\"token\" => \"",
            "<token>\n    ",
            "System.setProperty(\"token\", \"",
            "--token ",
            "--token=",
            "<entry name=\"token\" value=\"",
            "{\"name\": \"token\", \"value\": \"",
            "process.env.X || token || \"",
            "if (token == \"",
        ] {
            assert_eq!(key_of(text).as_deref(), Some("token"), "{text}");
        }
        assert_eq!(key_of("acme SECRET ").as_deref(), Some("SECRET"));
        assert_eq!(key_of("acme token - '").as_deref(), Some("token"));
        assert_eq!(key_of("<p class=\"token\">"), None);
        assert_eq!(key_of("f("), None);
        // A function's path and the hash that a compiler puts behind it.
        assert_eq!(key_of("group::derive_secrets::"), None);
        assert_eq!(key_of("<mls::Key as mls::Token>::"), None);
    }
}

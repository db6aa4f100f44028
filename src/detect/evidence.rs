//! What the surroundings of a match say: the bytes are gone when it is judged.

use std::ops::Range;

use super::Evidence;
use super::boundary::escape_length;
use crate::rule::Context;

/// How far to look for words on either side.
const REACH: usize = 320;

/// Longest key that is taken for one.
const MAX_KEY: usize = 64;

/// What may stand between a key and its value, or round either: white space, quotes as they are
/// and as encodings leave them, and the scheme of an `Authorization` header with what joins it.
const NOISE: &[u8] = b"\"'`\\ \t\n\r+";
const LONG_NOISE: &[&[u8]] = &[
    b"&quot;",
    b"&#34;",
    b"&#39;",
    b"&#x27;",
    b"&apos;",
    b"\\u0022",
    b"\\x22",
    b"%22",
    b"%20",
    b"%5C",
    b"&amp;quot;",
    b"&q;",
    b"[0,",
    b"Bearer",
    b"${",
    b".concat(",
];

/// What separates a key from its value.
const SEPARATORS: &[&[u8]] = &[b"%3A", b"%3D", b":", b"="];

/// Looks at what stands near the match at `span`.
pub(super) fn evidence(bytes: &[u8], span: &Range<usize>, context: &Context) -> Evidence {
    let before = &bytes[span.start.saturating_sub(REACH)..span.start];
    let after = &bytes[span.end..bytes.len().min(span.end + REACH)];
    let key = key(before);
    let near = |words: &[String]| {
        let stands = |word: &&String| contains(before, word) || contains(after, word);
        words.iter().find(stands).cloned()
    };
    let names = |words: &[String]| key.clone().filter(|key| holds_word(key, words));
    Evidence {
        write: names(&context.write_names).or_else(|| near(&context.writes)),
        read: names(&context.read_names).filter(|key| names_secret(key)),
        provider: near(&context.provider),
        worse: near(&context.worse),
        key,
        variable: None,
        sink: None,
    }
}

/// Whether a word stands in a text, and is not the tail of another.
fn contains(text: &[u8], word: &str) -> bool {
    let starts_like_a_word = word.starts_with(|first: char| first.is_ascii_alphanumeric());
    memchr::memmem::find_iter(text, word.as_bytes())
        .any(|at| !starts_like_a_word || at == 0 || !text[at - 1].is_ascii_lowercase())
}

/// The key, property or variable that the value at `start` is bound to.
pub(super) fn bound_key(bytes: &[u8], start: usize) -> Option<String> {
    key(&bytes[start.saturating_sub(REACH)..start])
}

/// The key, property or variable that the value behind `before` is bound to.
fn key(before: &[u8]) -> Option<String> {
    let text = strip_noise(before);
    let text = SEPARATORS.iter().find_map(|it| strip_suffix(text, it))?;
    let text = text.strip_suffix(b"]").unwrap_or(text);
    let (key, text) = last_name(strip_noise(text))?;
    let is_content = key.eq_ignore_ascii_case("content");
    let name = is_content.then(|| meta_name(text)).flatten();
    Some(name.unwrap_or(key).to_owned())
}

/// The name of the `<meta>` tag whose `content` begins behind `before`.
fn meta_name(before: &[u8]) -> Option<&str> {
    let (name, text) = last_name(strip_noise(before))?;
    let text = strip_noise(text).strip_suffix(b"=")?;
    let is_attribute = |it: &[u8]| strip_suffix(text, it).is_some();
    [&b" name"[..], b" property", b" itemprop"]
        .into_iter()
        .any(is_attribute)
        .then_some(name)
}

/// The name that ends `text`, and what stands before it.
pub(super) fn last_name(text: &[u8]) -> Option<(&str, &[u8])> {
    let start = text
        .iter()
        .rposition(|&byte| !is_key_byte(byte))
        .map_or(0, |at| at + 1);
    let (before, run) = text.split_at(start);
    let key = &run[escape_length(before, run)..];
    let plausible = (1..=MAX_KEY).contains(&key.len()) && !key[0].is_ascii_digit();
    Some((str::from_utf8(key).ok().filter(|_| plausible)?, before))
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$')
}

/// Takes all noise off the end of `text`.
pub(super) fn strip_noise(mut text: &[u8]) -> &[u8] {
    while let Some((last, before)) = text.split_last() {
        text = if NOISE.contains(last) {
            before
        } else if let Some(rest) = strip_long_noise(text, *last) {
            rest
        } else {
            break;
        };
    }
    text
}

fn strip_long_noise(text: &[u8], last: u8) -> Option<&[u8]> {
    // Nearly all of it ends so: most texts are not looked at once for each.
    let may_end = matches!(
        last,
        b';' | b'2' | b'0' | b'c' | b'C' | b',' | b'r' | b'R' | b'{' | b'('
    );
    let strip = |it: &&[u8]| strip_suffix(text, it);
    may_end.then(|| LONG_NOISE.iter().find_map(strip))?
}

fn strip_suffix<'a>(text: &'a [u8], suffix: &[u8]) -> Option<&'a [u8]> {
    let at = text.len().checked_sub(suffix.len())?;
    text[at..].eq_ignore_ascii_case(suffix).then(|| &text[..at])
}

/// Whether a name has one of `words`, which are in upper case, among its own.
///
/// `SANITY_READ_TOKEN` and `readToken` both hold `READ`; `THREAD` does not.
fn holds_word(name: &str, words: &[String]) -> bool {
    words_of(name).any(|own| words.iter().any(|word| own.eq_ignore_ascii_case(word)))
}

/// Whether a name is that of a secret: `readToken`, but not `read` or `onRead`.
///
/// Only then does it say what the secret is for, and not what the code does.
fn names_secret(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "TOKEN",
        "TOKENS",
        "KEY",
        "KEYS",
        "APIKEY",
        "SECRET",
        "SECRETS",
        "AUTH",
        "AUTHORIZATION",
        "CREDENTIAL",
        "CREDENTIALS",
        "PASSWORD",
        "PASS",
        "PAT",
        "BEARER",
        "JWT",
    ];
    words_of(name).any(|own| WORDS.iter().any(|word| own.eq_ignore_ascii_case(word)))
}

/// The words of a name in snake, kebab or camel case.
fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split(['_', '-', '$']).flat_map(|part| {
        let mut from = 0;
        let bytes = part.as_bytes();
        let ends = (1..=part.len()).filter(move |&at| begins_word(bytes, at));
        ends.map(move |at| {
            let word = &part[from..at];
            from = at;
            word
        })
    })
}

/// Whether a word begins, or the last one ends, at `at`: `apiKey`, `SANITYKey`.
fn begins_word(name: &[u8], at: usize) -> bool {
    let is_upper = |at: usize| name.get(at).is_some_and(u8::is_ascii_uppercase);
    let is_lower = |at: usize| name.get(at).is_some_and(u8::is_ascii_lowercase);
    at == name.len() || (is_upper(at) && (!is_upper(at - 1) || is_lower(at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(text: &str) -> Option<String> {
        key(text.as_bytes())
    }

    #[test]
    fn the_key_is_found_in_every_notation() {
        for text in [
            "{token:\"",
            "{\"token\":\"",
            "{\"token\": \"",
            "\\\"token\\\":\\\"",
            "token='",
            "&token=",
            "token: ",
            "{&quot;token&quot;:&quot;",
            "{token:&#39;",
            "{&#x27;token&#x27;:&apos;",
            "%22token%22%3A%22",
            "\\u0022token\\u0022:\\u0022",
            "token:\"Bearer ",
            "token:`Bearer ${'",
            "token:\"Bearer \".concat(\"",
            "token:\"Bearer \"+\"",
            "[\"token\"]=\"",
            "<meta name=\"token\" content=\"",
            "<meta property='token' content='",
        ] {
            assert_eq!(key_of(text).as_deref(), Some("token"), "{text}");
        }
        assert_eq!(key_of("<p>"), None);
        assert_eq!(key_of("fetch(\""), None);
        assert_eq!(key_of(": "), None);
        assert_eq!(key_of("{content:\"").as_deref(), Some("content"));
    }

    #[test]
    fn a_name_is_read_word_by_word() {
        let read = ["READ".to_owned(), "VIEWER".to_owned()];
        for name in [
            "SANITY_READ_TOKEN",
            "readToken",
            "sanity-viewer-token",
            "apiReadToken",
            "SANITYReadToken",
            "s3ReadToken",
        ] {
            assert!(holds_word(name, &read), "{name}");
        }
        for name in ["THREAD_TOKEN", "spreadToken", "already"] {
            assert!(!holds_word(name, &read), "{name}");
        }
    }

    #[test]
    fn reading_is_said_of_a_secret_only() {
        let context = Context {
            read_names: vec!["READ".to_owned(), "READONLY".to_owned()],
            ..Context::default()
        };
        let read = |text: &str| evidence(text.as_bytes(), &(text.len()..text.len()), &context).read;
        for text in [
            "SANITY_READONLY_TOKEN=",
            "SANITYReadToken:\"",
            "[\"readToken\"]=\"",
            "readToken:\"Bearer \".concat(\"",
            "<meta name=\"sanity-read-token\" content=\"",
        ] {
            assert!(read(text).is_some(), "{text}");
        }
        for text in ["already read:'", "onRead:\"", "read=\""] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn words_near_by_are_evidence() {
        let context = Context {
            provider: vec!["api.sanity.io".to_owned()],
            writes: vec!["data/mutate".to_owned()],
            write_names: vec!["WRITE".to_owned()],
            read_names: vec!["READ".to_owned()],
            worse: Vec::new(),
        };
        let text = b"fetch('https://x.api.sanity.io/v1/data/mutate/d',{readToken:'TOKEN'})";
        let start = text.len() - 8;
        let seen = evidence(text, &(start..start + 5), &context);
        assert_eq!(seen.write.as_deref(), Some("data/mutate"));
        assert_eq!(seen.read.as_deref(), Some("readToken"));
        assert_eq!(seen.provider.as_deref(), Some("api.sanity.io"));
    }
}

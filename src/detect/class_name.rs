//! Class names that a bundler makes: css-loader calls each class by 20 characters of base64, and a
//! page's script holds what they are called in the author's own styles, `.password` among them.

use std::ops::Range;

use super::evidence::last_name;

/// How long such a name is.
const LENGTH: usize = 20;

/// How many other classes must stand beside one, since secrets of one length may as well.
const OTHERS: usize = 2;

/// Whether the value at `span` stands among the classes of a style: `a:"…",password:"…",b:"…"`.
pub(super) fn is_class_name(bytes: &[u8], span: &Range<usize>) -> bool {
    if !is_name(&bytes[span.clone()]) {
        return false;
    }
    let before = std::iter::successors(Some(&bytes[..span.start]), |text| entry_before(text));
    let behind = std::iter::successors(Some(&bytes[span.end..]), |text| entry_behind(text));
    // Each begins with the value itself.
    before.skip(1).chain(behind.skip(1)).take(OTHERS).count() == OTHERS
}

/// What stands before the value of the entry before the one whose value begins behind `text`.
fn entry_before(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_suffix(b"\"")?.trim_ascii_end();
    let text = unquoted_end(text.strip_suffix(b":")?);
    let (_, text) = last_name(text)?;
    let text = unquoted_end(text).trim_ascii_end().strip_suffix(b",")?;
    let text = text.strip_suffix(b"\"")?;
    let (rest, name) = text.split_at_checked(text.len().checked_sub(LENGTH)?)?;
    (is_name(name) && rest.ends_with(b"\"")).then_some(rest)
}

/// What stands behind the value of the entry behind the one whose value ends before `text`.
fn entry_behind(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"\"")?.strip_prefix(b",")?;
    let text = unquoted_start(text.trim_ascii_start());
    let key = text.iter().take_while(|byte| is_name_byte(**byte)).count();
    let text = unquoted_start(&text[key..]).strip_prefix(b":")?;
    let text = text.trim_ascii_start().strip_prefix(b"\"")?;
    let (name, rest) = text.split_at_checked(LENGTH)?;
    (is_name(name) && rest.starts_with(b"\"")).then_some(rest)
}

fn unquoted_end(text: &[u8]) -> &[u8] {
    text.strip_suffix(b"\"").unwrap_or(text)
}

fn unquoted_start(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\"").unwrap_or(text)
}

/// Whether a text is as long as a made name, and of letters of both cases.
fn is_name(text: &[u8]) -> bool {
    text.len() == LENGTH
        && text.iter().all(|byte| is_name_byte(*byte))
        && text.iter().any(u8::is_ascii_lowercase)
        && text.iter().any(u8::is_ascii_uppercase)
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_class(text: &str) -> bool {
        let start = text
            .find("aB3dEfGh1jKlMn0pQrSt")
            .expect("the name is there");
        is_class_name(text.as_bytes(), &(start..start + LENGTH))
    }

    #[test]
    fn a_class_stands_among_others() {
        let other = "zY9xWvUt5rQpOn3lKjIh";
        for text in [
            format!("{{a:\"{other}\",password:\"aB3dEfGh1jKlMn0pQrSt\",b:\"{other}\"}}"),
            format!("{{token:\"aB3dEfGh1jKlMn0pQrSt\",b:\"{other}\",c_d:\"{other}\"}}"),
            format!(
                "{{\"a\": \"{other}\",\n  \"b\": \"{other}\",\n  \"token\": \"aB3dEfGh1jKlMn0pQrSt\"}}"
            ),
        ] {
            assert!(is_class(&text), "{text}");
        }
        for text in [
            "{password:\"aB3dEfGh1jKlMn0pQrSt\"}".to_owned(),
            format!("{{id:\"{other}\",secret:\"aB3dEfGh1jKlMn0pQrSt\",b:\"c\"}}"),
            format!("{{a:\"{other}x\",token:\"aB3dEfGh1jKlMn0pQrSt\",b:\"{other}\"}}"),
            "aB3dEfGh1jKlMn0pQrSt".to_owned(),
        ] {
            assert!(!is_class(&text), "{text}");
        }
    }
}

//! The matched value as a type of its own, so that no format string can print it by accident.

use std::borrow::Cow;
use std::fmt;

/// From this length on the first and last characters of a secret may be shown.
const SHOW_ENDS_FROM: usize = 32;

/// How many characters are shown at either end.
const SHOWN: usize = 4;

/// A matched credential. `Debug` and `Display` redact it; only [`Secret::reveal`] does not.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Secret(Box<[u8]>);

impl Secret {
    /// Takes the matched bytes.
    #[must_use]
    pub fn new(value: &[u8]) -> Self {
        Self(value.into())
    }

    /// The value itself. Its callers are the fingerprint, the redaction of paths and `--reveal`.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// What makes two values the same one: a key that is kept in lines is the same however they are
    /// broken, or the breaks written, and whatever joins them where each is a literal of its own.
    pub(crate) fn identity(&self) -> Cow<'_, [u8]> {
        if !self.0.starts_with(b"-----BEGIN") {
            return Cow::Borrowed(&self.0);
        }
        let mut kept = Vec::with_capacity(self.0.len());
        let (mut is_escaped, mut is_between) = (false, false);
        for &byte in &self.0 {
            let is_break = is_escaped && matches!(byte, b'n' | b'r' | b't');
            let is_quote = matches!(byte, b'"' | b'\'' | b'`');
            is_escaped = byte == b'\\';
            is_between ^= is_quote;
            if !(is_break || is_quote || is_escaped || is_between || byte.is_ascii_whitespace()) {
                kept.push(byte);
            }
        }
        Cow::Owned(kept)
    }

    /// Length of the value in characters.
    #[must_use]
    pub fn length(&self) -> usize {
        String::from_utf8_lossy(&self.0).chars().count()
    }

    /// What may be shown: both ends of a long value, the length alone of a short one.
    #[must_use]
    pub fn redacted(&self) -> String {
        let text = String::from_utf8_lossy(&self.0);
        let chars: Vec<char> = text.chars().collect();
        if chars.len() < SHOW_ENDS_FROM {
            return format!("[{} characters]", chars.len());
        }
        let head: String = chars[..SHOWN].iter().collect();
        let tail: String = chars[chars.len() - SHOWN..].iter().collect();
        format!("{head}…{tail}")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.redacted())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_shows_its_ends_alone() {
        let secret = Secret::new(b"skAbcdefghijklmnopqrstuvwxyz01239xZq");
        assert_eq!(secret.to_string(), "skAb…9xZq");
        assert_eq!(format!("{secret:?}"), "Secret(skAb…9xZq)");
        assert_eq!(secret.length(), 36);
    }

    #[test]
    fn a_key_in_lines_is_the_same_however_they_are_broken() {
        let key = |end: &str| {
            let lines = [
                "-----BEGIN KEY-----",
                "nrAb",
                "Cd\\/Ef",
                "-----END KEY-----",
            ];
            Secret::new(lines.join(end).as_bytes())
        };
        let joined = ["\",\"", "\\n\"+\"", "' + os.EOL +\n  '", "\\\"+\\\""];
        let broken = ["\r\n", "\\n", "\\r\\n", "\\\\n", "\\\n"];
        for end in broken.into_iter().chain(joined) {
            assert_eq!(key("\n").identity(), key(end).identity(), "{end}");
        }
        let other = Secret::new(b"a\\n b");
        assert_eq!(other.identity(), other.reveal());
    }

    #[test]
    fn a_short_value_shows_its_length_alone() {
        assert_eq!(Secret::new(b"hunter2").to_string(), "[7 characters]");
    }
}

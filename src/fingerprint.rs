//! Identity of a finding across rebuilds, which helps nobody to guess a weak secret.
//!
//! A strong value is hashed: nobody can try all of its kind. A weak one is never hashed: what
//! identifies it is its rule, its variable and its length, all of which a report tells anyway.
//! `docs/acceptance.md` has the threat model.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

use crate::rule::RuleInfo;
use crate::rule::entropy;
use crate::secret::Secret;

/// How many letters and digits a strong value has at least.
const STRONG_LENGTH: usize = 20;

/// How many bits their frequencies show at least.
const STRONG_BITS: f64 = 64.0;

/// At least one of how many pairs of neighbours is a digit and a letter: words have hardly any.
const STRONG_CHANGES: usize = 8;

/// Identity of a finding across rebuilds: of rule and value, never of path, line or offset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Digits of a whole one.
    pub(crate) const DIGITS: usize = 32;

    /// Keeps these hashes apart from all others.
    const DOMAIN: &'static [u8] = b"spillcheck fingerprint 1";

    /// Hashes the rule's first id and a text that is no secret: a variable's or a file's name.
    #[must_use]
    pub fn of(rule: &RuleInfo, text: &[u8]) -> Self {
        Self::hash(&[rule.first_id().as_bytes(), text])
    }

    /// Of a rule and a secret: of its value where that is strong, else of what a report tells of it.
    #[must_use]
    pub fn of_secret(rule: &RuleInfo, secret: &Secret, variable: Option<&str>) -> Self {
        if is_strong(secret) {
            return Self::of(rule, &secret.identity());
        }
        let length = match secret.identity() {
            Cow::Borrowed(_) => secret.length(),
            Cow::Owned(identity) => identity.len(),
        };
        let length = length.to_le_bytes();
        let variable = variable.unwrap_or_default().as_bytes();
        Self::hash(&[rule.first_id().as_bytes(), b"weak", variable, &length])
    }

    /// A fingerprint as it is written; nothing where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (text.len() == Self::DIGITS && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// As many of its digits as tell findings apart for a person.
    #[must_use]
    pub fn short(&self) -> &str {
        const SHOWN: usize = 12;
        &self.0[..SHOWN]
    }

    /// Whether it begins with these digits, of which there are enough to name one finding.
    #[must_use]
    pub fn is_named_by(&self, typed: &str) -> bool {
        Self::may_begin(typed) && self.0.starts_with(typed)
    }

    /// Whether a text may be the beginning of one, long enough to name it.
    #[must_use]
    pub fn may_begin(text: &str) -> bool {
        const FEWEST: usize = 8;
        text.len() >= FEWEST && text.bytes().all(is_digit)
    }

    fn hash(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in [Self::DOMAIN].iter().chain(parts) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut text = String::with_capacity(Self::DIGITS);
        for byte in &hash.finalize()[..Self::DIGITS / 2] {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a value is one that nobody can guess, by the looks of it: when in doubt it is not.
pub(crate) fn is_strong(secret: &Secret) -> bool {
    let value = &*secret.identity();
    // An address is long whatever password stands in it: one part alone has to be strong.
    let is_address = value.windows(3).any(|it| it == b"://") || value.contains(&b'@');
    if is_address {
        let mut parts = value.split(|byte| !byte.is_ascii_alphanumeric());
        return parts.any(is_random);
    }
    let plain: Vec<u8> = value
        .iter()
        .copied()
        .filter(u8::is_ascii_alphanumeric)
        .collect();
    is_random(&plain)
}

/// Whether letters and digits are mixed as chance mixes them.
fn is_random(text: &[u8]) -> bool {
    #[allow(
        clippy::cast_precision_loss,
        reason = "no value is so long that its length is inexact"
    )]
    let bits = |text: &[u8]| entropy(text) * text.len() as f64;
    let changes = text
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit());
    text.len() >= STRONG_LENGTH
        && changes.count() * STRONG_CHANGES >= text.len()
        && bits(text) >= STRONG_BITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Role;
    use crate::rule::template::fill;
    use crate::samples::rule;

    fn strong(value: &str) -> bool {
        is_strong(&Secret::new(value.as_bytes()))
    }

    #[test]
    fn what_chance_made_is_strong() {
        // Of short values some look weak by chance; that only costs them a check of their own.
        for (template, at_least) in [
            ("sk{random:178}", 500),
            ("{hex:40}", 499),
            ("{alnum:40}", 480),
            ("{alnum:32}", 460),
        ] {
            let values = (0..500).map(|seed| fill(template, seed).unwrap());
            let strong = values.filter(|value| strong(value)).count();
            assert!(strong >= at_least, "{template} {strong}");
        }
    }

    #[test]
    fn what_a_person_made_is_weak() {
        for value in [
            "hunter2",
            "correct-horse-battery-staple-2024",
            "postgres://admin:Summer2024!@db-1.eu-west-1.example.com:5432/production",
            "aaaaaaaa1111111122222222bbbbbbbb",
            "MyCompanyNameProductionPassword2026",
            "changeme-changeme-changeme",
            "P4ssw0rdP4ssw0rdP4ss",
        ] {
            assert!(!strong(value), "{value}");
        }
    }

    #[test]
    fn a_weak_value_is_not_in_its_fingerprint() {
        let rule = rule("generic-secret", Role::Unknown);
        let of = |value: &str, name| {
            Fingerprint::of_secret(&rule, &Secret::new(value.as_bytes()), Some(name))
        };
        assert_eq!(of("hunter2", "DB_PASSWORD"), of("letmein", "DB_PASSWORD"));
        assert_ne!(of("hunter2", "DB_PASSWORD"), of("hunter2", "API_PASSWORD"));
        assert_ne!(of("hunter2", "DB_PASSWORD"), of("hunter22", "DB_PASSWORD"));
    }

    #[test]
    fn a_strong_value_is_known_under_any_name() {
        let rule = rule("some-token", Role::Unknown);
        let value = fill("{hex:40}", 7).unwrap();
        let of = |name| Fingerprint::of_secret(&rule, &Secret::new(value.as_bytes()), name);
        assert_eq!(of(None), of(Some("TOKEN")));
        assert_eq!(Fingerprint::parse(&of(None).to_string()), Some(of(None)));
        assert!(of(None).is_named_by(&of(None).to_string()[..12]));
        assert!(!of(None).is_named_by(""));
    }
}

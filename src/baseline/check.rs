//! Tells a weak value from another under the same fingerprint, and tells a guesser next to nothing.
//!
//! It is slow to make, salted, and so short that of a long list of guesses many fit.

use std::fmt::{self, Write as _};
use std::hash::{BuildHasher, Hasher, RandomState};

use argon2::{Algorithm, Argon2, Params, Version};

use crate::secret::Secret;

/// Memory for one check, in KiB.
const MEMORY: u32 = 32 << 10;

/// Passes over that memory.
const PASSES: u32 = 2;

/// How many hexadecimal digits are kept: another value passes with odds of one in a million.
const DIGITS: usize = 5;

/// Digits of a salt.
const SALT_DIGITS: usize = 16;

/// A salted, slow and short hash of a weak value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Check {
    salt: String,
    digits: String,
}

/// What makes the check of a value another each time.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Salt(String);

impl Salt {
    fn new() -> Self {
        // It has to be another each time, not to be hard to guess.
        Self(format!(
            "{:016x}",
            RandomState::new().build_hasher().finish()
        ))
    }

    /// As many, in order.
    pub(super) fn some(count: usize) -> Vec<Self> {
        let mut salts: Vec<Self> = (0..count).map(|_| Self::new()).collect();
        salts.sort();
        salts
    }
}

impl Check {
    /// Makes one with a salt of its own.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        Self::salted(secret, Salt::new())
    }

    pub(super) fn salted(secret: &Secret, salt: Salt) -> Self {
        Self {
            digits: digits(secret, &salt.0),
            salt: salt.0,
        }
    }

    /// Whether it is of this value.
    #[must_use]
    pub fn holds(&self, secret: &Secret) -> bool {
        digits(secret, &self.salt) == self.digits
    }

    /// A check as it is written; nothing where it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (salt, digits) = text.split_once('-')?;
        let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let fits = salt.len() == SALT_DIGITS && digits.len() == DIGITS;
        (fits && is_hex(salt) && is_hex(digits)).then(|| Self {
            salt: salt.to_owned(),
            digits: digits.to_owned(),
        })
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.salt, self.digits)
    }
}

fn digits(secret: &Secret, salt: &str) -> String {
    let mut hash = [0; Params::MIN_OUTPUT_LEN];
    let argon2 = Params::new(MEMORY, PASSES, 1, Some(hash.len()))
        .map(|params| Argon2::new(Algorithm::Argon2id, Version::V0x13, params));
    let made = argon2
        .and_then(|argon2| argon2.hash_password_into(secret.reveal(), salt.as_bytes(), &mut hash));
    made.expect("the sizes are constants that it accepts");
    let mut text = String::new();
    for byte in hash {
        let _ = write!(text, "{byte:02x}");
    }
    text.truncate(DIGITS);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_of_its_value_alone_and_is_salted() {
        let secret = Secret::new(b"hunter2");
        let check = Check::new(&secret);
        assert!(check.holds(&secret));
        assert!(!check.holds(&Secret::new(b"hunter3")));
        assert_ne!(check.to_string(), Check::new(&secret).to_string());
        assert_eq!(Check::parse(&check.to_string()), Some(check));
        assert_eq!(Check::parse("0123456789abcdef-"), None);
    }
}

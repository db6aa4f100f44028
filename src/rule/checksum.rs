//! Checksums that values carry: a value whose checksum holds was made by its provider.

use super::syntax::Checksum;

/// Digits of base 62, in the order that the checksums use.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many of a value's last characters are its checksum.
const LENGTH: usize = 6;

impl Checksum {
    /// Whether the value's checksum is that of its body.
    #[must_use]
    pub fn holds(self, value: &[u8]) -> bool {
        match self {
            Self::Github => {
                let start = value
                    .iter()
                    .rposition(|&byte| byte == b'_')
                    .map_or(0, |at| at + 1);
                let tail = &value[start..];
                tail.len() > LENGTH && {
                    let (body, sum) = tail.split_at(tail.len() - LENGTH);
                    base62(body) == sum
                }
            }
        }
    }
}

/// The CRC-32 of `body` in base 62, filled up with zeros to six digits.
pub(super) fn base62(body: &[u8]) -> [u8; LENGTH] {
    let mut rest = crc32fast::hash(body);
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(rest % 62) as usize];
        rest /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_character_breaks_it() {
        let body = b"AbCdEfGhIjKlMnOpQrStUvWxYz0123";
        let mut value = [b"ghp_", &body[..], &base62(body)].concat();
        assert!(Checksum::Github.holds(&value));
        value[10] = b'_' - 1;
        assert!(!Checksum::Github.holds(&value));
        assert!(!Checksum::Github.holds(b"ghp_"));
    }

    #[test]
    fn the_sum_is_the_known_one_of_crc32() {
        // CRC-32 of "123456789" is 0xCBF43926, <https://reveng.sourceforge.io/crc-catalogue/all.htm>.
        assert_eq!(crc32fast::hash(b"123456789"), 0xCBF4_3926);
        assert_eq!(base62(b"").as_slice(), b"000000");
    }
}

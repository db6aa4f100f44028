//! Generator templates: how a rule file writes values without holding one.
//!
//! `sk{alnum:178}` is `sk` and 178 random letters and digits. The same seed gives the same value.
//! A brace that opens no hole stands for itself.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::checksum::base62;

/// Letters and digits.
const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A hole that names no class of characters.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such hole: {{{0}}}")]
pub struct TemplateError(String);

/// Fills a template; equal seeds give equal values.
///
/// # Errors
///
/// When a hole names no known class.
pub fn fill(template: &str, seed: u64) -> Result<String, TemplateError> {
    let mut random = Random::new(seed);
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        if let Some((class, argument, tail)) = hole(after) {
            let filled = random.fill(class, argument);
            out += &filled.ok_or_else(|| TemplateError(format!("{class}:{argument}")))?;
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Class and argument of a hole, and what follows it, where the text behind a `{` is one.
fn hole(after: &str) -> Option<(&str, &str, &str)> {
    let (hole, tail) = after.split_once('}')?;
    let (class, argument) = hole.split_once(':').unwrap_or((hole, ""));
    let is_word = !class.is_empty() && class.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_argument = match class {
        "uuid" => argument.is_empty(),
        "jwt" => true,
        _ => !argument.is_empty() && argument.bytes().all(|byte| byte.is_ascii_digit()),
    };
    (is_word && is_argument).then_some((class, argument, tail))
}

/// The bytes of a named class.
fn alphabet(class: &str) -> Option<Vec<u8>> {
    const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    const DIGIT: &[u8] = b"0123456789";
    let parts: &[&[u8]] = match class {
        "alnum" => &[ALNUM],
        "upper" => &[UPPER],
        "lower" => &[LOWER],
        "digit" => &[DIGIT],
        "hex" => &[DIGIT, b"abcdef"],
        "HEX" => &[DIGIT, b"ABCDEF"],
        "base64" => &[ALNUM, b"+/"],
        "base64url" => &[ALNUM, b"-_"],
        "base32" => &[UPPER, b"234567"],
        "base58" => &[b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"],
        "bech32" => &[b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"],
        "upperdigit" => &[UPPER, DIGIT],
        "lowerdigit" => &[LOWER, DIGIT],
        _ => return None,
    };
    Some(parts.concat())
}

/// A JSON Web Token with the claims `key=value,key=value` and the given signature.
fn jwt(claims: &str, signature: &str) -> String {
    let pairs = claims.split(',').filter_map(|pair| pair.split_once('='));
    let claims: Map<String, Value> = pairs
        .map(|(key, value)| (key.to_owned(), Value::from(value)))
        .collect();
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let header = part(&json!({"alg": "HS256", "typ": "JWT"}));
    format!("{header}.{}.{signature}", part(&Value::Object(claims)))
}

/// A UUID's five groups of hexadecimal digits.
fn uuid(hex: &str) -> String {
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

/// A small deterministic generator (`SplitMix64`, <https://prng.di.unimi.it/splitmix64.c>).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Text of a class; the argument is its length, or a token's claims.
    fn fill(&mut self, class: &str, argument: &str) -> Option<String> {
        Some(match class {
            "uuid" => uuid(&self.text(&alphabet("hex")?, 32)),
            "jwt" => jwt(argument, &self.text(&alphabet("base64url")?, 43)),
            "random" => self.evenly_mixed(argument.parse().ok()?),
            "github" => {
                let body = self.text(ALNUM, argument.parse::<usize>().ok()?.checked_sub(6)?);
                let sum = base62(body.as_bytes());
                body + &String::from_utf8_lossy(&sum)
            }
            _ => self.text(&alphabet(class)?, argument.parse().ok()?),
        })
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(self.pick(alphabet)))
            .collect()
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    fn pick(&mut self, alphabet: &[u8]) -> u8 {
        alphabet[self.below(alphabet.len())]
    }

    /// Letters and digits in which chance leaves out no class: every fifth is a digit or a capital.
    fn evenly_mixed(&mut self, count: usize) -> String {
        let digits: Vec<u8> = (b'0'..=b'9').collect();
        let capitals: Vec<u8> = (b'A'..=b'Z').collect();
        (0..count)
            .map(|at| match at % 10 {
                4 => self.pick(&digits),
                9 => self.pick(&capitals),
                _ => self.pick(ALNUM),
            })
            .map(char::from)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_alike_for_one_seed() {
        let value = fill("sk{alnum:178}", 7);
        assert_eq!(value, fill("sk{alnum:178}", 7));
        assert_ne!(value, fill("sk{alnum:178}", 8));
        assert!(value.is_ok_and(|value| value.len() == 180 && value.starts_with("sk")));
    }

    #[test]
    fn a_broken_template_is_told() {
        let error = TemplateError("nope:3".to_owned());
        assert_eq!(fill("{nope:3}", 0), Err(error));
        assert_eq!(fill("f({a:\"b\"}) {", 0).as_deref(), Ok("f({a:\"b\"}) {"));
    }
}

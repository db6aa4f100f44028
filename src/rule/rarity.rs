//! Whether a value reads like words: what tells a random value from an identifier, a class name or
//! a phrase, however many digits those have.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// For each letter, those that often follow it within words and names in code: the 170 commonest
/// of the 676 pairs, counted over the words of published bundles, where they are 86 in 100. Of the
/// pairs in random text they are 25 in 100.
const FOLLOWERS: [&[u8]; 26] = [
    b"bcdgilmnprsty",
    b"aelor",
    b"aehiklortu",
    b"aeios",
    b"acdefglmnprstvx",
    b"efio",
    b"ehir",
    b"aeiot",
    b"acdefglmnoprstvz",
    b"",
    b"e",
    b"aeilotuy",
    b"aeiop",
    b"acdegiostu",
    b"cdlmnoprstuvw",
    b"aeiloprt",
    b"u",
    b"acdeimorstuy",
    b"acehiopstu",
    b"aehiorstuy",
    b"abcelmnprst",
    b"aei",
    b"",
    b"",
    b"",
    b"e",
];

/// Fewer pairs of letters than this say nothing.
const MIN_PAIRS: usize = 6;

/// As many say more.
const MANY_PAIRS: usize = 12;

/// Shorter parts are no word.
const MIN_WORD: usize = 5;

/// Longest part that may be the prefix by which a provider's tokens are known: `acme_live_…`.
const MAX_PREFIX: usize = 12;

/// The least that is left behind such a prefix.
const MIN_BODY: usize = 16;

/// What stands in a value that stands for another.
const PLACEHOLDERS: [&str; 12] = [
    "example",
    "placeholder",
    "dummy",
    "sample",
    "changeme",
    "your_",
    "your-",
    "redacted",
    "fake",
    "xxxx",
    "insert",
    "replace",
];

/// Whether a value reads like no words: 60 of its pairs in 100 at most are common ones, and no part
/// between its dashes is a word, but for those that it begins with.
///
/// One random value in a hundred does read like words, at 32 letters and digits.
pub(super) fn is_rare(value: &[u8]) -> bool {
    let body = without_prefix(value);
    let (count, common) = pairs(body);
    // Of few pairs, more are common by chance.
    let limit = if count < MANY_PAIRS { 7 } else { 6 };
    let reads_like_words = count >= MIN_PAIRS
        && !is_hex(body)
        && (common * 10 > count * limit || body.split(|&byte| is_joint(byte)).any(is_word));
    !reads_like_words && !is_placeholder(value)
}

/// Whether the pairs of a value's letters are those of no language: of many, 45 in 100 at most are
/// common ones, where two thirds of a name's are, and a fifth of the letters are capitals, and a fifth
/// are not. That makes up for digits which chance left out.
///
/// One random value in fifty has more common pairs, at 24 letters and digits.
pub(super) fn is_noise(value: &[u8]) -> bool {
    let body = without_prefix(value);
    let (count, common) = pairs(body);
    let number = |is: fn(&u8) -> bool| body.iter().filter(|byte| is(byte)).count();
    let (upper, lower) = (
        number(u8::is_ascii_uppercase),
        number(u8::is_ascii_lowercase),
    );
    count >= MANY_PAIRS
        && common * 100 <= count * 45
        && upper.min(lower) * 5 >= upper + lower
        && !holds_alphabet(body)
        && !is_placeholder(value)
}

/// Whether four letters stand in a row as in the alphabet, in whatever case: `AbCd`.
fn holds_alphabet(value: &[u8]) -> bool {
    let follows = |pair: &[u8]| pair[0].to_ascii_lowercase() + 1 == pair[1].to_ascii_lowercase();
    let rows = value
        .windows(4)
        .filter(|row| row.iter().all(u8::is_ascii_alphabetic));
    rows.map(|row| row.windows(2))
        .any(|mut pairs| pairs.all(follows))
}

/// Whether a value is hexadecimal digits, in groups or not: its letters are in no pairs of words.
fn is_hex(value: &[u8]) -> bool {
    value
        .iter()
        .all(|&byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn is_placeholder(value: &[u8]) -> bool {
    static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true);
        builder.build(PLACEHOLDERS).ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(value))
}

/// What stands behind the words that a value begins with, where that is long enough to be one.
fn without_prefix(value: &[u8]) -> &[u8] {
    let mut body = value;
    while let Some(end) = body
        .iter()
        .take(MAX_PREFIX + 1)
        .position(|&byte| is_joint(byte))
        && body.len() - end > MIN_BODY
        && body[..end].iter().all(u8::is_ascii_alphabetic)
    {
        body = &body[end + 1..];
    }
    body
}

fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b'.' | b'/')
}

fn is_word(part: &[u8]) -> bool {
    let (count, common) = pairs(part);
    part.len() >= MIN_WORD && part.iter().all(u8::is_ascii_alphabetic) && common * 3 >= count * 2
}

/// How many pairs of letters a text holds, and how many of them are common.
fn pairs(text: &[u8]) -> (usize, usize) {
    let letters = |pair: &&[u8]| pair.iter().all(u8::is_ascii_alphabetic);
    let pairs = text.windows(2).filter(letters);
    pairs.fold((0, 0), |(count, common), pair| {
        (count + 1, common + usize::from(is_common(pair[0], pair[1])))
    })
}

/// Whether one letter often follows another, in either case.
fn is_common(first: u8, second: u8) -> bool {
    /// A bit for each of [`FOLLOWERS`].
    const BITS: [u32; 32] = follower_bits();
    BITS[usize::from(first & 0x1F)] & letter_bit(second) != 0
}

/// The bit of a letter, in either case.
const fn letter_bit(letter: u8) -> u32 {
    1 << (letter & 0x1F)
}

const fn follower_bits() -> [u32; 32] {
    let mut bits = [0; 32];
    let mut row = 0;
    while row < FOLLOWERS.len() {
        let mut at = 0;
        while at < FOLLOWERS[row].len() {
            bits[row + 1] |= letter_bit(FOLLOWERS[row][at]);
            at += 1;
        }
        row += 1;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::template::fill;

    #[test]
    fn names_and_phrases_are_not_rare() {
        for text in [
            "_data_energy__rspack_import_12",
            "awsui_filtering-token-edit-button_1heb1_1ayd6_37",
            "org.matrix.msc3231.login.registration_token",
            "strictJSONSchema202012ApiDOMResolveStrategy",
            "your_client_secret_goes_here_123",
            "ant-input-password-icon--Hb3H1",
            "awsui_token_dm8gx_1wq3k_146",
        ] {
            assert!(!is_rare(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn what_reads_like_no_language_needs_no_digits() {
        let letters = |seed| -> String {
            let text = fill("{upper:12}{lower:12}", seed).expect("the template is sound");
            let (upper, lower) = text.split_at(12);
            let both = upper.chars().zip(lower.chars());
            both.flat_map(|(upper, lower)| [upper, lower]).collect()
        };
        let noise = (0..400).filter(|&seed| is_noise(letters(seed).as_bytes()));
        let count = noise.count();
        assert!(count >= 380, "{count} of 400");
        for text in [
            "handleWindowVisibilityChange",
            "createElementNSWithAttributes",
            "XMLHttpRequestUploadProgress",
            "qwxzkvjhgfbndtsmplrcq",
            "YourSecretKeyGoesHereXx",
            "xKAbCdEfGhIjKlMnOpQrStUvWxYz",
        ] {
            assert!(!is_noise(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn random_values_nearly_all_are() {
        for template in ["{alnum:32}", "{lowerdigit:40}", "{hex:32}", "{base64:44}"] {
            let values = (0..400).filter_map(|seed| fill(template, seed).ok());
            let rare = values.filter(|value| is_rare(value.as_bytes())).count();
            assert!(rare >= 390, "{template}: {rare} of 400");
        }
    }
}

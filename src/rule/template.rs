//! Generator templates: how a rule file writes values without holding one.
//!
//! `sk{alnum:178}` is `sk` and 178 random letters and digits. The same seed gives the same value.

/// Letters and digits.
const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Why a template cannot be filled.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A `{` without its `}`.
    #[error("a hole is not closed")]
    Open,
    /// A hole that is not `{class:count}`.
    #[error("no such hole: {{{0}}}")]
    Hole(String),
}

/// Fills a template; equal seeds give equal values.
///
/// # Errors
///
/// When a hole is not closed, or names no known class or count.
pub fn fill(template: &str, seed: u64) -> Result<String, TemplateError> {
    let mut random = Random::new(seed);
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (hole, tail) = after.split_once('}').ok_or(TemplateError::Open)?;
        out.push_str(before);
        fill_hole(hole, &mut random, &mut out)?;
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

/// Fills one hole, `class:count`.
fn fill_hole(hole: &str, random: &mut Random, out: &mut String) -> Result<(), TemplateError> {
    let unknown = || TemplateError::Hole(hole.to_owned());
    let (class, count) = hole.split_once(':').ok_or_else(unknown)?;
    let count: usize = count.parse().map_err(|_| unknown())?;
    if class == "random" {
        out.push_str(&random.evenly_mixed(count));
        return Ok(());
    }
    let alphabet = alphabet(class).ok_or_else(unknown)?;
    out.extend((0..count).map(|_| char::from(random.pick(&alphabet))));
    Ok(())
}

/// The bytes of a named class.
fn alphabet(class: &str) -> Option<Vec<u8>> {
    Some(match class {
        "alnum" => ALNUM.to_vec(),
        "lower" => (b'a'..=b'z').collect(),
        "digit" => (b'0'..=b'9').collect(),
        "hex" => b"0123456789abcdef".to_vec(),
        "base64" => [ALNUM, b"+/"].concat(),
        _ => return None,
    })
}

/// A small deterministic generator (`SplitMix64`, <https://prng.di.unimi.it/splitmix64.c>).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed)
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
        assert_eq!(fill("sk{alnum:1", 0), Err(TemplateError::Open));
        assert_eq!(
            fill("{nope:3}", 0),
            Err(TemplateError::Hole("nope:3".to_owned()))
        );
    }
}

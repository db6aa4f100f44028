//! Literals that are sought by the capitals in them, which stand in a row hardly anywhere else.

use std::collections::HashMap;
use std::ops::Range;

use super::filter::Pairs;
use super::runs::MIN_CAPITALS;

/// Literals with capitals in a row.
#[derive(Debug)]
pub(super) struct Capitals {
    literals: Vec<Literal>,
    /// The first two capitals of each.
    pairs: Pairs,
    /// The literals by their first three.
    by_three: HashMap<[u8; MIN_CAPITALS], Vec<usize>>,
}

/// A literal, and where its first capitals in a row stand in it.
#[derive(Debug)]
struct Literal {
    bytes: Vec<u8>,
    at: usize,
}

impl Capitals {
    pub(super) fn new() -> Self {
        Self {
            literals: Vec::new(),
            pairs: Pairs::new(),
            by_three: HashMap::new(),
        }
    }

    /// Adds a literal, as the next of them; gives it back where it has too few capitals in a row.
    pub(super) fn add(&mut self, bytes: Vec<u8>) -> Result<(), Vec<u8>> {
        let are_capitals = |three: &[u8]| three.iter().all(u8::is_ascii_uppercase);
        let Some(at) = bytes.windows(MIN_CAPITALS).position(are_capitals) else {
            return Err(bytes);
        };
        let three = [bytes[at], bytes[at + 1], bytes[at + 2]];
        self.pairs.insert([three[0], three[1]]);
        let same = self.by_three.entry(three).or_default();
        same.push(self.literals.len());
        self.literals.push(Literal { bytes, at });
        Ok(())
    }

    /// Every place of a literal, with its index, in the order of their capitals.
    pub(super) fn hits<'a>(
        &'a self,
        bytes: &'a [u8],
        runs: &'a [Range<usize>],
    ) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let places = runs
            .iter()
            .flat_map(|run| run.start..run.end + 1 - MIN_CAPITALS);
        places
            .filter(|&at| self.pairs.holds([bytes[at], bytes[at + 1]]))
            .flat_map(|at| self.hits_at(bytes, at))
    }

    fn hits_at<'a>(
        &'a self,
        bytes: &'a [u8],
        at: usize,
    ) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let three = bytes[at..].first_chunk();
        let literals = three.and_then(|three| self.by_three.get(three));
        literals.into_iter().flatten().filter_map(move |&index| {
            let literal = &self.literals[index];
            let start = at.checked_sub(literal.at)?;
            let end = start + literal.bytes.len();
            (bytes.get(start..end)? == literal.bytes).then_some((index, start..end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::runs::Landmarks;

    #[test]
    fn a_literal_is_found_wherever_it_stands_in_capitals() {
        let mut sought = Capitals::new();
        for literal in ["_KEY", "PASS", ":APA91b"] {
            sought
                .add(literal.as_bytes().to_vec())
                .expect("it has capitals");
        }
        let text = b"X_KEYS;MYPASSWORD;a:APA91b;PAS S_KE_Y";
        let found: Vec<_> = sought.hits(text, &Landmarks::of(text).capitals).collect();
        assert_eq!(found, [(0, 1..5), (1, 9..13), (2, 19..26)]);
    }

    #[test]
    fn a_literal_without_capitals_in_a_row_is_given_back() {
        assert!(Capitals::new().add(b"tAccessKEy".to_vec()).is_err());
    }
}

//! Literals that are sought by the capitals in them, which stand in a row hardly anywhere else.

use std::ops::Range;

use super::filter::Triples;
use super::runs::MIN_CAPITALS;

/// Literals with capitals in a row.
#[derive(Debug)]
pub(super) struct Capitals {
    /// Sorted by their first capitals, once all are there.
    literals: Vec<Literal>,
    /// The first three capitals of each.
    triples: Triples,
}

/// A literal, and where its first capitals in a row stand in it.
#[derive(Debug)]
struct Literal {
    bytes: Vec<u8>,
    at: usize,
    /// These capitals, which it is looked up by.
    three: [u8; MIN_CAPITALS],
    /// Which of those that were added it is.
    index: usize,
}

impl Capitals {
    pub(super) fn new() -> Self {
        Self {
            literals: Vec::new(),
            triples: Triples::new(),
        }
    }

    /// Adds a literal, as the next of them; gives it back where it has too few capitals in a row.
    pub(super) fn add(&mut self, bytes: Vec<u8>) -> Result<(), Vec<u8>> {
        let mut threes = bytes.windows(MIN_CAPITALS).enumerate();
        let first = threes.find(|(_, three)| three.iter().all(u8::is_ascii_uppercase));
        let Some((at, &[first, second, third])) = first else {
            return Err(bytes);
        };
        let three = [first, second, third];
        self.triples.insert(three);
        let place = self.literals.partition_point(|it| it.three <= three);
        let literal = Literal {
            index: self.literals.len(),
            bytes,
            at,
            three,
        };
        self.literals.insert(place, literal);
        Ok(())
    }

    /// The three capitals that places are told by.
    pub(super) fn triples(&self) -> &Triples {
        &self.triples
    }

    /// Every place of a literal, with its index, in the order of their capitals, which stand in
    /// a row at each of `places`.
    pub(super) fn hits<'a>(
        &'a self,
        bytes: &'a [u8],
        places: &'a [usize],
    ) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        places
            .iter()
            .filter_map(|&at| Some((at, *bytes[at..].first_chunk()?)))
            .filter(|(_, three)| self.triples.holds(*three))
            .flat_map(|(at, three)| self.hits_at(bytes, at, three))
    }

    fn hits_at<'a>(
        &'a self,
        bytes: &'a [u8],
        at: usize,
        three: [u8; MIN_CAPITALS],
    ) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let first = self.literals.partition_point(|it| it.three < three);
        let same = self.literals[first..]
            .iter()
            .take_while(move |it| it.three == three);
        same.filter_map(move |literal| {
            let start = at.checked_sub(literal.at)?;
            let end = start + literal.bytes.len();
            (bytes.get(start..end)? == literal.bytes).then_some((literal.index, start..end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Fragment, Language};
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
        let landmarks = Landmarks::of(&Fragment::whole(text, Language::Other), sought.triples());
        let found: Vec<_> = sought.hits(text, &landmarks.capitals).collect();
        assert_eq!(found, [(0, 1..5), (1, 9..13), (2, 19..26)]);
    }

    #[test]
    fn a_literal_without_capitals_in_a_row_is_given_back() {
        assert!(Capitals::new().add(b"tAccessKEy".to_vec()).is_err());
    }
}

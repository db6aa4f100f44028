//! Literals sought everywhere in a text: those that nothing else points to.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use crate::content::Fragment;

/// One search for each costs less, up to so many.
const FEW: usize = 3;

/// A search for any of several literals.
#[derive(Debug)]
pub(super) enum Literals {
    Few(Vec<Finder<'static>>),
    Many(AhoCorasick),
}

impl Literals {
    /// A search for these literals; nothing where there is none, or gigabytes of them.
    pub(super) fn new<T: AsRef<[u8]>>(literals: &[T]) -> Option<Self> {
        match literals.len() {
            0 => None,
            1..=FEW => {
                let finders = literals.iter().map(|it| Finder::new(it).into_owned());
                Some(Self::Few(finders.collect()))
            }
            _ => AhoCorasick::new(literals).ok().map(Self::Many),
        }
    }

    /// Calls `found` with every place where one stands, and with its index among the literals.
    pub(super) fn each_hit(
        &self,
        fragment: &Fragment<'_>,
        mut found: impl FnMut(usize, Range<usize>),
    ) {
        for text in fragment.texts() {
            let (start, bytes) = (text.start, &fragment.bytes[text]);
            match self {
                Self::Few(finders) => {
                    for (index, finder) in finders.iter().enumerate() {
                        for at in finder.find_iter(bytes) {
                            let at = start + at;
                            found(index, at..at + finder.needle().len());
                        }
                    }
                }
                Self::Many(automaton) => {
                    for hit in automaton.find_overlapping_iter(bytes) {
                        let range = start + hit.start()..start + hit.end();
                        found(hit.pattern().as_usize(), range);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Language;

    #[test]
    fn few_and_many_are_found_alike() {
        let text = "analytics.load(ops_eyJanalyticx.load(glc_eyJ_eyJ";
        let fragment = Fragment::whole(text.as_bytes(), Language::Other);
        for others in [0, 1, FEW] {
            let others = (0..others).map(|it| format!("other-{it}"));
            let literals: Vec<String> = ["ops_eyJ".to_owned(), "_eyJ".to_owned()]
                .into_iter()
                .chain(others)
                .collect();
            let mut found = Vec::new();
            let search = Literals::new(&literals).expect("there are some");
            search.each_hit(&fragment, |index, range| found.push((index, range)));
            found.sort_by_key(|(index, range)| (*index, range.start));
            assert_eq!(found, [(0, 15..22), (1, 18..22), (1, 40..44), (1, 44..48)]);
        }
    }
}

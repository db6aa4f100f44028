//! Which record is about which finding. Whether one is about a weak value takes a slow hash, so the
//! likely pairs are tried first: the records of one scan stand in the order of its findings.

use std::collections::{BTreeMap, BTreeSet};

use super::Record;
use crate::finding::{Finding, Fingerprint};

/// How many records are tried from the place on that is next in order; twice as many after each finding
/// that none of them was about, for some may be gone.
const WINDOW: usize = 3;

/// The most that are tried so.
const WIDEST: usize = 24;

/// How many tries may fail, all together: half a minute on a slow machine.
const TRIES: usize = 400;

/// The records about each of some findings.
#[derive(Debug, Default)]
pub struct Pairing {
    /// For each finding the places of the records about it, in order.
    records: Vec<Vec<usize>>,
    /// Records about some finding.
    found: BTreeSet<usize>,
    /// Records that were not tried with every finding that they may be about.
    untried: BTreeSet<usize>,
}

impl Pairing {
    /// The records about a finding, by their places.
    pub(crate) fn of(&self, finding: usize) -> &[usize] {
        &self.records[finding]
    }

    /// Whether a record is about some finding.
    #[must_use]
    pub fn is_found(&self, record: usize) -> bool {
        self.found.contains(&record)
    }

    /// Whether it is about none, as far as can be told.
    #[must_use]
    pub fn is_gone(&self, record: usize) -> bool {
        !self.is_found(record) && !self.untried.contains(&record)
    }

    /// How many records were not tried with every finding.
    pub(crate) fn untried(&self) -> usize {
        self.untried.len()
    }
}

/// Pairs what is known with what was found; a pair that `is_enough` ends the search for that finding.
pub(super) fn pair(
    records: &[Record],
    findings: &[&Finding],
    is_enough: &dyn Fn(&Record, &Finding) -> bool,
) -> Pairing {
    let mut search = Search::new(records, findings, is_enough);
    search.run();
    search.pairing
}

struct Search<'a> {
    records: &'a [Record],
    findings: &'a [&'a Finding],
    is_enough: &'a dyn Fn(&Record, &Finding) -> bool,
    pairing: Pairing,
    /// Pairs of a finding and a record.
    tried: BTreeSet<(usize, usize)>,
    /// How many tries may still fail.
    left: usize,
}

fn by_fingerprint(records: &[Record]) -> BTreeMap<&Fingerprint, Vec<usize>> {
    let mut by_fingerprint: BTreeMap<&Fingerprint, Vec<usize>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        by_fingerprint
            .entry(&record.fingerprint)
            .or_default()
            .push(at);
    }
    by_fingerprint
}

impl<'a> Search<'a> {
    fn new(
        records: &'a [Record],
        findings: &'a [&'a Finding],
        is_enough: &'a dyn Fn(&Record, &Finding) -> bool,
    ) -> Self {
        Self {
            records,
            findings,
            is_enough,
            pairing: Pairing {
                records: vec![Vec::new(); findings.len()],
                ..Pairing::default()
            },
            tried: BTreeSet::new(),
            left: TRIES,
        }
    }

    fn run(&mut self) {
        let known = by_fingerprint(self.records);
        let mut next: BTreeMap<&Fingerprint, (usize, usize)> = BTreeMap::new();
        let mut left = Vec::new();
        for (finding, found) in self.findings.iter().enumerate() {
            let Some((fingerprint, own)) = known.get_key_value(&found.fingerprint) else {
                continue;
            };
            let own: Vec<usize> = own
                .iter()
                .copied()
                .filter(|&it| self.records[it].may_be_about(found))
                .collect();
            let (from, width) = next.entry(fingerprint).or_insert((0, WINDOW));
            let first = own.iter().position(|it| it >= from).unwrap_or(0);
            let likely = own
                .iter()
                .copied()
                .skip(first)
                .take((*width).min(self.left + 1));
            let found = likely.into_iter().find_map(|it| {
                let outcome = self.attempt(finding, it);
                (outcome != Outcome::Another).then_some((it, outcome))
            });
            (*from, *width) = match found {
                Some((record, _)) => (record + 1, WINDOW),
                None => (*from, WIDEST.min(2 * *width)),
            };
            if !own.is_empty() && found.is_none_or(|(_, it)| it == Outcome::Same) {
                left.push((finding, own));
            }
        }
        // Whose record was found may have another, which a merge has left.
        left.sort_by_key(|(finding, _)| !self.pairing.of(*finding).is_empty());
        for (finding, own) in left {
            self.try_rest(finding, own);
        }
    }

    /// Tries what is left of the records that a finding may be that of, as far as the bound allows.
    fn try_rest(&mut self, finding: usize, own: Vec<usize>) {
        let has_one = !self.pairing.of(finding).is_empty();
        for record in own {
            let is_slow = self.records[record].check.is_some();
            let is_known = self.pairing.is_found(record) && is_slow;
            if is_known || self.tried.contains(&(finding, record)) {
                continue;
            }
            if is_slow && self.left == 0 {
                if !has_one {
                    self.pairing.untried.insert(record);
                }
                continue;
            }
            if self.attempt(finding, record) == Outcome::Enough {
                break;
            }
        }
    }

    /// Tries a pair: a weak value is that of one record, but for copies that a merge has left.
    fn attempt(&mut self, finding: usize, record: usize) -> Outcome {
        let (found, known) = (self.findings[finding], &self.records[record]);
        let is_taken = known.check.is_some() && self.pairing.is_found(record);
        if is_taken || !self.tried.insert((finding, record)) {
            return Outcome::Another;
        }
        if !known.holds(found) {
            self.left = self.left.saturating_sub(usize::from(known.check.is_some()));
            return Outcome::Another;
        }
        self.pairing.records[finding].push(record);
        self.pairing.found.insert(record);
        if (self.is_enough)(known, found) {
            Outcome::Enough
        } else {
            Outcome::Same
        }
    }
}

/// What a try shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is another's record.
    Another,
    /// It is this finding's record, and another may say more.
    Same,
    Enough,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::Acceptance;
    use crate::samples::found;

    fn weak(values: &[&str]) -> Vec<Finding> {
        values.iter().map(|it| found(it)).collect()
    }

    fn accepted(findings: &[&Finding]) -> Vec<Record> {
        let acceptance = Acceptance {
            reason: "a demo".to_owned(),
            expires: None,
        };
        let mut records = Record::of_all(findings, &acceptance);
        records.sort();
        records
    }

    #[test]
    fn what_was_accepted_together_is_tried_in_its_order() {
        let values = [
            "hunter1", "hunter2", "hunter3", "hunter4", "hunter5", "hunter6",
        ];
        let old = weak(&values);
        let records = accepted(&old.iter().collect::<Vec<_>>());
        // One is new, and one is gone.
        let now = weak(&[
            "hunter9", "hunter1", "hunter2", "hunter4", "hunter5", "hunter6",
        ]);
        let now: Vec<&Finding> = now.iter().collect();
        let mut search = Search::new(&records, &now, &|_, _| true);
        search.run();
        let places: Vec<&[usize]> = (0..now.len()).map(|it| search.pairing.of(it)).collect();
        assert_eq!(places, [&[][..], &[0], &[1], &[3], &[4], &[5]]);
        assert!(search.pairing.is_gone(2));
        assert_eq!(search.tried.len(), 5 + WINDOW + 1);
    }

    #[test]
    fn where_several_are_gone_the_next_are_found_behind_them() {
        let values: Vec<String> = (10..24).map(|it| format!("hunter{it}")).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let old = weak(&values);
        let records = accepted(&old.iter().collect::<Vec<_>>());
        let now: Vec<&Finding> = old[5..].iter().collect();
        let mut search = Search::new(&records, &now, &|_, _| true);
        search.run();
        assert!((0..now.len()).all(|it| search.pairing.of(it) == [it + 5]));
        assert!((0..5).all(|it| search.pairing.is_gone(it)));
        assert!(search.tried.len() <= 3 * now.len());
    }

    #[test]
    fn what_covers_nothing_any_more_is_tried_in_order_too() {
        let old = weak(&["hunter1", "hunter2", "hunter3", "hunter4", "hunter5"]);
        let all: Vec<&Finding> = old.iter().collect();
        let records = accepted(&all);
        let mut search = Search::new(&records, &all, &|_, _| false);
        search.run();
        assert!((0..all.len()).all(|it| search.pairing.of(it) == [it]));
        assert_eq!(search.tried.len(), all.len());
    }

    #[test]
    fn what_was_not_tried_is_not_gone() {
        let old = weak(&["hunter1", "hunter2", "hunter3", "hunter4"]);
        let records = accepted(&old.iter().collect::<Vec<_>>());
        let now = weak(&["hunter4"]);
        let now: Vec<&Finding> = now.iter().collect();
        let mut search = Search::new(&records, &now, &|_, _| true);
        search.left = 0;
        search.run();
        let pairing = search.pairing;
        assert_eq!((pairing.of(0), pairing.untried()), (&[][..], 3));
        assert!(!pairing.is_gone(3) && !pairing.is_found(3));
        assert!(pair(&records, &now, &|_, _| true).is_found(3));
    }
}

//! Finds values by their form: a run that begins as a rule's values do, then the rule itself.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::boundary::for_each_start;
use super::data::{is_inside_data, is_wrapped_line};
use super::evidence::evidence;
use super::piece::is_piece;
use super::runs::for_each_run;
use super::{Evidence, Match, Subject};
use crate::content::Fragment;
use crate::finding::Confidence;
use crate::rule::{Rule, RuleSet};
use crate::secret::Secret;

/// Longest value, so that no expression runs away over data: the margin of a window is larger.
const MAX_VALUE: usize = 1024;

/// The rules, by what their values begin with.
#[derive(Debug)]
pub(super) struct Patterns {
    rules: Vec<Arc<Rule>>,
    by_start: HashMap<[u8; 2], Vec<usize>>,
    starts: StartSet,
}

impl Patterns {
    pub(super) fn new(set: &RuleSet) -> Self {
        let rules = set.rules().to_vec();
        let mut by_start: HashMap<[u8; 2], Vec<usize>> = HashMap::new();
        for (index, rule) in rules.iter().enumerate() {
            for literal in &rule.starts_with {
                let bytes = literal.as_bytes();
                let same = by_start.entry([bytes[0], bytes[1]]).or_default();
                if !same.contains(&index) {
                    same.push(index);
                }
            }
        }
        let starts = StartSet::of(by_start.keys());
        Self {
            rules,
            by_start,
            starts,
        }
    }

    /// Adds every match that starts in the fragment's own part, in order.
    pub(super) fn detect(&self, fragment: &Fragment<'_>, found: &mut Vec<Match>) {
        let bytes = fragment.bytes;
        let mut claimed = 0;
        for_each_run(bytes, 0, |run| {
            for_each_start(bytes, &run, |start| {
                if self.starts.may_begin(&bytes[start..]) && start >= claimed {
                    claimed = self.consider(fragment, start, found);
                }
            });
        });
    }

    /// Adds the match that starts here, if there is one; returns where the next may start.
    ///
    /// Kept out of the loop over runs, which hardly ever gets here.
    #[inline(never)]
    fn consider(&self, fragment: &Fragment<'_>, start: usize, found: &mut Vec<Match>) -> usize {
        let Some(hit) = self.match_at(fragment, start) else {
            return start;
        };
        let end = hit.span.end;
        found.extend(fragment.own.contains(&start).then_some(hit));
        end
    }

    /// The first rule's match at `start`, if any rule has one there.
    fn match_at(&self, fragment: &Fragment<'_>, start: usize) -> Option<Match> {
        let bytes = fragment.bytes;
        let key = [bytes[start], *bytes.get(start + 1)?];
        let rules = self.by_start.get(&key)?;
        rules.iter().find_map(|&index| {
            let rule = &self.rules[index];
            let window = &bytes[start..bytes.len().min(start + MAX_VALUE)];
            let span = start..start + rule.value_length(window)?;
            stands_alone(rule, bytes, &span).then(|| hit(rule, bytes, span))
        })
    }
}

/// Whether the value at `span` ends there, and is no piece of something longer.
fn stands_alone(rule: &Rule, bytes: &[u8], span: &Range<usize>) -> bool {
    let length = span.len();
    let longest = rule
        .whole_lengths
        .first()
        .is_none_or(|&whole| whole == length);
    !bytes.get(span.end).is_some_and(u8::is_ascii_alphanumeric)
        && !is_inside_data(bytes, span)
        && (longest || !is_piece(bytes, span, &rule.whole_lengths))
        && (rule.confidence == Confidence::High || !is_wrapped_line(bytes, span))
}

/// The match of `rule` at `span`, with what its surroundings say.
fn hit(rule: &Rule, bytes: &[u8], span: Range<usize>) -> Match {
    let evidence = evidence(bytes, &span, &rule.context);
    Match {
        rule: Arc::clone(&rule.info),
        subject: Subject::Secret(Secret::new(&bytes[span.clone()])),
        confidence: confidence(rule, &evidence),
        evidence,
        span,
    }
}

/// A form of medium confidence with its provider near by is of high confidence.
fn confidence(rule: &Rule, evidence: &Evidence) -> Confidence {
    match rule.confidence {
        Confidence::Medium if evidence.provider.is_some() => Confidence::High,
        form => form,
    }
}

/// Which pairs of bytes begin some rule's values: a bit for each pair.
#[derive(Debug)]
struct StartSet(Vec<u64>);

impl StartSet {
    fn of<'a>(pairs: impl Iterator<Item = &'a [u8; 2]>) -> Self {
        let mut bits = vec![0; (1 << 16) / 64];
        for &pair in pairs {
            let index = usize::from(u16::from_le_bytes(pair));
            bits[index / 64] |= 1 << (index % 64);
        }
        Self(bits)
    }

    #[inline]
    fn may_begin(&self, bytes: &[u8]) -> bool {
        let Some(&pair) = bytes.first_chunk::<2>() else {
            return false;
        };
        let index = usize::from(u16::from_le_bytes(pair));
        self.0[index / 64] & (1 << (index % 64)) != 0
    }
}

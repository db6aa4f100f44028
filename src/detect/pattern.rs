//! Finds values by their form: candidates from one sweep, then the rules they point to.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::anchors::Anchors;
use super::binding::loose_key;
use super::blocks::is_token_byte;
use super::boundary::{MAX_REST, begins_at, for_each_start, value_starts};
use super::data::{is_inside_data, is_wrapped_line};
use super::evidence::{bound_key, evidence};
use super::filter::Triples;
use super::keywords::Keywords;
use super::overlap::{Ranked, Standing, resolve};
use super::piece::is_piece;
use super::runs::{Landmarks, Run, Stops, pass};
use super::sink::sink;
use super::starts::Starts;
use super::words::{BESIDE, Nearby, Pointer, Words};
use super::{Match, Subject, Sweep};
use crate::content::Fragment;
use crate::finding::Confidence;
use crate::rule::{Find, Hit, Rule, RuleSet};
use crate::secret::Secret;

/// Longest value that begins with its own literal; the margin of a window is larger.
const MAX_VALUE: usize = 2048;

/// Shorter runs are no encoded value, nor a piece of one that is not beside a longer piece.
const LONG_RUN: usize = 24;

/// How far from a candidate a match found by words or literals may begin, and end.
const REACH_BACK: usize = 640;
const REACH_ON: usize = 3900;

/// So far within a row of base64 no name is near to a run any more.
const DEEP: usize = 256;

/// How far behind a run a match may end that words stand in or beside: no such value is a file.
const REACH_BESIDE: usize = 1024;

/// The rules, by how their candidates are found.
#[derive(Debug)]
pub(super) struct Patterns {
    rules: Vec<Arc<Rule>>,
    starts: Starts,
    words: Words,
    anchors: Anchors,
    /// The capitals whose places are kept, for anchors and for whoever comes after.
    triples: Triples,
    foreign: Option<Keywords>,
}

impl Patterns {
    pub(super) fn new(set: &RuleSet) -> Self {
        let rules = set.rules().to_vec();
        let all = || rules.iter().map(AsRef::as_ref).enumerate();
        let anchors = Anchors::new(all());
        Self {
            starts: Starts::new(all()),
            words: Words::new(all()),
            triples: anchors.triples().clone(),
            anchors,
            foreign: Keywords::new(set.foreign()),
            rules,
        }
    }

    /// Makes rules that ask for a file's path see it from here.
    pub(super) fn set_root(&mut self, root: &Path) {
        if let Some(foreign) = &mut self.foreign {
            foreign.set_root(root);
        }
    }

    /// Makes it keep the places of these capitals too.
    pub(super) fn watch(&mut self, triples: &Triples) {
        self.triples.extend(triples);
    }

    /// Adds every match that starts in the fragment's own part, of those that overlap the surest,
    /// and the long runs; gives what else the pass stopped at.
    pub(super) fn detect(&self, fragment: &Fragment<'_>, sweep: &mut Sweep) -> Landmarks {
        let bytes = fragment.bytes;
        let mut reading = Reading {
            patterns: self,
            bytes,
            nearby: Nearby::new(&self.words, bytes),
            row: 0..0,
            ranked: Vec::new(),
            long: Vec::new(),
            landmarks: Landmarks::default(),
        };
        for text in fragment.texts() {
            pass(bytes, text, &mut reading);
        }
        let Reading {
            mut ranked,
            long,
            landmarks,
            ..
        } = reading;
        self.anchors.for_each(fragment, &landmarks, |at, rule| {
            self.consider_place(bytes, at..at, rule, &mut ranked);
        });
        if let Some(foreign) = &self.foreign {
            foreign.detect(fragment, &mut ranked);
        }
        let own = |hit: &Match| fragment.own.contains(&hit.span.start);
        let found = resolve(ranked).into_iter().filter(own);
        sweep.matches.extend(found);
        sweep.runs.extend(long);
        landmarks
    }

    /// Rules whose values begin with the first bytes of what is left of a run.
    ///
    /// Kept out of the loop over runs, which hardly ever gets here.
    #[inline(never)]
    fn consider_start(&self, bytes: &[u8], run: Range<usize>, ranked: &mut Vec<Ranked>) {
        let next = bytes.get(run.end).copied();
        for rule in self.starts.rules_at(&bytes[run.start..]) {
            if self.rules[rule].lead().may_begin(run.len(), next) {
                self.consider_at(bytes, run.start, rule, ranked);
            }
        }
    }

    /// Rules whose values begin with a literal before the run at `start`.
    #[inline(never)]
    fn consider_heads(&self, bytes: &[u8], start: usize, ranked: &mut Vec<Ranked>) {
        for (rule, start) in self.starts.rules_before(bytes, start) {
            if begins_at(bytes, start) {
                self.consider_at(bytes, start, rule, ranked);
            }
        }
    }

    fn consider_at(&self, bytes: &[u8], start: usize, index: usize, ranked: &mut Vec<Ranked>) {
        let rule = &self.rules[index];
        let window = &bytes[start..bytes.len().min(start + MAX_VALUE)];
        let Some(hit) = rule.hit_from(window, 0) else {
            return;
        };
        let whole = start..start + hit.whole.end;
        if stands_alone(rule, bytes, &whole) {
            let value = start + hit.value.start..start + hit.value.end;
            ranked.push(self.ranked(bytes, index, whole, value));
        }
    }

    /// A value that a run is, or is the longest piece of: base64 and the like hold other bytes too.
    fn consider_run(
        &self,
        bytes: &[u8],
        run: &Range<usize>,
        (index, distance): (usize, usize),
        ranked: &mut Vec<Ranked>,
    ) {
        let rule = &self.rules[index];
        for start in value_starts(bytes, run) {
            if !is_bound(rule, bytes, start) {
                continue;
            }
            let window = &bytes[start..bytes.len().min(run.end + MAX_REST)];
            let Some(hit) = rule.hit_from(window, 0) else {
                continue;
            };
            let whole = start..start + hit.whole.end;
            let value = start + hit.value.start..start + hit.value.end;
            if whole.end >= run.end
                && !bytes.get(whole.end).copied().is_some_and(is_token_byte)
                && !is_inside_data(bytes, &whole, false)
            {
                let ranking = self.ranked(bytes, index, whole, value);
                ranked.push(Ranked {
                    distance,
                    ..ranking
                });
                return;
            }
        }
    }

    /// Matches of a rule around a place, which they must touch; with words beside a run it may be
    /// another's, since the signs in a value can leave it no long run of its own.
    fn consider_place(
        &self,
        bytes: &[u8],
        place: Range<usize>,
        index: usize,
        ranked: &mut Vec<Ranked>,
    ) {
        let rule = &self.rules[index];
        if rule.is_at_anchor {
            return self.consider_anchor(bytes, place.start, index, ranked);
        }
        let from = place.start.saturating_sub(REACH_BACK);
        let (reach, gap) = match rule.find {
            Find::Beside(_) => (REACH_BESIDE, BESIDE),
            _ => (REACH_ON, 0),
        };
        let window = &bytes[from..bytes.len().min(place.end + reach)];
        let mut next = 0;
        while let Some(Hit { whole, value }) = rule.hit_from(window, next) {
            next = whole.end.max(whole.start + 1);
            let whole = from + whole.start..from + whole.end;
            if whole.start > place.end + gap {
                return;
            }
            let value = from + value.start..from + value.end;
            if whole.end + gap > place.start && is_bounded(bytes, &whole, &value) {
                ranked.push(self.ranked(bytes, index, whole, value));
            }
        }
    }

    /// A match of a rule that begins with the anchor at `start`.
    fn consider_anchor(&self, bytes: &[u8], start: usize, index: usize, ranked: &mut Vec<Ranked>) {
        if !begins_at(bytes, start) {
            return;
        }
        let window = &bytes[start..bytes.len().min(start + REACH_ON)];
        if let Some(hit) = self.rules[index].hit_from(window, 0) {
            let whole = start..start + hit.whole.end;
            if is_bounded(bytes, &whole, &whole) {
                ranked.push(self.ranked(bytes, index, whole.clone(), whole));
            }
        }
    }

    /// A match of a rule, with what its surroundings say.
    fn ranked(
        &self,
        bytes: &[u8],
        index: usize,
        whole: Range<usize>,
        span: Range<usize>,
    ) -> Ranked {
        let rule = &self.rules[index];
        let mut evidence = evidence(bytes, &span, &rule.context);
        if standing(rule) == Standing::Generic {
            evidence.sink = sink(bytes, span.start, span.end);
        }
        let confidence = match (rule.confidence, &rule.find) {
            (Confidence::Low, _) if evidence.sink.is_some() => Confidence::Medium,
            // Words near by are what a rule of `near` rests on already.
            (Confidence::Medium, Find::Start(_)) if evidence.provider.is_some() => Confidence::High,
            (form, _) => form,
        };
        Ranked {
            standing: standing(rule),
            confidence,
            knowledge: rule.knowledge(&bytes[whole.start..]),
            length: whole.len(),
            distance: 0,
            rule: index,
            whole,
            found: Match {
                layer: None,
                rule: Arc::clone(&rule.info),
                subject: Subject::Secret(Secret::new(&bytes[span.clone()])),
                confidence,
                evidence,
                span,
            },
        }
    }
}

/// Whether the value at `start` stands where the rule wants it.
fn is_bound(rule: &Rule, bytes: &[u8], start: usize) -> bool {
    rule.accepts_any_key()
        || rule.accepts_key(bound_key(bytes, start).as_deref())
        || rule.accepts_key(loose_key(bytes, start).as_deref())
}

fn standing(rule: &Rule) -> Standing {
    match &*rule.info.provider {
        "generic" => Standing::Generic,
        "jwt" => Standing::Form,
        _ => Standing::Provider,
    }
}

/// One pass over a text, and what it has found so far.
struct Reading<'a> {
    patterns: &'a Patterns,
    bytes: &'a [u8],
    nearby: Nearby<'a>,
    /// The row of base64 that the last run with a digit was a part of, up to its end.
    row: Range<usize>,
    ranked: Vec<Ranked>,
    /// Runs in which something may be encoded.
    long: Vec<Range<usize>>,
    landmarks: Landmarks,
}

impl Stops for Reading<'_> {
    #[inline]
    fn run(&mut self, run: Run) {
        let (patterns, bytes) = (self.patterns, self.bytes);
        for_each_start(bytes, &run, |start| {
            if patterns.starts.may_begin(&bytes[start..]) {
                patterns.consider_start(bytes, start..run.range.end, &mut self.ranked);
            }
        });
        if patterns.starts.may_follow(bytes, run.range.start) {
            patterns.consider_heads(bytes, run.range.start, &mut self.ranked);
        }
        if run.has_digit {
            self.value(run.range);
        }
    }

    #[inline]
    fn capitals(&mut self, start: usize) {
        let three = self.bytes[start..].first_chunk();
        if three.is_some_and(|it| self.patterns.triples.holds(*it)) {
            self.landmarks.capitals(start);
        }
    }

    #[inline]
    fn slashes(&mut self, end: usize) {
        self.landmarks.slashes(end);
    }
}

impl Reading<'_> {
    /// A run that may be a value, or something encoded.
    #[inline(never)]
    fn value(&mut self, run: Range<usize>) {
        let is_deep = self.depth(&run) > DEEP;
        if !is_deep && may_be_bound(self.bytes, run.start) {
            self.words(&run);
        }
        if run.len() >= LONG_RUN {
            self.long.push(run);
        }
    }

    /// How far within a row of base64, as the runs told it, the next of them begins.
    fn depth(&mut self, run: &Range<usize>) -> usize {
        let is_data = |byte: &u8| is_token_byte(*byte) || matches!(byte, b'+' | b'/');
        let between = &self.bytes[self.row.end..run.start];
        if between.len() > DEEP || !between.iter().all(is_data) {
            self.row.start = run.start;
        }
        self.row.end = run.end;
        run.start - self.row.start
    }

    /// Rules that the words near a run point to.
    fn words(&mut self, run: &Range<usize>) {
        let (patterns, bytes) = (self.patterns, self.bytes);
        for Pointer { rule, distance } in self.nearby.around(run) {
            match patterns.rules[rule].find {
                Find::Near(_) => {
                    patterns.consider_run(bytes, run, (rule, distance), &mut self.ranked);
                }
                _ => patterns.consider_place(bytes, run.clone(), rule, &mut self.ranked),
            }
        }
    }
}

/// Whether what stands before a run may bind it to a name, as it does no member or argument.
///
/// This spares most runs of a bundle a look at the words around them.
#[inline]
fn may_be_bound(bytes: &[u8], start: usize) -> bool {
    start == 0
        || !matches!(
            bytes[start - 1],
            b'.' | b'(' | b'{' | b'$' | b'!' | b'*' | b'?'
        )
}

/// Whether the value at `span` ends there, and is no piece of something longer.
fn stands_alone(rule: &Rule, bytes: &[u8], span: &Range<usize>) -> bool {
    let lengths = &rule.whole_lengths;
    let is_longest = lengths.first() == Some(&span.len());
    !bytes.get(span.end).is_some_and(u8::is_ascii_alphanumeric)
        && !is_inside_data(bytes, span, is_longest)
        && (is_longest || lengths.is_empty() || !is_piece(bytes, span, lengths))
        && (rule.confidence == Confidence::High
            || !is_wrapped_line(bytes, span, |line| begins_value(rule, line)))
}

/// Whether a line may begin a value of the rule.
fn begins_value(rule: &Rule, line: &[u8]) -> bool {
    match &rule.find {
        Find::Start(literals) => literals.iter().any(|it| line.starts_with(it.as_bytes())),
        _ => false,
    }
}

/// Whether a match found in the midst of text begins and ends where it seems to.
fn is_bounded(bytes: &[u8], whole: &Range<usize>, value: &Range<usize>) -> bool {
    let ends = |at: usize| {
        !bytes[at - 1].is_ascii_alphanumeric()
            || !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric)
    };
    !value.is_empty()
        && ends(value.end)
        && ends(whole.end)
        && (whole.start < value.start || begins_at(bytes, whole.start))
}

//! Finds values by their form: candidates from one sweep, then the rules they point to.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::anchors::Anchors;
use super::binding::{Beginning, Site};
use super::blocks::is_token_byte;
use super::boundary::{MAX_REST, begins_at};
use super::class_name::is_class_name;
use super::data::{is_inside_data, is_wrapped_line};
use super::evidence::evidence;
use super::filter::Triples;
use super::keywords::Keywords;
use super::overlap::{Ranked, Standing, resolve};
use super::piece::is_piece;
use super::reading::Reading;
use super::runs::{Landmarks, Watch, pass};
use super::sink::sink;
use super::starts::Starts;
use super::words::{BESIDE, Pointer, Words};
use super::{Match, Subject, Sweep};
use crate::content::Fragment;
use crate::finding::Confidence;
use crate::rule::{Find, Hit, Rule, RuleSet};
use crate::secret::Secret;

/// Longest value that begins with its own literal; the margin of a window is larger.
const MAX_VALUE: usize = 2048;

/// How far from a candidate a match found by words or literals may begin, and end.
const REACH_BACK: usize = 640;
const REACH_ON: usize = 3900;

/// How far behind a run a match may end that words stand in or beside: no such value is a file.
const REACH_BESIDE: usize = 1024;

/// The rules, by how their candidates are found.
#[derive(Debug)]
pub(super) struct Patterns {
    rules: Vec<Arc<Rule>>,
    pub(super) starts: Starts,
    pub(super) words: Words,
    anchors: Anchors,
    /// The capitals whose places are kept, for anchors and for whoever comes after.
    pub(super) triples: Triples,
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
    /// the long runs, and where something may be wrapped; gives what else the pass stopped at.
    pub(super) fn detect(&self, fragment: &Fragment<'_>, sweep: &mut Sweep) -> Landmarks {
        let bytes = fragment.bytes;
        let mut reading = Reading::new(self, bytes);
        let watch = Watch {
            capitals: self.triples.sieve(),
            sought: fragment.sought,
        };
        for text in fragment.texts() {
            pass(bytes, text, watch, &mut reading);
        }
        let Reading {
            mut ranked,
            long,
            landmarks,
            hints,
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
        sweep.runs = long;
        sweep.hints = hints;
        landmarks
    }

    /// Rules whose values begin with the first bytes of what is left of a run.
    ///
    /// Kept out of the loop over runs, which hardly ever gets here.
    #[inline(never)]
    pub(super) fn consider_start(&self, bytes: &[u8], run: Range<usize>, ranked: &mut Vec<Ranked>) {
        let next = bytes.get(run.end).copied();
        for rule in self.starts.rules_at(&bytes[run.start..]) {
            if self.rules[rule].may_begin(run.len(), next) {
                self.consider_at(bytes, run.start, rule, ranked);
            }
        }
    }

    /// Rules whose values begin with a literal before the run at `start`.
    #[inline(never)]
    pub(super) fn consider_heads(&self, bytes: &[u8], start: usize, ranked: &mut Vec<Ranked>) {
        for (rule, start) in self.starts.rules_before(bytes, start) {
            if begins_at(bytes, self.rules[rule].begin_of(bytes, start)) {
                self.consider_at(bytes, start, rule, ranked);
            }
        }
    }

    /// A rule that a word near a run points to.
    pub(super) fn consider_pointed(
        &self,
        bytes: &[u8],
        site: &Site<'_>,
        pointer: Pointer,
        ranked: &mut Vec<Ranked>,
    ) {
        let Pointer { rule, distance } = pointer;
        match self.rules[rule].find {
            Find::Near(_) => self.consider_run(bytes, site, (rule, distance), ranked),
            _ => self.consider_place(bytes, site.run.clone(), rule, ranked),
        }
    }

    fn consider_at(&self, bytes: &[u8], start: usize, index: usize, ranked: &mut Vec<Ranked>) {
        let rule = &self.rules[index];
        if !matches!(rule.find, Find::Start(_)) {
            return self.consider_place(bytes, start..start, index, ranked);
        }
        let window = &bytes[start..bytes.len().min(start + MAX_VALUE)];
        let Some(hit) = rule.hit_from(window, 0) else {
            return;
        };
        let begin = Some(rule.begin_of(bytes, start)).filter(|&at| begins_at(bytes, at));
        let whole = begin.unwrap_or(start)..start + hit.whole.end;
        if stands_alone(rule, bytes, &whole) {
            let end = start + hit.value.end;
            let value = match hit.value.start {
                0 => whole.start..end,
                into => start + into..end,
            };
            ranked.push(self.ranked(bytes, index, whole, value));
        }
    }

    /// A value that a run is, or is the longest piece of: base64 and the like hold other bytes too.
    fn consider_run(
        &self,
        bytes: &[u8],
        site: &Site<'_>,
        (index, distance): (usize, usize),
        ranked: &mut Vec<Ranked>,
    ) {
        let rule = &self.rules[index];
        let run = site.run;
        for beginning in &site.beginnings {
            if !is_bound(rule, bytes, beginning) {
                continue;
            }
            let start = beginning.start;
            let window = &bytes[start..bytes.len().min(run.end + MAX_REST)];
            let Some(hit) = rule.hit_from(window, 0) else {
                continue;
            };
            let whole = start..start + hit.whole.end;
            let value = start + hit.value.start..start + hit.value.end;
            if whole.end >= run.end
                && !bytes.get(whole.end).copied().is_some_and(is_token_byte)
                && !is_inside_data(bytes, &whole, false)
                && (standing(rule) != Standing::Generic || !is_class_name(bytes, &whole))
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

/// Whether a value that begins there stands where the rule wants it.
fn is_bound(rule: &Rule, bytes: &[u8], beginning: &Beginning) -> bool {
    let start = beginning.start;
    let accepts = |key: &Option<String>| rule.accepts_key(key.as_deref());
    let is_key = rule.accepts_any_key() || beginning.keys(bytes).iter().any(accepts);
    is_key && (!rule.handed_on || sink(bytes, start, start).is_some())
}

fn standing(rule: &Rule) -> Standing {
    match &*rule.info.provider {
        "generic" => Standing::Generic,
        "jwt" => Standing::Form,
        _ => Standing::Provider,
    }
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

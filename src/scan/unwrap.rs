//! Scans a fragment and all that is wrapped in it, layer by layer, within a budget.

use std::ops::{ControlFlow, Range};
use std::path::Path;

use super::locate;
use crate::content::{Certainty, Child, Encoding, Fragment, LAYERS, LayerName, Text, Unwrapped};
use crate::detect::{Detect, Match};
use crate::finding::Confidence;
use crate::hop::Hop;
use crate::notification::{Notification, NotificationKind};

/// A match, and where it stands in the fragment that the scan began with.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) found: Match,
    /// In the value's order, never empty.
    pub(super) ranges: Vec<Range<usize>>,
    /// The unwrappings that led to it, outermost first.
    pub(super) layers: Vec<LayerName>,
    /// The texts that it was unwrapped from, outermost first, and the one that it stands in.
    pub(super) hops: Vec<Hop>,
    /// Where it stands in a text that has no places in the fragment.
    pub(super) apart: Option<Apart>,
    pub(super) ends: Ends,
}

/// How sure it is where a value begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ends {
    /// By what stands beside it.
    Seen,
    /// By a table, or a length: whatever stands beside it is another's.
    Known,
}

/// A place in a text whose bytes have none in the file: one that was compressed.
#[derive(Debug)]
pub(super) struct Apart {
    pub(super) member: Option<String>,
    pub(super) ranges: Vec<Range<usize>>,
    pub(super) line: u64,
    pub(super) column: u64,
}

/// What unwrapping may cost; no honest build meets these bounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// Layers within layers.
    pub(super) depth: usize,
    /// Bytes unwrapped from one fragment, all layers together.
    pub(super) bytes: usize,
    /// Texts unwrapped from one fragment.
    pub(super) texts: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            depth: 8,
            bytes: 64 << 20,
            texts: 200_000,
        }
    }
}

/// A bound that was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    Depth(LayerName),
    Bytes(LayerName),
    Texts(LayerName),
    Work(LayerName),
}

impl Limit {
    /// What to tell about it.
    pub(super) fn notify(self, path: &Path) -> Notification {
        let (bound, layer) = match self {
            Self::Depth(layer) => ("too many layers lie in each other", layer),
            Self::Bytes(layer) => ("too much was unwrapped from one place", layer),
            Self::Texts(layer) => ("too many texts were unwrapped from one place", layer),
            Self::Work(layer) => ("too much was to be worked out", layer),
        };
        let message = format!("{bound}: what is {} was not all scanned", layer.phrase());
        Notification::new(NotificationKind::Limit, path, message)
    }
}

/// A scan of one fragment.
pub(super) struct Unwrapping<'a> {
    detector: &'a dyn Detect,
    budget: Budget,
    /// How many texts were swept.
    pub(super) texts: u64,
    pub(super) limits: Vec<Limit>,
}

impl<'a> Unwrapping<'a> {
    pub(super) fn new(detector: &'a dyn Detect, budget: Budget) -> Self {
        Self {
            detector,
            budget,
            texts: 0,
            limits: Vec::new(),
        }
    }

    /// Every match that begins in the fragment's own part, in no order.
    pub(super) fn scan(&mut self, fragment: &Fragment<'_>) -> Vec<Hit> {
        let mut hits = self.within(fragment, self.budget.depth);
        hits.retain(|hit| fragment.own.contains(&hit.ranges[0].start));
        for hit in hits.iter_mut().filter(|hit| hit.found.is_secret()) {
            hit.end_way(fragment.bytes);
        }
        hits
    }

    fn within(&mut self, fragment: &Fragment<'_>, depth: usize) -> Vec<Hit> {
        self.texts += 1;
        let sweep = self.detector.sweep(fragment);
        let plain = |found| Hit::plain(found, fragment.bytes);
        let mut hits: Vec<Hit> = sweep.matches.into_iter().map(plain).collect();
        let wrapped = sweep.hints.with_runs(sweep.runs);
        for unwrap in LAYERS {
            let mut give = |child: Child| self.child(&child, (fragment, depth), &mut hits);
            if unwrap(fragment, &wrapped, &mut give).is_break() {
                break;
            }
        }
        hits
    }

    /// Scans a child, and takes over what could not be seen in its parent.
    fn child(
        &mut self,
        child: &Child,
        (parent, depth): (&Fragment<'_>, usize),
        hits: &mut Vec<Hit>,
    ) -> ControlFlow<()> {
        if let Some(limit) = self.exceeded(child, depth) {
            if !self.limits.contains(&limit) {
                self.limits.push(limit);
            }
            // A text too deep says nothing of its neighbours; a budget that is used up does.
            return match limit {
                Limit::Depth(_) | Limit::Work(_) => ControlFlow::Continue(()),
                Limit::Bytes(_) | Limit::Texts(_) => ControlFlow::Break(()),
            };
        }
        let bytes = child.text.bytes();
        self.budget.bytes -= bytes.len();
        self.budget.texts -= 1;
        let inside = Fragment::whole(bytes, child.language).of(parent.path);
        let inner = self.within(&inside, depth - 1);
        hits.extend(
            inner
                .into_iter()
                .filter_map(|hit| hit.out_of(child, parent.bytes)),
        );
        ControlFlow::Continue(())
    }

    fn exceeded(&self, child: &Child, depth: usize) -> Option<Limit> {
        if matches!(child.text, Text::Cut) {
            Some(Limit::Work(child.layer))
        } else if depth == 0 {
            Some(Limit::Depth(child.layer))
        } else if child.text.bytes().len() > self.budget.bytes {
            Some(Limit::Bytes(child.layer))
        } else if self.budget.texts == 0 {
            Some(Limit::Texts(child.layer))
        } else {
            None
        }
    }
}

impl Hit {
    fn plain(found: Match, bytes: &[u8]) -> Self {
        let mut hit = Self {
            ranges: vec![found.span.clone()],
            layers: Vec::new(),
            hops: Vec::new(),
            apart: None,
            ends: Ends::Seen,
            found,
        };
        if let Some(layer) = hit.found.layer {
            hit.wrap(layer, bytes, None);
        }
        hit
    }

    /// Tells of the innermost text that it stands in, if that is not told yet.
    fn end_way(&mut self, bytes: &[u8]) {
        if self.hops.is_empty() {
            self.hops.push(Hop::new(None, bytes, &self.ranges));
        }
    }

    /// Tells of the text that a layer was unwrapped from.
    fn wrap(&mut self, layer: LayerName, bytes: &[u8], member: Option<&str>) {
        self.layers.insert(0, layer);
        let hop = Hop::new(Some(layer), bytes, &self.ranges);
        self.hops.insert(0, hop.of_member(member));
    }

    /// From the first byte of any of its ranges to the last.
    pub(super) fn hull(&self) -> Range<usize> {
        let starts = self.ranges.iter().map(|range| range.start);
        let ends = self.ranges.iter().map(|range| range.end);
        starts.min().unwrap_or(0)..ends.max().unwrap_or(0)
    }

    /// The same match as seen from the parent of the child that it was found in; none where the
    /// parent shows it as well as the child does.
    fn out_of(mut self, child: &Child, parent: &[u8]) -> Option<Self> {
        match &child.text {
            Text::Mapped(text) => {
                // What was unwrapped further may rest on what begins far before it.
                let is_certain = self.ends == Ends::Known || !self.layers.is_empty();
                let is_news = is_certain || self.ranges.iter().any(|range| text.is_news(range));
                let ranges: Vec<_> = self.ranges.iter().flat_map(|it| text.locate(it)).collect();
                if !is_news || ranges.is_empty() {
                    return None;
                }
                let is_verbatim = self.is_verbatim(text);
                if !is_verbatim {
                    self.end_way(text.bytes());
                }
                self.ranges = ranges;
                if !is_verbatim {
                    self.wrap(child.layer, parent, None);
                }
            }
            Text::Apart {
                bytes,
                from,
                member,
            } => {
                self.end_way(bytes);
                self.set_apart(bytes, member.as_deref());
                self.ranges = vec![from.clone()];
                self.wrap(child.layer, parent, member.as_deref());
            }
            Text::Cut => return None,
        }
        if child.certainty == Certainty::Bounded {
            self.ends = Ends::Known;
        }
        if child.certainty == Certainty::Guess {
            self.found.confidence = lower(self.found.confidence);
        }
        Some(self)
    }

    fn is_verbatim(&self, text: &Unwrapped) -> bool {
        self.ranges.len() == 1 && text.is_verbatim(&self.ranges[0])
    }

    /// Keeps the place in a text whose bytes have none outside; the innermost one counts.
    fn set_apart(&mut self, bytes: &[u8], member: Option<&str>) {
        if let Some(apart) = &mut self.apart {
            apart.member = joined(member, apart.member.as_deref());
            return;
        }
        let start = self.hull().start as u64;
        let place = locate::in_text(bytes, Encoding::Bytes, &[start])[0];
        self.apart = Some(Apart {
            member: member.map(str::to_owned),
            ranges: std::mem::take(&mut self.ranges),
            line: place.line,
            column: place.column,
        });
    }
}

/// The path of a member within a member.
pub(super) fn joined(outer: Option<&str>, inner: Option<&str>) -> Option<String> {
    match (outer, inner) {
        (Some(outer), Some(inner)) => Some(format!("{outer}!/{inner}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

fn lower(confidence: Confidence) -> Confidence {
    match confidence {
        Confidence::High => Confidence::Medium,
        Confidence::Medium | Confidence::Low => Confidence::Low,
    }
}

//! Of what the layers of one file gave, keeps what is no piece and no other form of something
//! found better.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;
use std::path::Path;
use std::slice;

use super::locate::Place;
use super::unwrap::{Apart, Ends, Hit};
use crate::content::{LayerName, Origin};
use crate::detect::{Match, Subject, is_anyones};
use crate::finding::{Confidence, Location};
use crate::hop::Hop;

/// A match, and where it stands on disk.
#[derive(Debug)]
pub(super) struct Located {
    pub(super) found: Match,
    pub(super) layers: Vec<LayerName>,
    pub(super) hops: Vec<Hop>,
    /// All that it came from, first to last byte.
    pub(super) span: Range<u64>,
    ranges: Vec<Range<u64>>,
    apart: Option<Apart>,
    ends: Ends,
}

impl Located {
    /// Places what a fragment of that origin gave.
    pub(super) fn new(mut hit: Hit, origin: &Origin) -> Self {
        let span = origin.locate(&hit.hull());
        if let Some(first) = hit.hops.first_mut() {
            first.span = Some((span.start, span.end));
        }
        Self {
            span,
            ranges: hit.ranges.iter().map(|it| origin.locate(it)).collect(),
            found: hit.found,
            layers: hit.layers,
            hops: hit.hops,
            apart: hit.apart,
            ends: hit.ends,
        }
    }

    /// Its place for reports; `place` is that of its span.
    pub(super) fn location(&self, path: &Path, place: Place) -> Location {
        let file = Location::of_file(path);
        let Some(apart) = &self.apart else {
            return Location {
                start: self.span.start,
                end: self.span.end,
                line: place.line,
                column: place.column,
                ranges: pieces(self.ranges.iter().map(|it| (it.start, it.end))),
                ..file
            };
        };
        let ranges = apart.ranges.iter();
        let ranges: Vec<_> = ranges.map(|it| (it.start as u64, it.end as u64)).collect();
        Location {
            member: apart.member.clone(),
            start: ranges.iter().map(|it| it.0).min().unwrap_or(0),
            end: ranges.iter().map(|it| it.1).max().unwrap_or(0),
            line: apart.line,
            column: apart.column,
            ranges: pieces(ranges.into_iter()),
            ..file
        }
    }

    fn value(&self) -> Option<Cow<'_, [u8]>> {
        match &self.found.subject {
            Subject::Secret(secret) => Some(secret.identity()),
            Subject::Name(..) => None,
        }
    }

    /// Whether `other` makes this one needless: the same by a shorter way, the whole of a piece,
    /// or what this one is merely another form of.
    fn yields_to(&self, other: &Self) -> bool {
        let (Some(own), Some(theirs)) = (self.value(), other.value()) else {
            return self.found.subject == other.found.subject && self.span == other.span;
        };
        let is_within = self.is_within(other);
        // By a longer way the digits of a group may be read together that a line break parts.
        let is_longer_way = self.layers.len() > other.layers.len()
            && !other.layers.is_empty()
            && passes(&self.layers, &other.layers);
        let is_less =
            own.len() < theirs.len() || own.len() == theirs.len() && own != theirs && is_longer_way;
        // Of two that overlap, the rule that knows a provider is right, as within one text.
        let knows_less = is_anyones(&other.found.rule) && !is_anyones(&self.found.rule);
        let is_piece = is_less && !knows_less && is_part(&theirs, &own) && self.ends <= other.ends;
        let is_misread = own.len() < theirs.len() && !knows_less && self.is_read_anew_from(other);
        let is_same = own == theirs && self.rank() <= other.rank();
        // By another way a character more or less of wide text, or what breaks its line, is its own.
        let is_same_place =
            is_within || is_mostly(slice::from_ref(&self.span), slice::from_ref(&other.span));
        let is_glued =
            self.ends < other.ends && own.len() > theirs.len() && contains(&own, &theirs);
        // What two readings give by as many layers, the one that knows a provider is right about.
        let is_form = own != theirs
            && self.layers.len() <= other.layers.len()
            && self.layers != other.layers
            && is_anyones(&self.found.rule)
            && !is_anyones(&other.found.rule);
        is_within && (is_piece || is_misread)
            || is_same_place && is_same
            || is_glued && self::is_within(&other.span, &self.span)
            || is_form && overlap(&self.span, &other.span)
    }

    /// Whether it stands within another; which byte of a character a piece of wide text begins with
    /// is not always to be seen, and each of them may be encoded.
    fn is_within(&self, other: &Self) -> bool {
        const SLACK: u64 = 24;
        let length = other.value().map_or(0, |it| it.len() as u64).max(1);
        let character = (other.span.end - other.span.start) / length;
        let slack = if self.layers.is_empty() {
            0
        } else {
            SLACK + character
        };
        let around = other.span.start.saturating_sub(slack)..other.span.end + slack;
        is_within(&self.span, &around)
    }

    /// Whether most of it was read from what another was read from, in another way: what is wrapped
    /// in the other is not, nor what stands between its pieces.
    fn is_read_anew_from(&self, other: &Self) -> bool {
        self.apart.is_none()
            && other.apart.is_none()
            && !self.layers.starts_with(&other.layers)
            && self.ends <= other.ends
            && self.found.confidence <= other.found.confidence
            && is_mostly(&self.ranges, &other.ranges)
    }

    /// Of two that are the same, the one that says more is kept: by a shorter way, then surer, then
    /// with the key that the value is bound to.
    fn rank(&self) -> (Reverse<usize>, Confidence, bool) {
        let has_key = self.found.evidence.key.is_some();
        (Reverse(self.layers.len()), self.found.confidence, has_key)
    }
}

/// Whether a way has all layers of another, in their order.
fn passes(way: &[LayerName], other: &[LayerName]) -> bool {
    let mut rest = way.iter();
    other.iter().all(|layer| rest.any(|it| it == layer))
}

/// Pieces are told only where there are several.
fn pieces(ranges: impl Iterator<Item = (u64, u64)>) -> Vec<(u64, u64)> {
    let ranges: Vec<_> = ranges.collect();
    if ranges.len() > 1 { ranges } else { Vec::new() }
}

fn is_within(part: &Range<u64>, whole: &Range<u64>) -> bool {
    whole.start <= part.start && part.end <= whole.end
}

/// Whether a value is a piece of another, or begins or ends as it does: what was decoded from a
/// piece of its encoding ends in whatever the cut left.
fn is_part(whole: &[u8], part: &[u8]) -> bool {
    const SHARED: usize = 12;
    let begins = || whole.iter().zip(part).take_while(|(a, b)| a == b).count() >= SHARED;
    let ends = || {
        let pairs = whole.iter().rev().zip(part.iter().rev());
        pairs.take_while(|(a, b)| a == b).count() >= SHARED
    };
    contains(whole, part) || begins() || ends()
}

fn contains(whole: &[u8], piece: &[u8]) -> bool {
    memchr::memmem::find(whole, piece).is_some()
}

fn overlap(a: &Range<u64>, b: &Range<u64>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether a place, in pieces perhaps, shares more than half of itself with another.
fn is_mostly(parts: &[Range<u64>], whole: &[Range<u64>]) -> bool {
    let shared = |a: &Range<u64>, b: &Range<u64>| {
        let end = a.end.min(b.end);
        end.saturating_sub(a.start.max(b.start))
    };
    let all = parts
        .iter()
        .flat_map(|part| whole.iter().map(move |it| shared(part, it)));
    2 * all.sum::<u64>() > parts.iter().map(|it| it.end - it.start).sum()
}

/// The hits that yield to no other, by place.
pub(super) fn settle(mut hits: Vec<Located>) -> Vec<Located> {
    let order = |hit: &Located| (hit.span.start, hit.span.end, hit.layers.len());
    hits.sort_by_key(order);
    if hits.iter().all(|hit| hit.layers.is_empty()) && are_apart(&hits) {
        return hits;
    }
    let winners: Vec<Option<usize>> = hits
        .iter()
        .enumerate()
        .map(|(index, hit)| {
            neighbours(&hits, index).find(|&other| yields(hit, index, &hits[other], other))
        })
        .collect();
    for (index, winner) in winners.iter().enumerate() {
        if let Some(winner) = winner.filter(|it| hits[*it].value() == hits[index].value()) {
            let evidence = hits[index].found.evidence.clone();
            hits[winner].found.evidence.absorb(evidence);
        }
    }
    let mut winners = winners.into_iter();
    hits.retain(|_| winners.next().flatten().is_none());
    hits
}

/// Whether the hit at `index` yields to the one at `other`; of two equal ones the first stays.
fn yields(hit: &Located, index: usize, theirs: &Located, other: usize) -> bool {
    index != other && hit.yields_to(theirs) && (other < index || !theirs.yields_to(hit))
}

/// The hits whose spans may overlap that of the hit at `index`; hits are sorted.
fn neighbours(hits: &[Located], index: usize) -> impl Iterator<Item = usize> {
    /// A place has few hits; a hostile file must not make this quadratic.
    const MOST: usize = 256;
    let span = hits[index].span.clone();
    let behind = hits.partition_point(|other| other.span.start < span.end.max(span.start + 1));
    (0..behind)
        .rev()
        .take(MOST)
        .filter(move |&other| hits[other].span.end >= span.start)
}

fn are_apart(hits: &[Located]) -> bool {
    hits.windows(2)
        .all(|pair| pair[0].span.end <= pair[1].span.start)
}

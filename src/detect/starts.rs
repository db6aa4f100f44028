//! Which rules' values may begin at a run of token bytes: by its first two bytes, or by the
//! literal that stands before it.

use super::blocks::is_token_byte;
use super::filter::{Grams, Pairs, Threes};
use crate::rule::Rule;

/// A literal this long or longer is a run by itself and needs no look at what stands before it.
const LONG: usize = super::runs::MIN_RUN;

/// Rules by what their values begin with.
#[derive(Debug)]
pub(super) struct Starts {
    /// Sorted, so that those with the same first two bytes stand together.
    literals: Vec<Literal>,
    /// For each pair of first bytes, where its literals begin.
    by_pair: Vec<u16>,
    /// The first three bytes of each literal; those of one that has two, with any third.
    firsts: Threes,
    /// Those of each that has no more, the first three of each that has no more, and the first gram
    /// of each other.
    short: Pairs,
    threes: Threes,
    long: Grams,
    /// Sorted by their last two bytes.
    heads: Vec<Head>,
    /// The last three bytes of each head; of one that has two, these and the first behind it.
    lasts: Threes,
    short_heads: Threes,
    /// The last four bytes of each that has so many, and all of each other.
    last_fours: Grams,
    whole_heads: Threes,
}

/// A literal that values begin with.
#[derive(Debug)]
struct Literal {
    bytes: Vec<u8>,
    rule: usize,
}

/// A literal that ends in a byte no token holds, so that the run begins behind it: `SG.`.
#[derive(Debug)]
struct Head {
    literal: Vec<u8>,
    /// The start of the run behind it.
    tail: Vec<u8>,
    rule: usize,
}

impl Starts {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (usize, &'a Rule)>) -> Self {
        let mut starts = Self {
            literals: Vec::new(),
            by_pair: vec![0; 1 << 16],
            firsts: Threes::new(),
            short: Pairs::new(),
            threes: Threes::new(),
            long: Grams::new(),
            heads: Vec::new(),
            lasts: Threes::new(),
            short_heads: Threes::new(),
            last_fours: Grams::new(),
            whole_heads: Threes::new(),
        };
        for (index, rule) in rules {
            for literal in rule.literals_at_start() {
                starts.add(index, literal.as_bytes());
            }
        }
        starts.literals.sort_by(|a, b| a.bytes.cmp(&b.bytes));
        starts.heads.sort_by_key(Head::end);
        for (index, literal) in starts.literals.iter().enumerate().rev() {
            let pair = index_of([literal.bytes[0], literal.bytes[1]]);
            starts.by_pair[pair] = u16::try_from(index).unwrap_or(u16::MAX);
        }
        starts
    }

    fn add(&mut self, rule: usize, literal: &[u8]) {
        let first_run = literal
            .iter()
            .take_while(|byte| is_token_byte(**byte))
            .count();
        let last_break = literal.iter().rposition(|byte| !is_token_byte(*byte));
        match last_break {
            Some(at) if at > 0 && first_run < LONG => self.add_head(rule, literal.split_at(at + 1)),
            _ => self.add_literal(rule, literal),
        }
    }

    fn add_head(&mut self, rule: usize, (head, tail): (&[u8], &[u8])) {
        match (head, tail) {
            (&[.., first, second, third], _) => self.lasts.insert([first, second, third]),
            (&[first, second], &[next, ..]) => self.short_heads.insert([first, second, next]),
            (&[first, second], []) => self.short_heads.insert_pair([first, second]),
            ([] | [_], _) => {}
        }
        match *head {
            [.., first, second, third, fourth] => {
                self.last_fours.insert([first, second, third, fourth]);
            }
            [first, second, third] => self.whole_heads.insert([first, second, third]),
            _ => {}
        }
        self.heads.push(Head {
            literal: head.to_vec(),
            tail: tail.to_vec(),
            rule,
        });
    }

    fn add_literal(&mut self, rule: usize, literal: &[u8]) {
        match *literal {
            [first, second] => {
                self.short.insert([first, second]);
                self.firsts.insert_pair([first, second]);
            }
            [first, second, third] => {
                self.threes.insert([first, second, third]);
                self.firsts.insert([first, second, third]);
            }
            [first, second, third, fourth, ..] => {
                self.long.insert([first, second, third, fourth]);
                self.firsts.insert([first, second, third]);
            }
            [] | [_] => {}
        }
        self.literals.push(Literal {
            bytes: literal.to_vec(),
            rule,
        });
    }

    /// Whether some rule's values may begin with these bytes: nearly all are ruled out by this look.
    #[inline]
    pub(super) fn may_begin_with(&self, first: [u8; 3]) -> bool {
        self.firsts.holds(first)
    }

    /// Whether some rule's values may begin at the first byte.
    #[inline]
    pub(super) fn may_begin(&self, bytes: &[u8]) -> bool {
        bytes.first_chunk().is_some_and(|&first| {
            self.may_begin_with(first)
                && (bytes.first_chunk().is_some_and(|it| self.long.holds(*it))
                    || self.threes.holds(first)
                    || self.short.holds([first[0], first[1]]))
        })
    }

    /// The rules whose values begin as `bytes` does.
    pub(super) fn rules_at<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let pair = bytes.first_chunk::<2>();
        let first = pair.map_or(self.literals.len(), |&pair| {
            usize::from(self.by_pair[index_of(pair)])
        });
        self.literals[first.min(self.literals.len())..]
            .iter()
            .take_while(move |it| it.bytes.first_chunk() == pair)
            .filter(move |it| bytes.starts_with(&it.bytes))
            .map(|it| it.rule)
    }

    /// Whether some head may end in these bytes before such a one: nearly none does.
    #[inline]
    pub(super) fn may_follow(&self, last: [u8; 3], next: u8) -> bool {
        self.lasts.holds(last) | self.short_heads.holds([last[1], last[2], next])
    }

    /// The same, at the price of a closer look.
    pub(super) fn is_head(&self, before: &[u8], next: u8) -> bool {
        let is_long = before
            .last_chunk()
            .is_some_and(|it| self.last_fours.holds(*it));
        let is_short = |&last: &[u8; 3]| {
            self.whole_heads.holds(last) || self.short_heads.holds([last[1], last[2], next])
        };
        is_long || before.last_chunk().is_none_or(is_short)
    }

    /// The rules whose head ends before the run at `start`, each with its value's start.
    pub(super) fn rules_before<'a>(
        &'a self,
        bytes: &'a [u8],
        start: usize,
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let end = bytes[..start].last_chunk().copied();
        let first = self.heads.partition_point(|it| it.end() < end);
        let same = self.heads[first..]
            .iter()
            .take_while(move |it| it.end() == end);
        let fits = move |head: &&Head| {
            bytes[..start].ends_with(&head.literal) && bytes[start..].starts_with(&head.tail)
        };
        same.filter(fits)
            .map(move |head| (head.rule, start - head.literal.len()))
    }
}

impl Head {
    /// Its last two bytes, which it always has.
    fn end(&self) -> Option<[u8; 2]> {
        self.literal.last_chunk().copied()
    }
}

/// A pair of bytes as a number.
#[inline]
fn index_of(pair: [u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(pair))
}

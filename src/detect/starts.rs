//! Which rules' values may begin at a run of token bytes: by its first two bytes, or by the
//! literal that stands before it.

use std::collections::HashMap;

use crate::rule::{Find, Rule};

/// A literal this long or longer is a run by itself and needs no look at what stands before it.
const LONG: usize = super::runs::MIN_RUN;

/// Rules by what their values begin with.
#[derive(Debug)]
pub(super) struct Starts {
    by_pair: HashMap<[u8; 2], Vec<usize>>,
    pairs: PairSet,
    heads: Vec<Head>,
    /// Which bytes end some head.
    head_ends: [bool; 256],
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
            by_pair: HashMap::new(),
            pairs: PairSet::new(),
            heads: Vec::new(),
            head_ends: [false; 256],
        };
        for (index, rule) in rules {
            if let Find::Start(literals) = &rule.find {
                for literal in literals {
                    starts.add(index, literal.as_bytes());
                }
            }
        }
        starts
    }

    fn add(&mut self, rule: usize, literal: &[u8]) {
        let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let first_run = literal.iter().take_while(|byte| is_token(byte)).count();
        let last_break = literal.iter().rposition(|byte| !is_token(byte));
        match last_break {
            Some(at) if first_run < LONG => {
                let (head, tail) = literal.split_at(at + 1);
                self.head_ends[usize::from(head[at])] = true;
                self.heads.push(Head {
                    literal: head.to_vec(),
                    tail: tail.to_vec(),
                    rule,
                });
            }
            _ => {
                let pair = [literal[0], literal[1]];
                self.pairs.insert(pair);
                let same = self.by_pair.entry(pair).or_default();
                if !same.contains(&rule) {
                    same.push(rule);
                }
            }
        }
    }

    /// Whether some rule's values may begin at the first byte.
    #[inline]
    pub(super) fn may_begin(&self, bytes: &[u8]) -> bool {
        bytes
            .first_chunk()
            .is_some_and(|&pair| self.pairs.contains(pair))
    }

    /// The rules whose values begin with the first two bytes.
    pub(super) fn rules_at(&self, bytes: &[u8]) -> &[usize] {
        let rules = bytes
            .first_chunk::<2>()
            .and_then(|pair| self.by_pair.get(pair));
        rules.map_or(&[], Vec::as_slice)
    }

    /// Whether some head may end before the run at `start`.
    #[inline]
    pub(super) fn may_follow(&self, bytes: &[u8], start: usize) -> bool {
        start > 0 && self.head_ends[usize::from(bytes[start - 1])]
    }

    /// The rules whose head ends before the run at `start`, each with its value's start.
    pub(super) fn rules_before<'a>(
        &'a self,
        bytes: &'a [u8],
        start: usize,
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let fits = move |head: &&Head| {
            bytes[..start].ends_with(&head.literal) && bytes[start..].starts_with(&head.tail)
        };
        let heads = self.heads.iter().filter(fits);
        heads.map(move |head| (head.rule, start - head.literal.len()))
    }
}

/// A set of pairs of bytes: a bit for each pair.
#[derive(Debug)]
struct PairSet(Vec<u64>);

impl PairSet {
    fn new() -> Self {
        Self(vec![0; (1 << 16) / 64])
    }

    fn insert(&mut self, pair: [u8; 2]) {
        let index = usize::from(u16::from_le_bytes(pair));
        self.0[index / 64] |= 1 << (index % 64);
    }

    #[inline]
    fn contains(&self, pair: [u8; 2]) -> bool {
        let index = usize::from(u16::from_le_bytes(pair));
        self.0[index / 64] & (1 << (index % 64)) != 0
    }
}

//! What makes a match no finding: allow lists, and the filters of betterleaks, in one form.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::rule::entropy;
use crate::rule::lazy::LazyRegex;

/// A match as a filter sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) secret: &'a [u8],
    pub(super) whole: &'a [u8],
    pub(super) line: &'a [u8],
    pub(super) path: &'a str,
}

/// What of a match is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Secret,
    Match,
    Line,
    Path,
}

/// A condition on a match.
#[derive(Debug)]
pub(super) enum Filter {
    Any(Vec<Filter>),
    All(Vec<Filter>),
    Not(Box<Filter>),
    /// Whether one of these expressions matches.
    Matches(Target, Vec<LazyRegex>),
    /// Whether it holds one of these words.
    Contains(Target, Words),
    /// Whether a measure of it compares so with a number.
    Compare(Target, Measure, Comparison, f64),
    /// What no build has.
    Never,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Entropy,
    Length,
}

/// How a measure compares with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Unequal,
}

impl Filter {
    /// Whether the match has this condition.
    pub(super) fn holds(&self, candidate: Candidate<'_>) -> bool {
        match self {
            Self::Any(filters) => filters.iter().any(|it| it.holds(candidate)),
            Self::All(filters) => filters.iter().all(|it| it.holds(candidate)),
            Self::Not(filter) => !filter.holds(candidate),
            Self::Matches(target, expressions) => {
                let text = target.of(candidate);
                let mut programs = expressions.iter().filter_map(LazyRegex::get);
                programs.any(|regex| regex.is_match(text))
            }
            Self::Contains(target, words) => words.stand_in(target.of(candidate)),
            Self::Compare(target, measure, comparison, number) => {
                comparison.holds(measure.of(target.of(candidate)), *number)
            }
            Self::Never => false,
        }
    }

    /// Why one of its expressions is broken, if one is.
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self::Any(filters) | Self::All(filters) => filters.iter().try_for_each(Self::check),
            Self::Not(filter) => filter.check(),
            Self::Matches(_, expressions) => expressions.iter().try_for_each(LazyRegex::check),
            Self::Contains(..) | Self::Compare(..) | Self::Never => Ok(()),
        }
    }
}

impl Target {
    fn of(self, candidate: Candidate<'_>) -> &[u8] {
        match self {
            Self::Secret => candidate.secret,
            Self::Match => candidate.whole,
            Self::Line => candidate.line,
            Self::Path => candidate.path.as_bytes(),
        }
    }
}

impl Measure {
    #[allow(
        clippy::cast_precision_loss,
        reason = "no match is longer than a window"
    )]
    fn of(self, text: &[u8]) -> f64 {
        match self {
            Self::Entropy => entropy(text),
            Self::Length => text.len() as f64,
        }
    }
}

impl Comparison {
    #[allow(
        clippy::float_cmp,
        reason = "a rule file compares lengths, which are whole"
    )]
    fn holds(self, value: f64, number: f64) -> bool {
        match self {
            Self::Less => value < number,
            Self::AtMost => value <= number,
            Self::More => value > number,
            Self::AtLeast => value >= number,
            Self::Equal => value == number,
            Self::Unequal => value != number,
        }
    }
}

/// Words sought in whatever case; hundreds of them are made a search only when first needed.
#[derive(Debug)]
pub(super) struct Words {
    words: Vec<String>,
    search: OnceLock<Option<AhoCorasick>>,
}

impl Words {
    pub(super) fn new(words: Vec<String>) -> Self {
        Self {
            words,
            search: OnceLock::new(),
        }
    }

    fn stand_in(&self, text: &[u8]) -> bool {
        let build = || {
            let mut builder = AhoCorasick::builder();
            builder.ascii_case_insensitive(true).build(&self.words).ok()
        };
        let search = self.search.get_or_init(build).as_ref();
        search.is_some_and(|search| search.is_match(text))
    }
}

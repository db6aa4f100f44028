//! Rules: what is written in `rules/*.toml`, and what runs.

mod build;
mod builtin;
mod chain;
mod check;
mod checksum;
mod file;
mod foreign;
mod hostile;
mod info;
mod jwt;
mod key;
mod lazy;
mod lead;
mod load;
mod matcher;
mod rarity;
mod required;
mod set;
mod shape;
mod syntax;
pub mod template;

use std::iter;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memmem;
use regex::bytes::Regex;
use sha2::{Digest, Sha256};

use crate::detect::filter::Pairs;
use crate::finding::Confidence;

pub use check::check;
pub use file::FileRule;
pub(crate) use foreign::Required;
pub use foreign::{Effect, ForeignRule, Note};
pub use info::{Public, Role, RuleInfo, Worse};
pub use load::Base;
pub use set::{Composite, RuleSet};
pub use shape::{Shape, entropy};
pub use syntax::{Basis, Checksum};

/// What the part of a composite is called that is the finding's own value.
pub(crate) const SECRET: &str = "secret";

use key::KeyExpression;
use lazy::LazyRegex;
use lead::Lead;
#[cfg(test)]
use load::Loader;
use matcher::Matcher;
use syntax::JwtSyntax;

/// Words near a match that say whose it is and what its holder can do.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// What names the provider: its hosts, its client, its variables.
    pub provider: Vec<String>,
    /// Paths and calls that write.
    pub writes: Vec<String>,
    /// Words in a name that say it can write, in upper case.
    pub write_names: Vec<String>,
    /// Words in a name that say it only reads, in upper case.
    pub read_names: Vec<String>,
    /// Words that make a value worse than its rule says.
    pub worse: Vec<String>,
}

/// How the candidates of a rule are found.
#[derive(Debug)]
pub enum Find {
    /// Every value begins with one of these.
    Start(Vec<String>),
    /// The value is a run behind one of these words, in lower case.
    Near(Vec<String>),
    /// One of these, as written, stands in or beside a long run of the value.
    Beside(Vec<String>),
    /// Every match holds one of these.
    Anchor(Vec<String>),
}

/// A rule, compiled.
#[derive(Debug)]
pub struct Rule {
    /// What a report says about it.
    pub info: Arc<RuleInfo>,
    /// How sure the form alone is.
    pub confidence: Confidence,
    /// How its candidates are found.
    pub find: Find,
    /// Whether its matches begin with the anchor that points to them, and are values.
    pub(crate) is_at_anchor: bool,
    /// Lengths of whole values, the usual one first, for telling them from pieces.
    pub whole_lengths: Vec<usize>,
    /// Words that count near by.
    pub context: Arc<Context>,
    /// Templates that must be found, and must not.
    pub(crate) examples: Vec<String>,
    pub(crate) negatives: Vec<String>,
    matcher: Matcher,
    /// What may stand before its literal and is of the value.
    before: Option<LazyRegex>,
    /// What matches may begin with, if words point to it.
    or_starts_with: Vec<String>,
    /// What its matches begin with, once that was needed.
    lead: OnceLock<Lead>,
    bound_to: Option<KeyExpression>,
    not_bound_to: Option<KeyExpression>,
    /// Whether a value must be handed to a provider's client that is known.
    pub(crate) handed_on: bool,
    checks: Checks,
}

/// What a value must be beyond its expression.
#[derive(Debug)]
struct Checks {
    shape: Shape,
    checksum: Option<Checksum>,
    jwt: Option<JwtSyntax>,
    allowed: Vec<String>,
}

/// A place where a rule's expression matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// All that matched.
    pub whole: Range<usize>,
    /// The secret in it.
    pub value: Range<usize>,
}

impl Hit {
    /// The first match from `from` on; its value is the group `secret`, or all of it.
    fn of(regex: &Regex, bytes: &[u8], from: usize) -> Option<Self> {
        // Groups take a second, far slower engine.
        if regex.captures_len() == 1 {
            let whole = regex.find_at(bytes, from)?.range();
            return Some(Self {
                value: whole.clone(),
                whole,
            });
        }
        let groups = regex.captures_at(bytes, from)?;
        let whole = groups.get(0)?.range();
        let value = groups
            .name("secret")
            .map_or(whole.clone(), |group| group.range());
        Some(Self { whole, value })
    }
}

impl Rule {
    /// The first place in `bytes` from `from` on where the rule matches a value that is one.
    ///
    /// What stands around it is not looked at.
    #[must_use]
    pub fn hit_from(&self, bytes: &[u8], from: usize) -> Option<Hit> {
        /// Matches that are no values are tried so often: a text of nothing else stays cheap.
        const TRIES: usize = 16;
        let mut from = from;
        for _ in 0..TRIES {
            let hit = self.matcher.hit(bytes, from)?;
            if self.checks.hold(&bytes[hit.value.clone()]) {
                return Some(hit);
            }
            from = hit.whole.start + 1;
        }
        None
    }

    /// What its matches begin with, or may begin with.
    pub(crate) fn literals_at_start(&self) -> &[String] {
        match &self.find {
            Find::Start(literals) => literals,
            _ => &self.or_starts_with,
        }
    }

    /// Where a value really begins whose literal stands at `start`.
    pub(crate) fn begin_of(&self, bytes: &[u8], start: usize) -> usize {
        /// More than what stands before any literal.
        const REACH: usize = 64;
        let from = start.saturating_sub(REACH);
        let regex = self.before.as_ref().and_then(LazyRegex::get);
        regex
            .and_then(|regex| regex.find(&bytes[from..start]))
            .map_or(start, |found| from + found.start())
    }

    /// Whether a match may begin `tokens` bytes before the end of a run, behind which `next` stands.
    pub(crate) fn may_begin(&self, tokens: usize, next: Option<u8>) -> bool {
        let lead = || self.lead.get_or_init(|| Lead::of(&self.info.pattern));
        self.matcher.is_quick() || lead().may_begin(tokens, next)
    }

    /// Texts in which it is to be found, as templates of values.
    #[must_use]
    pub fn examples(&self) -> &[String] {
        &self.examples
    }

    /// Whether it is all the same to the rule what the value is bound to.
    pub(crate) fn accepts_any_key(&self) -> bool {
        self.bound_to.is_none() && self.not_bound_to.is_none()
    }

    /// Whether the value may be bound to this key.
    #[must_use]
    pub fn accepts_key(&self, key: Option<&str>) -> bool {
        let fits = |expression: &KeyExpression| key.is_some_and(|key| expression.fits(key));
        self.bound_to.as_ref().is_none_or(fits) && !self.not_bound_to.as_ref().is_some_and(fits)
    }

    /// How much it knows of a match: the literal that it begins with, or what stands by for one.
    #[must_use]
    pub fn knowledge(&self, matched: &[u8]) -> usize {
        /// What a rule knows that names the key a value is bound to, or a literal in the match.
        const KEY: usize = 4;
        match &self.find {
            Find::Start(literals) => {
                let begins = |literal: &&String| {
                    self.before.is_some() || matched.starts_with(literal.as_bytes())
                };
                literals
                    .iter()
                    .filter(begins)
                    .map(String::len)
                    .max()
                    .unwrap_or(0)
            }
            Find::Near(_) if self.bound_to.is_some() => KEY,
            Find::Near(_) => 0,
            // An address may have any provider's token for its password.
            Find::Anchor(literals) if literals.iter().all(|it| it.ends_with("://")) => 0,
            Find::Beside(_) | Find::Anchor(_) => 2 * KEY,
        }
    }

    /// Where a text holds what has the form of its values, random or not, whatever stands around.
    pub(crate) fn forms_in(&self, text: &[u8]) -> Vec<Range<usize>> {
        match &self.find {
            // A form without a beginning of its own is any hash's.
            Find::Near(_) => Vec::new(),
            Find::Anchor(literals) if self.is_at_anchor => self.at_literals(literals, text),
            Find::Start(literals) => {
                let found = self.at_literals(literals, text).into_iter();
                found
                    .map(|it| self.begin_of(text, it.start)..it.end)
                    .collect()
            }
            Find::Beside(_) | Find::Anchor(_) => {
                let mut from = 0;
                iter::from_fn(|| {
                    let hit = self.matcher.hit(text, from)?;
                    from = hit.whole.end.max(hit.whole.start + 1);
                    Some(hit.value)
                })
                .collect()
            }
        }
    }

    /// Where the expression matches that looks at its first byte alone, from each literal on.
    fn at_literals(&self, literals: &[String], text: &[u8]) -> Vec<Range<usize>> {
        let found = literals.iter().flat_map(|it| memmem::find_iter(text, it));
        found
            .filter_map(|start| Some(start..start + self.matcher.hit(&text[start..], 0)?.whole.end))
            .collect()
    }

    /// Whether a text, whose pairs of bytes are known, holds a literal of the rule's, without which
    /// it matches nothing.
    pub(crate) fn may_stand_in(&self, text: &[u8], pairs: &Pairs) -> bool {
        // Reports have thousands of texts, and a search for each literal is too much for each.
        let may_stand = |literal: &[u8]| literal.first_chunk().is_none_or(|it| pairs.holds(*it));
        match &self.find {
            Find::Near(_) => false,
            Find::Start(literals) | Find::Beside(literals) | Find::Anchor(literals) => literals
                .iter()
                .map(String::as_bytes)
                .any(|literal| may_stand(literal) && memmem::find(text, literal).is_some()),
        }
    }

    /// Why one of its expressions is broken, if one is.
    pub(crate) fn check(&self) -> Result<(), String> {
        let mut keys = self.bound_to.iter().chain(&self.not_bound_to);
        self.matcher.check()?;
        self.before.as_ref().map_or(Ok(()), LazyRegex::check)?;
        keys.try_for_each(KeyExpression::check)
    }
}

impl Checks {
    fn hold(&self, value: &[u8]) -> bool {
        self.shape.fits(value)
            && self.checksum.is_none_or(|checksum| checksum.holds(value))
            && self
                .jwt
                .as_ref()
                .is_none_or(|wanted| jwt::holds(value, wanted))
            && !self.is_allowed(value)
    }

    fn is_allowed(&self, value: &[u8]) -> bool {
        !self.allowed.is_empty() && {
            let digest = Sha256::digest(value);
            let same = |hex: &String| {
                let bytes = hex.as_bytes().chunks_exact(2);
                bytes.zip(&digest).all(|(pair, byte)| {
                    std::str::from_utf8(pair)
                        .is_ok_and(|pair| u8::from_str_radix(pair, 16) == Ok(*byte))
                })
            };
            self.allowed.iter().any(|hex| hex.len() == 64 && same(hex))
        }
    }
}

//! Detection: one sweep over a fragment yields candidates, detectors look at those alone.

mod anchors;
mod binding;
pub(crate) mod blocks;
mod boundary;
mod capitals;
mod class_name;
mod crowd;
mod data;
mod engine;
mod evidence;
pub(crate) mod filter;
mod handed;
mod joint;
mod keywords;
mod literals;
mod marks;
pub mod names;
mod overlap;
mod pattern;
mod piece;
mod reading;
pub(crate) mod runs;
pub(crate) mod sieve;
mod sink;
mod starts;
mod stops;
mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::content::{Fragment, Hints, LayerName};
use crate::finding::Confidence;
use crate::rule::RuleInfo;
use crate::secret::Secret;

pub use engine::Engine;
pub(crate) use reading::LONG_RUN;
pub use sink::Sink;

/// A raw hit in a fragment, not yet judged.
#[derive(Debug, Clone)]
pub struct Match {
    /// The rule that found it.
    pub rule: Arc<RuleInfo>,
    /// Where in the fragment.
    pub span: Range<usize>,
    /// What was found.
    pub subject: Subject,
    /// What the detector itself has undone: the value stands encoded there.
    pub layer: Option<LayerName>,
    /// How sure it is.
    pub confidence: Confidence,
    /// What its surroundings say, since the bytes are gone when it is judged.
    pub evidence: Evidence,
}

impl Match {
    /// Whether it is a credential's value.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self.subject, Subject::Secret(_))
    }
}

/// Finds matches in a fragment. The engine is one; a test may bring another.
pub trait Detect: Sync {
    /// Every match that starts in the fragment's own part, in order.
    fn detect(&self, fragment: &Fragment<'_>) -> Vec<Match>;

    /// The same, and the long runs seen on the way: see [`Sweep::runs`].
    fn sweep(&self, fragment: &Fragment<'_>) -> Sweep {
        Sweep {
            matches: self.detect(fragment),
            runs: Vec::new(),
            hints: Hints::sought_in(fragment),
        }
    }
}

/// What one pass over a fragment's bytes gave.
#[derive(Debug, Default)]
pub struct Sweep {
    /// Every match that starts in the fragment's own part, in order.
    pub matches: Vec<Match>,
    /// The runs of token bytes in which something may be encoded, in order: long, with a digit.
    pub runs: Vec<Range<usize>>,
    /// Where something may be wrapped, but for the long runs.
    pub(crate) hints: Hints,
}

/// The files of rules that know no provider.
const ANYONE: [&str; 4] = ["generic", "jwt", "gitleaks", "betterleaks"];

/// Whether a rule does not know whose secret it finds.
pub(crate) fn is_anyones(rule: &RuleInfo) -> bool {
    ANYONE.contains(&&*rule.provider)
}

/// What a match is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A credential's value.
    Secret(Secret),
    /// A variable's name, and how it stands there.
    Name(String, NameContext),
}

/// How a variable's name stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameContext {
    /// Code reads or declares it, or a string is exactly the name.
    Code,
    /// Prose, a comment, or a source map's copy of the author's source.
    Prose,
}

/// Words near a match that say what it is and what it can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The word that says it can write, e.g. `data/mutate`.
    pub write: Option<String>,
    /// The word that says it only reads, e.g. `browserToken`.
    pub read: Option<String>,
    /// The provider's client, host or name near by.
    pub provider: Option<String>,
    /// The word that makes it worse than its rule says.
    pub worse: Option<String>,
    /// The key, property or variable the value is bound to.
    pub key: Option<String>,
    /// The variable of the project's that has this value.
    pub variable: Option<String>,
    /// What the value is handed to, where no form of its own says whose it is.
    pub sink: Option<Sink>,
}

impl Evidence {
    /// Adds what another place of the same value says and this one does not.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.write = self.write.take().or(other.write);
        self.read = self.read.take().or(other.read);
        self.provider = self.provider.take().or(other.provider);
        self.worse = self.worse.take().or(other.worse);
        self.key = self.key.take().or(other.key);
        self.sink = self.sink.or(other.sink);
    }
}

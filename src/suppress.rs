//! What is found and accepted: the one place that hides a finding, counts it and says why.

use crate::date::Date;
use crate::finding::Finding;

/// A finding that somebody accepted on purpose.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// What hides it.
    pub by: SuppressedBy,
    /// Why, in the words of who accepted it.
    pub reason: String,
    /// The last day on which it is hidden.
    pub expires: Option<Date>,
}

/// What hides a finding. The list is closed: it is part of the JSON report's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuppressedBy {
    /// An acceptance in the baseline file.
    Baseline,
    /// A comment beside the literal in its source.
    Comment,
    /// An override in the configuration.
    Configuration,
}

impl SuppressedBy {
    /// Every one, in order.
    pub const ALL: [Self; 3] = [Self::Baseline, Self::Comment, Self::Configuration];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Comment => "comment",
            Self::Configuration => "configuration",
        }
    }
}

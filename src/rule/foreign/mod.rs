//! Rules of gitleaks and betterleaks: an expression that is tried where a keyword stands.

mod allow;
mod compile;
mod config;
mod expression;
mod filter;
mod go;
mod note;
mod plan;
mod syntax;
mod unknown;

use std::ops::Range;
use std::sync::Arc;

pub(super) use config::load;
pub use note::{Effect, Note};
pub(super) use syntax::Dialect;

use super::lazy::LazyRegex;
use super::{Composite, Hit, RuleInfo, SECRET};
use crate::finding::Confidence;
use filter::{Candidate, Filter};
use plan::Reach;

/// How much of a line an allow list sees on either side of a match: in a bundle a line is a file.
const LINE: usize = 4096;

/// A rule of another program's, compiled.
#[derive(Debug)]
pub struct ForeignRule {
    /// What a report says about it.
    pub info: Arc<RuleInfo>,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// Which of overlapping matches counts: the one of more.
    pub(crate) specificity: usize,
    /// In lower case; one of them has to stand in the text.
    pub(crate) keywords: Vec<String>,
    /// Where it can match, given those.
    pub(crate) reach: Reach,
    /// Whether it is found for itself, and not only for rules that require it.
    pub(crate) is_reported: bool,
    /// What has to match near by.
    pub(crate) required: Vec<Required>,
    regex: LazyRegex,
    group: usize,
    path: Option<LazyRegex>,
    filters: Vec<Arc<Filter>>,
}

/// Another rule that has to match near by.
#[derive(Debug)]
pub(crate) struct Required {
    /// Its id.
    pub(crate) rule: String,
    /// What its match is called as a part: its id in its own file.
    role: String,
    /// How far its match may start from the rule's own.
    pub(crate) lines: Option<usize>,
    pub(crate) columns: Option<usize>,
}

impl ForeignRule {
    /// What it finds, together with what it requires near by: how near is settled where they are found.
    pub(super) fn composite(&self) -> Option<Composite> {
        let own = (self.info.id.clone(), SECRET.to_owned());
        let part = |it: &Required| (it.rule.clone(), it.role.clone());
        (!self.required.is_empty()).then(|| Composite {
            info: Arc::clone(&self.info),
            parts: std::iter::once(own)
                .chain(self.required.iter().map(part))
                .collect(),
            within: u64::MAX,
            confidence: self.confidence,
        })
    }

    /// Every match in the given parts of a text, which ascend and do not overlap.
    pub(crate) fn hits(&self, bytes: &[u8], parts: &[Range<usize>], path: &str) -> Vec<Hit> {
        let is_elsewhere = |only: &LazyRegex| {
            let regex = only.get();
            !regex.is_some_and(|regex| regex.is_match(path.as_bytes()))
        };
        if parts.is_empty() || self.path.as_ref().is_some_and(is_elsewhere) {
            return Vec::new();
        }
        let mut hits = Vec::new();
        for part in parts {
            self.hits_in(bytes, part, path, &mut hits);
        }
        hits
    }

    fn hits_in(&self, bytes: &[u8], part: &Range<usize>, path: &str, hits: &mut Vec<Hit>) {
        let Some(regex) = self.regex.get() else {
            return;
        };
        let window = &bytes[part.clone()];
        let mut at = 0;
        while at <= window.len()
            && let Some(groups) = regex.captures_at(window, at)
            && let Some(whole) = groups.get(0)
        {
            at = whole.end().max(whole.start() + 1);
            // What touches the edge of a part was cut there, and no part begins or ends in a match.
            let is_cut = (whole.start() == 0 && part.start > 0)
                || (whole.end() == window.len() && part.end < bytes.len());
            if is_cut && matches!(self.reach, Reach::Within(_)) {
                at = whole.start() + 1;
                continue;
            }
            let value = self.value(&groups).unwrap_or_else(|| whole.range());
            let moved = |range: Range<usize>| part.start + range.start..part.start + range.end;
            let (whole, value) = (moved(whole.range()), moved(value));
            if !self.is_filtered(bytes, &whole, &value, path) {
                hits.push(Hit { whole, value });
            }
        }
    }

    /// The group that is the secret: the one that is named, or the first that holds something.
    fn value(&self, groups: &regex::bytes::Captures<'_>) -> Option<Range<usize>> {
        let found = if self.group > 0 {
            groups.get(self.group)
        } else {
            let mut inner = groups.iter().skip(1).flatten();
            inner.find(|group| !group.is_empty())
        };
        found.map(|group| group.range())
    }

    fn is_filtered(
        &self,
        bytes: &[u8],
        whole: &Range<usize>,
        value: &Range<usize>,
        path: &str,
    ) -> bool {
        let before = &bytes[whole.start.saturating_sub(LINE)..whole.start];
        let start = memchr::memrchr(b'\n', before).map_or(before.len(), |at| before.len() - at - 1);
        let after = &bytes[whole.end..bytes.len().min(whole.end + LINE)];
        let end = memchr::memchr(b'\n', after).unwrap_or(after.len());
        let candidate = Candidate {
            secret: &bytes[value.clone()],
            whole: &bytes[whole.clone()],
            line: &bytes[whole.start - start..whole.end + end],
            path,
        };
        self.filters.iter().any(|filter| filter.holds(candidate))
    }

    /// Its expression, as the engine at hand reads it.
    pub(super) fn expression(&self) -> &str {
        self.regex.source()
    }

    /// Where a text holds what matches, whatever its filters say.
    pub(crate) fn forms_in(&self, text: &[u8]) -> Vec<Range<usize>> {
        let Some(regex) = self.regex.get() else {
            return Vec::new();
        };
        let groups = regex.captures_iter(text);
        groups
            .filter_map(|groups| self.value(&groups).or(Some(groups.get(0)?.range())))
            .collect()
    }

    /// Whether a text holds a keyword, without which it matches nothing.
    pub(crate) fn may_stand_in(&self, text: &[u8]) -> bool {
        let text = text.to_ascii_lowercase();
        let stands = |word: &String| memchr::memmem::find(&text, word.as_bytes()).is_some();
        self.keywords.is_empty() || self.keywords.iter().any(stands)
    }

    /// Why one of its expressions is broken, if one is.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.regex.check()?;
        self.path.as_ref().map_or(Ok(()), LazyRegex::check)?;
        self.filters.iter().try_for_each(|filter| filter.check())
    }
}

//! Finds what other programs' rules find: an expression is tried where one of its keywords stands.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use super::evidence::evidence;
use super::overlap::{Ranked, Standing};
use super::{Match, Subject};
use crate::content::Fragment;
use crate::rule::{Context, ForeignRule, Hit, Required};
use crate::secret::Secret;

/// The rules by their keywords.
#[derive(Debug)]
pub(super) struct Keywords {
    rules: Vec<Arc<ForeignRule>>,
    search: AhoCorasick,
    /// For each keyword, its rules.
    owners: Vec<Vec<usize>>,
    /// What paths are told from, as those who wrote the rules see them.
    root: PathBuf,
}

impl Keywords {
    /// Rules of this kind, if there are any.
    pub(super) fn new(rules: &[Arc<ForeignRule>]) -> Option<Self> {
        if rules.is_empty() {
            return None;
        }
        let mut words: Vec<&str> = Vec::new();
        let mut owners: Vec<Vec<usize>> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            for word in rule.keywords.iter().filter(|word| !word.is_empty()) {
                let known = words.iter().position(|known| known == word);
                let at = known.unwrap_or_else(|| {
                    words.push(word);
                    owners.push(Vec::new());
                    owners.len() - 1
                });
                owners[at].push(index);
            }
        }
        let mut builder = AhoCorasick::builder();
        Some(Self {
            rules: rules.to_vec(),
            search: builder.ascii_case_insensitive(true).build(&words).ok()?,
            owners,
            root: PathBuf::new(),
        })
    }

    /// Makes it see paths from here.
    pub(super) fn set_root(&mut self, root: &Path) {
        root.clone_into(&mut self.root);
    }

    /// Adds every match.
    pub(super) fn detect(&self, fragment: &Fragment<'_>, ranked: &mut Vec<Ranked>) {
        let bytes = fragment.bytes;
        let path = self.path(fragment);
        let parts = self.parts(bytes);
        let hits: Vec<Vec<Hit>> = self
            .rules
            .iter()
            .zip(&parts)
            .map(|(rule, parts)| rule.hits(bytes, parts, &path))
            .collect();
        for (index, rule) in self.rules.iter().enumerate() {
            for hit in hits[index].iter().filter(|_| rule.is_reported) {
                if !hit.value.is_empty()
                    && let Some(parts) = self.parts_of(rule, hit, &hits, bytes)
                {
                    ranked.push(self.ranked(bytes, index, hit));
                    ranked.extend(parts);
                }
            }
        }
    }

    /// The parts of a text that each rule's expression is tried in.
    fn parts(&self, bytes: &[u8]) -> Vec<Vec<Range<usize>>> {
        let whole = 0..bytes.len();
        let start = |rule: &Arc<ForeignRule>| {
            let everywhere = rule.keywords.is_empty().then(|| whole.clone());
            everywhere.into_iter().collect()
        };
        let mut parts: Vec<Vec<Range<usize>>> = self.rules.iter().map(start).collect();
        for hit in self.search.find_overlapping_iter(bytes) {
            for &owner in &self.owners[hit.pattern().as_usize()] {
                let window = self.rules[owner].reach.window(&hit.range(), bytes.len());
                widen(&mut parts[owner], window);
            }
        }
        parts
    }

    /// The matches that a rule requires near one of its own, if all are there: those of them that are
    /// found for its sake alone.
    fn parts_of(
        &self,
        rule: &ForeignRule,
        hit: &Hit,
        hits: &[Vec<Hit>],
        bytes: &[u8],
    ) -> Option<Vec<Ranked>> {
        let mut parts = Vec::new();
        for required in &rule.required {
            let is_it = |rule: &Arc<ForeignRule>| rule.info.id == required.rule;
            let index = self.rules.iter().position(is_it)?;
            let near = hits[index]
                .iter()
                .filter(|other| is_near(required, hit, other, bytes));
            let nearest = near.min_by_key(|it| it.whole.start.abs_diff(hit.whole.start))?;
            let is_apart =
                nearest.whole.end <= hit.whole.start || nearest.whole.start >= hit.whole.end;
            if !self.rules[index].is_reported && is_apart && !nearest.value.is_empty() {
                parts.push(self.part(bytes, index, nearest));
            }
        }
        Some(parts)
    }

    /// A match that is told as a part, which takes nothing from any that is told for itself.
    fn part(&self, bytes: &[u8], index: usize, hit: &Hit) -> Ranked {
        Ranked {
            standing: Standing::Generic,
            knowledge: 0,
            length: 0,
            ..self.ranked(bytes, index, hit)
        }
    }

    fn ranked(&self, bytes: &[u8], index: usize, hit: &Hit) -> Ranked {
        let rule = &self.rules[index];
        Ranked {
            standing: Standing::Foreign,
            confidence: rule.confidence,
            knowledge: rule.specificity,
            length: hit.whole.len(),
            distance: 0,
            rule: index,
            whole: hit.whole.clone(),
            found: Match {
                rule: Arc::clone(&rule.info),
                subject: Subject::Secret(Secret::new(&bytes[hit.value.clone()])),
                confidence: rule.confidence,
                evidence: evidence(bytes, &hit.value, &Context::default()),
                span: hit.value.clone(),
                layer: None,
            },
        }
    }

    /// The file's path from the root, with slashes; empty where there is no file.
    fn path(&self, fragment: &Fragment<'_>) -> String {
        let path = fragment.path.unwrap_or(Path::new(""));
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        below.to_string_lossy().replace('\\', "/")
    }
}

/// Whether a match of the required rule stands as near as it has to.
fn is_near(required: &Required, hit: &Hit, other: &Hit, bytes: &[u8]) -> bool {
    let (one, other) = (hit.whole.start, other.whole.start);
    let between = &bytes[one.min(other)..one.max(other)];
    let lines = || memchr::memchr_iter(b'\n', between).count();
    let columns = || column(bytes, one).abs_diff(column(bytes, other));
    required.lines.is_none_or(|most| lines() <= most)
        && required.columns.is_none_or(|most| columns() <= most)
}

/// Adds a window to windows that ascend by their ends, and do not overlap.
fn widen(parts: &mut Vec<Range<usize>>, window: Range<usize>) {
    match parts.last_mut() {
        Some(last) if window.start <= last.end => {
            last.start = last.start.min(window.start);
            last.end = last.end.max(window.end);
        }
        _ => parts.push(window),
    }
}

/// How many bytes stand before `at` on its line.
fn column(bytes: &[u8], at: usize) -> usize {
    let line = memchr::memrchr(b'\n', &bytes[..at]);
    line.map_or(at, |feed| at - feed - 1)
}

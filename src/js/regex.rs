//! Regular expressions of the source, run by an engine that cannot hang.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::bytes;

use super::value::Regex;

/// Compiled expressions larger than this are not run.
const LARGEST: usize = 1 << 18;

/// Where an expression matches, in bytes; nothing if it cannot be run.
pub(super) fn matches(text: &str, regex: &Regex) -> Option<Vec<(usize, usize)>> {
    COMPILED.with_borrow_mut(|compiled| {
        let found = compiled.get(regex)?.find_iter(text.as_bytes());
        Some(found.map(|it| (it.start(), it.end())).collect())
    })
}

thread_local! {
    static COMPILED: RefCell<Compiled> = RefCell::default();
}

/// Expressions that were compiled lately: every bundle has the same few.
#[derive(Default)]
struct Compiled(HashMap<Regex, Option<bytes::Regex>>);

impl Compiled {
    /// More are not kept.
    const MANY: usize = 16;

    /// An expression, unless it is none or too large.
    fn get(&mut self, regex: &Regex) -> Option<&bytes::Regex> {
        if self.0.len() == Self::MANY && !self.0.contains_key(regex) {
            self.0.clear();
        }
        self.0
            .entry(regex.clone())
            .or_insert_with(|| compile(regex))
            .as_ref()
    }
}

fn compile(regex: &Regex) -> Option<bytes::Regex> {
    bytes::RegexBuilder::new(&regex.pattern)
        .unicode(false)
        .case_insensitive(regex.flags.contains('i'))
        .multi_line(regex.flags.contains('m'))
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .build()
        .ok()
}

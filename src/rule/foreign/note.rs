//! What of another program's configuration has no counterpart here.

use std::collections::BTreeMap;

use crate::notification::{Notification, NotificationKind};

/// Something that has no counterpart, of every rule that has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The rule file, as it was named.
    pub file: String,
    /// What does not matter comes last.
    pub effect: Effect,
    /// The key as it is written in the file.
    pub key: String,
    /// Why, and what is done instead: a sentence.
    pub why: String,
    /// The rules that have it; none where it is the whole file's.
    pub rules: Vec<String>,
}

impl Note {
    /// What a run says of it, where it changes what is found.
    pub(crate) fn remark(&self) -> Option<Notification> {
        let of = match &self.rules[..] {
            [] => String::new(),
            [rule] => format!(" of {rule}"),
            rules => format!(" of {} rules", rules.len()),
        };
        let message = format!("`{}`{of} has no counterpart: {}", self.key, self.why);
        (self.effect == Effect::Changes)
            .then(|| Notification::new(NotificationKind::Configuration, &self.file, message))
    }
}

/// Whether something without a counterpart changes what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Less or more is found than the other program would find.
    Changes,
    /// The same is found.
    Nothing,
}

/// Gathers notes, one for each key and reason.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<(Effect, String, String), Vec<String>>);

impl Notes {
    /// Notes a key of the whole file.
    pub(super) fn file(&mut self, effect: Effect, key: &str, why: &str) {
        self.entry(effect, key, why);
    }

    /// Notes a key of a rule.
    pub(super) fn rule(&mut self, rule: &str, effect: Effect, key: &str, why: &str) {
        let rules = self.entry(effect, key, why);
        if !rules.iter().any(|known| known == rule) {
            rules.push(rule.to_owned());
        }
    }

    fn entry(&mut self, effect: Effect, key: &str, why: &str) -> &mut Vec<String> {
        let key = (effect, key.to_owned(), why.to_owned());
        self.0.entry(key).or_default()
    }

    pub(super) fn finish(self, file: &str) -> Vec<Note> {
        let notes = self.0.into_iter();
        notes
            .map(|((effect, key, why), rules)| Note {
                file: file.to_owned(),
                effect,
                key,
                why,
                rules,
            })
            .collect()
    }
}

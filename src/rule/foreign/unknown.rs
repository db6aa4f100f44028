//! Keys of a configuration that have no counterpart, and what is said of them.

use super::config::Loading;
use super::note::Effect;
use super::syntax::{self, Allowlist, Config};

const UNKNOWN: &str = "spillcheck does not know this key";
const OFFLINE: &str =
    "spillcheck opens no connection, so it asks nobody whether a value still works";
pub(super) const TOKENS: &str =
    "no vocabulary of a language model is at hand, so values made of words are not left out by it";
pub(super) const UNICODE: &str =
    "it needs Unicode's classes, without which rules are compiled: the rule is left out";

pub(super) fn not_understood(at: &str) -> String {
    format!(
        "it is not understood from {at} on, and leaves nothing out; its findings are of low confidence"
    )
}

impl Loading {
    pub(super) fn note_unknown(&mut self, config: &Config) {
        for key in config.unknown.keys() {
            match &**key {
                "minversion" => self.note_version("minVersion"),
                "betterleaksminversion" => self.note_version("betterleaksMinVersion"),
                _ => self.notes.file(Effect::Changes, key, UNKNOWN),
            }
        }
        if config.extend.usedefault {
            self.changes_default = true;
            let why = "the default rules of gitleaks do not come with spillcheck, whose own stand in for \
                       them; load that file with --rules too";
            self.notes.file(Effect::Changes, "extend.useDefault", why);
        }
        for key in config.extend.unknown.keys() {
            let key = format!("extend.{key}");
            self.notes
                .file(Effect::Changes, &key, "nothing is loaded from the network");
        }
        for list in config.allowlists.iter().chain(&config.allowlist) {
            self.note_list(None, list);
        }
    }

    fn note_version(&mut self, key: &str) {
        let why = "spillcheck counts its own versions";
        self.notes.file(Effect::Nothing, key, why);
    }

    fn note_list(&mut self, rule: Option<&str>, list: &Allowlist) {
        let mut note = |effect, key: &str, why| match rule {
            Some(rule) => self.notes.rule(rule, effect, key, why),
            None => self.notes.file(effect, key, why),
        };
        if !list.commits.is_empty() {
            note(
                Effect::Nothing,
                "allowlist.commits",
                "a build has no commits",
            );
        }
        for key in list.unknown.keys() {
            note(Effect::Changes, &format!("allowlist.{key}"), UNKNOWN);
        }
    }

    pub(super) fn note_rule(&mut self, rule: &syntax::Rule) {
        let id = &*rule.id;
        for key in rule.unknown.keys() {
            let (effect, why) = match &**key {
                "validate" => (Effect::Nothing, OFFLINE),
                _ => (Effect::Changes, UNKNOWN),
            };
            self.notes.rule(id, effect, key, why);
        }
        for key in rule.required.iter().flat_map(|it| it.unknown.keys()) {
            self.notes
                .rule(id, Effect::Changes, &format!("required.{key}"), UNKNOWN);
        }
        if !rule.tags.is_empty() {
            self.notes
                .rule(id, Effect::Nothing, "tags", "findings carry no tags");
        }
        if rule.tokenefficiency {
            self.notes
                .rule(id, Effect::Changes, "tokenEfficiency", TOKENS);
        }
        for list in rule.allowlists.iter().chain(&rule.allowlist) {
            self.note_list(Some(id), list);
        }
    }
}

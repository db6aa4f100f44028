//! From a configuration's rules as written to rules that run.

use std::collections::HashMap;
use std::sync::Arc;

use super::config::{Loading, Whole};
use super::filter::{Comparison, Filter, Measure, Target};
use super::go::{self, Unusable};
use super::note::Effect;
use super::plan::Reach;
use super::syntax::{self, Allowlist};
use super::unknown::{TOKENS, UNICODE, not_understood};
use super::{ForeignRule, Required, allow, expression};
use crate::error::Error;
use crate::finding::Confidence;
use crate::fix::Fix;
use crate::rule::build::broken;
use crate::rule::lazy::LazyRegex;
use crate::rule::{Basis, FileRule, Role, RuleInfo};

/// How specific a rule is that does not say.
const SPECIFICITY: usize = 100;

/// What to do in code, and with the secret.
const FIX: [&str; 2] = [
    "Let a server of yours use it, and the page ask that: what ships is everybody's.",
    "Revoke it with whoever issued it.",
];

impl Loading {
    /// The rules that look into files, and those that look at paths alone.
    pub(super) fn compiled(
        &mut self,
        whole: &Whole,
    ) -> Result<(Vec<ForeignRule>, Vec<FileRule>), Error> {
        let shared = self.shared(whole)?;
        let (mut rules, mut files) = (Vec::new(), Vec::new());
        let mut targeted = targeted(whole)?;
        for rule in &whole.rules {
            self.note_rule(rule);
            let mut filters = shared.clone();
            filters.extend(targeted.remove(&*rule.id).unwrap_or_default());
            match (&rule.regex, &rule.path) {
                (Some(regex), _) => rules.extend(self.rule(rule, regex, filters)?),
                (None, Some(path)) => files.push(self.file(rule, path)?),
                (None, None) if self.changes_default => {
                    let why = "it changes a rule that is not here, and is left out";
                    self.notes.rule(&rule.id, Effect::Changes, "regex", why);
                }
                (None, None) => return Err(broken(&rule.id, "it has neither regex nor path")),
            }
        }
        self.check_references(whole, targeted.keys().next())?;
        self.leave_out_unmet(&mut rules);
        Ok((rules, files))
    }

    /// The filters of every rule.
    fn shared(&mut self, whole: &Whole) -> Result<Vec<Arc<Filter>>, Error> {
        let mut shared = Vec::new();
        for list in whole.lists.iter().filter(|it| it.targetrules.is_empty()) {
            shared.push(list_filter(list, "allowlists")?);
        }
        for (key, text) in &whole.filters {
            match expression::parse(text) {
                Ok(parsed) => {
                    if parsed.asks_for_tokens {
                        self.notes
                            .file(Effect::Changes, "failsTokenEfficiency", TOKENS);
                    }
                    shared.push(Arc::new(parsed.filter));
                }
                Err(at) => self.notes.file(Effect::Changes, key, &not_understood(&at)),
            }
        }
        Ok(shared)
    }

    fn rule(
        &mut self,
        rule: &syntax::Rule,
        regex: &str,
        mut filters: Vec<Arc<Filter>>,
    ) -> Result<Option<ForeignRule>, Error> {
        let (translated, hir) = match go::parse(regex) {
            Ok(parsed) => parsed,
            Err(Unusable::Unicode) => {
                self.notes.rule(&rule.id, Effect::Changes, "regex", UNICODE);
                return Ok(None);
            }
            Err(Unusable::Broken(why)) => return Err(broken(&rule.id, &format!("regex: {why}"))),
        };
        filters.extend(self.own_filters(rule)?);
        let keywords: Vec<String> = rule.keywords.iter().map(|it| it.to_lowercase()).collect();
        let path = rule.path.as_deref();
        Ok(Some(ForeignRule {
            info: Arc::new(self.info(rule, regex)),
            confidence: confidence(rule),
            specificity: specificity(rule),
            reach: Reach::of(&hir, &keywords),
            keywords,
            is_reported: !rule.skipreport,
            required: rule.required.iter().map(|it| self.required(it)).collect(),
            regex: LazyRegex::new(translated),
            group: group(rule, hir.properties().explicit_captures_len())?,
            path: path.map(|it| path_expression(rule, it)).transpose()?,
            filters,
        }))
    }

    fn required(&self, required: &syntax::Required) -> Required {
        Required {
            rule: self.id(&required.id),
            role: required.id.clone(),
            lines: required.withinlines,
            columns: required.withincolumns,
        }
    }

    /// The filters that a rule brings itself.
    fn own_filters(&mut self, rule: &syntax::Rule) -> Result<Vec<Arc<Filter>>, Error> {
        let mut filters = Vec::new();
        for list in rule.allowlists.iter().chain(&rule.allowlist) {
            filters.push(list_filter(list, &rule.id)?);
        }
        // As in gitleaks, no entropy is none asked for, and a value needs more than is asked for.
        if let Some(entropy) = rule.entropy.filter(|entropy| *entropy > 0.0) {
            let (measure, at_most) = (Measure::Entropy, Comparison::AtMost);
            filters.push(Arc::new(Filter::Compare(
                Target::Secret,
                measure,
                at_most,
                entropy,
            )));
        }
        match rule.filter.as_deref().map(expression::parse) {
            None => {}
            Some(Ok(parsed)) => {
                if parsed.asks_for_tokens {
                    self.notes
                        .rule(&rule.id, Effect::Changes, "failsTokenEfficiency", TOKENS);
                }
                filters.push(Arc::new(parsed.filter));
            }
            Some(Err(at)) => {
                self.notes
                    .rule(&rule.id, Effect::Changes, "filter", &not_understood(&at));
            }
        }
        Ok(filters)
    }

    fn file(&self, rule: &syntax::Rule, path: &str) -> Result<FileRule, Error> {
        let why = rule
            .description
            .clone()
            .unwrap_or_else(|| self.id(&rule.id));
        let info = Arc::new(self.info(rule, path));
        Ok(FileRule::of_path(info, why, path_expression(rule, path)?))
    }

    fn id(&self, id: &str) -> String {
        format!("{}/{id}", self.dialect.name())
    }

    fn info(&self, rule: &syntax::Rule, pattern: &str) -> RuleInfo {
        let described = rule.description.as_deref().filter(|it| !it.is_empty());
        let title = described.unwrap_or(&rule.id);
        RuleInfo {
            id: self.id(&rule.id),
            title: title
                .split(&[',', '.'][..])
                .next()
                .unwrap_or(title)
                .to_owned(),
            provider: self.dialect.name().to_owned(),
            role: Role::Unknown,
            pattern: pattern.to_owned(),
            fix: Fix::new(FIX[0], FIX[1]),
            revoke: None,
            source: self.source.clone(),
            basis: Basis::Observed,
            since: "its own file".to_owned(),
            former_ids: Vec::new(),
            public: None,
            worse: None,
        }
    }

    /// Whether the rules that others name are there.
    fn check_references(&self, whole: &Whole, target: Option<&String>) -> Result<(), Error> {
        let is_known = |id: &String| whole.rules.iter().any(|rule| rule.id == *id);
        for rule in &whole.rules {
            let mut required = rule.required.iter().map(|it| &it.id);
            if let Some(gone) = required
                .find(|id| !is_known(id))
                .filter(|_| !self.changes_default)
            {
                let message = format!("it requires '{gone}', which is no rule of this file");
                return Err(broken(&rule.id, &message));
            }
        }
        match target.filter(|_| !self.changes_default) {
            Some(gone) => Err(broken(
                gone,
                "an allow list is for it, and it is no rule of this file",
            )),
            None => Ok(()),
        }
    }

    /// Leaves out the rules that require one that was left out.
    fn leave_out_unmet(&mut self, rules: &mut Vec<ForeignRule>) {
        let known: Vec<String> = rules.iter().map(|rule| rule.info.id.clone()).collect();
        rules.retain(|rule| {
            let is_met = rule.required.iter().all(|it| known.contains(&it.rule));
            if !is_met {
                let why = "a rule that it requires is not here, so it is left out";
                let id = rule.info.id.split_once('/').map_or("", |(_, id)| id);
                self.notes.rule(id, Effect::Changes, "required", why);
            }
            is_met
        });
    }
}

/// A rule that says it is generic gives way to any other.
fn specificity(rule: &syntax::Rule) -> usize {
    let is_generic = rule.id.to_lowercase().contains("generic");
    let usual = if is_generic { 0 } else { SPECIFICITY };
    rule.specificity.unwrap_or(usual)
}

/// Little is sure of what a generic rule finds, or one whose filter is not understood.
fn confidence(rule: &syntax::Rule) -> Confidence {
    let filter = rule.filter.as_deref();
    let is_understood = filter.is_none_or(|filter| expression::parse(filter).is_ok());
    if is_understood && specificity(rule) >= SPECIFICITY {
        Confidence::Medium
    } else {
        Confidence::Low
    }
}

/// The group that is the secret, of as many as there are.
fn group(rule: &syntax::Rule, groups: usize) -> Result<usize, Error> {
    let group = rule.secretgroup.unwrap_or(0);
    if group <= groups {
        return Ok(group);
    }
    let message = format!("secretGroup is {group}, and its regex has {groups} groups");
    Err(broken(&rule.id, &message))
}

/// The expression for the paths that a rule is for.
fn path_expression(rule: &syntax::Rule, path: &str) -> Result<LazyRegex, Error> {
    match go::parse(path) {
        Ok((regex, _)) => Ok(LazyRegex::new(regex)),
        Err(Unusable::Unicode) => Err(broken(&rule.id, "path: it needs Unicode's classes")),
        Err(Unusable::Broken(why)) => Err(broken(&rule.id, &format!("path: {why}"))),
    }
}

/// The lists that are for single rules, by the rule.
fn targeted(whole: &Whole) -> Result<HashMap<String, Vec<Arc<Filter>>>, Error> {
    let mut targeted: HashMap<String, Vec<Arc<Filter>>> = HashMap::new();
    for list in &whole.lists {
        for rule in &list.targetrules {
            let filter = list_filter(list, rule)?;
            targeted.entry(rule.clone()).or_default().push(filter);
        }
    }
    Ok(targeted)
}

fn list_filter(list: &Allowlist, owner: &str) -> Result<Arc<Filter>, Error> {
    let filter = allow::filter(list).map_err(|message| broken(owner, &message))?;
    Ok(Arc::new(filter))
}

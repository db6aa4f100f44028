//! From a configuration as written to rules that run.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::{Table, Value};

use super::filter::{Comparison, Filter, Measure, Target};
use super::go::{self, Unusable};
use super::note::{Effect, Note, Notes};
use super::plan::Reach;
use super::syntax::{self, Allowlist, Config, Dialect, lower};
use super::{ForeignRule, Required, allow, expression};
use crate::error::Error;
use crate::finding::Confidence;
use crate::rule::build::broken;
use crate::rule::lazy::LazyRegex;
use crate::rule::{Basis, FileRule, Role, RuleInfo};

/// How many files one may add to, one to the next; gitleaks stops there too.
const MAX_DEPTH: usize = 2;

/// How specific a rule is that does not say.
const SPECIFICITY: usize = 100;

const FIX: &str = "Revoke it with whoever issued it, and let a server of yours use a new one: what ships is \
                   everybody's.";

/// What was loaded of a configuration.
pub(in crate::rule) struct Loaded {
    pub(in crate::rule) rules: Vec<ForeignRule>,
    /// Rules that want nothing but a path.
    pub(in crate::rule) files: Vec<FileRule>,
    pub(in crate::rule) notes: Vec<Note>,
    /// The files that it adds to.
    pub(in crate::rule) read: Vec<String>,
}

/// Loads a configuration that lies at `name`.
pub(in crate::rule) fn load(name: &str, table: Table, dialect: Dialect) -> Result<Loaded, Error> {
    let mut loading = Loading {
        dialect,
        source: name.to_owned(),
        notes: Notes::default(),
        read: Vec::new(),
        changes_default: false,
    };
    let whole = loading.extended(name, table, 0)?;
    let (rules, files) = loading.compiled(whole)?;
    Ok(Loaded {
        rules,
        files,
        notes: loading.notes.finish(name),
        read: loading.read,
    })
}

/// A configuration and all that it adds to, together.
#[derive(Default)]
struct Whole {
    rules: Vec<syntax::Rule>,
    lists: Vec<Allowlist>,
    filters: Vec<(&'static str, String)>,
}

struct Loading {
    dialect: Dialect,
    source: String,
    notes: Notes,
    read: Vec<String>,
    changes_default: bool,
}

impl Loading {
    /// A configuration with what it adds to.
    fn extended(&mut self, name: &str, table: Table, depth: usize) -> Result<Whole, Error> {
        let config = config(name, table)?;
        self.note_unknown(&config);
        let mut own = Whole {
            rules: rules(config.rules)?,
            lists: config.allowlists,
            filters: Vec::new(),
        };
        own.lists.extend(config.allowlist);
        own.filters.extend(config.prefilter.map(|it| ("prefilter", it)));
        own.filters.extend(config.filter.map(|it| ("filter", it)));
        if let Some(path) = config.extend.path.filter(|_| depth < MAX_DEPTH) {
            let base = self.base(name, &path, depth)?;
            self.merge(&mut own, base, &config.extend.disabledrules);
        }
        Ok(own)
    }

    /// The configuration at `path`, which the one at `name` adds to.
    fn base(&mut self, name: &str, path: &str, depth: usize) -> Result<Whole, Error> {
        let beside = Path::new(name).with_file_name(path);
        let file = [PathBuf::from(path), beside]
            .into_iter()
            .find(|file| file.is_file())
            .unwrap_or_else(|| path.into());
        let text = fs::read_to_string(&file).map_err(|source| Error::Read {
            path: file.clone(),
            source,
        })?;
        let name = file.display().to_string();
        let table = crate::rule::load::table(&name, &text)?;
        self.read.push(text);
        self.extended(&name, table, depth + 1)
    }

    fn merge(&mut self, own: &mut Whole, base: Whole, disabled: &[String]) {
        let is_known = |id: &String| base.rules.iter().any(|rule| rule.id == *id);
        if let Some(gone) = disabled.iter().find(|id| !is_known(id)) {
            let why = format!("what it extends has no rule '{gone}'");
            self.notes.file(Effect::Nothing, "extend.disabledRules", &why);
        }
        for rule in base.rules {
            if disabled.contains(&rule.id) {
                continue;
            }
            match own.rules.iter().position(|it| it.id == rule.id) {
                Some(at) => {
                    let over = std::mem::take(&mut own.rules[at]);
                    own.rules[at] = over.over(rule);
                }
                None => own.rules.push(rule),
            }
        }
        own.lists.extend(base.lists);
        own.filters.extend(base.filters);
    }

    fn note_unknown(&mut self, config: &Config) {
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
            self.notes.file(Effect::Changes, &key, "nothing is loaded from the network");
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
            note(Effect::Nothing, "allowlist.commits", "a build has no commits");
        }
        for key in list.unknown.keys() {
            note(Effect::Changes, &format!("allowlist.{key}"), UNKNOWN);
        }
    }

    fn note_rule(&mut self, rule: &syntax::Rule) {
        let id = &*rule.id;
        for key in rule.unknown.keys() {
            let (effect, why) = match &**key {
                "validate" => (Effect::Nothing, OFFLINE),
                _ => (Effect::Changes, UNKNOWN),
            };
            self.notes.rule(id, effect, key, why);
        }
        for key in rule.required.iter().flat_map(|it| it.unknown.keys()) {
            self.notes.rule(id, Effect::Changes, &format!("required.{key}"), UNKNOWN);
        }
        if !rule.tags.is_empty() {
            self.notes.rule(id, Effect::Nothing, "tags", "findings carry no tags");
        }
        if rule.tokenefficiency {
            self.notes.rule(id, Effect::Changes, "tokenEfficiency", TOKENS);
        }
        for list in rule.allowlists.iter().chain(&rule.allowlist) {
            self.note_list(Some(id), list);
        }
    }

    /// The rules that look into files, and those that look at paths alone.
    fn compiled(&mut self, whole: Whole) -> Result<(Vec<ForeignRule>, Vec<FileRule>), Error> {
        let shared = self.shared(&whole)?;
        let (mut rules, mut files) = (Vec::new(), Vec::new());
        let mut targeted = targeted(&whole)?;
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
        self.check_references(&whole, targeted.keys().next())?;
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
                        self.notes.file(Effect::Changes, "failsTokenEfficiency", TOKENS);
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
        let groups = hir.properties().explicit_captures_len();
        let group = rule.secretgroup.unwrap_or(0);
        if group > groups {
            let message = format!("secretGroup is {group}, and its regex has {groups} groups");
            return Err(broken(&rule.id, &message));
        }
        filters.extend(self.own_filters(rule)?);
        let keywords: Vec<String> = rule.keywords.iter().map(|it| it.to_lowercase()).collect();
        let is_generic = rule.id.to_lowercase().contains("generic");
        let specificity = if is_generic { 0 } else { SPECIFICITY };
        let specificity = rule.specificity.unwrap_or(specificity);
        let is_sure = specificity >= SPECIFICITY && self.is_understood(rule);
        Ok(Some(ForeignRule {
            info: Arc::new(self.info(rule, regex)),
            confidence: if is_sure { Confidence::Medium } else { Confidence::Low },
            specificity,
            reach: Reach::of(&hir, &keywords),
            keywords,
            is_reported: !rule.skipreport,
            required: rule.required.iter().map(|it| self.required(it)).collect(),
            regex: LazyRegex::new(translated),
            group,
            path: rule.path.as_deref().map(|it| path_expression(rule, it)).transpose()?,
            filters,
        }))
    }

    fn is_understood(&self, rule: &syntax::Rule) -> bool {
        let filter = rule.filter.as_deref();
        filter.is_none_or(|filter| expression::parse(filter).is_ok())
    }

    fn required(&self, required: &syntax::Required) -> Required {
        Required {
            rule: self.id(&required.id),
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
            filters.push(Arc::new(Filter::Compare(Target::Secret, measure, at_most, entropy)));
        }
        match rule.filter.as_deref().map(expression::parse) {
            None => {}
            Some(Ok(parsed)) => {
                if parsed.asks_for_tokens {
                    self.notes.rule(&rule.id, Effect::Changes, "failsTokenEfficiency", TOKENS);
                }
                filters.push(Arc::new(parsed.filter));
            }
            Some(Err(at)) => {
                self.notes.rule(&rule.id, Effect::Changes, "filter", &not_understood(&at));
            }
        }
        Ok(filters)
    }

    fn file(&self, rule: &syntax::Rule, path: &str) -> Result<FileRule, Error> {
        let why = rule.description.clone().unwrap_or_else(|| self.id(&rule.id));
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
            title: title.split(&[',', '.'][..]).next().unwrap_or(title).to_owned(),
            provider: self.dialect.name().to_owned(),
            role: Role::Unknown,
            pattern: pattern.to_owned(),
            fix: FIX.to_owned(),
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
            if let Some(gone) = required.find(|id| !is_known(id)).filter(|_| !self.changes_default) {
                let message = format!("it requires '{gone}', which is no rule of this file");
                return Err(broken(&rule.id, &message));
            }
        }
        match target.filter(|_| !self.changes_default) {
            Some(gone) => Err(broken(gone, "an allow list is for it, and it is no rule of this file")),
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

const UNKNOWN: &str = "spillcheck does not know this key";
const OFFLINE: &str = "spillcheck opens no connection, so it asks nobody whether a value still works";
const TOKENS: &str = "no vocabulary of a language model is at hand, so values made of words are not left out by it";
const UNICODE: &str = "it needs Unicode's classes, without which rules are compiled: the rule is left out";

fn not_understood(at: &str) -> String {
    format!("it is not understood from {at} on, and leaves nothing out; its findings are of low confidence")
}

fn config(name: &str, table: Table) -> Result<Config, Error> {
    let parsed: Result<Config, _> = lower(Value::Table(table)).try_into();
    parsed.map_err(|error| Error::RuleSyntax {
        file: name.to_owned(),
        message: error.message().replace('\n', ", "),
    })
}

/// Each rule by itself, so that an error names it.
fn rules(written: Vec<Table>) -> Result<Vec<syntax::Rule>, Error> {
    let mut rules: Vec<syntax::Rule> = Vec::new();
    for (index, table) in written.into_iter().enumerate() {
        let id = table.get("id").and_then(Value::as_str).unwrap_or_default();
        let name = if id.is_empty() { format!("number {}", index + 1) } else { id.to_owned() };
        let rule: Result<syntax::Rule, _> = Value::Table(table).try_into();
        let rule = rule.map_err(|error| broken(&name, error.message()))?;
        if rule.id.trim().is_empty() {
            return Err(broken(&name, "it has no id"));
        }
        if rules.iter().any(|known| known.id == rule.id) {
            return Err(broken(&name, "another rule of the file has the same id"));
        }
        rules.push(rule);
    }
    Ok(rules)
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

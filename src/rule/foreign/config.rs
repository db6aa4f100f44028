//! From a configuration as written to rules that run.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::ForeignRule;
use super::note::{Effect, Note, Notes};
use super::syntax::{self, Allowlist, Config, Dialect, lower};
use crate::error::Error;
use crate::rule::FileRule;
use crate::rule::build::broken;

/// How many files one may add to, one to the next; gitleaks stops there too.
const MAX_DEPTH: usize = 2;

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
    let (rules, files) = loading.compiled(&whole)?;
    Ok(Loaded {
        rules,
        files,
        notes: loading.notes.finish(name),
        read: loading.read,
    })
}

/// A configuration and all that it adds to, together.
#[derive(Default)]
pub(super) struct Whole {
    pub(super) rules: Vec<syntax::Rule>,
    pub(super) lists: Vec<Allowlist>,
    /// Each with its key.
    pub(super) filters: Vec<(&'static str, String)>,
}

pub(super) struct Loading {
    pub(super) dialect: Dialect,
    pub(super) source: String,
    pub(super) notes: Notes,
    read: Vec<String>,
    /// Whether it changes default rules, which are not here.
    pub(super) changes_default: bool,
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
        own.filters
            .extend(config.prefilter.map(|it| ("prefilter", it)));
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
            self.notes
                .file(Effect::Nothing, "extend.disabledRules", &why);
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
        let name = if id.is_empty() {
            format!("number {}", index + 1)
        } else {
            id.to_owned()
        };
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

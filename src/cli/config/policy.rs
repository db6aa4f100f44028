//! What a file says that is no flag: judgements of one's own, and names.

use std::path::PathBuf;

use globset::{Glob, GlobMatcher};
use spillcheck::rule::RuleSet;
use spillcheck::{Effect, Error, Override, Severity};

use super::super::nearest::nearest;
use super::file::{Entry, File, Value};

/// What the files say that is no flag.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Written {
    pub(in crate::cli) overrides: Vec<Override>,
    pub(in crate::cli) secret_names: Vec<String>,
    pub(in crate::cli) public_names: Vec<String>,
    rules: Vec<Named>,
}

/// Rules that an override names, and where.
#[derive(Debug, Clone)]
struct Named {
    glob: GlobMatcher,
    path: PathBuf,
    line: usize,
}

impl Written {
    /// Refuses an override of a rule that is none, which would never do anything, and in silence.
    pub(in crate::cli) fn must_name_rules(&self, rules: &RuleSet) -> anyhow::Result<()> {
        if !self.rules.iter().any(|it| it.is_of_none(rules)) {
            return Ok(());
        }
        // Those that come with spillcheck may be left out of this run alone.
        let builtin = RuleSet::builtin()?;
        let unknown = |it: &&Named| it.is_of_none(rules) && it.is_of_none(&builtin);
        match self.rules.iter().find(unknown) {
            Some(named) => Err(named.unknown(&builtin).into()),
            None => Ok(()),
        }
    }
}

impl Named {
    fn is_of_none(&self, rules: &RuleSet) -> bool {
        let mut infos = rules.infos();
        let is_of = |id: &String| self.glob.is_match(id);
        !infos.any(|it| is_of(&it.id) || it.former_ids.iter().any(is_of))
    }

    fn unknown(&self, rules: &RuleSet) -> Error {
        let typed = self.glob.glob().glob();
        let meant = nearest(typed, rules.infos().map(|it| &*it.id));
        let meant = meant.map(|it| format!("; did you mean `{it}`?"));
        Error::File {
            path: self.path.clone(),
            line: self.line,
            message: format!("there is no rule `{typed}`{}", meant.unwrap_or_default()),
        }
    }
}

/// Reads it, that of the files which are extended first.
pub(super) fn written(files: &[File]) -> anyhow::Result<Written> {
    let mut written = Written::default();
    for file in files.iter().rev() {
        for entry in &file.entries {
            match &*entry.key {
                "override" => {
                    written.overrides.extend(overrides(file, entry)?);
                    written.rules.extend(named(file, entry)?);
                }
                "secret-names" => written.secret_names.extend(texts(file, entry)?),
                "public-names" => written.public_names.extend(texts(file, entry)?),
                _ => {}
            }
        }
    }
    Ok(written)
}

fn overrides(file: &File, entry: &Entry) -> anyhow::Result<Vec<Override>> {
    let not_tables = || file.wrong(entry.line, "`override` is a list of tables: [[override]]");
    let Value::List(tables) = &entry.value else {
        return Err(not_tables());
    };
    let tables = tables.iter().map(|table| match table {
        Value::Table(entries) => one(file, entry.line, entries),
        _ => Err(not_tables()),
    });
    tables.collect()
}

/// The rules that overrides name, which are sound.
fn named(file: &File, entry: &Entry) -> anyhow::Result<Vec<Named>> {
    let Value::List(tables) = &entry.value else {
        return Ok(Vec::new());
    };
    let entries = tables.iter().flat_map(|table| match table {
        Value::Table(entries) => &entries[..],
        _ => &[],
    });
    let mut named = Vec::new();
    for entry in entries.filter(|it| it.key == "rules") {
        for glob in texts(file, entry)? {
            named.push(Named {
                glob: Glob::new(&glob)?.compile_matcher(),
                path: file.path.clone(),
                line: entry.line,
            });
        }
    }
    Ok(named)
}

fn one(file: &File, line: usize, entries: &[Entry]) -> anyhow::Result<Override> {
    let (mut paths, mut rules, mut effect, mut reason) = (Vec::new(), Vec::new(), None, None);
    for entry in entries {
        match &*entry.key {
            "paths" => paths = texts(file, entry)?,
            "rules" => rules = texts(file, entry)?,
            "severity" => effect = Some((entry.line, severity(file, entry)?)),
            "reason" => reason = Some(text(file, entry)?),
            other => {
                let known = ["paths", "rules", "severity", "reason"].map(str::to_owned);
                return Err(file.wrong(entry.line, super::flags::unknown(other, &known)));
            }
        }
    }
    let line = entries.first().map_or(line, |entry| entry.line);
    let Some((at, effect)) = effect else {
        return Err(file.wrong(line, "an override needs a `severity`"));
    };
    if effect == Effect::Off && reason.is_none() {
        return Err(file.wrong(at, "an override that is `off` needs a `reason`"));
    }
    if paths.is_empty() && rules.is_empty() {
        return Err(file.wrong(line, "an override needs `paths` or `rules`"));
    }
    let reason = reason.unwrap_or_default();
    Override::new(file.folder().to_owned(), &paths, &rules, effect, reason)
        .map_err(|error| file.wrong(line, error.to_string()))
}

fn severity(file: &File, entry: &Entry) -> anyhow::Result<Effect> {
    let name = text(file, entry)?;
    let severity = Severity::ALL.into_iter().find(|it| it.name() == name);
    match severity {
        Some(severity) => Ok(Effect::Severity(severity)),
        None if name == "off" => Ok(Effect::Off),
        None => Err(file.wrong(
            entry.line,
            "`severity` is info, low, medium, high, critical or off",
        )),
    }
}

fn text(file: &File, entry: &Entry) -> anyhow::Result<String> {
    match &entry.value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(file.wrong(entry.line, format!("`{}` is text", entry.key))),
    }
}

fn texts(file: &File, entry: &Entry) -> anyhow::Result<Vec<String>> {
    let wrong = || file.wrong(entry.line, format!("`{}` is a list of texts", entry.key));
    let Value::List(values) = &entry.value else {
        return Err(wrong());
    };
    let texts = values.iter().map(|value| match value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(wrong()),
    });
    texts.collect()
}

//! Brings rule files together: those that come with spillcheck, and the user's.

use std::collections::HashMap;
use std::fs;
use std::mem::take;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use toml::Table;

use super::build::{broken, composite, rule};
use super::foreign::{self, Dialect};
use super::syntax::RuleFile;
use super::{Context, RuleInfo, RuleSet};
use super::{builtin, file};
use crate::detect::names;
use crate::error::Error;

/// What a user's rule files are loaded beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The rules that come with spillcheck.
    Builtin,
    /// Nothing.
    Empty,
}

/// Where a rule is that comes with spillcheck.
const BUILTIN: &str = "spillcheck's own rules";

/// Rules as far as they are loaded.
#[derive(Default)]
pub(super) struct Loader {
    set: RuleSet,
    /// For each id, former ones too, where its rule is written.
    ids: HashMap<String, String>,
    hash: Sha256,
}

impl RuleSet {
    /// The rules that come with spillcheck.
    ///
    /// # Errors
    ///
    /// When an embedded rule file is broken, which a test rules out.
    pub fn builtin() -> Result<Self, Error> {
        Self::load(Base::Builtin, &[])
    }

    /// The version of the rules that come with spillcheck, which takes no reading of them.
    #[must_use]
    pub fn builtin_version() -> String {
        version(Sha256::new_with_prefix(builtin::DIGEST))
    }

    /// The rules in the given files, with those that they are loaded beside.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or parsed, or a rule in it cannot work.
    pub fn load(base: Base, files: &[PathBuf]) -> Result<Self, Error> {
        let mut loader = Loader::default();
        if base == Base::Builtin {
            loader.add_builtin()?;
        }
        for path in files {
            let text = fs::read_to_string(path).map_err(|source| Error::Read {
                path: path.clone(),
                source,
            })?;
            let name = path.display().to_string();
            loader
                .add_users(&name, &text)
                .map_err(|error| match error {
                    Error::Rule { .. } => in_file(&name, error),
                    other => other,
                })?;
        }
        loader.finish()
    }
}

impl Loader {
    fn add_builtin(&mut self) -> Result<(), Error> {
        self.hash.update(builtin::DIGEST);
        for (name, file) in builtin::rules()? {
            self.add_file(&name, file)?;
        }
        self.set.names = names::rules().to_vec();
        self.set.names.push(Arc::new(crate::values::info()));
        self.set.names.push(Arc::new(crate::trace::dump_info()));
        self.set.files = file::builtin()?;
        let files = self.set.files.iter().map(|file| Arc::clone(&file.info));
        let others: Vec<_> = self.set.names.iter().cloned().chain(files).collect();
        for info in &others {
            self.claim(info, BUILTIN)?;
        }
        let ids = self.ids.values_mut();
        ids.for_each(|file| BUILTIN.clone_into(file));
        Ok(())
    }

    /// Adds a file of a user's, whose expressions nobody has proven.
    fn add_users(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let table = table(name, text)?;
        if let Some(dialect) = Dialect::of(&table) {
            self.hash.update(text);
            return self.add_foreign(name, table, dialect);
        }
        let known = self.set.rules.len();
        self.add(name, text)?;
        let mut added = self.set.rules[known..].iter();
        added.try_for_each(|rule| {
            let sound = rule.check();
            sound.map_err(|message| broken(&rule.info.id, &message))
        })
    }

    /// Adds the rules of another program's configuration.
    fn add_foreign(&mut self, name: &str, table: Table, dialect: Dialect) -> Result<(), Error> {
        let loaded = foreign::load(name, table, dialect)?;
        for text in &loaded.read {
            self.hash.update(text);
        }
        for rule in loaded.rules {
            self.claim(&rule.info, name)?;
            self.set.foreign.push(Arc::new(rule));
        }
        for rule in loaded.files {
            self.claim(&rule.info, name)?;
            self.set.files.push(rule);
        }
        self.set.notes.extend(loaded.notes);
        Ok(())
    }

    /// Adds the rules of one file.
    pub(super) fn add(&mut self, name: &str, text: &str) -> Result<(), Error> {
        self.hash.update(text);
        let parsed: Result<RuleFile, _> = toml::from_str(text);
        self.add_file(
            name,
            parsed.map_err(|error| syntax_error(name, text, &error))?,
        )
    }

    fn add_file(&mut self, name: &str, mut file: RuleFile) -> Result<(), Error> {
        let context = Arc::new(Context::from(take(&mut file.context)));
        for written in take(&mut file.rules) {
            let rule = rule(&file, written, &context)?;
            self.claim(&rule.info, name)?;
            self.set.rules.push(Arc::new(rule));
        }
        for written in &file.composites {
            let composite = composite(&file, written);
            self.claim(&composite.info, name)?;
            self.set.composites.push(composite);
        }
        let variables = &mut self.set.variables;
        variables.secret.append(&mut file.names.secret);
        variables.public.append(&mut file.names.public);
        Ok(())
    }

    /// Takes a rule's ids, which no other rule may have or have had.
    fn claim(&mut self, rule: &RuleInfo, file: &str) -> Result<(), Error> {
        for id in std::iter::once(&rule.id).chain(&rule.former_ids) {
            if let Some(there) = self.ids.insert(id.clone(), file.to_owned()) {
                let message = format!("the id '{id}' is taken, by a rule in {there}");
                return Err(broken(&rule.id, &message));
            }
        }
        Ok(())
    }

    /// The rules, when all that they refer to is there.
    pub(super) fn finish(mut self) -> Result<RuleSet, Error> {
        for composite in &self.set.composites {
            let parts = composite.parts.iter().map(|(rule, _)| rule);
            let mut unknown =
                parts.filter(|part| !self.set.rules.iter().any(|it| it.info.id == **part));
            if let Some(part) = unknown.next() {
                let message = format!("its part '{part}' is no rule that is loaded");
                let error = broken(&composite.info.id, &message);
                return Err(in_file(&self.ids[&composite.info.id], error));
            }
        }
        let joined = self.set.foreign.iter().filter_map(|it| it.composite());
        self.set.joined = joined.collect();
        self.set.version = version(self.hash);
        Ok(self.set)
    }
}

/// The first digits of the hash of all rules.
fn version(hash: Sha256) -> String {
    hash.finalize()[..6]
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// The text of a rule file, whatever its keys mean.
pub(super) fn table(name: &str, text: &str) -> Result<Table, Error> {
    toml::from_str(text).map_err(|error| syntax_error(name, text, &error))
}

fn syntax_error(name: &str, text: &str, error: &toml::de::Error) -> Error {
    Error::RuleSyntax {
        file: name.to_owned(),
        message: syntax_message(error, text),
    }
}

/// What the parser says, on one line and without the text that it quotes.
fn syntax_message(error: &toml::de::Error, text: &str) -> String {
    let message = error.message().replace('\n', ", ");
    let before = error.span().and_then(|span| text.get(..span.start));
    before.map_or(message.clone(), |before| {
        let line = before.matches('\n').count() + 1;
        format!("line {line}: {message}")
    })
}

fn in_file(file: &str, error: Error) -> Error {
    Error::RuleFile {
        file: file.to_owned(),
        source: Box::new(error),
    }
}

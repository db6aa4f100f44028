//! The rules of a run, from the files they are written in.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::syntax::{ContextSyntax, RuleFile, RuleSyntax};
use super::{Context, Rule, RuleInfo, compile};
use crate::detect::names;
use crate::error::Error;

/// The rule files that come with spillcheck, by name.
const BUILTIN: &[(&str, &str)] = &[("sanity.toml", include_str!("../../rules/sanity.toml"))];

/// The rules of a run.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Arc<Rule>>,
    names: Vec<Arc<RuleInfo>>,
    version: String,
}

impl RuleSet {
    /// The rules that come with spillcheck.
    ///
    /// # Errors
    ///
    /// When an embedded rule file is broken, which a test rules out.
    pub fn builtin() -> Result<Self, Error> {
        let mut set = Self::from_texts(BUILTIN.iter().copied())?;
        set.names = names::rules().to_vec();
        Ok(set)
    }

    /// The rules in the given files, instead of those that come with spillcheck.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or parsed, or a rule in it cannot work.
    pub fn from_files(paths: &[PathBuf]) -> Result<Self, Error> {
        let texts = paths
            .iter()
            .map(|path| {
                let text = fs::read_to_string(path).map_err(|source| Error::Read {
                    path: path.clone(),
                    source,
                })?;
                Ok((path.display().to_string(), text))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        for (name, text) in &texts {
            for rule in parse(name, text)? {
                compile(&rule.info.id, &rule.info.pattern).map_err(|error| in_file(name, error))?;
            }
        }
        Self::from_texts(texts.iter().map(|(name, text)| (&**name, &**text)))
    }

    /// Every rule, in the order it is written.
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// What a report says about each rule, those of names too.
    pub fn infos(&self) -> impl Iterator<Item = &RuleInfo> {
        let values = self.rules.iter().map(|rule| &*rule.info);
        values.chain(self.names.iter().map(AsRef::as_ref))
    }

    /// The first twelve hexadecimal digits of a hash of the rule files.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    fn from_texts<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut hash = Sha256::new();
        let mut rules: Vec<Arc<Rule>> = Vec::new();
        for (name, text) in texts {
            hash.update(text);
            for rule in parse(name, text)? {
                if rules.iter().any(|known| known.info.id == rule.info.id) {
                    let error = broken(&rule.info.id, "another rule has the same id");
                    return Err(in_file(name, error));
                }
                rules.push(Arc::new(rule));
            }
        }
        let version = hash.finalize()[..6]
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect();
        Ok(Self {
            rules,
            names: Vec::new(),
            version,
        })
    }
}

/// The rules of one file.
fn parse(name: &str, text: &str) -> Result<Vec<Rule>, Error> {
    let file: RuleFile = toml::from_str(text).map_err(|error| Error::RuleSyntax {
        file: name.to_owned(),
        message: syntax_message(&error, text),
    })?;
    let context = Arc::new(Context::from(file.context.clone()));
    file.rules
        .iter()
        .map(|written| rule(&file, written, &context).map_err(|error| in_file(name, error)))
        .collect()
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

/// A rule from what is written of it.
fn rule(file: &RuleFile, written: &RuleSyntax, context: &Arc<Context>) -> Result<Rule, Error> {
    if written.starts_with.is_empty() || written.starts_with.iter().any(|start| start.len() < 2) {
        return Err(broken(
            &written.id,
            "starts_with needs literals of two bytes or more",
        ));
    }
    Ok(Rule {
        info: Arc::new(info(file, written)),
        confidence: written.confidence.into(),
        starts_with: written.starts_with.clone(),
        whole_lengths: written.whole_lengths.clone(),
        context: Arc::clone(context),
        examples: written.examples.clone(),
        negatives: written.negatives.clone(),
        shape: written.shape.into(),
        regex: OnceLock::new(),
    })
}

/// What a report says about a rule.
fn info(file: &RuleFile, written: &RuleSyntax) -> RuleInfo {
    RuleInfo {
        id: written.id.clone(),
        title: written.title.clone(),
        provider: file.provider.clone(),
        role: written.role,
        pattern: written.regex.clone(),
        fix: written.fix.as_ref().unwrap_or(&file.fix).trim().to_owned(),
        revoke: file.revoke.clone(),
        source: written.source.as_ref().unwrap_or(&file.source).clone(),
        basis: written.evidence,
        since: written.since.clone(),
    }
}

fn broken(rule: &str, message: &str) -> Error {
    Error::Rule {
        rule: rule.to_owned(),
        message: message.to_owned(),
    }
}

impl From<ContextSyntax> for Context {
    fn from(written: ContextSyntax) -> Self {
        Self {
            provider: [written.hosts, written.clients, written.names].concat(),
            writes: written.writes,
            write_names: written.write_names,
            read_names: written.read_names,
        }
    }
}

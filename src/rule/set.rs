//! The rules of a run, from the files they are written in.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::builtin::FILES;
use super::file;
use super::lazy::LazyRegex;
use super::syntax::{CompositeSyntax, ContextSyntax, NamesSyntax, RuleFile, RuleSyntax};
use super::{Checks, Context, FileRule, Find, Public, Rule, RuleInfo, Worse};
use crate::detect::names;
use crate::error::Error;

/// The rules of a run.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Arc<Rule>>,
    composites: Vec<Composite>,
    variables: NamesSyntax,
    names: Vec<Arc<RuleInfo>>,
    files: Vec<FileRule>,
    version: String,
}

/// Values that mean something together.
#[derive(Debug)]
pub struct Composite {
    /// What a report says about it.
    pub info: Arc<RuleInfo>,
    /// For each part, the rule that finds it and what it is in the whole; one is the `secret`.
    pub parts: Vec<(String, String)>,
    /// How far apart they may stand, in bytes.
    pub within: u64,
}

impl RuleSet {
    /// The rules that come with spillcheck.
    ///
    /// # Errors
    ///
    /// When an embedded rule file is broken, which a test rules out.
    pub fn builtin() -> Result<Self, Error> {
        let mut set = Self::from_texts(FILES.iter().copied())?;
        set.names = names::rules().to_vec();
        set.files = file::builtin()?;
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
            let of_file = Self::from_texts(std::iter::once((&**name, &**text)))?;
            for rule in &of_file.rules {
                rule.check()
                    .map_err(|message| in_file(name, broken(&rule.info.id, &message)))?;
            }
        }
        Self::from_texts(texts.iter().map(|(name, text)| (&**name, &**text)))
    }

    /// Every rule, in the order it is written.
    #[must_use]
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// Values that mean something together.
    #[must_use]
    pub fn composites(&self) -> &[Composite] {
        &self.composites
    }

    /// Names of the providers' variables whose value is a secret.
    #[must_use]
    pub fn secret_variables(&self) -> &[String] {
        &self.variables.secret
    }

    /// Names of the providers' variables that are harmless.
    #[must_use]
    pub fn public_variables(&self) -> &[String] {
        &self.variables.public
    }

    /// Files that leak by being served.
    #[must_use]
    pub fn files(&self) -> &[FileRule] {
        &self.files
    }

    /// What a report says about each rule, those of composites, names and served files too.
    pub fn infos(&self) -> impl Iterator<Item = &RuleInfo> {
        let values = self.rules.iter().map(|rule| &*rule.info);
        let composites = self.composites.iter().map(|composite| &*composite.info);
        let names = self.names.iter().map(AsRef::as_ref);
        let files = self.files.iter().map(|file| &*file.info);
        values.chain(composites).chain(names).chain(files)
    }

    /// The first twelve hexadecimal digits of a hash of the rule files.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    fn from_texts<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut hash = Sha256::new();
        let mut set = Self {
            rules: Vec::new(),
            composites: Vec::new(),
            variables: NamesSyntax::default(),
            names: Vec::new(),
            files: Vec::new(),
            version: String::new(),
        };
        for (name, text) in texts {
            hash.update(text);
            set.add(name, text).map_err(|error| match error {
                Error::Rule { .. } => in_file(name, error),
                other => other,
            })?;
        }
        set.version = hash.finalize()[..6]
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect();
        Ok(set)
    }

    /// Adds the rules of one file.
    fn add(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let mut file: RuleFile = toml::from_str(text).map_err(|error| Error::RuleSyntax {
            file: name.to_owned(),
            message: syntax_message(&error, text),
        })?;
        let context = Arc::new(Context::from(file.context.clone()));
        for written in &file.rules {
            if self.rules.iter().any(|known| known.info.id == written.id) {
                return Err(broken(&written.id, "another rule has the same id"));
            }
            self.rules.push(Arc::new(rule(&file, written, &context)?));
        }
        let composites = file.composites.iter();
        self.composites
            .extend(composites.map(|written| composite(&file, written)));
        self.variables.secret.append(&mut file.names.secret);
        self.variables.public.append(&mut file.names.public);
        Ok(())
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

/// A rule from what is written of it.
fn rule(file: &RuleFile, written: &RuleSyntax, context: &Arc<Context>) -> Result<Rule, Error> {
    let find = find(written).map_err(|message| broken(&written.id, message))?;
    let regex = match find {
        Find::Start(_) | Find::Near(_) => LazyRegex::at_start(&written.regex),
        Find::Beside(_) | Find::Anchor(_) => LazyRegex::new(&written.regex),
    };
    Ok(Rule {
        info: Arc::new(info(file, written)),
        confidence: written.confidence.into(),
        find,
        whole_lengths: written.whole_lengths.clone(),
        context: match &written.worse_when {
            Some(worse) => Arc::new(Context {
                worse: worse.near.clone(),
                ..Context::clone(context)
            }),
            None => Arc::clone(context),
        },
        examples: written.examples.clone(),
        negatives: written.negatives.clone(),
        regex,
        bound_to: written.bound_to.as_ref().map(LazyRegex::new),
        checks: Checks {
            shape: written.shape.into(),
            checksum: written.checksum,
            jwt: written.jwt.clone(),
            allowed: written.allow_sha256.clone(),
        },
    })
}

/// How a rule's candidates are found: it says exactly one way.
fn find(written: &RuleSyntax) -> Result<Find, &'static str> {
    type Way = fn(Vec<String>) -> Find;
    let ways: [(&[String], Way, usize); 4] = [
        (&written.starts_with, Find::Start, 2),
        (&written.near, Find::Near, 4),
        (&written.beside, Find::Beside, 4),
        (&written.anchors, Find::Anchor, 4),
    ];
    let mut said = ways.into_iter().filter(|(words, ..)| !words.is_empty());
    match (said.next(), said.next()) {
        (Some((words, way, least)), None) if words.iter().all(|word| word.len() >= least) => {
            Ok(way(words.to_vec()))
        }
        (Some(_), None) => {
            Err("a word to find it by is too short: two bytes for starts_with, else four")
        }
        _ => Err("it needs exactly one of starts_with, near, beside and anchors"),
    }
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
        revoke: written.revoke.clone().or_else(|| file.revoke.clone()),
        source: written.source.as_ref().unwrap_or(&file.source).clone(),
        basis: written.evidence,
        since: written.since.clone(),
        public: written.public.clone().map(|public| Public {
            reason: public.reason,
            check: public.check,
        }),
        worse: written.worse_when.clone().map(|worse| Worse {
            role: worse.role,
            why: worse.why,
        }),
    }
}

/// A composite from what is written of it.
fn composite(file: &RuleFile, written: &CompositeSyntax) -> Composite {
    let parts = written.parts.iter();
    let found_by: Vec<&str> = parts.clone().map(|part| &*part.rule).collect();
    Composite {
        info: Arc::new(RuleInfo {
            id: written.id.clone(),
            title: written.title.clone(),
            provider: file.provider.clone(),
            role: written.role,
            pattern: format!("found near each other: {}", found_by.join(", ")),
            fix: written.fix.as_ref().unwrap_or(&file.fix).trim().to_owned(),
            revoke: file.revoke.clone(),
            source: file.source.clone(),
            basis: super::Basis::Documented,
            since: "0.2.0".to_owned(),
            public: None,
            worse: None,
        }),
        parts: parts
            .map(|part| (part.rule.clone(), part.role.clone()))
            .collect(),
        within: written.within as u64,
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
            worse: Vec::new(),
        }
    }
}

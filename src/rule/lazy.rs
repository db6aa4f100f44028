//! Regular expressions that are compiled when first needed: most rules of a run never are.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

/// An expression and, once it was needed, its program.
#[derive(Debug)]
pub(super) struct LazyRegex {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// An expression that matches anywhere.
    pub(super) fn new(source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            compiled: OnceLock::new(),
        }
    }

    /// An expression that matches at the first byte alone.
    pub(super) fn at_start(source: &str) -> Self {
        Self::new(format!("^(?:{source})"))
    }

    /// The program; nothing where the expression is broken, which [`Self::check`] tells.
    pub(super) fn get(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| compile(&self.source).ok())
            .as_ref()
    }

    /// The expression as written.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Whether the expression is sound.
    pub(super) fn check(&self) -> Result<(), String> {
        compile(&self.source)
            .map(|_| ())
            .map_err(|error| message(&error))
    }
}

/// What is wrong with an expression, without the lines that draw where.
fn message(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    format!("regex: {}", last.trim_start_matches("error: "))
}

/// Rules are ASCII: without Unicode they compile, and run, far quicker.
fn compile(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).unicode(false).build()
}

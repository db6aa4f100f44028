//! Expressions on the names that values are bound to.

use std::sync::OnceLock;

use regex_automata::meta::{BuildError, Builder, Config, Regex};
use regex_automata::util::syntax;

use super::lazy::LazyRegex;

/// An expression on a name and, once it was needed, its program.
///
/// A name is short: what finds the places in a long text where a program may begin takes longer to
/// make than all names to match.
#[derive(Debug)]
pub(super) struct KeyExpression {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl KeyExpression {
    pub(super) fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            compiled: OnceLock::new(),
        }
    }

    /// Whether it matches somewhere in a name; never where it is broken, which [`Self::check`] tells.
    pub(super) fn fits(&self, name: &str) -> bool {
        let program = self
            .compiled
            .get_or_init(|| compile(&self.source).ok())
            .as_ref();
        program.is_some_and(|it| it.is_match(name))
    }

    /// Whether the expression is sound: to both engines or to neither, and the rules' own tells why.
    pub(super) fn check(&self) -> Result<(), String> {
        LazyRegex::new(&*self.source).check()
    }
}

fn compile(source: &str) -> Result<Regex, Box<BuildError>> {
    let bytes = syntax::Config::new().unicode(false).utf8(false);
    let config = Config::new()
        .utf8_empty(false)
        .auto_prefilter(false)
        .onepass(false);
    let mut builder = Builder::new();
    Ok(builder.syntax(bytes).configure(config).build(source)?)
}

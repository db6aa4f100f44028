//! How a rule's expression is matched: without a program where that will do.

use std::sync::OnceLock;

use super::Hit;
use super::chain::Chains;
use super::lazy::LazyRegex;

/// An expression, and where in a text it may match.
#[derive(Debug)]
pub(super) enum Matcher {
    /// At the first byte alone: by its chains if it has some, once they were needed.
    AtStart {
        expression: String,
        chains: OnceLock<Option<Chains>>,
        program: LazyRegex,
    },
    Anywhere(LazyRegex),
}

impl Matcher {
    pub(super) fn at_start(expression: &str) -> Self {
        Self::AtStart {
            expression: expression.to_owned(),
            chains: OnceLock::new(),
            program: LazyRegex::at_start(expression),
        }
    }

    pub(super) fn anywhere(expression: &str) -> Self {
        Self::Anywhere(LazyRegex::new(expression))
    }

    /// Whether a match is tried as quickly as it is told that there is none.
    pub(super) fn is_quick(&self) -> bool {
        self.chains().is_some()
    }

    fn chains(&self) -> Option<&Chains> {
        match self {
            Self::AtStart {
                expression, chains, ..
            } => chains.get_or_init(|| Chains::of(expression)).as_ref(),
            Self::Anywhere(_) => None,
        }
    }

    /// The first match from `from` on.
    pub(super) fn hit(&self, bytes: &[u8], from: usize) -> Option<Hit> {
        match (self.chains(), self) {
            (Some(chains), _) if from == 0 => chains.hit(bytes),
            (Some(_), _) => None,
            (None, Self::AtStart { program, .. } | Self::Anywhere(program)) => {
                Hit::of(program.get()?, bytes, from)
            }
        }
    }

    /// Why the expression is broken, if it is.
    pub(super) fn check(&self) -> Result<(), String> {
        let (Self::AtStart { program, .. } | Self::Anywhere(program)) = self;
        program.check()
    }
}

//! How a rule's expression is matched: without a program where that will do.

use std::sync::OnceLock;

use super::Hit;
use super::chain::Chains;
use super::lazy::LazyRegex;
use super::required::Required;

/// An expression, and where in a text it may match.
#[derive(Debug)]
pub(super) enum Matcher {
    /// At the first byte alone: by its chains if it has some, once they were needed.
    AtStart {
        expression: String,
        chains: OnceLock<Option<Chains>>,
        program: LazyRegex,
    },
    /// Anywhere: in a text that has what every match holds.
    Anywhere {
        required: OnceLock<Required>,
        program: LazyRegex,
    },
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
        Self::Anywhere {
            required: OnceLock::new(),
            program: LazyRegex::new(expression),
        }
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
            Self::Anywhere { .. } => None,
        }
    }

    /// The first match from `from` on.
    pub(super) fn hit(&self, bytes: &[u8], from: usize) -> Option<Hit> {
        if let Some(chains) = self.chains() {
            return (from == 0).then(|| chains.hit(bytes))?;
        }
        match self {
            Self::AtStart { program, .. } => Hit::of(program.get()?, bytes, from),
            Self::Anywhere { required, program } => {
                let required = required.get_or_init(|| Required::of(program.source()));
                let may_match = required.may_match(bytes.get(from..)?);
                may_match.then(|| Hit::of(program.get()?, bytes, from))?
            }
        }
    }

    /// Why the expression is broken, if it is.
    pub(super) fn check(&self) -> Result<(), String> {
        let (Self::AtStart { program, .. } | Self::Anywhere { program, .. }) = self;
        program.check()
    }
}

//! What can go wrong before a run starts; what goes wrong in it is a notification of its report.

use std::path::PathBuf;

/// An error that leaves nothing to report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A rule file that could not be parsed.
    #[error("rule file {file}: {message}")]
    RuleSyntax {
        /// Name of the file.
        file: String,
        /// What the parser said.
        message: String,
    },
    /// A rule file with a rule that cannot work.
    #[error("rule file {file}")]
    RuleFile {
        /// Name of the file.
        file: String,
        /// What is wrong with which rule.
        source: Box<Error>,
    },
    /// A rule that parses but cannot work.
    #[error("rule {rule}: {message}")]
    Rule {
        /// Id of the rule.
        rule: String,
        /// What is wrong with it.
        message: String,
    },
    /// The thread pool could not be started.
    #[error("cannot start {threads} threads")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// Why.
        source: rayon::ThreadPoolBuildError,
    },
    /// A file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

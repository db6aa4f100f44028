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
    /// A file of settings or acceptances that is not understood.
    #[error("{}:{line}: {message}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// git cannot be started, or not be talked to.
    #[error("cannot run git")]
    NoGit(#[source] std::io::Error),
    /// A folder in no repository, where what git has changed was asked for.
    #[error("{} is in no git repository", path.display())]
    NoRepository {
        /// The folder.
        path: PathBuf,
    },
    /// git did not tell what it was asked.
    #[error("git does not tell {doing}")]
    Git {
        /// What it was asked.
        doing: String,
        /// Its answer.
        source: GitSaid,
    },
}

/// What git said instead of an answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct GitSaid(pub String);

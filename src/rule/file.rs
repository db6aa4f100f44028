//! Rules of files that leak by being served, from `rules/files.toml`.

use std::sync::Arc;

use serde::Deserialize;

use super::builtin::files;
use super::lazy::LazyRegex;
use super::{Basis, Role, RuleInfo};
use crate::error::Error;
use crate::fix::Fix;

/// A kind of file that has no business among what is served.
#[derive(Debug)]
pub struct FileRule {
    /// What a report says about it; its pattern is a glob on the path, compared ignoring case.
    pub info: Arc<RuleInfo>,
    /// Whether serving it is a leak, and not only untidy.
    pub is_leak: bool,
    /// Why it matters, in one sentence.
    pub why: String,
    content: Option<LazyRegex>,
    example: Option<String>,
    path: Path,
}

/// What tells a file by its path.
#[derive(Debug)]
enum Path {
    /// The rule's pattern, which is a glob.
    Glob,
    /// An expression.
    Regex(LazyRegex),
}

impl FileRule {
    /// A rule of files whose path an expression matches.
    pub(super) fn of_path(info: Arc<RuleInfo>, why: String, path: LazyRegex) -> Self {
        Self {
            info,
            is_leak: true,
            why,
            content: None,
            example: None,
            path: Path::Regex(path),
        }
    }

    /// Whether its pattern is a glob.
    pub(crate) fn is_glob(&self) -> bool {
        matches!(self.path, Path::Glob)
    }

    /// Its pattern as globs without braces, if it is one.
    pub(crate) fn globs(&self) -> Vec<String> {
        match self.path {
            Path::Glob => alternatives(&self.info.pattern),
            Path::Regex(_) => Vec::new(),
        }
    }

    /// Whether its expression, where it has one, matches the path.
    pub(crate) fn matches(&self, path: &str) -> bool {
        match &self.path {
            Path::Glob => false,
            Path::Regex(regex) => regex.get().is_some_and(|it| it.is_match(path.as_bytes())),
        }
    }

    /// A path that fits, below some output, and a template of what may stand in it; nothing where an
    /// expression tells the path.
    pub(crate) fn example(&self) -> Option<(String, &str)> {
        let content = self.example.as_deref().unwrap_or("x");
        let first = self.globs().into_iter().next()?;
        Some((named_by(&first), content))
    }

    /// Whether a file of that name holds what makes it one; `head` is read only where that matters.
    pub(crate) fn holds(&self, head: impl FnOnce() -> Vec<u8>) -> bool {
        self.content.as_ref().is_none_or(|content| {
            let regex = content.get();
            regex.is_some_and(|regex| regex.is_match(&head()))
        })
    }
}

/// The first path that comes to mind for a glob without braces.
fn named_by(glob: &str) -> String {
    let glob = glob.strip_prefix("**/").unwrap_or(glob);
    glob.replace("**", "x").replace('*', "x")
}

/// The globs that one with braces, none within another, stands for.
fn alternatives(glob: &str) -> Vec<String> {
    let braces = glob
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    let Some((before, (choices, behind))) = braces else {
        return vec![glob.to_owned()];
    };
    let choices = choices.split(',');
    choices
        .flat_map(|choice| alternatives(&format!("{before}{choice}{behind}")))
        .collect()
}

/// The file of them, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSyntax {
    file: Vec<RuleSyntax>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSyntax {
    id: String,
    title: String,
    severity: SeveritySyntax,
    name: String,
    content: Option<String>,
    example: Option<String>,
    why: String,
    /// What becomes of the file.
    fix: String,
    /// What becomes of the secrets in it.
    #[serde(default)]
    rotate: String,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum SeveritySyntax {
    High,
    Info,
}

/// The rules that come with spillcheck.
pub(super) fn builtin() -> Result<Vec<FileRule>, Error> {
    let written = files()?.into_iter().flat_map(|(_, file)| file.file);
    Ok(written.map(rule).collect())
}

fn rule(written: RuleSyntax) -> FileRule {
    FileRule {
        is_leak: written.severity == SeveritySyntax::High,
        why: written.why,
        content: written.content.map(LazyRegex::new),
        example: written.example,
        path: Path::Glob,
        info: Arc::new(RuleInfo {
            id: written.id,
            title: written.title,
            provider: "any".to_owned(),
            role: Role::Unknown,
            pattern: written.name,
            fix: Fix::of_file(written.fix, written.rotate),
            revoke: None,
            source: "https://owasp.org/www-project-web-security-testing-guide/stable/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information".to_owned(),
            basis: Basis::Documented,
            since: "0.2.0".to_owned(),
            former_ids: Vec::new(),
            public: None,
            worse: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_content_is_a_sound_expression() -> Result<(), Error> {
        for rule in builtin()? {
            let content = rule.content.as_ref().map_or(Ok(()), LazyRegex::check);
            assert_eq!(content, Ok(()), "{}", rule.info.id);
        }
        Ok(())
    }

    #[test]
    fn a_glob_with_braces_is_one_for_each_choice() {
        assert_eq!(
            alternatives("**/{a,b}.{x,y}"),
            ["**/a.x", "**/a.y", "**/b.x", "**/b.y"]
        );
        assert_eq!(alternatives("*~"), ["*~"]);
    }
}

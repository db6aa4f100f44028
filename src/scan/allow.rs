//! Comments by which an author allows the literal beside them: `spillcheck:allow RULE reason`.

use std::path::{Path, PathBuf};

use crate::secret::Secret;
use memchr::{memchr, memchr_iter, memmem, memrchr};

const MARK: &[u8] = b"spillcheck:allow ";

/// What begins a comment, or a line of one.
const OPENERS: [&str; 7] = ["//", "/*", "#", "<!--", "*", "--", ";"];

/// What ends one in the same line.
const CLOSERS: [&str; 4] = ["*/}", "*/", "-->", "}}"];

/// A comment that allows the literal beside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allowance {
    /// The file.
    pub path: PathBuf,
    /// The comment's line, from 1.
    pub line: u64,
    /// The comment's place in its line, in bytes from 1: no literal before it is behind that.
    pub column: u64,
    /// The rule that it allows.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Whether nothing but the comment stands in its line.
    pub is_alone: bool,
    /// The text that its literal stands in: its line as far as the comment, or the next one.
    pub beside: Secret,
}

/// The allowances in a file's text.
pub(crate) fn allowances(path: &Path, text: &[u8]) -> Vec<Allowance> {
    let marks = memmem::find_iter(text, MARK);
    marks.filter_map(|at| allowance(path, text, at)).collect()
}

fn allowance(path: &Path, text: &[u8], at: usize) -> Option<Allowance> {
    let start = memrchr(b'\n', &text[..at]).map_or(0, |feed| feed + 1);
    let end = memchr(b'\n', &text[at..]).map_or(text.len(), |feed| at + feed);
    let before = str::from_utf8(&text[start..at]).ok()?.trim_end();
    let opener = OPENERS
        .into_iter()
        .find(|opener| before.ends_with(opener))?;
    let code = before
        .strip_suffix(opener)?
        .trim_matches(['{', ' ', '\t', '/', '*']);
    let said = str::from_utf8(&text[at + MARK.len()..end]).ok()?.trim();
    let closer = CLOSERS.into_iter().find(|closer| said.ends_with(closer));
    let said = said.strip_suffix(closer.unwrap_or_default())?.trim();
    // Without a reason it allows nothing.
    let (rule, reason) = said.split_once(char::is_whitespace)?;
    let beside = if code.is_empty() {
        let next = text.get(end + 1..).unwrap_or_default();
        &next[..memchr(b'\n', next).unwrap_or(next.len())]
    } else {
        before.as_bytes()
    };
    Some(Allowance {
        beside: Secret::new(beside),
        path: path.to_owned(),
        line: 1 + memchr_iter(b'\n', &text[..start]).count() as u64,
        column: (at - start) as u64 + 1,
        rule: rule.to_owned(),
        reason: reason.trim().to_owned(),
        is_alone: code.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(u64, String, String, bool)> {
        let found = allowances(Path::new("a.js"), text.as_bytes());
        let told = found.into_iter();
        told.map(|it| (it.line, it.rule, it.reason, it.is_alone))
            .collect()
    }

    #[test]
    fn a_comment_with_a_rule_and_a_reason_allows() {
        let one = |line, alone| vec![(line, "some-rule".to_owned(), "a sample".to_owned(), alone)];
        assert_eq!(
            all("x = 1 // spillcheck:allow some-rule a sample\ny"),
            one(1, false)
        );
        assert_eq!(
            all("a\n  # spillcheck:allow some-rule  a sample\r\n"),
            one(2, true)
        );
        assert_eq!(
            all("{/* spillcheck:allow some-rule a sample */}"),
            one(1, true)
        );
        assert_eq!(
            all("<b> <!-- spillcheck:allow some-rule a sample -->"),
            one(1, false)
        );
    }

    #[test]
    fn nothing_else_does() {
        assert!(all("x = 'spillcheck:allow some-rule a sample'").is_empty());
        assert!(all("// spillcheck:allow some-rule").is_empty());
        assert!(all("// spillcheck:allowed some-rule a sample").is_empty());
    }
}

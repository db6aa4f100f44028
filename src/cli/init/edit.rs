//! A file that is to be written or changed, shown as what it takes away and what it adds.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::diff::hunks;
use crate::cli::output::{OutputFile, Readers};

/// A file, as it is and as it is to be.
pub(super) struct Edit {
    path: PathBuf,
    /// Nothing where there is no such file yet.
    old: Option<String>,
    new: String,
    readers: Readers,
    /// What is left to do once it is written.
    pub(super) then: Option<String>,
}

impl Edit {
    /// A file that is not there.
    pub(super) fn create(path: PathBuf, text: impl Into<String>) -> Self {
        Self {
            path,
            old: None,
            new: text.into(),
            readers: Readers::Usual,
            then: None,
        }
    }

    /// A file that is there.
    pub(super) fn change(path: PathBuf, old: String, new: String) -> Self {
        Self {
            old: Some(old),
            ..Self::create(path, new)
        }
    }

    /// The same, as a file that can be run.
    pub(super) fn executable(self) -> Self {
        Self {
            readers: Readers::Executable,
            ..self
        }
    }

    pub(super) fn then(self, then: Option<String>) -> Self {
        Self { then, ..self }
    }

    /// What it changes, line by line. Of a line that was there its key alone is shown: the rest may hold
    /// what nobody should read, and is kept as it is.
    pub(super) fn shown(&self, folder: &Path) -> Vec<String> {
        let path = self.path.strip_prefix(folder).unwrap_or(&self.path);
        let Some(old) = &self.old else {
            let heading = format!("{}, a new file:", path.display());
            let lines = self.new.lines().map(|line| format!("+ {line}"));
            return std::iter::once(heading).chain(lines).collect();
        };
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.lines().collect(), self.new.lines().collect());
        let mut shown = Vec::new();
        for hunk in hunks(&old, &new) {
            shown.push(format!("{}, line {}:", path.display(), hunk.line + 1));
            hunk.shown(&mut shown);
        }
        shown
    }

    /// Writes it, where the file is still what it was when it was shown.
    pub(super) fn apply(&self) -> anyhow::Result<()> {
        if read(&self.path)? != self.old {
            bail!(
                "{} has changed meanwhile: run this again",
                self.path.display()
            );
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let file = OutputFile::new(self.path.clone(), self.readers)?;
        file.write(|out| out.write_all(self.new.as_bytes()))
    }
}

/// What a file holds; nothing where there is none.
pub(super) fn read(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        let edit = Edit::change("/site/a".into(), old.to_owned(), new.to_owned());
        edit.shown(Path::new("/site"))
    }

    #[test]
    fn of_a_line_that_was_there_only_the_key_is_shown() {
        let told = shown(
            "{\n  \"a\": \"hunter2\"\n}",
            "{\n  \"a\": \"hunter2\",\n  \"b\": \"c\"\n}",
        );
        assert_eq!(
            told,
            [
                "a, line 2:",
                "-   \"a\": …",
                "+   \"a\": …,",
                "+   \"b\": \"c\""
            ]
        );
    }

    #[test]
    fn what_is_added_is_shown_whole_and_nothing_else() {
        let told = shown("one\ntwo\n", "one\nhalf\ntwo\n");
        assert_eq!(told, ["a, line 2:", "+ half"]);
        let told = shown("é", "é\nü");
        assert_eq!(told, ["a, line 2:", "+ ü"]);
        let told = shown("a\nb\nc\n", "a\nx\nb\nc\ny\n");
        assert_eq!(told, ["a, line 2:", "+ x", "a, line 4:", "+ y"]);
    }

    #[test]
    fn a_file_that_has_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        let edit = Edit::create(path.clone(), "new");
        edit.apply().unwrap();
        let error = edit.apply().unwrap_err();
        assert!(error.to_string().contains("has changed meanwhile"));
        assert_eq!(fs::read_to_string(path).unwrap(), "new");
    }
}

//! The files of a configuration: the one that is chosen, and those that it extends.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::file::{self, File, Value};
use super::{Chosen, FILE_NAME};
use crate::cli::session::working_directory;

/// How many files may extend one another.
const DEEPEST: usize = 16;

/// The files, the nearest first.
pub(super) fn load(chosen: Chosen) -> anyhow::Result<Vec<File>> {
    let here = working_directory()?;
    let first = match chosen {
        Chosen::None => None,
        Chosen::File(path) => {
            let path = here.join(path);
            let file = file::read(&path)?;
            Some(file.with_context(|| format!("{} holds no configuration", path.display()))?)
        }
        Chosen::Nearest => nearest(&here)?,
    };
    let mut files = Vec::new();
    if let Some(first) = first {
        add(first, &mut files)?;
    }
    Ok(files)
}

/// The file in a folder or above it, as far up as the repository's top.
pub(super) fn nearest(folder: &Path) -> anyhow::Result<Option<File>> {
    for above in folder.ancestors() {
        for name in [FILE_NAME, "package.json"] {
            let path = above.join(name);
            if path.is_file()
                && let Some(file) = file::read(&path)?
            {
                return Ok(Some(file));
            }
        }
        if above.join(".git").exists() {
            break;
        }
    }
    Ok(None)
}

/// Adds a file, and behind it those that it extends, the last of which says most.
fn add(file: File, files: &mut Vec<File>) -> anyhow::Result<()> {
    if files.len() >= DEEPEST {
        bail!(
            "{}: more than {DEEPEST} files extend one another",
            file.path.display()
        );
    }
    let extended = extended(&file)?;
    files.push(file);
    for path in extended.iter().rev() {
        let file = file::read(path)?;
        let file = file.with_context(|| format!("{} holds no configuration", path.display()))?;
        add(file, files)?;
    }
    Ok(())
}

fn extended(file: &File) -> anyhow::Result<Vec<PathBuf>> {
    let Some(entry) = file.entries.iter().find(|it| it.key == "extends") else {
        return Ok(Vec::new());
    };
    let names = match &entry.value {
        Value::Text(name) => vec![name.clone()],
        Value::List(names) => {
            let text = |it: &'_ Value| match it {
                Value::Text(name) => Some(name.clone()),
                _ => None,
            };
            let names: Option<Vec<String>> = names.iter().map(text).collect();
            names.ok_or_else(|| file.wrong(entry.line, "`extends` is a list of files"))?
        }
        _ => return Err(file.wrong(entry.line, "`extends` is a file, or a list of files")),
    };
    Ok(names.iter().map(|name| file.folder().join(name)).collect())
}

//! What is to be scanned, as typed.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use spillcheck::{Input, Range};

/// Stands for standard input.
const STDIN: &str = "-";

#[derive(Debug, clap::Args)]
pub(super) struct InputArgs {
    /// Projects, folders or files to scan, or - for standard input; without
    /// one, find the projects here
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Scan what git is about to commit, as it is staged
    #[arg(long, conflicts_with_all = ["since", "files_from"])]
    staged: bool,

    /// Scan what this branch has committed since it left REF
    #[arg(long, value_name = "REF", conflicts_with = "files_from")]
    since: Option<String>,

    /// Scan the paths that FILE lists, one a line; - is standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,

    /// Paths in the list end in NUL, as `git diff -z` writes them
    #[arg(short = '0', long, requires = "files_from")]
    null: bool,

    /// Judge standard input as the file of this name
    #[arg(long, value_name = "NAME")]
    stdin_name: Option<PathBuf>,
}

impl InputArgs {
    /// What was asked for, and an error where that is nothing or contradicts itself.
    pub(super) fn input(&self) -> anyhow::Result<Input> {
        if self.paths.iter().any(|path| is_stdin(path)) {
            return self.stream();
        }
        if self.stdin_name.is_some() {
            bail!("--stdin-name names what `-` reads, and there is no `-`");
        }
        let range = match (&self.since, self.staged) {
            (Some(start), _) => Range::Since(start.clone()),
            (None, true) => Range::Staged,
            (None, false) => return self.on_disk(),
        };
        Ok(Input::Changes {
            range,
            below: self.paths.clone(),
        })
    }

    fn stream(&self) -> anyhow::Result<Input> {
        let is_alone = self.paths.len() == 1 && !self.staged && self.since.is_none();
        if !is_alone || self.files_from.is_some() {
            bail!("`-` is standard input, which is scanned alone");
        }
        let name = self.stdin_name.clone();
        Ok(Input::Stream(name.unwrap_or_else(|| "stdin".into())))
    }

    fn on_disk(&self) -> anyhow::Result<Input> {
        let mut paths = self.paths.clone();
        match &self.files_from {
            Some(list) => paths.extend(self.listed(list)?),
            None if paths.is_empty() => return Ok(Input::Projects),
            None => {}
        }
        Ok(Input::Paths(paths))
    }

    /// The paths in a list, of which there is one at least.
    fn listed(&self, list: &Path) -> anyhow::Result<Vec<PathBuf>> {
        let bytes = read(list).with_context(|| format!("cannot read {}", list.display()))?;
        let end = if self.null { b'\0' } else { b'\n' };
        let lines = bytes.split(|byte| *byte == end);
        let trimmed = lines.map(|line| match line.strip_suffix(b"\r") {
            Some(line) if !self.null => line,
            _ => line,
        });
        let paths = trimmed.filter(|line| !line.is_empty()).map(path);
        let paths: Vec<PathBuf> = paths.collect::<anyhow::Result<_>>()?;
        if paths.is_empty() {
            bail!("{} lists no path", list.display());
        }
        Ok(paths)
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

fn read(list: &Path) -> io::Result<Vec<u8>> {
    if !is_stdin(list) {
        return fs::read(list);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
#[allow(
    clippy::unnecessary_wraps,
    reason = "elsewhere not every list of bytes is a path"
)]
fn path(bytes: &[u8]) -> anyhow::Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> anyhow::Result<PathBuf> {
    let text = str::from_utf8(bytes).context("a path in the list is not UTF-8")?;
    Ok(PathBuf::from(text))
}

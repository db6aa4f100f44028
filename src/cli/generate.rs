//! `spillcheck completions` and `spillcheck man`, made from the definition of the command line.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_complete::Shell;
use spillcheck::ExitStatus;

use super::args::Args;
use super::output;

const NAME: &str = env!("CARGO_PKG_NAME");

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> anyhow::Result<ExitStatus> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), NAME, &mut text);
    output::to_stdout(|out| out.write_all(&text))?;
    Ok(ExitStatus::Clean)
}

/// Prints the manual page, or writes one for each command into a folder.
pub(super) fn manual(folder: Option<&PathBuf>) -> anyhow::Result<ExitStatus> {
    let command = Args::command().name(NAME);
    match folder {
        Some(folder) => pages(command, folder)?,
        None => output::to_stdout(|out| clap_mangen::Man::new(command).render(out))?,
    }
    Ok(ExitStatus::Clean)
}

fn pages(command: clap::Command, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .with_context(|| format!("cannot write into {}", folder.display()))
}

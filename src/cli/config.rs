//! The configuration file: each key is a flag of the scan, typed for everybody.
//!
//! A file's keys are turned into the flags they are named after, so that a flag and its key cannot
//! mean two things; what is typed wins over what is written.

mod file;
mod flags;
mod layers;
mod policy;
mod schema;
mod show;

pub(super) use policy::Written;
pub(super) use schema::run as run_schema;
pub(super) use show::run as show;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};

use super::args::Args;
use flags::Flag;

/// What the file is called.
pub(super) const FILE_NAME: &str = "spillcheck.toml";

/// Keys that are no flag.
const OTHERS: [&str; 4] = ["extends", "override", "secret-names", "public-names"];

/// What was typed and written, as one.
pub(super) struct Resolved {
    pub(super) args: Args,
    pub(super) written: Written,
    /// What each flag that a file gave came from.
    pub(super) given: Vec<Flag>,
    pub(super) matches: ArgMatches,
}

/// Why there is nothing to do.
pub(super) enum Refusal {
    /// What was typed, or help that was asked for.
    Typed(clap::Error),
    /// What is written in a file.
    Written(anyhow::Error),
}

impl From<clap::Error> for Refusal {
    fn from(error: clap::Error) -> Self {
        Self::Typed(error)
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::Written(error)
    }
}

/// Reads what was typed, and the file that it names or that lies here or above.
pub(super) fn resolve(typed: &[OsString]) -> Result<Resolved, Refusal> {
    let command = Args::command();
    let matches = command.clone().try_get_matches_from(typed)?;
    let (depth, last, leaf) = leaf(&command, &matches);
    if !takes_config(last) {
        let args = Args::from_arg_matches(&matches)?;
        return Ok(Resolved {
            args,
            written: Written::default(),
            given: Vec::new(),
            matches,
        });
    }
    let layers = layers::load(chosen(leaf))?;
    let given = flags::from_layers(&layers, last, leaf)?;
    // Flags come before whatever stands behind a `--`.
    let mut all: Vec<OsString> = typed.to_vec();
    let at = (depth + 1).min(all.len());
    all.splice(at..at, given.iter().flat_map(Flag::words));
    let matches = command.try_get_matches_from(all)?;
    Ok(Resolved {
        args: Args::from_arg_matches(&matches)?,
        written: policy::written(&layers)?,
        given,
        matches,
    })
}

/// The file that holds a configuration for a folder.
pub(super) fn found(folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    Ok(layers::nearest(folder)?.map(|file| file.path))
}

/// The command that was typed, how deep it lies, and what was typed for it.
fn leaf<'a>(command: &'a Command, matches: &'a ArgMatches) -> (usize, &'a Command, &'a ArgMatches) {
    let (mut depth, mut command, mut matches) = (0, command, matches);
    while let Some((name, below)) = matches.subcommand()
        && let Some(sub) = command.find_subcommand(name)
    {
        (depth, command, matches) = (depth + 1, sub, below);
    }
    (depth, command, matches)
}

/// Whether a command is told how to find its configuration.
fn takes_config(command: &Command) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == "config")
}

/// Which file is read.
enum Chosen {
    Nearest,
    File(PathBuf),
    None,
}

fn chosen(matches: &ArgMatches) -> Chosen {
    match matches.get_one::<PathBuf>("config") {
        _ if matches.get_flag("no_config") => Chosen::None,
        Some(file) => Chosen::File(file.clone()),
        None => Chosen::Nearest,
    }
}

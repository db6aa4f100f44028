//! Turns the keys of files into the flags that they are named after.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::OTHERS;
use super::file::{Entry, File, Value};
use crate::cli::nearest::nearest;

/// Flags that say what one run is to do; a file that said so would say it for every run.
const OF_ONE_RUN: [&str; 12] = [
    "reveal",
    "staged",
    "since",
    "files-from",
    "null",
    "stdin-name",
    "config",
    "no-config",
    "help",
    "version",
    "path",
    "schema",
];

/// Keys whose values are files and folders, which start from the file that names them.
const FILES: [&str; 4] = ["env-file", "rules", "baseline", "output"];

/// Flags of which one excludes the other.
const EXCLUDING: [[&str; 2]; 1] = [["quiet", "verbose"]];

/// A flag that a file gave.
pub(in crate::cli) struct Flag {
    pub(in crate::cli) key: String,
    pub(in crate::cli) file: PathBuf,
    words: Vec<OsString>,
}

impl Flag {
    pub(super) fn words(&self) -> impl Iterator<Item = OsString> + use<'_> {
        self.words.iter().cloned()
    }
}

/// The key of a flag; nothing for one that can only be typed.
pub(super) fn key(arg: &Arg) -> Option<String> {
    let key = match arg.get_long() {
        Some(long) => long.to_owned(),
        None if arg.get_id() == "paths" => "paths".to_owned(),
        None => return None,
    };
    let is_typed = OF_ONE_RUN.contains(&&*key) || arg.is_hide_set();
    (!is_typed).then_some(key)
}

/// The flags of a command that files give and that were not typed.
pub(super) fn from_layers(
    files: &[File],
    command: &Command,
    typed: &ArgMatches,
) -> anyhow::Result<Vec<Flag>> {
    let scan = <super::Args as clap::CommandFactory>::command();
    let known: Vec<String> = scan.get_arguments().filter_map(key).collect();
    let mut given: Vec<Flag> = Vec::new();
    for file in files {
        for entry in file.entries.iter().filter(|it| !OTHERS.contains(&&*it.key)) {
            let arg = scan
                .get_arguments()
                .find(|arg| key(arg).as_ref() == Some(&entry.key));
            let Some(arg) = arg else {
                return Err(file.wrong(entry.line, unknown(&entry.key, &known)));
            };
            let words = words(file, entry, arg)?;
            check(file, entry, &words)?;
            let is_given = given.iter().any(|flag| flag.key == entry.key);
            if !is_given && !is_typed(&entry.key, command, typed) && !words.is_empty() {
                given.push(Flag {
                    key: entry.key.clone(),
                    file: file.path.clone(),
                    words: for_command(words, &entry.key, command),
                });
            }
        }
    }
    Ok(given)
}

pub(super) fn unknown(key: &str, known: &[String]) -> String {
    if OF_ONE_RUN.contains(&key) {
        return format!("`{key}` is for one run: it can only be typed");
    }
    let known = known.iter().map(String::as_str).chain(OTHERS);
    match nearest(key, known) {
        Some(meant) => format!("there is no key `{key}`; did you mean `{meant}`?"),
        None => format!("there is no key `{key}`; `spillcheck config` shows all"),
    }
}

/// Whether a key's flag, or one that excludes it, was typed, or the command has none.
fn is_typed(key: &str, command: &Command, typed: &ArgMatches) -> bool {
    let excluded = EXCLUDING
        .iter()
        .filter(|pair| pair.contains(&key))
        .flatten();
    let mut names = excluded.copied().chain([key]);
    let was_typed = names.any(|name| {
        let arg = command
            .get_arguments()
            .find(|arg| self::key(arg).as_deref() == Some(name));
        arg.is_some_and(|arg| {
            typed.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
        })
    });
    // What is scanned is typed as a whole, or written as a whole.
    let says_what = ["paths", "below", "staged", "since", "files_from"];
    let is_path = key == "paths" && says_what.iter().any(|id| was_id_typed(id, typed, command));
    // Files that are checked alone are checked without any other.
    let is_alone = key.starts_with("rules") && was_id_typed("alone", typed, command);
    was_typed || is_path || is_alone || !has(key, command)
}

fn was_id_typed(id: &str, typed: &ArgMatches, command: &Command) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == id)
        && typed.value_source(id) == Some(ValueSource::CommandLine)
}

fn has(key: &str, command: &Command) -> bool {
    let named = |arg: &Arg| self::key(arg).as_deref() == Some(key);
    command
        .get_arguments()
        .any(|arg| named(arg) || (key == "paths" && arg.get_id() == "paths"))
}

/// What would be typed on a scan's command line.
fn words(file: &File, entry: &Entry, arg: &Arg) -> anyhow::Result<Vec<OsString>> {
    let wrong = |what: &str| Err(file.wrong(entry.line, format!("`{}` is {what}", entry.key)));
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        return match entry.value {
            Value::Flag(true) => Ok(vec![format!("--{}", entry.key).into()]),
            Value::Flag(false) => Ok(Vec::new()),
            _ => wrong("true or false"),
        };
    }
    let values = match (&entry.value, arg.get_action()) {
        (Value::List(values), ArgAction::Append) => values.iter().collect(),
        (Value::List(_), _) => return wrong("one value, not a list"),
        (value, _) => vec![value],
    };
    let mut words = Vec::new();
    for value in values {
        let (Value::Text(text) | Value::Number(text)) = value else {
            return wrong("text or a number");
        };
        let text = placed(file, &entry.key, text);
        if entry.key == "paths" {
            words.push(text);
        } else {
            let mut word = OsString::from(format!("--{}=", entry.key));
            word.push(text);
            words.push(word);
        }
    }
    Ok(words)
}

/// A value whose path starts from its file's folder.
fn placed(file: &File, key: &str, text: &str) -> OsString {
    let below = |path: &str| file.folder().join(path);
    if key == "paths" {
        // A path that is whole is taken for no command and no flag.
        return below(text).into();
    }
    if FILES.contains(&key) {
        return shortened(&below(text)).into();
    }
    match (key, text.split_once('=')) {
        ("format", Some((format, path))) => {
            let mut word = OsString::from(format!("{format}="));
            word.push(shortened(&below(path)));
            word
        }
        _ => text.into(),
    }
}

/// Relative to the working directory where it lies below it, as a person would have typed it.
fn shortened(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).map(Path::to_owned).ok());
    below.unwrap_or_else(|| path.to_owned())
}

/// Lets the command line's own parser judge the value.
fn check(file: &File, entry: &Entry, words: &[OsString]) -> anyhow::Result<()> {
    // One that needs another cannot be judged alone.
    if entry.key == "rules-only" {
        return Ok(());
    }
    let scan = <super::Args as clap::CommandFactory>::command();
    let line = std::iter::once(OsString::from("spillcheck")).chain(words.iter().cloned());
    match scan.try_get_matches_from(line) {
        Ok(_) => Ok(()),
        Err(error) => {
            let text = error.render().to_string();
            let told = text.lines().next().unwrap_or_default();
            let told = told.strip_prefix("error: ").unwrap_or(told);
            let possible = text.lines().find(|it| it.contains("[possible values"));
            let possible = possible
                .map(|it| format!(" {}", it.trim()))
                .unwrap_or_default();
            Err(file.wrong(entry.line, format!("{told}{possible}")))
        }
    }
}

/// A scan takes its paths as they are, any other command by a flag.
fn for_command(words: Vec<OsString>, key: &str, command: &Command) -> Vec<OsString> {
    let by_flag = command
        .get_arguments()
        .any(|arg| arg.get_long() == Some("path"));
    if key != "paths" || !by_flag {
        return words;
    }
    let flagged = words.into_iter().map(|path| {
        let mut word = OsString::from("--path=");
        word.push(path);
        word
    });
    flagged.collect()
}

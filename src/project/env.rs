//! The variables in a project's own `.env*` files, and in those of the workspace that it is a part of.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::Project;
use super::dotenv::{self, Assignment};
use super::expand::{Reach, expand, expand_from_right};
use super::{node_env, workspace};
use crate::notification::{Notification, NotificationKind};
use crate::secret::Secret;

/// Longer than any variable's name: what is longer is a piece of a value.
const MAX_NAME: usize = 64;

/// The names set in the `.env*` files that the build in `root` may read; files that cannot be read become remarks.
pub(super) fn names(root: &Path, remarks: &mut Vec<Notification>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in folders(root).flat_map(files) {
        match read(&file) {
            Ok(bytes) => names.extend(parse(&bytes)),
            Err(why) => remarks.push(Notification::new(
                NotificationKind::Configuration,
                file,
                format!("the variables in it are not known: {why}"),
            )),
        }
    }
    names
}

/// A variable as a file sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) value: Secret,
    pub(crate) path: PathBuf,
}

/// Files that show what is to be set, and set nothing.
const TEMPLATES: [&str; 7] = [
    "example", "sample", "template", "dist", "schema", "vault", "defaults",
];

/// The files that loaders read for a production build, each overriding those before it.
const ORDER: [&str; 4] = [
    ".env",
    ".env.local",
    ".env.production",
    ".env.production.local",
];

/// Every value that a build of `project` may have been given: those of each `.env*` file as they
/// stand there, and those of a production build with what they refer to in place, as each loader
/// puts it there.
pub(crate) fn variables(project: &Project) -> Vec<Variable> {
    let files = folders(&project.root).flat_map(files);
    let files = files.filter(|it| !is_template(it));
    let mut all: Vec<Variable> = files
        .filter_map(|it| variables_of_file(&it).ok())
        .flatten()
        .collect();
    let whole = folders(&project.root).flat_map(in_production);
    let whole = whole.map(|(path, it)| Variable::new(it, &path));
    all.extend(whole.filter(|it| !it.value.reveal().is_empty()));
    all.sort_by(|a, b| (&a.name, &a.value, &a.path).cmp(&(&b.name, &b.value, &b.path)));
    all.dedup_by(|a, b| a.name == b.name && a.value == b.value);
    all
}

/// What a production build is given of the files in a folder, as each loader reads them.
fn in_production(folder: &Path) -> Vec<(PathBuf, Assignment)> {
    [
        loaded(folder, Reach::All, dotenv::parse),
        loaded(folder, Reach::All, node_env::parse),
        loaded(folder, Reach::Before, dotenv::parse),
        loaded_one_by_one(folder),
    ]
    .concat()
}

/// The variables that one file sets.
///
/// # Errors
///
/// When it cannot be read.
pub(crate) fn variables_of_file(file: &Path) -> std::io::Result<Vec<Variable>> {
    let bytes = read(file)?;
    let mut set = dotenv::parse(&bytes);
    // What both readers make of a name is told once.
    let other = node_env::parse(&bytes).into_iter().filter(|own| {
        let is_known = |it: &&Assignment| it.name == own.name && it.value == own.value;
        !set.iter().any(|it| is_known(&it))
    });
    set.extend(other.collect::<Vec<_>>());
    Ok(set.into_iter().map(|it| Variable::new(it, file)).collect())
}

impl Variable {
    fn new(set: Assignment, path: &Path) -> Self {
        Self {
            name: set.name,
            value: Secret::new(set.value.as_bytes()),
            path: path.to_owned(),
        }
    }
}

/// What makes assignments of a file's text.
pub(super) type Reader = fn(&[u8]) -> Vec<Assignment>;

/// What a production build in `root` is given, each with the file that decides.
pub(super) fn loaded(root: &Path, reach: Reach, parse: Reader) -> Vec<(PathBuf, Assignment)> {
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut merged: Vec<Assignment> = Vec::new();
    for path in ORDER.iter().map(|name| root.join(name)) {
        for set in read(&path).map(|it| parse(&it)).unwrap_or_default() {
            // A name keeps the place where it was first set: what refers to it is expanded later.
            if let Some(at) = merged.iter().position(|it| it.name == set.name) {
                merged[at] = set;
                paths[at].clone_from(&path);
            } else {
                merged.push(set);
                paths.push(path.clone());
            }
        }
    }
    expand(&mut merged, reach);
    paths.into_iter().zip(merged).collect()
}

/// The same as Next.js reads it: the file that decides comes first, and each is expanded alone.
pub(super) fn loaded_one_by_one(root: &Path) -> Vec<(PathBuf, Assignment)> {
    let mut all: Vec<(PathBuf, Assignment)> = Vec::new();
    let mut environment = HashMap::new();
    for path in NEXT_ORDER.iter().map(|name| root.join(name)) {
        let bytes = read(&path).unwrap_or_default();
        let mut own = dotenv::distinct(dotenv::parse(&bytes));
        if expand_from_right(&mut own, &mut environment) {
            let is_new = |set: &Assignment| !all.iter().any(|(_, it)| it.name == set.name);
            let new: Vec<_> = own.into_iter().filter(is_new).collect();
            all.extend(new.into_iter().map(|set| (path.clone(), set)));
        }
    }
    all
}

/// The order in which Next.js asks them.
const NEXT_ORDER: [&str; 4] = [
    ".env.production.local",
    ".env.local",
    ".env.production",
    ".env",
];

fn is_template(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').any(|part| TEMPLATES.contains(&part))
}

/// The folders whose files the build in `root` may read: its own, and its workspace's, from which
/// one file often serves all.
fn folders(root: &Path) -> impl Iterator<Item = &Path> {
    [root].into_iter().chain(workspace::top(root))
}

fn files(root: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| is_env_file(path) && !path.is_dir())
        .collect()
}

fn is_env_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    name == b".env" || name.starts_with(b".env.")
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    // A FIFO would block: password managers put one in the place of `.env`.
    if !fs::metadata(file)?.is_file() {
        return Err(std::io::Error::other("it is no regular file"));
    }
    fs::read(file)
}

/// The names in the text of a `.env` file, as leniently as the loaders read it.
fn parse(bytes: &[u8]) -> BTreeSet<String> {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut names = BTreeSet::new();
    while !rest.is_empty() {
        let end = line_end(rest);
        let (name, value_start) = assignment(&rest[..end]).unzip();
        names.extend(name.map(str::to_owned));
        rest = &rest[value_start.map_or(end, |start| statement_end(rest, start))..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    names
}

fn line_end(bytes: &[u8]) -> usize {
    memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())
}

/// The name that a line sets, and where its value starts.
fn assignment(line: &[u8]) -> Option<(&str, usize)> {
    let separator = memchr::memchr2(b'=', b':', line)?;
    let left = std::str::from_utf8(&line[..separator]).ok()?.trim();
    let name = left.strip_prefix("export ").unwrap_or(left).trim();
    // The `==` that ends a line of Base64 sets nothing.
    let is_padding = line[separator..].trim_ascii_end() == b"==";
    (is_name(name) && !is_padding).then_some((name, separator + 1))
}

fn is_name(text: &str) -> bool {
    let is_word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let starts_well = text.bytes().next().is_some_and(|it| !it.is_ascii_digit());
    starts_well && text.len() <= MAX_NAME && text.bytes().all(is_word)
}

/// Where the statement whose value starts at `start` ends: a quoted value may span lines.
fn statement_end(bytes: &[u8], start: usize) -> usize {
    let value = &bytes[start..];
    let blank = value.iter().take_while(|it| matches!(it, b' ' | b'\t'));
    let opening = start + blank.count();
    let closing = match bytes.get(opening) {
        Some(&quote @ (b'"' | b'\'' | b'`')) => closing_quote(bytes, opening + 1, quote),
        _ => None,
    };
    let from = closing.unwrap_or(start);
    from + line_end(&bytes[from..])
}

fn closing_quote(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let found = memchr::memchr_iter(quote, &bytes[from..]).map(|at| from + at);
    found.into_iter().find(|&at| bytes[at - 1] != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: impl AsRef<[u8]>) -> Vec<String> {
        parse(text.as_ref()).into_iter().collect()
    }

    #[test]
    fn names_are_read_however_the_line_is_written() {
        let text = "\u{feff}FIRST=1\r\n  export SECOND = 'x' # why\r\n# NOT=1\n\nTHIRD: yes\nLAST=";
        assert_eq!(parsed(text), ["FIRST", "LAST", "SECOND", "THIRD"]);
    }

    #[test]
    fn lines_that_set_nothing_are_skipped() {
        assert_eq!(parsed("export ALONE\n=x\n1ST=x\nA B=x\nA-B=x"), [""; 0]);
        assert_eq!(parsed(b"BAD\xff=1\nGOOD=\xff\n"), ["GOOD"]);
    }

    #[test]
    fn no_piece_of_a_value_is_taken_for_a_name() {
        let quoted = "KEY=\"-----BEGIN\nMIIEvQIBADANBgkqhk=\nAAo==\n-----\"\nNEXT=1";
        assert_eq!(parsed(quoted), ["KEY", "NEXT"]);
        assert_eq!(parsed("KEY=-----BEGIN\nAAo==\n"), ["KEY"]);
        assert_eq!(parsed("URL=https://x/?A=b\nQ=\"a\\\"\nB=1\""), ["Q", "URL"]);
        assert_eq!(parsed(format!("{}=1", "A".repeat(65))), [""; 0]);
    }

    #[test]
    fn an_unclosed_quote_ends_with_its_line() {
        assert_eq!(parsed("A='tis\nB=1"), ["A", "B"]);
    }
}

//! Which scripts name others, where no manifest says it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::files::Files;
use crate::trace::attached::read;

/// No more of all scripts is looked through for names.
const MAX_BYTES: u64 = 128 << 20;

/// The shortest part of a file's name that is a hash for sure, where it has a letter and a digit.
const HASH: usize = 8;

/// Each of `ends` with each script that brings it in. Where there are several pages, one that may come to be loaded on any of
/// them says nothing: only what is imported at once counts.
pub(super) fn links(
    ends: &BTreeSet<PathBuf>,
    files: &Files,
    pages: usize,
) -> Vec<(PathBuf, PathBuf)> {
    let ends: Vec<&PathBuf> = ends.iter().collect();
    let needles: Vec<(usize, String)> = ends
        .iter()
        .enumerate()
        .flat_map(|(at, path)| needles(path).into_iter().map(move |it| (at, it)))
        .collect();
    let texts: Vec<&str> = needles.iter().map(|(_, it)| it.as_str()).collect();
    let Some(automaton) = AhoCorasick::new(&texts).ok().filter(|_| pages > 0) else {
        return Vec::new();
    };
    let found = scripts(files).into_par_iter().flat_map_iter(|by| {
        let text = read(by).unwrap_or_default();
        let hits = automaton.find_overlapping_iter(&text);
        let hits = hits.filter(|it| pages == 1 || is_imported(&text[..it.start()]));
        let ends: BTreeSet<usize> = hits.map(|it| needles[it.pattern().as_usize()].0).collect();
        ends.into_iter().map(move |end| (end, by.to_path_buf()))
    });
    let found: Vec<(usize, PathBuf)> = found.collect();
    found
        .into_iter()
        .map(|(end, by)| (ends[end].clone(), by))
        .collect()
}

/// What a script that loads a file has of its name: all of it, or the hash in a table of webpack's.
fn needles(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut parts = name.split(['.', '-', '_']);
    let is_hash = |it: &&str| {
        let has = |of: fn(&char) -> bool| it.chars().any(|it| of(&it));
        it.len() >= HASH && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
    };
    let hash = parts.rfind(is_hash).map(str::to_owned);
    hash.into_iter().chain([name.into_owned()]).collect()
}

/// The scripts of the outputs, as far as they are not too much to read.
fn scripts(files: &Files) -> Vec<&Path> {
    let scripts = files.all().map(|(_, path)| path).filter(|path| {
        let extension = path.extension().unwrap_or_default();
        extension == "js" || extension == "mjs"
    });
    let mut left = MAX_BYTES;
    let mut kept = Vec::new();
    for path in scripts {
        let length = fs::metadata(path).map_or(0, |it| it.len());
        if length <= left {
            left -= length;
            kept.push(path);
        }
    }
    kept
}

/// Whether an import of a module stands open at the end of `text`: `from"./`, `import"./`.
fn is_imported(text: &[u8]) -> bool {
    let quote = text.iter().rposition(|it| matches!(it, b'"' | b'\''));
    let before = quote
        .map(|at| text[..at].trim_ascii_end())
        .unwrap_or_default();
    before.ends_with(b"from") || before.ends_with(b"import")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_s_name_or_its_hash_is_looked_for() {
        let of = |name: &str| needles(Path::new(name));
        assert_eq!(
            of("a/295.a7d67524.chunk.js"),
            ["a7d67524", "295.a7d67524.chunk.js"]
        );
        assert_eq!(of("write.js"), ["write.js"]);
    }

    #[test]
    fn an_import_at_once_is_told_from_one_that_may_come_later() {
        for (text, wanted) in [
            (&b"import{a as b}from\"./"[..], true),
            (b"import './", true),
            (b"()=>import(\"./", false),
            (b"x", false),
        ] {
            assert_eq!(is_imported(text), wanted);
        }
    }
}

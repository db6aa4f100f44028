//! Paths as they are written: no link is resolved, but where `..` leads out of one, so that a report
//! names what the user named.

use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// `path`, absolute and without `.` and `..`.
pub(super) fn lexical(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                // What lies above a link is what lies above the folder that it leads to.
                if plain.is_symlink() {
                    plain = plain.canonicalize().unwrap_or(plain);
                }
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// The folders above `path`, the nearest first, up to the root of the repository it lies in.
pub(super) fn parents(path: &Path) -> impl Iterator<Item = &Path> {
    let mut is_in_repository = true;
    path.ancestors().skip(1).take_while(move |folder| {
        std::mem::replace(&mut is_in_repository, !folder.join(".git").exists())
    })
}

/// Whether nothing but folders and files without content lies below `folder`.
pub(super) fn is_empty(folder: &Path) -> bool {
    // What cannot be listed is not known to be empty.
    let mut entries = WalkDir::new(folder).min_depth(1).into_iter();
    entries.all(|entry| entry.is_ok_and(|it| it.file_type().is_dir() || is_empty_file(&it)))
}

fn is_empty_file(entry: &DirEntry) -> bool {
    let is_empty = |it: Metadata| it.len() == 0;
    entry.file_type().is_file() && entry.metadata().is_ok_and(is_empty)
}

/// `paths` in order, without those that lie in another.
pub(super) fn outermost(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    paths.sort();
    paths.dedup_by(|inner, outer| inner.starts_with(outer));
    paths
}

/// The one of `outermost` paths that `path` is or lies in.
pub(super) fn enclosing<'a>(outermost: &'a [PathBuf], path: &Path) -> Option<&'a Path> {
    let mut around = path.ancestors();
    let position = around.find_map(|it| outermost.binary_search_by(|one| (**one).cmp(it)).ok());
    position.map(|at| outermost[at].as_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_resolved_as_written() {
        for (given, wanted) in [
            ("/a/./b", "/a/b"),
            ("/a/b/../c/", "/a/c"),
            ("/../a", "/a"),
            ("/a/b/../../..", "/"),
        ] {
            assert_eq!(lexical(Path::new(given)), Path::new(wanted), "{given}");
        }
        assert!(lexical(Path::new("a")).is_absolute());
    }

    #[test]
    fn of_nested_paths_the_outermost_stays() {
        let paths = ["/a/b", "/a-b", "/a", "/a/b/c", "/a", "/b/c"].map(PathBuf::from);
        let wanted = ["/a", "/a-b", "/b/c"].map(PathBuf::from);
        let outermost = outermost(paths.to_vec());
        assert_eq!(outermost, wanted);
        let around = |path: &str| enclosing(&outermost, Path::new(path)).and_then(Path::to_str);
        assert_eq!(around("/a/b/c"), Some("/a"));
        assert_eq!(around("/b/c"), Some("/b/c"));
        assert_eq!(around("/b/cd"), None);
    }
}

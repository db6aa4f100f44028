//! The files of a project's outputs, by name.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::project::Project;

/// Every file of a project's outputs.
pub(super) struct Files {
    /// Each with the output that it is listed for.
    all: Vec<(PathBuf, PathBuf)>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Files {
    pub(super) fn of(project: &Project) -> Self {
        let outputs = project.outputs.iter().map(|it| it.path.as_path());
        Self::below(outputs)
    }

    /// A file below two outputs, one inside the other, is the inner one's.
    fn below<'a>(outputs: impl Iterator<Item = &'a Path>) -> Self {
        let mut found: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
        for output in outputs {
            let entries = WalkDir::new(output).into_iter().flatten();
            for entry in entries.filter(|it| it.file_type().is_file()) {
                let home = found.entry(entry.into_path()).or_default();
                if output.components().count() > home.components().count() {
                    output.clone_into(home);
                }
            }
        }
        let all: Vec<(PathBuf, PathBuf)> = found.into_iter().map(|(path, it)| (it, path)).collect();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, (_, path)) in all.iter().enumerate() {
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            by_name.entry(name.to_owned()).or_default().push(index);
        }
        Self { all, by_name }
    }

    /// Each output with each of its files, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Path, &Path)> {
        self.all
            .iter()
            .map(|(output, path)| (output.as_path(), path.as_path()))
    }

    /// Those of a name.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &Path> {
        let indexes = self.by_name.get(name).into_iter().flatten();
        indexes.map(|&it| self.all[it].1.as_path())
    }

    /// What an address of a manifest means, without what stands before the output's own folders.
    pub(super) fn at(&self, address: &str) -> Vec<&Path> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let path = path.split_once("://").map_or(path, |(_, rest)| rest);
        let mut tail = path.trim_start_matches("./").trim_start_matches('/');
        let name = tail.rsplit('/').next().unwrap_or_default();
        loop {
            let found: Vec<&Path> = self.named(name).filter(|it| it.ends_with(tail)).collect();
            if !found.is_empty() {
                return found;
            }
            match tail.split_once('/') {
                Some((_, rest)) => tail = rest,
                None => return Vec::new(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn an_address_is_a_file_whatever_stands_before_its_folders() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        for file in ["client/assets/a.js", "server/assets/a.js", "client/b.js"] {
            fs::create_dir_all(path.join(file).parent().unwrap()).unwrap();
            fs::write(path.join(file), "").unwrap();
        }
        let files = Files::below([path].into_iter());
        let found = |address: &str| -> Vec<String> {
            let found = files.at(address).into_iter();
            found
                .map(|it| it.strip_prefix(path).unwrap().display().to_string())
                .collect()
        };
        assert_eq!(found("/client/assets/a.js"), ["client/assets/a.js"]);
        assert_eq!(found("https://cdn.example/x/b.js?v=1"), ["client/b.js"]);
        assert_eq!(
            found("assets/a.js"),
            ["client/assets/a.js", "server/assets/a.js"]
        );
        assert_eq!(found("c.js"), [""; 0]);
    }
}

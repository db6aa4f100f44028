//! The author's scripts, read when first asked for.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::trace::attached::read;
use crate::trace::sources::list;

/// What may import a module.
const SCRIPTS: [&str; 12] = [
    "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte", "astro", "mdx",
];

/// Longer ones are no author's.
const MAX_LENGTH: usize = 512 << 10;

/// A file that imports another, and the names it gives to what that exports as its default.
type Importing<'a> = (&'a Path, &'a [u8], Vec<String>);

/// All scripts of some projects.
pub(in crate::trace) struct Shelf {
    roots: BTreeSet<PathBuf>,
    outputs: Vec<PathBuf>,
    files: OnceLock<Vec<(PathBuf, Vec<u8>)>>,
}

impl Shelf {
    pub(in crate::trace) fn new(roots: &BTreeSet<PathBuf>, outputs: &[PathBuf]) -> Self {
        Self {
            roots: roots.clone(),
            outputs: outputs.to_vec(),
            files: OnceLock::new(),
        }
    }

    fn files(&self) -> &[(PathBuf, Vec<u8>)] {
        self.files.get_or_init(|| {
            let paths = list(&self.roots, &self.outputs).into_par_iter();
            let scripts = paths.filter(|path| {
                let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
                SCRIPTS.contains(&extension)
            });
            let texts = scripts.filter_map(|path| {
                let text = read(&path).filter(|it| it.len() <= MAX_LENGTH)?;
                Some((path, text))
            });
            texts.collect()
        })
    }

    /// The scripts in a folder that configure a build.
    pub(super) fn configs(&self, folder: &Path) -> Vec<(&Path, &[u8])> {
        let files = self.files().iter();
        let own = files.filter(|(path, _)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.parent() == Some(folder) && name.contains(".config.")
        });
        own.map(|(path, text)| (path.as_path(), text.as_slice()))
            .collect()
    }

    /// The scripts that import the file at `path`.
    pub(super) fn importing(&self, path: &Path) -> Vec<Importing<'_>> {
        let name = module_name(path);
        let files = self.files().iter().filter(|(other, _)| other != path);
        files
            .filter_map(|(path, text)| {
                let names = imported_as(text, &name)?;
                Some((path.as_path(), text.as_slice(), names))
            })
            .collect()
    }
}

/// What an import calls a file: its name without its ending, or its folder's.
fn module_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name);
    let name = folder.filter(|_| stem == "index").unwrap_or(stem);
    name.to_string_lossy().into_owned()
}

/// The names that a text gives to the default of a module it imports; nothing where it imports none of that name.
fn imported_as(text: &[u8], name: &str) -> Option<Vec<String>> {
    let needle = format!("/{name}");
    let places = memchr::memmem::find_iter(text, needle.as_bytes());
    let lines: Vec<String> = places
        .filter(|at| matches!(text.get(at + needle.len()), Some(b'"' | b'\'' | b'.')))
        .map(|at| {
            let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |it| it + 1);
            String::from_utf8_lossy(&text[start..at]).into_owned()
        })
        .collect();
    let is_import = |it: &&String| {
        ["import", "require(", "from "]
            .iter()
            .any(|word| it.contains(word))
    };
    let lines: Vec<&String> = lines.iter().filter(is_import).collect();
    (!lines.is_empty()).then(|| {
        lines
            .into_iter()
            .filter_map(|it| default_name(it))
            .collect()
    })
}

/// `settings` in `import settings from './`, `const settings = require('./`.
fn default_name(line: &str) -> Option<String> {
    let line = line.trim_start();
    let rest = ["import ", "const ", "let ", "var "]
        .iter()
        .find_map(|it| line.strip_prefix(it))?;
    let is_word = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '_' | '$');
    let name: String = rest.chars().take_while(is_word).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_known_by_what_imports_call_it() {
        assert_eq!(
            module_name(Path::new("lib/settings.server.ts")),
            "settings.server"
        );
        assert_eq!(module_name(Path::new("lib/cms/index.js")), "cms");
        for (text, wanted) in [
            ("import cms from '../lib/cms'", Some(vec!["cms"])),
            ("import { a } from '$lib/cms.js'", Some(vec![])),
            ("const it = require(\"./cms\")", Some(vec!["it"])),
            ("import x from './cmsx'", None),
            ("fetch('/api/cms')", None),
        ] {
            let wanted = wanted.map(|it| it.into_iter().map(str::to_owned).collect());
            assert_eq!(imported_as(text.as_bytes(), "cms"), wanted, "{text}");
        }
    }
}

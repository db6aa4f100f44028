//! The author's own files: listed, and searched for what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use rayon::prelude::*;

use super::attached::read;
use super::hunt::{Clue, ClueKind, Hunt};
use super::reads::bound_to;
use super::spots::spots;
use super::vlq::Spot;

/// Folders that hold no source of the author's.
const FOREIGN: [&str; 3] = ["node_modules", "bower_components", "vendor"];

/// Hidden folders that hold sources all the same.
pub(super) const HIDDEN: [&str; 4] = [".storybook", ".vitepress", ".vuepress", ".well-known"];

/// Files that are no text, or that no author writes.
const NO_SOURCE: [&str; 24] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2", "ttf", "otf", "eot",
    "mp3", "mp4", "webm", "mov", "pdf", "zip", "gz", "br", "map", "lock", "wasm", "node",
];

/// Longer files are data rather than source.
const MAX_LENGTH: usize = 8 << 20;

/// A place in the author's files that leads to something sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lead {
    pub(super) wanted: Option<usize>,
    pub(super) kind: ClueKind,
    pub(super) path: PathBuf,
    pub(super) spot: Spot,
    /// What kind of file it stands in.
    pub(super) part: Part,
    /// Whether that file is one of those that are scanned, of which nobody knows who wrote them.
    pub(super) is_scanned: bool,
    /// What the value goes by from there on, where that stands on its line.
    pub(super) key: Option<String>,
}

/// What a source file is for; the likeliest to reach a browser first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Application code and content.
    Code,
    /// What sets the build up.
    Config,
    /// What runs on a server, in a test or in a terminal alone.
    Elsewhere,
    /// A project's own `.env*`, which is read and never shipped.
    Settings,
}

/// All leads, by what they lead to, each in the order of paths and places.
#[derive(Debug, Default)]
pub(super) struct Leads(BTreeMap<Option<usize>, Vec<Lead>>);

impl Leads {
    pub(super) fn of(&self, wanted: usize) -> impl Iterator<Item = &Lead> {
        self.0.get(&Some(wanted)).into_iter().flatten()
    }

    /// Where the environment is taken as a whole.
    pub(super) fn of_environment(&self) -> impl Iterator<Item = &Lead> {
        self.0.get(&None).into_iter().flatten()
    }
}

/// Searches the files of some projects; files and folders that are scanned are no likely source.
pub(super) fn search(
    roots: &BTreeSet<PathBuf>,
    outputs: &[PathBuf],
    scanned: &[PathBuf],
    hunt: &Hunt,
) -> Leads {
    let files = list(roots, outputs);
    let mut found: Vec<Lead> = files
        .par_iter()
        .flat_map_iter(|path| leads(path, roots, hunt))
        .collect();
    for lead in &mut found {
        lead.is_scanned = scanned.iter().any(|it| lead.path.starts_with(it));
    }
    let mut leads = Leads::default();
    for lead in found {
        leads.0.entry(lead.wanted).or_default().push(lead);
    }
    leads
}

pub(super) fn list(roots: &BTreeSet<PathBuf>, outputs: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = BTreeSet::new();
    for root in roots {
        let outputs = outputs.to_vec();
        let entries = WalkBuilder::new(root)
            .ignore(false)
            .hidden(false)
            .git_global(false)
            .require_git(false)
            .filter_entry(move |entry| is_walked(entry, &outputs))
            .build();
        let entries = entries
            .flatten()
            .filter(|it| it.file_type().is_some_and(|it| it.is_file()));
        files.extend(
            entries
                .map(ignore::DirEntry::into_path)
                .filter(|it| is_source(it)),
        );
    }
    files.into_iter().collect()
}

fn is_walked(entry: &ignore::DirEntry, outputs: &[PathBuf]) -> bool {
    let is_folder = entry.file_type().is_some_and(|it| it.is_dir());
    if !is_folder || entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let is_hidden = name.starts_with('.') && !HIDDEN.contains(&&*name);
    !is_hidden && !FOREIGN.contains(&&*name) && !outputs.iter().any(|it| it == entry.path())
}

fn is_source(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    !NO_SOURCE.contains(&&*extension)
}

fn leads(path: &Path, roots: &BTreeSet<PathBuf>, hunt: &Hunt) -> Vec<Lead> {
    let Some(text) = read(path).filter(|text| text.len() <= MAX_LENGTH) else {
        return Vec::new();
    };
    let reads = reads_variables(path, &text);
    let counts = |clue: &Clue| clue.kind >= ClueKind::Piece || reads;
    let clues: Vec<Clue> = hunt.clues(&text).into_iter().filter(counts).collect();
    let places = spots(&text, clues.iter().map(|it| it.at));
    let part = part_of(path, roots);
    let lead = |(clue, spot): (&Clue, Spot)| Lead {
        wanted: clue.wanted,
        kind: clue.kind,
        path: path.to_owned(),
        spot,
        part,
        is_scanned: false,
        key: (clue.kind == ClueKind::Read)
            .then(|| bound_to(&text, clue.at))
            .flatten(),
    };
    clues.iter().zip(places).map(lead).collect()
}

/// Whether a variable that a file names is one that it reads: not in a document without a script,
/// nor in data.
fn reads_variables(path: &Path, text: &[u8]) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    if ["md", "mdx"].contains(&&*extension) {
        return memchr::memmem::find(text, b"<script").is_some();
    }
    let silent = [
        "json", "markdown", "txt", "yml", "yaml", "csv", "env", "example", "snap", "graphql", "css",
    ];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !silent.contains(&&*extension) && !name.starts_with(".env")
}

/// Words in a path that say that no browser is served what it leads to.
const ELSEWHERE: [&str; 16] = [
    "api",
    "server",
    "functions",
    "netlify",
    "scripts",
    "test",
    "tests",
    "__tests__",
    "e2e",
    "cypress",
    "spec",
    "middleware",
    "route",
    "migrations",
    "ci",
    "bin",
];

fn part_of(path: &Path, roots: &BTreeSet<PathBuf>) -> Part {
    let root = roots.iter().rev().find(|root| path.starts_with(root));
    let below = root
        .and_then(|root| path.strip_prefix(root).ok())
        .unwrap_or(path);
    let text = below.to_string_lossy().to_lowercase();
    let is_top = below.components().count() == 1;
    let mut words = text.split(['/', '\\', '.', '-']);
    if is_top && text.starts_with(".env") {
        Part::Settings
    } else if is_config(&text, is_top) {
        Part::Config
    } else if words.any(|word| ELSEWHERE.contains(&word)) {
        Part::Elsewhere
    } else {
        Part::Code
    }
}

/// Whether a file sets the build up: by its name, or as a script at the top of the project.
fn is_config(path: &str, is_top: bool) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.contains(".config.")
        || name.starts_with("gatsby-")
        || (is_top
            && [".js", ".mjs", ".cjs", ".ts", ".mts", ".toml"]
                .iter()
                .any(|it| name.ends_with(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_path() {
        let roots = BTreeSet::from([PathBuf::from("/site")]);
        for (path, part) in [
            ("src/pages/index.js", Part::Code),
            ("index.html", Part::Code),
            ("next.config.mjs", Part::Config),
            ("plugins/x/gatsby-node.js", Part::Config),
            ("build.mjs", Part::Config),
            ("src/pages/api/hook.js", Part::Elsewhere),
            ("app/hook/route.ts", Part::Elsewhere),
            ("src/a.test.ts", Part::Elsewhere),
            (".env.local", Part::Settings),
            ("static/.env", Part::Code),
        ] {
            assert_eq!(
                part_of(&Path::new("/site").join(path), &roots),
                part,
                "{path}"
            );
        }
    }
}

//! Which pages carry or load what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use memchr::memmem;
use rayon::prelude::*;
use walkdir::WalkDir;

use super::attached::read;
use super::model::Pages;
use super::routes::routes;
use crate::finding::{Finding, Severity};
use crate::project::{Exposure, Project};

/// How many pages a report names.
const NAMED: usize = 5;

/// More pages are not read: that a secret is on thousands is plain from fewer.
const MAX_PAGES: usize = 5000;

/// What lists every chunk of a site on each of its pages, whether the page loads it or not.
const LISTS: [(&[u8], &[u8]); 1] = [(b"___chunkMapping", b"</script>")];

/// The pages of all outputs, and the scripts and styles that each of them names.
pub(super) struct Atlas {
    pages: BTreeMap<PathBuf, String>,
    users: BTreeMap<PathBuf, BTreeSet<String>>,
    /// How many pages there are.
    all: usize,
}

impl Atlas {
    /// Reads the pages of the projects' outputs for the files that findings stand in.
    pub(super) fn new(projects: &[Project], findings: &[Finding]) -> Self {
        let pages: BTreeMap<PathBuf, String> =
            projects.iter().flat_map(pages_of).take(MAX_PAGES).collect();
        let loud = findings.iter().filter(|it| it.severity > Severity::Info);
        let places = loud
            .flat_map(Finding::occurrences)
            .map(|it| &it.location.path);
        let chunks: BTreeSet<PathBuf> = places
            .filter(|it| !pages.contains_key(*it))
            .cloned()
            .collect();
        let mut users = users(&pages, &chunks.iter().cloned().collect::<Vec<_>>());
        let routes = routes(projects);
        let all = pages.values().chain(routes.values().flatten()).cloned();
        let all: BTreeSet<String> = all.collect();
        for (file, own) in routes {
            if chunks.contains(&file) {
                users.entry(file).or_default().extend(own);
            }
        }
        let all = all.len();
        Self { pages, users, all }
    }

    /// The pages of one finding; nothing where no page is known to have it.
    pub(super) fn of(&self, finding: &Finding) -> Option<Pages> {
        let mut pages: BTreeSet<&str> = BTreeSet::new();
        for place in finding
            .occurrences()
            .filter(|it| it.exposure != Exposure::Server)
        {
            let path = &place.location.path;
            pages.extend(self.pages.get(path).map(String::as_str));
            pages.extend(
                self.users
                    .get(path)
                    .into_iter()
                    .flatten()
                    .map(String::as_str),
            );
        }
        (!pages.is_empty()).then(|| Pages {
            count: pages.len(),
            all: self.all,
            first: pages.into_iter().take(NAMED).map(str::to_owned).collect(),
        })
    }
}

/// Every page of a project's outputs, by its file.
fn pages_of(project: &Project) -> impl Iterator<Item = (PathBuf, String)> {
    project.outputs.iter().flat_map(|output| {
        let entries = WalkDir::new(&output.path)
            .sort_by_file_name()
            .into_iter()
            .flatten();
        let files = entries
            .filter(|it| it.file_type().is_file())
            .map(walkdir::DirEntry::into_path);
        files.filter_map(|path| Some((path.clone(), page(path.strip_prefix(&output.path).ok()?)?)))
    })
}

/// The page that a file of an output is, or is the data of.
fn page(below: &Path) -> Option<String> {
    let text = below.to_str()?.replace('\\', "/");
    let text = text
        .strip_prefix("server/app/")
        .or_else(|| text.strip_prefix("server/pages/"))
        .unwrap_or(&text);
    if let Some(data) = text.strip_prefix("page-data/") {
        let page = data.strip_suffix("/page-data.json")?;
        return Some(if page == "index" {
            "/".to_owned()
        } else {
            format!("/{page}/")
        });
    }
    let page = [".html", ".rsc"]
        .iter()
        .find_map(|it| text.strip_suffix(it))?;
    Some(match page.strip_suffix("index") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{page}"),
    })
}

/// For each chunk, the pages that name its file.
fn users(
    pages: &BTreeMap<PathBuf, String>,
    chunks: &[PathBuf],
) -> BTreeMap<PathBuf, BTreeSet<String>> {
    let names = chunks
        .iter()
        .map(|it| it.file_name().unwrap_or_default().as_encoded_bytes());
    let names: Vec<&[u8]> = names.filter(|it| !it.is_empty()).collect();
    let Some(automaton) = AhoCorasick::new(&names).ok().filter(|_| !names.is_empty()) else {
        return BTreeMap::new();
    };
    let found: Vec<(usize, &String)> = pages
        .par_iter()
        .flat_map_iter(|(path, page)| {
            let text = read(path)
                .map(|text| without_lists(&text))
                .unwrap_or_default();
            let hits: BTreeSet<usize> = automaton
                .find_overlapping_iter(&text)
                .map(|it| it.pattern().as_usize())
                .collect();
            hits.into_iter().map(move |chunk| (chunk, page))
        })
        .collect();
    let mut users: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    for (chunk, page) in found {
        users
            .entry(chunks[chunk].clone())
            .or_default()
            .insert(page.clone());
    }
    users
}

/// The page without its lists of all chunks.
fn without_lists(text: &[u8]) -> Vec<u8> {
    let mut rest = text.to_vec();
    for (start, end) in LISTS {
        while let Some(at) = memmem::find(&rest, start) {
            let length = memmem::find(&rest[at..], end).unwrap_or(rest.len() - at);
            rest.drain(at..at + length);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_named_as_it_is_visited() {
        for (file, wanted) in [
            ("index.html", Some("/")),
            ("blog/index.html", Some("/blog/")),
            ("about.html", Some("/about")),
            ("server/app/rsc-prop.html", Some("/rsc-prop")),
            ("server/pages/legacy/escaped.html", Some("/legacy/escaped")),
            (
                "page-data/notes/note-1/page-data.json",
                Some("/notes/note-1/"),
            ),
            ("page-data/index/page-data.json", Some("/")),
            ("page-data/app-data.json", None),
            ("a.js", None),
        ] {
            assert_eq!(page(Path::new(file)).as_deref(), wanted, "{file}");
        }
    }

    #[test]
    fn a_list_of_all_chunks_is_no_use_of_any() {
        let text = b"<script>___chunkMapping={a:'x.js'}</script><script src=y.js>";
        assert_eq!(without_lists(text), b"<script></script><script src=y.js>");
    }
}

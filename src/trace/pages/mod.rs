//! Which pages carry or load what was found.

mod files;
mod kit;
mod links;
mod loads;
mod loose;
mod name;
mod next;
mod router;
mod vite;
mod webpack;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use memchr::memmem;
use rayon::prelude::*;

use super::attached::read;
use super::model::Pages;
use crate::finding::{Finding, Severity};
use crate::project::{Exposure, Project};
use files::Files;
use loads::Loads;
use name::page;

/// How many pages a report names.
const NAMED: usize = 5;

/// More pages are not read: that a secret is on thousands is plain from fewer.
const MAX_PAGES: usize = 5000;

/// What lists every chunk of a site on each of its pages, whether the page loads it or not.
const LISTS: [(&[u8], &[u8]); 1] = [(b"___chunkMapping", b"</script>")];

/// The pages that a file is on, or is loaded by.
type Users = BTreeMap<PathBuf, BTreeSet<String>>;

/// The pages of all outputs, and the files that each of them loads.
pub(super) struct Atlas {
    users: Users,
    /// How many pages there are.
    all: usize,
}

impl Atlas {
    /// Reads the pages of the projects' outputs for the files that findings stand in.
    pub(super) fn new(projects: &[Project], findings: &[Finding]) -> Self {
        let loud = findings.iter().filter(|it| it.severity > Severity::Info);
        let places = loud
            .flat_map(Finding::occurrences)
            .filter(|it| it.exposure != Exposure::Server);
        let wanted: BTreeSet<&Path> = places.map(|it| it.location.path.as_path()).collect();
        let mut atlas = Self {
            users: Users::new(),
            all: 0,
        };
        for project in projects {
            let is_own = |path: &&Path| {
                let mut outputs = project.outputs.iter();
                outputs.any(|it| path.starts_with(&it.path))
            };
            let own: BTreeSet<&Path> = wanted.iter().copied().filter(is_own).collect();
            if !own.is_empty() {
                atlas.add(project, &own);
            }
        }
        atlas
    }

    /// The pages of one project's files.
    fn add(&mut self, project: &Project, wanted: &BTreeSet<&Path>) {
        let files = Files::of(project);
        let pages = pages_of(&files);
        let mut loads = Loads::read(project, &files);
        let scripts: BTreeSet<PathBuf> = wanted.iter().map(|it| loaded(it)).collect();
        let mut named = Users::new();
        let mut asked = BTreeSet::new();
        loop {
            let chains = scripts.iter().flat_map(|it| loads.chain(it));
            let new: BTreeSet<PathBuf> = chains.filter(|it| !asked.contains(it)).collect();
            merge(&mut named, users(&pages, &new));
            asked.extend(new);
            let is_lost = |it: &&PathBuf| loads.users(it, &named).is_empty();
            let lost: Vec<&PathBuf> = scripts.iter().filter(is_lost).collect();
            if !loads.follow(&lost, &files, pages_shown(&pages)) {
                break;
            }
        }
        let titles = Titles::new(pages.values().chain(loads.routes()));
        self.all += titles.count();
        for path in wanted {
            let mut own = loads.users(&loaded(path), &named);
            own.extend(pages.get(*path).cloned());
            let own = own.iter().map(|it| titles.of(it));
            self.users.insert(path.to_path_buf(), own.collect());
        }
    }

    /// The pages of one finding; nothing where no page is known to have it.
    pub(super) fn of(&self, finding: &Finding) -> Option<Pages> {
        let places = finding
            .occurrences()
            .filter(|it| it.exposure != Exposure::Server);
        let pages: BTreeSet<&str> = places
            .filter_map(|it| self.users.get(&it.location.path))
            .flatten()
            .map(String::as_str)
            .collect();
        (!pages.is_empty()).then(|| Pages {
            count: pages.len(),
            all: self.all,
            first: pages.into_iter().take(NAMED).map(str::to_owned).collect(),
        })
    }
}

/// One name for a page, whether it is told with a slash at its end or without.
struct Titles(BTreeMap<String, String>);

impl Titles {
    fn new<'a>(names: impl Iterator<Item = &'a String>) -> Self {
        let mut titles = BTreeMap::new();
        for name in names {
            titles
                .entry(name.trim_end_matches('/').to_owned())
                .or_insert_with(|| name.clone());
        }
        Self(titles)
    }

    fn of(&self, name: &String) -> String {
        let title = self.0.get(name.trim_end_matches('/'));
        title.unwrap_or(name).clone()
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

/// Every page of a project's outputs, by its file: those that are HTML first, as they name a page best.
fn pages_of(files: &Files) -> BTreeMap<PathBuf, String> {
    let named = files.all().filter_map(|(output, path)| {
        let page = page(output, path.strip_prefix(output).ok()?)?;
        Some((path.to_path_buf(), page))
    });
    named.take(MAX_PAGES).collect()
}

/// How many pages a visitor can ask for: what is shown in place of one that is not there is none.
fn pages_shown(pages: &BTreeMap<PathBuf, String>) -> usize {
    let html = pages
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|it| it == "html"));
    let names: BTreeSet<&str> = html.map(|(_, page)| page.trim_matches('/')).collect();
    let is_real = |it: &&&str| !["404", "200", "500", "_not-found", "offline"].contains(it);
    names.iter().filter(is_real).count()
}

/// The script that a map or a packed twin belongs to, else the file itself.
fn loaded(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    while path
        .extension()
        .is_some_and(|it| ["map", "gz", "br", "zst"].iter().any(|own| it == *own))
    {
        path.set_extension("");
    }
    path
}

fn merge(users: &mut Users, more: Users) {
    for (file, pages) in more {
        users.entry(file).or_default().extend(pages);
    }
}

/// For each script or style, the pages that name its file.
fn users(pages: &BTreeMap<PathBuf, String>, wanted: &BTreeSet<PathBuf>) -> Users {
    let chunks: Vec<&PathBuf> = wanted
        .iter()
        .filter(|it| !pages.contains_key(*it))
        .collect();
    let names: Vec<&[u8]> = chunks
        .iter()
        .map(|it| it.file_name().unwrap_or_default().as_encoded_bytes())
        .collect();
    let Some(automaton) = AhoCorasick::new(&names).ok().filter(|_| !names.is_empty()) else {
        return Users::new();
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
    let mut users = Users::new();
    for (chunk, page) in found {
        let own = users.entry(chunks[chunk].clone()).or_default();
        own.insert(page.clone());
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
    fn a_list_of_all_chunks_is_no_use_of_any() {
        let text = b"<script>___chunkMapping={a:'x.js'}</script><script src=y.js>";
        assert_eq!(without_lists(text), b"<script></script><script src=y.js>");
    }

    #[test]
    fn a_map_is_loaded_by_what_loads_its_script() {
        for (path, wanted) in [
            ("a/b.js.map", "a/b.js"),
            ("b.css.br", "b.css"),
            ("c.js", "c.js"),
        ] {
            assert_eq!(loaded(Path::new(path)), Path::new(wanted));
        }
    }

    #[test]
    fn a_page_has_one_name() {
        let names = ["/about/", "/about", "/"].map(str::to_owned);
        let titles = Titles::new(names.iter());
        assert_eq!(titles.count(), 2);
        assert_eq!(titles.of(&"/about".to_owned()), "/about/");
    }
}

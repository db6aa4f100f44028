//! What loads what, as the manifests in an output say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::files::Files;
use super::{Users, kit, links, next, router, vite, webpack};
use crate::project::Project;

/// Files that load each other, and the routes that load some.
#[derive(Debug, Default)]
pub(super) struct Loads {
    routes: Users,
    loaders: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// How often scripts were looked through for those that name others.
    rounds: usize,
}

impl Loads {
    /// Reads every manifest of a project's outputs.
    pub(super) fn read(project: &Project, files: &Files) -> Self {
        let mut loads = Self::default();
        for read in [
            next::read,
            router::read,
            kit::read,
            vite::read,
            webpack::read,
        ] {
            read(project, files, &mut loads);
        }
        loads
    }

    /// A file is loaded by a route.
    pub(super) fn route(&mut self, file: &Path, route: &str) {
        let own = self.routes.entry(file.to_path_buf()).or_default();
        own.insert(route.to_owned());
    }

    /// What an address of a manifest means is loaded by a route.
    pub(super) fn route_all(&mut self, address: &str, route: &str, files: &Files) {
        for file in files.at(address) {
            self.route(file, route);
        }
    }

    /// A file is loaded by another.
    pub(super) fn load(&mut self, file: &Path, by: &Path) {
        if file != by {
            let own = self.loaders.entry(file.to_path_buf()).or_default();
            own.insert(by.to_path_buf());
        }
    }

    pub(super) fn routes(&self) -> impl Iterator<Item = &String> {
        self.routes.values().flatten()
    }

    /// A file and all that bring it in. What is a route's own is asked no further: that an application can come to
    /// all of its routes says nothing of any.
    pub(super) fn chain(&self, file: &Path) -> BTreeSet<PathBuf> {
        let mut chain = BTreeSet::from([file.to_path_buf()]);
        let mut open = vec![file.to_path_buf()];
        while let Some(file) = open.pop() {
            if self.routes.contains_key(&file) {
                continue;
            }
            for by in self.loaders.get(&file).into_iter().flatten() {
                if chain.insert(by.clone()) {
                    open.push(by.clone());
                }
            }
        }
        chain
    }

    /// The pages that load a file, where `named` are those that name files.
    pub(super) fn users(&self, file: &Path, named: &Users) -> BTreeSet<String> {
        let chain = self.chain(file);
        let own = chain
            .iter()
            .flat_map(|it| [self.routes.get(it), named.get(it)]);
        own.flatten().flatten().cloned().collect()
    }

    /// Adds what scripts name those that no page is known for; whether anything was added.
    pub(super) fn follow(&mut self, lost: &[&PathBuf], files: &Files, pages: usize) -> bool {
        /// How many scripts may stand between a page and what it loads last.
        const ROUNDS: usize = 4;
        self.rounds += 1;
        if lost.is_empty() || self.rounds > ROUNDS {
            return false;
        }
        let ends: BTreeSet<PathBuf> = lost.iter().flat_map(|it| self.chain(it)).collect();
        let mut is_more = false;
        for (file, by) in links::links(&ends, files, pages) {
            let own = self.loaders.entry(file.clone()).or_default();
            is_more |= file != by && own.insert(by);
        }
        is_more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_s_pages_are_those_of_all_that_load_it_up_to_a_route() {
        let path = Path::new;
        let mut loads = Loads::default();
        loads.load(path("lazy.js"), path("page.js"));
        loads.load(path("page.js"), path("app.js"));
        loads.load(path("lazy.js"), path("lazy.js"));
        let named = Users::from([(
            path("app.js").to_path_buf(),
            BTreeSet::from(["/".to_owned(), "/about".to_owned()]),
        )]);
        let users = |loads: &Loads| {
            loads
                .users(path("lazy.js"), &named)
                .into_iter()
                .collect::<Vec<_>>()
        };
        assert_eq!(users(&loads), ["/", "/about"]);
        loads.route(path("page.js"), "/notes");
        assert_eq!(users(&loads), ["/notes"]);
    }
}

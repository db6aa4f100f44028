//! Who can read a file, and whose it is, by its path alone.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::framework::{FRAMEWORKS, Folder, HOST_FOLDERS, SERVER_EXTENSIONS, SERVER_FOLDERS, Sign};
use super::site::Site;
use super::{Exposure, Place};

/// Every folder that has a meaning, and the table that says which file of it is whose.
#[derive(Debug, Default, Clone)]
pub(super) struct Map {
    regions: HashMap<PathBuf, Region>,
    roots: HashMap<PathBuf, usize>,
    layouts: Vec<Layout>,
    rest: Rest,
}

/// What a file is that lies in no known folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Rest {
    /// A part of what is to be shipped.
    #[default]
    Built,
    /// An author's, in a repository. So is then whatever else the public is not served.
    Committed,
}

/// A folder of which one layout holds.
#[derive(Debug, Clone)]
struct Region {
    owner: Owner,
    layout: usize,
}

/// Whose a region is.
#[derive(Debug, Clone, Copy)]
enum Owner {
    /// The project of this index, even where the region lies outside its root.
    Project(usize),
    /// Whoever's root it lies in.
    Surroundings,
}

/// A folder, and its parts compiled once a file is to be judged by them.
#[derive(Debug, Clone)]
struct Layout {
    folder: &'static Folder,
    globs: OnceLock<GlobSet>,
}

impl Map {
    /// The map of `sites`, in their order, and of `targets` that are told by what lies at their top.
    pub(super) fn new(sites: &[Site], targets: &[PathBuf]) -> Self {
        let mut map = Self::default();
        for (index, site) in sites.iter().enumerate() {
            map.roots.insert(site.project.root.clone(), index);
            for area in &site.areas {
                map.add(&area.path, Owner::Project(index), area.folder);
            }
        }
        for folder in folders() {
            map.layout(folder);
            for target in targets.iter().filter(|it| has_telling_file(folder, it)) {
                map.add(target, Owner::Surroundings, folder);
            }
        }
        map
    }

    /// The map of a repository's files, of which only some are built.
    pub(super) fn of_repository(sites: &[Site], top: &Path) -> Self {
        Self {
            rest: Rest::Committed,
            ..Self::new(sites, &[top.to_path_buf()])
        }
    }

    /// Judges `file`, which lies in `target` or is it.
    pub(super) fn place(&self, file: &Path, target: Option<&Path>) -> Place {
        let region = nearest(&self.regions, file);
        let project = match region.map(|(_, it)| it.owner) {
            Some(Owner::Project(index)) => Some(index),
            Some(Owner::Surroundings) | None => nearest(&self.roots, file).map(|(_, it)| *it),
        };
        let exposure = match region {
            Some((path, region)) => self.layouts[region.layout].judge_below(path, file),
            None => target.map_or(Exposure::Unknown, |it| self.by_name(file, it)),
        };
        let exposure = match self.rest {
            Rest::Built => exposure,
            Rest::Committed => exposure.min(Exposure::Source),
        };
        Place { exposure, project }
    }

    /// Of several meanings of one folder the first stays.
    fn add(&mut self, path: &Path, owner: Owner, folder: &'static Folder) {
        let layout = self.layout(folder);
        let entry = self.regions.entry(path.to_path_buf());
        entry.or_insert(Region { owner, layout });
    }

    /// The layout of `folder`, compiled once.
    fn layout(&mut self, folder: &'static Folder) -> usize {
        let known = self.layouts.iter();
        let position = known
            .map(|it| it.folder)
            .position(|it| std::ptr::eq(it, folder));
        position.unwrap_or_else(|| {
            self.layouts.push(Layout::new(folder));
            self.layouts.len() - 1
        })
    }

    /// Judges by the names of the folders from `target` down to `file`.
    fn by_name(&self, file: &Path, target: &Path) -> Exposure {
        let above = target.components().count().saturating_sub(1);
        let mut rest = file.components();
        rest.by_ref().take(above).for_each(drop);
        for depth in 0.. {
            let Some(component) = rest.next() else { break };
            let name = component.as_os_str();
            if let Some(layout) = self.layouts.iter().find(|it| it.is_told_by(name)) {
                return layout.judge(rest.as_path());
            }
            // The target's own name was the user's choice, and says nothing of its content.
            let is_folder = !rest.as_path().as_os_str().is_empty();
            let is_server = SERVER_FOLDERS.iter().any(|it| name == *it) && is_code(file);
            if depth > 0 && is_folder && is_server {
                return Exposure::Server;
            }
        }
        match self.rest {
            Rest::Built => Exposure::Unknown,
            Rest::Committed => Exposure::Source,
        }
    }
}

impl Layout {
    fn new(folder: &'static Folder) -> Self {
        let globs = OnceLock::new();
        Self { folder, globs }
    }

    fn judge_below(&self, folder: &Path, file: &Path) -> Exposure {
        self.judge(file.strip_prefix(folder).unwrap_or(file))
    }

    /// Judges a file by its path in the folder.
    fn judge(&self, file: &Path) -> Exposure {
        let compiled = || compile(self.folder).expect("a test compiles every glob of the table");
        let globs = self.globs.get_or_init(compiled);
        let first = globs.matches(file).into_iter().min();
        first.map_or(self.folder.rest, |at| self.folder.parts[at].1)
    }

    fn is_told_by(&self, name: &std::ffi::OsStr) -> bool {
        let mut signs = self.folder.signs.iter();
        signs.any(|sign| matches!(sign, Sign::Name(it) if name == *it))
    }
}

/// Whether a file may be code for a server.
fn is_code(file: &Path) -> bool {
    let extension = file.extension();
    extension.is_some_and(|own| SERVER_EXTENSIONS.iter().any(|it| own == *it))
}

/// The folders of every framework and host.
fn folders() -> impl Iterator<Item = &'static Folder> {
    let rows = FRAMEWORKS.iter().flat_map(|row| row.folders);
    rows.chain(HOST_FOLDERS)
}

/// The names of files that tell what the folder is that they lie in.
pub(super) fn telling_names() -> BTreeSet<&'static [u8]> {
    let signs = folders().flat_map(|folder| folder.signs);
    let name = |sign: &'static Sign| match sign {
        Sign::File(name) => Some(name.as_bytes()),
        Sign::Name(_) => None,
    };
    signs.filter_map(name).collect()
}

fn has_telling_file(folder: &Folder, target: &Path) -> bool {
    let is_there = |sign: &Sign| matches!(sign, Sign::File(it) if target.join(it).is_file());
    folder.signs.iter().any(is_there)
}

fn compile(folder: &Folder) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for (glob, _) in folder.parts {
        let mut glob = GlobBuilder::new(glob);
        set.add(
            glob.literal_separator(true)
                .empty_alternates(true)
                .build()?,
        );
    }
    set.build()
}

/// The innermost folder in `folders` that `file` is or lies in, and what is known of it.
fn nearest<'a, T>(folders: &'a HashMap<PathBuf, T>, file: &'a Path) -> Option<(&'a Path, &'a T)> {
    let mut around = file.ancestors();
    around.find_map(|folder| Some((folder, folders.get(folder)?)))
}

#[cfg(test)]
mod tests {
    use super::super::framework::GENERIC_FOLDERS;
    use super::*;

    #[test]
    fn every_glob_of_the_table_compiles() {
        for folder in folders().chain(GENERIC_FOLDERS) {
            compile(folder).expect("a valid glob");
        }
    }

    fn judge_in_next_build(file: &str) -> Exposure {
        let file = Path::new("/site/.next").join(file);
        let target = Some(Path::new("/site"));
        Map::new(&[], &[]).place(&file, target).exposure
    }

    #[test]
    fn a_next_build_ships_its_static_files_and_prerendered_pages() {
        for file in [
            "static/chunks/main.js",
            "static/b/_buildManifest.js",
            "server/app/index.html",
            "server/app/posts/[slug].rsc",
            "server/app/a.segments/a/__PAGE__.segment.rsc",
            "server/app/feed.xml.body",
            "server/app/feed.xml.meta",
            "server/pages/legacy.json",
            "server/pages/en/legacy/deep.json",
            "standalone/.next/static/a.js",
            "standalone/apps/web/.next/static/a.js",
            "standalone/apps/web/.next/server/app/index.html",
            "standalone/public/asset-manifest.json",
            "standalone/apps/web/public/a.js",
        ] {
            assert_eq!(judge_in_next_build(file), Exposure::Client, "{file}");
        }
    }

    #[test]
    fn all_else_of_a_next_build_stays_on_the_server() {
        for file in [
            "server/pages/legacy.js",
            "server/pages/legacy.js.nft.json",
            "server/pages/_app/build-manifest.json",
            "server/app/page/server-reference-manifest.json",
            "server/app/page_client-reference-manifest.js",
            "server/pages-manifest.json",
            "server/preview-props.json",
            "server/chunks/204.js",
            "BUILD_ID",
            "required-server-files.js",
            "routes-manifest.json",
            "cache/webpack/0.pack",
            "trace",
            "standalone/server.js",
            "standalone/package.json",
            "standalone/.next/server/app/public/page.js",
            "standalone/.next/server/pages-manifest.json",
            "standalone/.next/BUILD_ID",
            "standalone/node_modules/x/public/a.js",
        ] {
            assert_eq!(judge_in_next_build(file), Exposure::Server, "{file}");
        }
    }

    #[test]
    fn names_below_a_target_tell_what_stays_on_the_server() {
        let map = Map::new(&[], &[]);
        for (file, target, wanted) in [
            ("/x/copy/server/a.js", "/x/copy", Exposure::Server),
            ("/x/copy/a/server/b/c.js", "/x/copy", Exposure::Server),
            ("/x/copy/server/index.html", "/x/copy", Exposure::Unknown),
            ("/x/copy/server", "/x/copy", Exposure::Unknown),
            ("/x/server/a.js", "/x/server", Exposure::Unknown),
            ("/server/x/a.js", "/server/x", Exposure::Unknown),
            ("/x/.cache/a.js", "/x/.cache", Exposure::Server),
            ("/x/.cache/y/a.js", "/x/.cache/y", Exposure::Unknown),
            ("/x/a.js", "/x/a.js", Exposure::Unknown),
            ("/x/y/.next/static/a.js", "/x", Exposure::Client),
        ] {
            let place = map.place(Path::new(file), Some(Path::new(target)));
            assert_eq!(place.exposure, wanted, "{file} in {target}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_need_not_be_utf_8() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let map = Map::new(&[], &[]);
        let file = Path::new("/site/.next/static").join(OsStr::from_bytes(b"\xff\n.js"));
        let place = map.place(&file, Some(Path::new("/site")));
        assert_eq!(place.exposure, Exposure::Client);
    }
}

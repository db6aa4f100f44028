//! What the source map of one file says of places in it, held against the sources it names.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::attached::{Attached, map_of, read, tail};
use super::author::{self, Home};
use super::map::Map;
use super::sources::HIDDEN;
use super::spots::spots;
use super::vlq::{Mapped, Spot};
use crate::notification::{Notification, NotificationKind};

/// A source that a map names, as it is now.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) standing: Standing,
}

/// How far a map's lines of a source can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// They are those of the file on disk, or of the map's own copy where there is no such file.
    Good,
    /// The file on disk is another text by now.
    Stale,
    /// It is no file of the author's.
    Foreign,
}

/// The files that have a map of their own.
const MAPPED: [&str; 6] = ["js", "mjs", "cjs", "css", "jsbundle", "bundle"];

/// The map of the file at `path`, or the map that it is.
pub(super) fn attached(path: &Path) -> Option<Attached> {
    let extension = path.extension()?.to_str()?;
    if extension == "map" {
        let text = String::from_utf8(read(path)?).ok()?;
        return Some(Attached {
            path: path.to_owned(),
            text,
        });
    }
    MAPPED
        .contains(&extension)
        .then(|| map_of(path, &tail(path)?))
        .flatten()
}

/// A map's view of one file.
pub(super) struct View<'a> {
    attached: &'a Attached,
    map: Map<'a>,
    home: Home<'a>,
    loaded: BTreeMap<usize, Loaded>,
    pub(super) notifications: Vec<Notification>,
}

impl<'a> View<'a> {
    pub(super) fn new(attached: &'a Attached, home: Home<'a>) -> Result<Self, Notification> {
        let Some(map) = Map::parse(&attached.text) else {
            let message =
                "it is no valid source map, so it was not asked where its lines come from";
            return Err(Notification::new(
                NotificationKind::InvalidMap,
                &attached.path,
                message,
            ));
        };
        Ok(Self {
            attached,
            map,
            home,
            loaded: BTreeMap::new(),
            notifications: Vec::new(),
        })
    }

    /// Where places of the file at `path` come from; its own copies of sources, if it is the map.
    pub(super) fn places(&self, path: &Path, places: &[(u64, Spot)]) -> Vec<Option<Mapped>> {
        let is_map = path == self.attached.path && path.extension().is_some_and(|it| it == "map");
        if is_map {
            return places
                .iter()
                .map(|&(start, _)| self.inside(start))
                .collect();
        }
        let spots: Vec<Spot> = places.iter().map(|&(_, spot)| spot).collect();
        self.map.lookup(&spots)
    }

    fn inside(&self, start: u64) -> Option<Mapped> {
        let at = usize::try_from(start).ok()?;
        let (source, before) = self.map.content_at(&self.attached.text, at)?;
        let content = self.map.sources[source].content()?;
        let spot = *spots(content.as_bytes(), [before]).first()?;
        Some(Mapped { source, spot })
    }

    /// Whether the map names the file that lies at `below` its project.
    pub(super) fn names(&self, below: &str) -> bool {
        self.map.sources.iter().any(|it| {
            let name = it.name.split('?').next().unwrap_or_default();
            name.strip_suffix(below)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    }

    /// The author's own sources in the map, by index.
    pub(super) fn own_sources(&self) -> impl Iterator<Item = usize> {
        let sources = self.map.sources.iter().enumerate();
        sources
            .filter(|(_, it)| !it.is_ignored && !is_foreign(&it.name))
            .map(|(index, _)| index)
    }

    /// Reads a source, from disk where it lies there; tells of it where that is another text by now.
    pub(super) fn load(&mut self, index: usize) -> &Loaded {
        if !self.loaded.contains_key(&index) {
            let loaded = self.read(index);
            if loaded.standing == Standing::Stale && is_script(&loaded.path) {
                self.notifications
                    .push(stale(self.attached, &loaded.path, self.home));
            }
            self.loaded.insert(index, loaded);
        }
        &self.loaded[&index]
    }

    fn read(&self, index: usize) -> Loaded {
        let source = &self.map.sources[index];
        let folder = self.attached.path.parent().unwrap_or(self.home.project);
        let (path, is_there) = author::file(&source.name, folder, self.home);
        let disk = is_there.then(|| read(&path)).flatten();
        let disk = disk.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let content = source.content();
        let is_stale = disk
            .as_ref()
            .zip(content.as_ref())
            .is_some_and(|(a, b)| !is_same(a, b));
        let is_foreign = source.is_ignored || is_foreign(&source.name) || self.is_made(&path);
        let standing = match (is_foreign, is_stale) {
            (true, _) => Standing::Foreign,
            (false, true) => Standing::Stale,
            (false, false) => Standing::Good,
        };
        Loaded {
            path,
            text: disk.or(content).unwrap_or_default(),
            standing,
        }
    }
}

impl View<'_> {
    /// Whether a file lies where a build puts what it makes on its way, or did so before that was moved.
    fn is_made(&self, path: &Path) -> bool {
        let below = path.strip_prefix(self.home.project).unwrap_or(path);
        let mut folders = below.parent().into_iter().flatten();
        let is_package = below.to_string_lossy().starts_with('@');
        let is_no_file = |it: &OsStr| (it == "generated" || is_package) && !path.exists();
        folders.any(|it| is_hidden(&it.to_string_lossy()) || is_no_file(it))
    }
}

/// Whether a folder is one that no author writes into.
fn is_hidden(folder: &str) -> bool {
    folder.len() > 2 && folder.starts_with('.') && !HIDDEN.contains(&folder)
}

/// Whether a source is a library's, a bundler's, or made by the build.
fn is_foreign(name: &str) -> bool {
    let mut folders = name.split('/').rev().skip(1);
    // What a bundler calls a text that has no file.
    name.starts_with('<')
        || name.contains("virtual:")
        || name.contains("webpack/runtime/")
        || name.ends_with("webpack/bootstrap")
        || folders.any(|it| it == "node_modules" || is_hidden(it))
}

/// Whether a source goes into its map as it is: of an image or a page, a map has what a loader made.
fn is_script(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let kinds = ["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts"];
    kinds.contains(&&*extension)
}

/// Whether two texts are one, line ends apart.
fn is_same(one: &str, other: &str) -> bool {
    let lines = |text: &'_ str| -> Vec<String> {
        text.trim_start_matches('\u{feff}')
            .trim_end()
            .lines()
            .map(str::to_owned)
            .collect()
    };
    one == other || lines(one) == lines(other)
}

fn stale(attached: &Attached, source: &Path, home: Home<'_>) -> Notification {
    let shown = source.strip_prefix(home.project).unwrap_or(source);
    let message = format!(
        "its copy of `{}` is not the file that lies there now, so its lines were not taken for the author's",
        shown.display()
    );
    Notification::new(NotificationKind::StaleMap, &attached.path, message)
}

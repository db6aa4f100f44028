//! Webpack's statistics, and the manifests that are made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::files::Files;
use super::loads::Loads;
use crate::project::Project;
use crate::trace::attached::read as text_of;

/// What `--json` writes is called by those who keep it.
const STATISTICS: [&str; 4] = [
    "stats.json",
    "webpack-stats.json",
    "webpack.stats.json",
    "compilation-stats.json",
];

/// More pages of Gatsby are not asked for their component.
const MAX_PAGES: usize = 5000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Statistics {
    named_chunk_groups: BTreeMap<String, Group>,
    chunks: Vec<Chunk>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    assets: Vec<Asset>,
}

/// An asset is told by its name alone in older statistics.
#[derive(Deserialize)]
#[serde(untagged)]
enum Asset {
    Name(String),
    Whole { name: String },
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Chunk {
    id: serde_json::Value,
    names: Vec<String>,
    files: Vec<String>,
    parents: Vec<serde_json::Value>,
}

/// What Create React App writes.
#[derive(Deserialize)]
struct Assets {
    files: BTreeMap<String, String>,
    entrypoints: Vec<String>,
}

/// Reads all of them in a project's outputs.
pub(super) fn read(_: &Project, files: &Files, loads: &mut Loads) {
    for path in STATISTICS.iter().flat_map(|it| files.named(it)) {
        let statistics = text_of(path).and_then(|it| serde_json::from_slice(&it).ok());
        let statistics: Statistics = statistics.unwrap_or_default();
        chunks(&statistics, files, loads);
        gatsby(&statistics, files, loads);
    }
    for path in files.named("asset-manifest.json") {
        let assets = text_of(path).and_then(|it| serde_json::from_slice::<Assets>(&it).ok());
        let Some(Assets {
            files: all,
            entrypoints,
        }) = assets
        else {
            continue;
        };
        for file in all.values().flat_map(|it| files.at(it)) {
            for by in entrypoints.iter().flat_map(|it| files.at(it)) {
                let is_entry = entrypoints.iter().any(|it| file.ends_with(it));
                if !is_entry {
                    loads.load(file, by);
                }
            }
        }
    }
}

/// A chunk is loaded by its parents: by those with a name, where some have one, since others are what these share.
fn chunks(statistics: &Statistics, files: &Files, loads: &mut Loads) {
    let at = |id: &serde_json::Value| statistics.chunks.iter().find(|it| it.id == *id);
    for chunk in &statistics.chunks {
        let parents: Vec<&Chunk> = chunk.parents.iter().filter_map(at).collect();
        let is_named = parents.iter().any(|it| !it.names.is_empty());
        for parent in parents
            .iter()
            .filter(|it| !is_named || !it.names.is_empty())
        {
            for file in chunk.files.iter().flat_map(|it| files.at(it)) {
                for by in parent.files.iter().flat_map(|it| files.at(it)) {
                    loads.load(file, by);
                }
            }
        }
    }
}

/// Each page of Gatsby names the group of chunks that is its component's.
fn gatsby(statistics: &Statistics, files: &Files, loads: &mut Loads) {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Page {
        component_chunk_name: String,
        path: String,
    }
    let groups = &statistics.named_chunk_groups;
    let is_gatsby = groups.keys().any(|it| it.starts_with("component---"));
    let data = files.named("page-data.json").filter(|_| is_gatsby);
    let page = |path: &Path| serde_json::from_slice::<Page>(&text_of(path)?).ok();
    let mut pages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for page in data.take(MAX_PAGES).filter_map(page) {
        pages
            .entry(page.component_chunk_name)
            .or_default()
            .insert(page.path);
    }
    for (component, routes) in pages {
        let assets = groups.get(&component).map(|it| it.assets.as_slice());
        let names = assets.unwrap_or_default().iter().map(|it| match it {
            Asset::Name(name) | Asset::Whole { name } => name,
        });
        for file in names.flat_map(|it| files.at(it)) {
            for route in &routes {
                loads.route(file, route);
            }
        }
    }
}

//! Vite's manifest, whose chunks say what they import; its own name for a page's source is the route, where a
//! framework makes routes of files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::files::Files;
use super::loads::Loads;
use super::loose;
use crate::project::Project;
use crate::trace::attached::read as text_of;

/// The frameworks that make routes of files, and have no manifest that says so otherwise.
const FILE_ROUTES: [&str; 3] = ["nuxt", "solid-start", "qwik"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chunk {
    file: String,
    #[serde(default)]
    src: Option<String>,
    #[serde(default)]
    is_entry: bool,
    #[serde(default)]
    imports: Vec<String>,
    #[serde(default)]
    dynamic_imports: Vec<String>,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    assets: Vec<String>,
}

/// Reads every manifest of Vite's form in a project's outputs.
pub(super) fn read(project: &Project, files: &Files, loads: &mut Loads) {
    let routed = project.rows.iter().any(|it| FILE_ROUTES.contains(&it.name));
    let names = [
        "manifest.json",
        "client.manifest.json",
        "client.manifest.mjs",
    ];
    for path in names.iter().flat_map(|it| files.named(it)) {
        let text = text_of(path).unwrap_or_default();
        let json = loose::json(&String::from_utf8_lossy(&text));
        let manifest = json.and_then(|it| serde_json::from_str(&it).ok());
        let manifest: BTreeMap<String, Value> = manifest.unwrap_or_default();
        let chunks: BTreeMap<String, Chunk> = manifest
            .into_iter()
            .filter_map(|(key, it)| Some((key, serde_json::from_value(it).ok()?)))
            .collect();
        link(&chunks, files, loads);
        if routed {
            route(&chunks, files, loads);
        }
    }
}

/// What a chunk imports, now or later, and its styles are loaded by it; but an entry stands for itself.
fn link(chunks: &BTreeMap<String, Chunk>, files: &Files, loads: &mut Loads) {
    for chunk in chunks.values() {
        let imports = chunk.imports.iter().chain(&chunk.dynamic_imports);
        let imports = imports
            .filter_map(|it| chunks.get(it))
            .filter(|it| !it.is_entry);
        let own = imports
            .map(|it| &it.file)
            .chain(&chunk.css)
            .chain(&chunk.assets);
        for file in own.flat_map(|it| files.at(it)) {
            for by in files.at(&chunk.file) {
                loads.load(file, by);
            }
        }
    }
}

/// The chunks of routes are theirs, and the application's entry is on all.
fn route(chunks: &BTreeMap<String, Chunk>, files: &Files, loads: &mut Loads) {
    let mut all = BTreeSet::new();
    for (key, chunk) in chunks {
        let Some(route) = route_of(chunk.src.as_ref().unwrap_or(key)) else {
            continue;
        };
        loads.route_all(&chunk.file, &route, files);
        all.insert(route);
    }
    let is_app = |(key, it): &(&String, &Chunk)| it.is_entry && route_of(key).is_none();
    for (_, chunk) in chunks.iter().filter(is_app) {
        for file in files.at(&chunk.file) {
            for route in &all {
                loads.route(file, route);
            }
        }
    }
}

/// `app/pages/blog/[slug].vue` is `/blog/[slug]`; layouts are no routes.
fn route_of(source: &str) -> Option<String> {
    const EXTENSIONS: [&str; 7] = ["vue", "tsx", "jsx", "ts", "js", "mdx", "md"];
    let source = source.split('?').next()?;
    let (folder, rest) = ["pages/", "routes/"]
        .iter()
        .find_map(|it| source.split_once(it))?;
    let (stem, extension) = rest.rsplit_once('.')?;
    let is_own = ["", "app/", "src/"]
        .iter()
        .any(|it| folder.ends_with(it) && !folder.contains("node_modules"));
    let last = stem.rsplit('/').next().unwrap_or_default();
    let is_page =
        !last.starts_with(['_', '+']) && !last.starts_with("layout") && !stem.starts_with("api/");
    let is_code = EXTENSIONS.contains(&extension);
    let is_shown = |it: &&str| !it.starts_with('(') && *it != "index" && !it.is_empty();
    let parts: Vec<&str> = stem.split('/').filter(is_shown).collect();
    (is_own && is_page && is_code).then(|| format!("/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_route_or_none() {
        for (source, wanted) in [
            ("app/pages/index.vue", Some("/")),
            ("pages/blog/[slug].vue", Some("/blog/[slug]")),
            ("src/routes/(shop)/cart.tsx?pick=default", Some("/cart")),
            ("src/routes/index.tsx", Some("/")),
            ("src/routes/layout.tsx", None),
            ("src/routes/api/save.ts", None),
            ("node_modules/x/pages/a.js", None),
            ("src/app.ts", None),
        ] {
            assert_eq!(route_of(source).as_deref(), wanted, "{source}");
        }
    }
}

//! The manifests of Next.js: of the pages router, of the app router, and of what is loaded later.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::files::Files;
use super::loads::Loads;
use crate::project::Project;
use crate::trace::attached::read as text_of;

#[derive(Deserialize, Default)]
struct Pages {
    #[serde(default)]
    pages: BTreeMap<String, Vec<String>>,
}

/// What a page of the app router refers to of a browser's code.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct References {
    #[serde(default)]
    client_modules: BTreeMap<String, Module>,
    #[serde(default, rename = "entryJSFiles")]
    entry_js_files: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(default)]
    chunks: Vec<String>,
}

/// What a component that is loaded later consists of.
#[derive(Deserialize)]
struct Later {
    #[serde(default)]
    files: Vec<String>,
}

type Router = fn(&str) -> Option<String>;

/// Reads all of them in a project's outputs.
pub(super) fn read(_: &Project, files: &Files, loads: &mut Loads) {
    let routers = [
        ("build-manifest.json", pages_route as Router),
        ("app-build-manifest.json", app_route),
    ];
    for (name, router) in routers {
        for path in files.named(name) {
            let told = text_of(path).and_then(|it| serde_json::from_slice(&it).ok());
            let Pages { pages } = told.unwrap_or_default();
            for (key, own) in pages {
                let Some(route) = router(&key) else { continue };
                for file in own {
                    loads.route_all(&file, &route, files);
                }
            }
        }
    }
    for (_, path) in files.all() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with("_client-reference-manifest.js") {
            let text = text_of(path).unwrap_or_default();
            references(&String::from_utf8_lossy(&text), files, loads);
        } else if name == "react-loadable-manifest.json" {
            later(path, files, loads);
        }
    }
}

/// `globalThis.__RSC_MANIFEST["/blog/page"]={…}`.
fn references(text: &str, files: &Files, loads: &mut Loads) {
    let told = text
        .rsplit_once("__RSC_MANIFEST[\"")
        .and_then(|(_, it)| it.split_once("\"]"));
    let Some((key, rest)) = told else { return };
    let json = rest
        .trim_start_matches([' ', '=', '\n'])
        .trim_end()
        .trim_end_matches(';');
    let Some((route, told)) = app_route(key).zip(serde_json::from_str::<References>(json).ok())
    else {
        return;
    };
    let entries: Vec<&String> = told.entry_js_files.values().flatten().collect();
    if !entries.is_empty() {
        for file in entries {
            loads.route_all(file, &route, files);
        }
        return;
    }
    let chunks = told.client_modules.values().flat_map(|it| &it.chunks);
    let is_own = |it: &&String| it.contains('/') && page_of_chunk(it).is_none_or(|it| it == route);
    for chunk in chunks.filter(is_own) {
        loads.route_all(chunk, &route, files);
    }
}

/// The page that a chunk is called after: modules of several pages are told to be in any one's.
fn page_of_chunk(chunk: &str) -> Option<String> {
    let (_, below) = chunk.split_once("static/chunks/app")?;
    let (page, _) = below.rsplit_once("/page-")?;
    app_route(&format!("{page}/page"))
}

/// A manifest of a page's own says so by where it lies, that of all pages by what it calls its modules.
fn later(path: &Path, files: &Files, loads: &mut Loads) {
    let told = text_of(path).and_then(|it| serde_json::from_slice(&it).ok());
    let told: BTreeMap<String, Later> = told.unwrap_or_default();
    let place = path.to_string_lossy().replace('\\', "/");
    let place = place
        .strip_suffix("/react-loadable-manifest.json")
        .unwrap_or_default();
    let own = place
        .split_once("/server/app")
        .and_then(|(_, it)| app_route(it))
        .or_else(|| {
            place
                .split_once("/server/pages")
                .and_then(|(_, it)| pages_route(it))
        });
    for (module, later) in told {
        let route = own.clone().or_else(|| route_of_module(&module));
        let Some(route) = route else { continue };
        for file in later.files {
            loads.route_all(&file, &route, files);
        }
    }
}

/// `pages/notes/[slug].jsx -> ../../components/Editor`.
fn route_of_module(module: &str) -> Option<String> {
    let (by, _) = module.split_once(" -> ")?;
    let (stem, _) = by.rsplit_once('.')?;
    let stem = stem.trim_start_matches("src/");
    match stem.strip_prefix("pages") {
        Some(page) => pages_route(page.strip_suffix("/index").unwrap_or(page)),
        None => app_route(stem.strip_prefix("app")?),
    }
}

fn pages_route(key: &str) -> Option<String> {
    let key = if key.is_empty() || key == "/index" {
        "/"
    } else {
        key
    };
    (!key.starts_with("/_")).then(|| key.to_owned())
}

/// `/blog/(shop)/[slug]/page` is `/blog/[slug]`; layouts and what Next.js adds are no pages.
fn app_route(key: &str) -> Option<String> {
    let page = key
        .strip_suffix("/page")
        .filter(|it| !it.starts_with("/_"))?;
    let is_part = |it: &&str| !it.is_empty() && !it.starts_with(['(', '@']);
    let parts: Vec<&str> = page.split('/').filter(is_part).collect();
    Some(format!("/{}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_route_or_none() {
        for (key, wanted) in [
            ("/page", Some("/")),
            ("/(shop)/cart/page", Some("/cart")),
            ("/blog/[slug]/page", Some("/blog/[slug]")),
            ("/layout", None),
            ("/_not-found/page", None),
        ] {
            assert_eq!(app_route(key).as_deref(), wanted, "{key}");
        }
        assert_eq!(pages_route("/legacy").as_deref(), Some("/legacy"));
        assert_eq!(pages_route("/_app"), None);
    }

    #[test]
    fn what_is_loaded_later_is_the_page_s_whose_module_asks_for_it() {
        for (module, wanted) in [
            ("pages/index.jsx -> ../components/Editor", Some("/")),
            ("src/pages/notes/[slug].tsx -> x", Some("/notes/[slug]")),
            ("app/write/page.js -> ./editor", Some("/write")),
            ("components/a.js -> ./b", None),
        ] {
            assert_eq!(route_of_module(module).as_deref(), wanted, "{module}");
        }
    }

    #[test]
    fn a_chunk_of_another_page_is_not_a_page_s_own() {
        let of = |chunk| page_of_chunk(chunk);
        assert_eq!(
            of("static/chunks/app/page-b4215e8414755188.js").as_deref(),
            Some("/")
        );
        assert_eq!(
            of("static/chunks/app/a/b/page-1.js").as_deref(),
            Some("/a/b")
        );
        assert_eq!(of("static/chunks/710-64c4fa0f72c21cd1.js"), None);
    }
}

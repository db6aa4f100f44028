//! Which routes load a file, as a framework's own manifest says: of pages that a server renders there
//! is no HTML to be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::attached::read;
use crate::project::Project;

/// The routes that load each file.
pub(super) type Routes = BTreeMap<PathBuf, BTreeSet<String>>;

/// What every output of some projects says of its routes.
pub(super) fn routes(projects: &[Project]) -> Routes {
    let mut routes = Routes::new();
    for output in projects.iter().flat_map(|it| &it.outputs) {
        of_next(&output.path, &mut routes);
        of_react_router(&output.path, &mut routes);
    }
    routes
}

/// Next.js lists the files of each page, by router.
fn of_next(output: &Path, routes: &mut Routes) {
    #[derive(Deserialize)]
    struct Manifest {
        #[serde(default)]
        pages: BTreeMap<String, Vec<String>>,
    }
    for (name, route) in [
        (
            "build-manifest.json",
            pages_route as fn(&str) -> Option<String>,
        ),
        ("app-build-manifest.json", app_route),
    ] {
        let text = read(&output.join(name)).unwrap_or_default();
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&text) else {
            continue;
        };
        for (key, files) in manifest.pages {
            let Some(route) = route(&key) else { continue };
            for file in files {
                routes
                    .entry(output.join(file))
                    .or_default()
                    .insert(route.clone());
            }
        }
    }
}

fn pages_route(key: &str) -> Option<String> {
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

/// React Router's manifest is a script that browsers get.
fn of_react_router(output: &Path, routes: &mut Routes) {
    let client = output.join("client");
    let entries = fs::read_dir(client.join("assets"))
        .into_iter()
        .flatten()
        .flatten();
    let manifests = entries.map(|it| it.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("manifest-") && name.ends_with(".js")
    });
    for path in manifests {
        let text = String::from_utf8_lossy(&read(&path).unwrap_or_default()).into_owned();
        for (route, file) in react_router(&text) {
            let file = client.join(file.trim_start_matches('/'));
            routes.entry(file).or_default().insert(route);
        }
    }
}

/// Each route of a manifest with each file that it loads.
fn react_router(text: &str) -> Vec<(String, String)> {
    #[derive(Deserialize)]
    struct Manifest {
        routes: BTreeMap<String, Route>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Route {
        #[serde(default)]
        parent_id: Option<String>,
        #[serde(default)]
        path: Option<String>,
        #[serde(default)]
        module: String,
        #[serde(default)]
        imports: Vec<String>,
    }
    /// Deeper than anybody nests routes.
    const DEPTH: usize = 50;
    let json = text.find('{').zip(text.rfind('}'));
    let manifest =
        json.and_then(|(start, end)| serde_json::from_str::<Manifest>(&text[start..=end]).ok());
    let Some(Manifest { routes }) = manifest else {
        return Vec::new();
    };
    let path_of = |id: &String| {
        let above = |id: &&String| routes.get(*id).and_then(|it| it.parent_id.as_ref());
        let ids = std::iter::successors(Some(id), above).take(DEPTH);
        let parts = ids.filter_map(|id| routes.get(id)?.path.clone());
        let mut parts: Vec<String> = parts.filter(|it| !it.is_empty()).collect();
        parts.reverse();
        format!("/{}", parts.join("/"))
    };
    let files = |route: &Route| [vec![route.module.clone()], route.imports.clone()].concat();
    let pages = routes.iter().filter(|(_, it)| it.parent_id.is_some());
    pages
        .flat_map(|(id, it)| files(it).into_iter().map(move |file| (path_of(id), file)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_next_is_a_route_or_none() {
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
    fn the_files_of_a_route_are_those_of_its_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"pages":{"/about":["static/chunks/a.js"],"/_app":["static/chunks/b.js"]}}"#;
        fs::write(folder.path().join("build-manifest.json"), text).unwrap();
        let mut routes = Routes::new();
        of_next(folder.path(), &mut routes);
        let file = folder.path().join("static/chunks/a.js");
        assert_eq!(
            routes,
            BTreeMap::from([(file, BTreeSet::from(["/about".to_owned()]))])
        );
    }

    #[test]
    fn a_route_s_path_is_that_of_all_above_it() {
        let text = r#"window.__reactRouterManifest={"routes":{
            "root":{"path":"","module":"/assets/root.js"},
            "shop":{"parentId":"root","path":"shop","module":"/assets/shop.js"},
            "cart":{"parentId":"shop","path":"cart","module":"/assets/cart.js","imports":["/assets/x.js"]}}};"#;
        let pairs = react_router(text);
        let wanted = [
            ("/shop/cart", "/assets/cart.js"),
            ("/shop/cart", "/assets/x.js"),
            ("/shop", "/assets/shop.js"),
        ];
        let wanted = wanted.map(|(route, file)| (route.to_owned(), file.to_owned()));
        assert_eq!(pairs, wanted);
        assert_eq!(react_router("x"), []);
    }
}

//! The manifests of React Router and of Remix, scripts that browsers get, and of `TanStack` Start, which its server has.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::files::Files;
use super::loads::Loads;
use super::loose;
use crate::project::Project;
use crate::trace::attached::read as text_of;

/// Deeper than anybody nests routes.
const DEPTH: usize = 50;

#[derive(Deserialize)]
struct Manifest {
    routes: BTreeMap<String, Route>,
    #[serde(default)]
    entry: Entry,
}

#[derive(Deserialize, Default)]
struct Entry {
    #[serde(default)]
    module: String,
    #[serde(default)]
    imports: Vec<String>,
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

/// Reads every one in a project's outputs.
pub(super) fn read(_: &Project, files: &Files, loads: &mut Loads) {
    for (_, path) in files.all() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let reader = if name.starts_with("manifest-") {
            pairs
        } else if name.starts_with("_tanstack-start-manifest") {
            preloads
        } else {
            continue;
        };
        let text = text_of(path).unwrap_or_default();
        for (route, file) in reader(&String::from_utf8_lossy(&text)) {
            loads.route_all(&file, &route, files);
        }
    }
}

/// Each route of `TanStack` Start with what it and those above it load at once.
fn preloads(text: &str) -> Vec<(String, String)> {
    #[derive(Deserialize)]
    struct Manifest {
        routes: BTreeMap<String, Own>,
    }
    #[derive(Deserialize)]
    struct Own {
        #[serde(default)]
        preloads: Vec<String>,
    }
    let begin = text.find("Manifest = ").unwrap_or_default();
    let json = loose::json(text[begin..].trim_start_matches(|it| it != '('));
    let Some(told) = json.and_then(|it| serde_json::from_str::<Manifest>(&it).ok()) else {
        return Vec::new();
    };
    let is_above = |it: &str, route: &str| {
        let rest = route.strip_prefix(it);
        it == "__root__" || rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    let routes = told.routes.keys().filter(|it| it.starts_with('/'));
    let pairs = routes.flat_map(|route| {
        let own = told.routes.iter().filter(|(it, _)| is_above(it, route));
        let shown: Vec<&str> = route
            .split('/')
            .filter(|it| !it.starts_with(['_', '(']))
            .collect();
        let shown = shown.join("/");
        own.flat_map(|(_, it)| &it.preloads)
            .map(move |it| (shown.clone(), it.clone()))
    });
    pairs.collect()
}

/// Each route of a manifest with each file that it loads: those of the routes above it too, and what all begin with.
fn pairs(text: &str) -> Vec<(String, String)> {
    let json = text.find('{').zip(text.rfind('}'));
    let manifest =
        json.and_then(|(start, end)| serde_json::from_str::<Manifest>(&text[start..=end]).ok());
    let Some(Manifest { routes, entry }) = manifest else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for id in routes.keys().filter(|id| routes[*id].parent_id.is_some()) {
        let above = |id: &&String| routes.get(*id).and_then(|it| it.parent_id.as_ref());
        let line = std::iter::successors(Some(id), above).take(DEPTH);
        let line: Vec<&Route> = line.filter_map(|id| routes.get(id)).collect();
        let parts = line.iter().rev().filter_map(|it| it.path.as_deref());
        let parts: Vec<&str> = parts.filter(|it| !it.is_empty()).collect();
        let route = format!("/{}", parts.join("/"));
        let own = line.iter().map(|it| (&it.module, &it.imports));
        let files = own.chain([(&entry.module, &entry.imports)]);
        let files = files.flat_map(|(module, imports)| [module].into_iter().chain(imports));
        pairs.extend(files.map(|file| (route.clone(), file.clone())));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_s_path_is_that_of_all_above_it_and_so_are_its_files() {
        let text = r#"window.__reactRouterManifest={"entry":{"module":"/assets/entry.js","imports":[]},"routes":{
            "root":{"path":"","module":"/assets/root.js"},
            "shop":{"parentId":"root","path":"shop","module":"/assets/shop.js"},
            "cart":{"parentId":"shop","path":"cart","module":"/assets/cart.js","imports":["/assets/x.js"]}}};"#;
        let told = pairs(text);
        let of = |route: &str| -> Vec<&str> {
            let own = told.iter().filter(|(it, _)| it == route);
            own.map(|(_, file)| file.trim_start_matches("/assets/"))
                .collect()
        };
        assert_eq!(of("/shop"), ["shop.js", "root.js", "entry.js"]);
        assert_eq!(
            of("/shop/cart"),
            ["cart.js", "x.js", "shop.js", "root.js", "entry.js"]
        );
        assert_eq!(pairs("x"), []);
    }

    #[test]
    fn a_route_of_tanstack_loads_what_those_above_it_load() {
        let text = r#"// x { y
            var tsrStartManifest = () => ({ routes: {
            __root__: { children: ["/notes"], preloads: ["/assets/index.js"] },
            "/notes": { children: void 0, preloads: ["/assets/notes.js"] },
            "/notes/_shell/$id": { preloads: ["/assets/id.js"] } } });
            export { tsrStartManifest };"#;
        let told = preloads(text);
        let of = |route: &str| -> Vec<&str> {
            let own = told.iter().filter(|(it, _)| it == route);
            own.map(|(_, file)| file.trim_start_matches("/assets/"))
                .collect()
        };
        assert_eq!(of("/notes"), ["notes.js", "index.js"]);
        assert_eq!(of("/notes/$id"), ["notes.js", "id.js", "index.js"]);
    }
}

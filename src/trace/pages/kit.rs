//! `SvelteKit`'s own manifest: a server's script that lists the routes, the nodes of each, and what these import.

use std::collections::BTreeSet;
use std::path::Path;

use super::files::Files;
use super::loads::Loads;
use crate::project::Project;
use crate::trace::attached::read as text_of;

/// A manifest's routes, and the scripts of its nodes.
#[derive(Debug, PartialEq, Eq)]
struct Manifest<'a> {
    nodes: Vec<&'a str>,
    /// What every page begins with.
    client: Vec<&'a str>,
    routes: Vec<(&'a str, BTreeSet<usize>)>,
}

/// Reads every one in a project's outputs.
pub(super) fn read(_: &Project, files: &Files, loads: &mut Loads) {
    for name in ["manifest-full.js", "manifest.js"] {
        for path in files.named(name) {
            let text = text_of(path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            if let Some(manifest) = manifest(&text) {
                add(path, &manifest, files, loads);
            }
        }
    }
}

fn add(path: &Path, manifest: &Manifest, files: &Files, loads: &mut Loads) {
    let folder = path.parent().unwrap_or(path);
    let imports = |node: &usize| -> Vec<String> {
        let script = manifest
            .nodes
            .get(*node)
            .and_then(|it| text_of(&folder.join(it)));
        let script = String::from_utf8(script.unwrap_or_default()).unwrap_or_default();
        let list = between(&script, "imports = [", "]").unwrap_or_default();
        strings(list).map(str::to_owned).collect()
    };
    for (route, nodes) in &manifest.routes {
        let own = nodes.iter().flat_map(imports);
        let all = manifest.client.iter().map(|it| (*it).to_owned());
        for file in own.chain(all) {
            loads.route_all(&file, &shown(route), files);
        }
    }
}

/// A route as it is visited: without its groups.
fn shown(id: &str) -> String {
    let parts: Vec<&str> = id
        .split('/')
        .filter(|it| !it.is_empty() && !it.starts_with('('))
        .collect();
    format!("/{}", parts.join("/"))
}

fn manifest(text: &str) -> Option<Manifest<'_>> {
    let nodes = between(text, "nodes: [", "]")?;
    let nodes = nodes.split("import(").skip(1);
    let client = between(text, "client: {", "}").unwrap_or_default();
    let client = strings(client).filter(|it| it.contains('/'));
    let pieces = text.split("id: \"").skip(1);
    let routes = pieces.filter_map(|piece| {
        let (id, rest) = piece.split_once('"')?;
        let page = between(rest, "page: {", "}")?;
        Some((id, numbers(page)))
    });
    Some(Manifest {
        nodes: nodes.filter_map(|it| strings(it).next()).collect(),
        client: client.collect(),
        routes: routes.collect(),
    })
}

/// The nodes of a page but those that show errors.
fn numbers(page: &str) -> BTreeSet<usize> {
    let layouts = between(page, "layouts: [", "]").unwrap_or_default();
    let (_, leaf) = page.split_once("leaf: ").unwrap_or_default();
    let parts = layouts.split(',').chain([leaf]);
    parts.filter_map(|it| it.trim().parse().ok()).collect()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(own, _)| own)
}

/// The literals of a text that holds no quotes otherwise.
fn strings(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'']).skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"export const manifest = (() => { return {
        _: {
            client: {start:"_app/start.js",app:"_app/app.js",imports:["_app/x.js"],stylesheets:[]},
            nodes: [ __memo(() => import('./nodes/0.js')), __memo(() => import('./nodes/1.js')) ],
            routes: [
                { id: "/(shop)/cart", pattern: /^\/cart\/?$/, params: [], page: { layouts: [0,], errors: [,], leaf: 1 }, endpoint: null },
                { id: "/api", pattern: /^\/api\/?$/, params: [], page: null, endpoint: __memo(() => import('./a.js')) }
            ],
        }
    } })()"#;

    #[test]
    fn the_routes_of_a_manifest_have_their_nodes() {
        let told = manifest(TEXT).unwrap();
        assert_eq!(told.nodes, ["./nodes/0.js", "./nodes/1.js"]);
        assert_eq!(told.client, ["_app/start.js", "_app/app.js", "_app/x.js"]);
        let (route, nodes) = &told.routes[0];
        assert_eq!(
            (shown(route), nodes),
            ("/cart".to_owned(), &BTreeSet::from([0, 1]))
        );
        assert_eq!(manifest("window.x = 1"), None);
    }
}

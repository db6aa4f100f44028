//! What hosts ask for, what several frameworks leave in one project, and builds under other names.

use spillcheck::NotificationKind::{NotBuilt, NothingToScan};
use spillcheck::project::Exposure::{Client, Server};

use crate::tree::{NEXT, Tree, VITE};

const ASTRO: &str = r#"{"dependencies":{"astro":"5","vite":"6"}}"#;

#[test]
fn a_host_s_layout_counts_in_any_project() {
    let tree = Tree::new(&[
        ("package.json", ASTRO),
        (".vercel/output/config.json", "{}"),
        (".vercel/output/static/a.js", ""),
        (".vercel/output/static/_worker.js/index.js", ""),
        (".vercel/output/functions/x.func/index.mjs", ""),
        (".vercel/output/functions/x.prerender-fallback.html", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":astro"]);
    assert_eq!(found.targets(), [".vercel/output"]);
    assert_eq!(found.notified(), []);
    found.judges(&[
        (".vercel/output/static/a.js", Client),
        (".vercel/output/static/_worker.js/index.js", Server),
        (".vercel/output/functions/x.func/index.mjs", Server),
        (".vercel/output/functions/x.prerender-fallback.html", Client),
        (".vercel/output/config.json", Server),
    ]);
}

#[test]
fn what_only_links_a_project_to_its_host_is_no_build() {
    let tree = Tree::new(&[("package.json", ASTRO), (".vercel/project.json", "{}")]);
    assert_eq!(tree.below("").targets(), [""; 0]);
}

#[test]
fn a_worker_beside_what_is_served_is_for_the_server() {
    let tree = Tree::new(&[
        ("package.json", ASTRO),
        ("dist/index.html", ""),
        ("dist/_worker.js", ""),
        ("dist/server/pages/a.mjs", ""),
    ]);
    tree.below("").judges(&[
        ("dist/index.html", Client),
        ("dist/_worker.js", Server),
        ("dist/server/pages/a.mjs", Server),
    ]);
}

#[test]
fn what_a_host_is_told_to_serve_is_an_output() {
    let tree = Tree::new(&[
        ("package.json", "{}"),
        (
            "firebase.json",
            r#"{"hosting":{"public":"site","ignore":["x"]}}"#,
        ),
        ("site/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.targets(), ["site"]);
    found.judges(&[("site/a.js", Client)]);
}

#[test]
fn a_project_may_be_built_by_several() {
    let package = r#"{"dependencies":{"next":"15"},"devDependencies":{"storybook":"8","@capacitor/core":"7"}}"#;
    let tree = Tree::new(&[
        ("package.json", package),
        ("storybook-static/a.js", ""),
        ("android/app/src/main/assets/public/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":next"]);
    // What lies beside the copy is in the application as well.
    assert_eq!(
        found.targets(),
        ["android/app/src/main/assets", "storybook-static"]
    );
    // A copy is no build of the project.
    assert_eq!(found.notified(), [NothingToScan, NotBuilt]);
}

#[test]
fn a_row_that_knows_another_better_hides_it() {
    let package = r#"{"devDependencies":{"@sveltejs/kit":"2","vite":"6"}}"#;
    let tree = Tree::new(&[
        ("package.json", package),
        (
            "svelte.config.js",
            "export default { kit: { adapter: adapter({ pages: 'www' }) } }",
        ),
        ("www/index.html", ""),
        ("dist/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":sveltekit"]);
    assert_eq!(found.targets(), ["www"]);
}

#[test]
fn of_two_the_one_that_is_built_names_the_project() {
    let package = r#"{"scripts":{"docs":"vitepress build site"},"devDependencies":{"vitepress":"1","vite":"6"}}"#;
    let tree = Tree::new(&[("package.json", package), ("site/.vitepress/dist/a.js", "")]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":vitepress"]);
    assert_eq!(found.targets(), ["site/.vitepress/dist"]);
}

#[test]
fn a_bundler_s_project_counts_where_an_output_is_there() {
    let package = r#"{"devDependencies":{"webpack":"5"}}"#;
    let tree = Tree::new(&[
        ("lib/package.json", package),
        ("lib/src/a.js", ""),
        ("web/package.json", package),
        (
            "web/webpack.config.js",
            "module.exports = { output: { path: path.resolve(__dirname, 'www') } }",
        ),
        ("web/www/a.js", ""),
        ("package.json", VITE),
        ("dist/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":vite", "web:webpack"]);
    assert_eq!(found.targets(), ["dist", "web/www"]);
    assert_eq!(found.notified(), []);
}

#[test]
fn a_whole_next_build_is_known_under_any_name_and_depth() {
    let tree = Tree::new(&[
        ("site/app/BUILD_ID", "x"),
        ("site/app/static/a.js", ""),
        ("site/app/server/chunks/1.js", ""),
        ("site/app/server/app/index.html", ""),
        ("site/app/routes-manifest.json", "{}"),
        ("other/package.json", NEXT),
    ]);
    let found = tree.of_paths(&["site"]);
    found.judges(&[
        ("site/app/static/a.js", Client),
        ("site/app/server/chunks/1.js", Server),
        ("site/app/server/app/index.html", Client),
        ("site/app/routes-manifest.json", Server),
    ]);
}

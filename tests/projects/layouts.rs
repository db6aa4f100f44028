//! What each framework leaves, and who can read it.

use spillcheck::NotificationKind::Configuration;
use spillcheck::project::Exposure::{Client, Server, Source, Unknown};

use crate::tree::{GATSBY, NEXT, Tree, VITE};

#[test]
fn gatsby_ships_public_and_keeps_its_cache() {
    let tree = Tree::new(&[
        ("package.json", GATSBY),
        ("public/index.html", ""),
        ("public/render-page.js", ""),
        (".cache/page-ssr/a.js", ""),
        ("plugins/gatsby-source-x/package.json", GATSBY),
        ("plugins/gatsby-source-x/dist/index.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":gatsby"]);
    assert_eq!(found.targets(), [".cache", "public"]);
    assert_eq!(found.notified(), []);
    found.judges(&[
        ("public/index.html", Client),
        ("public/.env", Client),
        ("public/render-page.js", Server),
        ("public/render-page.js.map", Server),
        ("public/docs/render-page.js", Client),
        (".cache/page-ssr/a.js", Server),
    ]);
    let outputs = found.found.projects[0].outputs.iter();
    let exposures: Vec<_> = outputs.map(|it| it.exposure).collect();
    assert_eq!(exposures, [Client, Server]);
}

#[test]
fn next_ships_parts_of_its_build_and_its_public_folder() {
    let tree = Tree::new(&[
        ("package.json", NEXT),
        (".next/package.json", r#"{"type":"commonjs"}"#),
        (".next/static/a.js", ""),
        (".next/server/app/index.html", ""),
        ("public/a.js", ""),
        ("out/index.html", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":next"]);
    assert_eq!(found.targets(), [".next", "out", "public"]);
    found.judges(&[
        (".next/static/a.js", Client),
        (".next/server/app/index.html", Client),
        (".next/server/app/page.js", Server),
        (".next/package.json", Server),
        ("public/a.js", Client),
        ("out/server/index.html", Client),
    ]);
}

#[test]
fn next_builds_where_dist_dir_says() {
    let config = "module.exports = { distDir: '../../build/web' }";
    let tree = Tree::new(&[
        ("apps/web/package.json", NEXT),
        ("apps/web/next.config.js", config),
        ("build/web/static/a.js", ""),
    ]);
    let found = tree.below("apps/web");
    assert_eq!(found.targets(), ["build/web"]);
    found.judges(&[
        ("build/web/static/a.js", Client),
        ("build/web/routes-manifest.json", Server),
    ]);
    let owner = found.project_of("build/web/static/a.js");
    assert_eq!(owner.as_deref(), Some("apps/web"));
}

#[test]
fn an_absolute_dist_dir_is_taken_as_it_is() {
    let tree = Tree::new(&[("web/package.json", NEXT), ("site/static/a.js", "")]);
    let folder = tree.path("site");
    let folder = folder.to_str().expect("UTF-8").replace('\\', "/");
    let config = format!("module.exports = {{ distDir: '{folder}' }}");
    tree.write("web/next.config.js", &config);
    assert_eq!(tree.below("web").targets(), ["site"]);
}

#[test]
fn a_next_export_takes_dist_dir_for_itself() {
    let config = "export default { output: 'export', distDir: 'site' }";
    let tree = Tree::new(&[
        ("package.json", NEXT),
        ("next.config.mjs", config),
        ("site/index.html", ""),
        (".next/static/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.targets(), [".next", "site"]);
    found.judges(&[
        ("site/index.html", Client),
        ("site/routes-manifest.json", Client),
        (".next/routes-manifest.json", Server),
    ]);
}

#[test]
fn vite_ships_its_output_and_its_public_folder_is_source() {
    let tree = Tree::new(&[
        ("package.json", VITE),
        ("dist/index.html", ""),
        ("dist/server/entry.js", ""),
        ("public/sw.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.targets(), ["dist"]);
    found.judges(&[
        ("dist/index.html", Client),
        ("dist/server/entry.js", Server),
        ("dist/assets/server/a.js", Client),
        ("public/sw.js", Source),
    ]);
}

#[test]
fn vite_builds_where_its_root_and_out_dir_say() {
    let config = "export default { root: 'src', build: { outDir: '../www' } }";
    let tree = Tree::new(&[
        ("package.json", VITE),
        ("vite.config.ts", config),
        ("www/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.targets(), ["www"]);
    assert_eq!(found.notified(), []);
    found.judges(&[("www/a.js", Client), ("src/public/a.js", Source)]);
}

#[test]
fn a_folder_that_is_computed_is_assumed_to_be_the_default() {
    let config = "export default { build: { outDir: process.env.OUT } }";
    let tree = Tree::new(&[
        ("package.json", VITE),
        ("vite.config.js", config),
        ("dist/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.targets(), ["dist"]);
    assert_eq!(found.notified(), [Configuration]);
    let message = found.message(Configuration);
    assert!(message.contains("build.outDir") && message.contains("`dist`"));
    let path = found.found.notifications[0].path.as_deref();
    assert_eq!(path, Some(&*tree.path("vite.config.js")));
}

#[test]
fn an_output_never_holds_its_own_project() {
    let config = "export default { build: { outDir: '..' } }";
    let tree = Tree::new(&[
        ("package.json", VITE),
        ("vite.config.js", config),
        ("dist/a.js", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.targets(), ["dist"]);
    assert_eq!(found.notified(), [Configuration]);
}

#[test]
fn a_project_of_no_known_framework_ships_what_holds_html_or_js() {
    let tree = Tree::new(&[
        ("package.json", "{}"),
        ("dist/deep/er/a.mjs", ""),
        ("dist/server/a.js", ""),
        ("build/notes.txt", ""),
        ("_site/index.html", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":none"]);
    assert_eq!(found.targets(), ["_site", "dist"]);
    found.judges(&[
        ("dist/deep/er/a.mjs", Client),
        ("dist/deep/server/a.js", Client),
        ("dist/server/a.js", Server),
        ("build/notes.txt", Unknown),
    ]);
}

#[test]
fn the_working_directory_needs_no_package_json() {
    let tree = Tree::new(&[("public/index.html", "")]);
    let found = tree.below("");
    assert_eq!(found.projects(), [":none"]);
    assert_eq!(found.targets(), ["public"]);
}

#[test]
fn a_page_called_server_is_a_page() {
    let pages = [
        ("package.json", "{}"),
        ("_site/index.html", ""),
        ("_site/server/index.html", ""),
    ];
    let tree = Tree::new(&pages);
    tree.below("").judges(&[
        ("_site/server/index.html", Client),
        ("_site/server/deep/er/index.html", Client),
        ("_site/server/style.css", Client),
        ("_site/server/rack.svg", Client),
        ("_site/server/font.woff2", Client),
        ("_site/server/feed.xml", Client),
        ("_site/server/robots.txt", Client),
    ]);
}

#[test]
fn code_in_an_output_s_server_folder_stays_on_the_server() {
    for package in ["{}", VITE] {
        let tree = Tree::new(&[
            ("package.json", package),
            ("dist/index.html", ""),
            ("dist/server/entry.js", ""),
        ]);
        tree.below("").judges(&[
            ("dist/server/entry.js", Server),
            ("dist/server/entry.js.map", Server),
            ("dist/server/chunks/a.mjs", Server),
            ("dist/server/a.cjs", Server),
            ("dist/server/manifest.json", Server),
            ("dist/server/index.html", Client),
        ]);
    }
}

#[test]
fn a_named_folder_s_pages_below_server_may_ship() {
    let tree = Tree::new(&[("docs/index.html", ""), ("docs/server/index.html", "")]);
    tree.of_paths(&["docs"]).judges(&[
        ("docs/server/index.html", Unknown),
        ("docs/server/app.js", Server),
    ]);
}

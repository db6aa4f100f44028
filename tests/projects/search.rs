//! Finding projects from a folder down, and telling what is missing.

use spillcheck::NotificationKind::{Configuration, EmptyOutput, NotBuilt, NothingToScan};
use spillcheck::project::Exposure::Server;

use crate::tree::{GATSBY, NEXT, Tree, VITE};

#[test]
fn every_project_of_a_workspace_is_found() {
    let tree = Tree::new(&[
        ("package.json", r#"{"workspaces":["apps/*"]}"#),
        ("apps/blog/package.json", GATSBY),
        ("apps/blog/public/index.html", ""),
        ("apps/shop/package.json", NEXT),
        ("apps/shop/.next/static/a.js", ""),
        ("apps/unbuilt/package.json", VITE),
        ("packages/lib/package.json", "{}"),
        ("node_modules/x/package.json", VITE),
        ("node_modules/x/dist/a.js", ""),
        ("generated/package.json", VITE),
        (".gitignore", "generated\npublic\n"),
    ]);
    let found = tree.below("");
    let wanted = ["apps/blog:gatsby", "apps/shop:next", "apps/unbuilt:vite"];
    assert_eq!(found.projects(), wanted);
    assert_eq!(found.targets(), ["apps/blog/public", "apps/shop/.next"]);
    assert_eq!(found.notified(), [NotBuilt]);
    assert!(found.message(NotBuilt).contains("vite build"));
    let shop = found.project_of("apps/shop/.next/static/a.js");
    assert_eq!(shop.as_deref(), Some("apps/shop"));
}

#[test]
fn nothing_inside_an_output_is_a_project() {
    let tree = Tree::new(&[
        ("package.json", VITE),
        ("dist/index.html", ""),
        ("dist/fastboot/package.json", GATSBY),
    ]);
    assert_eq!(tree.below("").projects(), [":vite"]);
}

#[test]
fn a_project_that_is_not_built_is_told_with_its_command() {
    for (package, command) in [
        (GATSBY, "gatsby build"),
        (NEXT, "next build"),
        (VITE, "vite build"),
    ] {
        let tree = Tree::new(&[("package.json", package)]);
        let found = tree.below("");
        assert_eq!(found.notified(), [NothingToScan, NotBuilt]);
        for kind in [NothingToScan, NotBuilt] {
            assert!(found.message(kind).contains(command), "{command}");
        }
    }
}

#[test]
fn neither_a_cache_nor_the_author_s_own_files_are_a_build() {
    let gatsby = Tree::new(&[("package.json", GATSBY), (".cache/a.js", "")]);
    assert_eq!(gatsby.below("").notified(), [NothingToScan, NotBuilt]);
    let next = Tree::new(&[("package.json", NEXT), ("public/a.js", "")]);
    let found = next.below("");
    assert_eq!(found.notified(), [NothingToScan, NotBuilt]);
    assert_eq!(found.targets(), ["public"]);
}

#[test]
fn what_a_development_server_leaves_is_no_build() {
    let tree = Tree::new(&[("package.json", NEXT), (".next/dev/static/a.js", "")]);
    let found = tree.below("");
    assert_eq!(found.notified(), [NothingToScan, NotBuilt]);
    found.judges(&[(".next/dev/static/a.js", Server)]);
}

#[test]
fn nothing_to_scan_says_what_was_looked_for_and_where_else_to_start() {
    let tree = Tree::new(&[("package.json", GATSBY), ("src/pages/index.js", "")]);
    let found = tree.below("src/pages");
    assert_eq!(found.notified(), [NothingToScan]);
    let message = found.message(NothingToScan);
    for wanted in ["package.json", "Next.js", "_site", "PATH", "`../..`"] {
        assert!(message.contains(wanted), "{wanted} in {message}");
    }
}

#[test]
fn an_empty_output_is_no_build() {
    let tree = Tree::new(&[("package.json", GATSBY)]);
    tree.folder("public/static");
    let found = tree.below("");
    assert_eq!(found.notified(), [EmptyOutput]);
    assert_eq!(found.targets(), [""; 0]);
    assert!(found.message(EmptyOutput).contains("gatsby build"));
}

#[test]
fn a_package_json_that_is_no_json_is_told_and_passed_over() {
    let tree = Tree::new(&[
        ("a/package.json", "{skSECRET"),
        ("b/package.json", VITE),
        ("b/dist/index.html", ""),
        ("c/package.json", "7"),
        ("c/gatsby-config.js", ""),
        ("c/public/index.html", ""),
    ]);
    let found = tree.below("");
    assert_eq!(found.projects(), ["b:vite", "c:gatsby"]);
    assert_eq!(found.notified(), [Configuration, Configuration]);
    assert!(!found.message(Configuration).contains("skSECRET"));
}

#[test]
fn the_names_of_a_project_s_variables_are_known() {
    let tree = Tree::new(&[
        ("package.json", VITE),
        ("dist/a.js", ""),
        (".env", "A=1"),
        (".env.production", "B=1"),
        (".envrc", "C=1"),
        ("src/.env", "D=1"),
    ]);
    tree.folder(".env.d");
    let found = tree.below("");
    assert_eq!(found.notified(), []);
    let names: Vec<_> = found.found.projects[0].env_names.iter().collect();
    assert_eq!(names, ["A", "B"]);
}

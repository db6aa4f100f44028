//! What a PATH may be, and that the same bytes are judged alike however they are named.

use std::fs;

use crate::tree::{GATSBY, NEXT, Tree, VITE, client, token};

fn leaky() -> Tree {
    let tree = Tree::gatsby();
    tree.write("public/static/app.js", client(&token(1)));
    tree.write(".cache/a.js", client(&token(2)));
    tree.folder("src");
    tree
}

#[test]
fn a_project_s_root_is_as_if_started_there() {
    let tree = leaky();
    let wanted = [
        "critical public/static/app.js:1:24",
        "info .cache/a.js:1:24",
    ];
    tree.here().ends(1, &wanted);
    tree.json(&["."]).ends(1, &wanted);
    tree.json(&[tree.path("")]).ends(1, &wanted);
}

#[test]
fn an_output_can_be_named_in_every_way() {
    let tree = leaky();
    let absolute = tree.path("public").into_os_string().into_string().unwrap();
    for path in [
        "public",
        "public/",
        "./public",
        "public/.",
        "src/../public",
        &absolute,
    ] {
        let report = tree.json(&[path]);
        report.ends(1, &["critical public/static/app.js:1:24"]);
        assert_eq!(report.only()["exposure"], "client", "{path}");
    }
}

#[test]
fn a_path_may_lead_up() {
    let tree = leaky();
    let report = tree.json_in("src", &["../public"]);
    let path = tree.path("public/static/app.js");
    report.ends(1, &[&format!("critical {}:1:24", path.display())]);
}

#[test]
fn a_part_of_an_output_belongs_to_it() {
    let tree = leaky();
    for path in ["public/static", "public/static/app.js"] {
        let report = tree.json(&[path]);
        report.ends(1, &["critical public/static/app.js:1:24"]);
        assert_eq!(report.only()["exposure"], "client", "{path}");
        assert_eq!(report.files(), 1);
    }
    let report = tree.json(&[".cache/a.js"]);
    report.ends(0, &["info .cache/a.js:1:24"]);
}

#[test]
fn a_renamed_copy_of_an_output_is_judged_as_client() {
    let tree = Tree::new();
    tree.write("upload-2024/static/app.js", client(&token(1)));
    tree.write("upload-2024/server/app.js", client(&token(2)));
    let wanted = [
        "critical upload-2024/static/app.js:1:24",
        "info upload-2024/server/app.js:1:24",
    ];
    let report = tree.json(&["upload-2024"]);
    report.ends(1, &wanted);
    assert_eq!(report.findings()[0]["exposure"], "unknown");
}

#[test]
fn a_renamed_copy_of_a_next_build_is_still_known() {
    let tree = Tree::new();
    tree.write("artifact/BUILD_ID", "x");
    tree.write("artifact/static/a.js", client(&token(1)));
    tree.write("artifact/server/app/b.js", client(&token(2)));
    let report = tree.json(&["artifact"]);
    let wanted = [
        "critical artifact/static/a.js:1:24",
        "info artifact/server/app/b.js:1:24",
    ];
    report.ends(1, &wanted);
    assert_eq!(report.findings()[0]["exposure"], "client");
}

#[test]
fn a_path_inside_a_server_part_stays_on_the_server() {
    let tree = Tree::new();
    tree.write("package.json", NEXT);
    tree.write(".next/BUILD_ID", "x");
    tree.write(".next/package.json", r#"{"type":"commonjs"}"#);
    tree.write(".next/server/chunks/a.js", client(&token(1)));
    tree.write(".next/server/app/page.html", client(&token(2)));
    for path in [".next/server", ".next", "."] {
        let wanted = [
            "critical .next/server/app/page.html:1:24",
            "info .next/server/chunks/a.js:1:24",
        ];
        tree.json(&[path]).ends(1, &wanted);
    }
    let wanted = ["info .next/server/chunks/a.js:1:24"];
    tree.json(&[".next/server/chunks"]).ends(0, &wanted);
    tree.json(&[".next/server/chunks/a.js"]).ends(0, &wanted);
}

#[test]
fn paths_that_overlap_are_scanned_once() {
    let tree = leaky();
    let args = [
        "public",
        "public/static",
        "public/static/app.js",
        "./public/",
        ".",
    ];
    let report = tree.json(&args);
    assert_eq!(report.files(), 3);
    let wanted = [
        "critical public/static/app.js:1:24",
        "info .cache/a.js:1:24",
    ];
    report.ends(1, &wanted);
    let is_alone = |it: &serde_json::Value| it["occurrences"] == serde_json::json!([]);
    assert!(report.findings().iter().all(is_alone));
}

#[test]
fn every_project_of_a_workspace_is_scanned() {
    let tree = Tree::new();
    tree.write("package.json", r#"{"workspaces":["apps/*"]}"#);
    tree.write("apps/blog/package.json", GATSBY);
    tree.write("apps/blog/public/a.js", client(&token(1)));
    tree.write("apps/shop/package.json", NEXT);
    tree.write("apps/shop/.next/BUILD_ID", "x");
    tree.write("apps/shop/.next/static/a.js", client(&token(2)));
    tree.write("apps/admin/package.json", VITE);
    tree.write("apps/admin/dist/a.js", client(&token(3)));
    tree.write(".gitignore", "public\n.next\ndist\n");
    tree.here().ends(
        1,
        &[
            "critical apps/admin/dist/a.js:1:24",
            "critical apps/blog/public/a.js:1:24",
            "critical apps/shop/.next/static/a.js:1:24",
        ],
    );
}

#[test]
fn the_nearest_package_above_owns_a_path() {
    let tree = Tree::new();
    tree.write("package.json", NEXT);
    tree.write("apps/blog/package.json", GATSBY);
    tree.write("apps/blog/public/a.js", client(&token(1)));
    let report = tree.json(&["apps/blog/public"]);
    report.ends(1, &["critical apps/blog/public/a.js:1:24"]);
    assert_eq!(report.json["projects"][0]["framework"], "gatsby");
    assert_eq!(report.json["projects"][0]["path"], "apps/blog");
    assert_eq!(report.json["projects"].as_array().unwrap().len(), 1);
}

#[test]
fn a_hidden_file_ships_too() {
    let tree = Tree::gatsby();
    tree.write("public/.env", format!("SANITY_TOKEN={}", token(1)));
    tree.write("public/.well-known/x", client(&token(2)));
    let wanted = [
        "critical public/.env:1:14",
        "critical public/.well-known/x:1:24",
        "high public/.env:1:1",
    ];
    tree.here().ends(1, &wanted);
}

#[test]
fn what_git_ignores_ships_too() {
    let tree = Tree::gatsby();
    tree.write(".gitignore", "public\n");
    tree.write("public/.gitignore", "*.js\n");
    tree.write("public/.ignore", "*\n");
    tree.write("public/app.js", client(&token(1)));
    tree.here().ends(1, &["critical public/app.js:1:24"]);
}

#[cfg(unix)]
#[test]
fn an_output_may_be_a_link_to_elsewhere() {
    let (tree, elsewhere) = (Tree::new(), Tree::new());
    tree.write("package.json", GATSBY);
    elsewhere.write("site/app.js", client(&token(1)));
    tree.link("public", elsewhere.path("site"));
    let wanted = ["critical public/app.js:1:24"];
    tree.here().ends(1, &wanted);
    tree.json(&["public"]).ends(1, &wanted);
    tree.json(&["public/app.js"]).ends(1, &wanted);
}

/// `current/..` is the folder that the link leads into, as everywhere else on the system.
#[cfg(unix)]
#[test]
fn a_way_up_out_of_a_link_is_the_system_s() {
    let tree = Tree::new();
    tree.write("releases/shared/app.js", client(&token(1)));
    tree.write("releases/42/app.js", "x");
    tree.write("shared/app.js", "decoy");
    tree.link("current", "releases/42");
    assert!(fs::metadata(tree.path("current/../shared/app.js")).is_ok());
    let report = tree.json(&["current/../shared"]);
    report.ends(1, &["critical releases/shared/app.js:1:24"]);
}

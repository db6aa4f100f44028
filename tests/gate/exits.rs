//! What fails a run, and what does not.

use crate::tree::{GATSBY, NEXT, Tree, VITE, client, token};

#[test]
fn a_leak_in_client_output_fails() {
    let tree = Tree::gatsby();
    tree.write("public/app-3f2a.js", client(&token(1)));
    let report = tree.here();
    report.ends(1, &["critical public/app-3f2a.js:1:24"]);
    assert_eq!(report.only()["exposure"], "client");
    assert_eq!(report.only()["confidence"], "high");
}

#[test]
fn the_same_token_on_the_server_alone_is_information() {
    let tree = Tree::new();
    tree.write("package.json", NEXT);
    tree.write(".next/BUILD_ID", "x");
    tree.write(".next/server/chunks/1.js", client(&token(1)));
    tree.here().ends(0, &["info .next/server/chunks/1.js:1:24"]);
    tree.json(&["--fail-on", "info"])
        .ends(1, &["info .next/server/chunks/1.js:1:24"]);
}

#[test]
fn a_name_alone_is_low() {
    let tree = Tree::gatsby();
    tree.write("public/app.js", "a={t:process.env.SANITY_WRITE_TOKEN}");
    let found = ["low public/app.js:1:18"];
    tree.here().ends(1, &found);
    tree.json(&["--fail-on", "medium"]).ends(0, &found);
}

#[test]
fn a_form_alone_fails_unless_more_is_asked_of_it() {
    let tree = Tree::gatsby();
    let value = spillcheck::rule::template::fill("x='sk{random:90}'", 1).unwrap();
    tree.write("public/app.js", value);
    let found = ["critical public/app.js:1:4"];
    let report = tree.here();
    report.ends(1, &found);
    assert_eq!(report.only()["confidence"], "medium");
    tree.json(&["--fail-confidence", "high"]).ends(0, &found);
}

#[test]
fn its_provider_near_by_makes_a_form_sure() {
    let tree = Tree::gatsby();
    let value = spillcheck::rule::template::fill("sk{random:90}", 1).unwrap();
    tree.write("public/app.js", client(&value));
    let report = tree.json(&["--fail-confidence", "high"]);
    report.ends(1, &["critical public/app.js:1:24"]);
}

#[test]
fn a_name_in_a_source_map_alone_is_information() {
    let tree = Tree::gatsby();
    let map = r#"{"version":3,"sources":["a.js"],"sourcesContent":["const t = process.env.SANITY_WRITE_TOKEN"],"mappings":""}"#;
    tree.write("public/app.js.map", map);
    let report = tree.here();
    assert_eq!(report.code, Some(0));
    assert_eq!(report.only()["severity"], "info");
}

#[test]
fn one_token_in_three_files_is_one_finding() {
    let tree = Tree::gatsby();
    for file in ["a.js", "b.js", "page-data/c.json"] {
        tree.write(format!("public/{file}"), client(&token(1)));
    }
    let report = tree.here();
    report.ends(1, &["critical public/a.js:1:24"]);
    assert_eq!(
        report.others(),
        ["public/b.js:1:24", "public/page-data/c.json:1:24"]
    );
}

#[test]
fn two_tokens_are_two_findings() {
    let tree = Tree::gatsby();
    tree.write("public/a.js", client(&token(1)) + "\n" + &client(&token(2)));
    let wanted = ["critical public/a.js:1:24", "critical public/a.js:2:24"];
    tree.here().ends(1, &wanted);
}

#[test]
fn the_worst_place_of_a_token_judges_it() {
    let tree = Tree::gatsby();
    tree.write(".cache/a.js", client(&token(1)));
    tree.write("public/z.js", client(&token(1)));
    let report = tree.here();
    report.ends(1, &["critical public/z.js:1:24"]);
    assert_eq!(report.others(), [".cache/a.js:1:24"]);
    assert_eq!(report.only()["occurrences"][0]["exposure"], "server");
}

#[test]
fn a_leak_outweighs_an_error() {
    let tree = Tree::gatsby();
    tree.write("public/app.js", client(&token(1)));
    let report = tree.json(&["public", "gone"]);
    report.ends(1, &["critical public/app.js:1:24"]);
    assert_eq!(report.notes(), ["not-found gone"]);
}

#[test]
fn an_error_outweighs_a_clean_rest() {
    let report = Tree::gatsby().json(&["public", "gone"]);
    report.ends(2, &[]);
    assert_eq!(report.notes(), ["not-found gone"]);
}

#[test]
fn one_unbuilt_project_of_many_is_a_remark_until_strict() {
    let tree = Tree::gatsby();
    tree.write("package.json", "{}");
    tree.write("apps/blog/package.json", GATSBY);
    tree.write("apps/blog/public/index.html", "x");
    tree.write("apps/shop/package.json", VITE);
    let report = tree.here();
    report.ends(0, &[]);
    assert_eq!(report.notes(), ["not-built apps/shop"]);
    assert!(report.message("not-built").contains("vite build"));
    tree.json(&["--strict"]).ends(2, &[]);
}

#[test]
fn a_clean_build_passes_and_says_what_was_read() {
    let done = Tree::gatsby().run::<&str>(&[]);
    assert_eq!((done.code, &*done.stderr), (Some(0), ""));
    let wanted = "No secrets found in 1 file (15 B) of public/";
    assert!(done.stdout.contains(wanted), "{}", done.stdout);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let tree = Tree::gatsby();
    for index in 0..200 {
        let text = client(&token(index % 7)).repeat(usize::try_from(index % 5).unwrap());
        tree.write(format!("public/{index}.js"), text);
    }
    let report = |threads: &str| {
        let mut json = tree.json(&["--threads", threads]).json;
        json["summary"]["duration_ms"] = 0.into();
        json.to_string()
    };
    let alone = report("1");
    for _ in 0..5 {
        assert_eq!(report("8"), alone);
    }
}

//! Entries of an output that are no plain files.
#![cfg(unix)]

use std::os::unix::net::UnixListener;

use crate::tree::{Tree, client, token};

#[test]
fn what_is_no_file_is_noted_and_never_opened() {
    let tree = Tree::gatsby();
    tree.write("public/app.js", client(&token(1)));
    tree.fifo("public/fifo");
    let _listener = UnixListener::bind(tree.path("public/socket")).unwrap();
    let report = tree.here();
    report.ends(1, &["critical public/app.js:1:24"]);
    let wanted = ["special-file public/fifo", "special-file public/socket"];
    assert_eq!(report.notes(), wanted);
    assert_eq!(report.files(), 2);
}

#[test]
fn a_fifo_beside_a_clean_rest_passes_until_strict() {
    let tree = Tree::gatsby();
    tree.fifo("public/fifo");
    tree.here().ends(0, &[]);
    tree.json(&["--strict"]).ends(2, &[]);
    let done = tree.run(&["--strict"]);
    assert!(!done.stdout.contains("No secrets found"), "{}", done.stdout);
}

#[test]
fn links_that_lead_in_a_loop_or_out_are_noted() {
    let (tree, outside) = (Tree::gatsby(), Tree::new());
    outside.write("secret.js", client(&token(1)));
    tree.link("public/around", ".");
    tree.link("public/broken", "gone");
    tree.link("public/out", outside.path(""));
    tree.link("public/out.js", outside.path("secret.js"));
    tree.link("public/self", "self");
    let report = tree.here();
    report.ends(0, &[]);
    let wanted = ["around", "broken", "out", "out.js", "self"];
    assert_eq!(
        report.notes(),
        wanted.map(|name| format!("link public/{name}"))
    );
    assert!(report.message("link").contains("not followed"));
    tree.json(&["--strict"]).ends(2, &[]);
}

#[test]
fn a_link_that_stays_inside_is_another_place() {
    let tree = Tree::gatsby();
    tree.write("public/app-3f2a.js", client(&token(1)));
    tree.link("public/app.js", "app-3f2a.js");
    let report = tree.here();
    report.ends(1, &["critical public/app-3f2a.js:1:24"]);
    assert_eq!(report.others(), ["public/app.js:1:24"]);
}

/// A password manager puts a FIFO in the place of `.env`; a configuration may be one too.
#[test]
fn no_file_of_a_project_makes_a_run_wait() {
    let tree = Tree::gatsby();
    tree.fifo(".env");
    tree.fifo("gatsby-config.js");
    let report = tree.here();
    report.ends(0, &[]);
    assert_eq!(report.notes(), ["configuration .env"]);
    let other = Tree::gatsby();
    other.folder("b");
    other.fifo("b/package.json");
    other.here().ends(0, &[]);
}

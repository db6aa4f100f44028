//! Nothing scanned is never "no secrets found".

use std::fs;

use crate::common;
use crate::tree::{GATSBY, NEXT, Tree, VITE, client, token};

/// Runs for people and for programs: neither may sound clean.
#[track_caller]
fn refuses(tree: &Tree, args: &[&str], kind: &str) -> String {
    let done = tree.run(args);
    assert_eq!(done.code, Some(2), "{}", done.stdout);
    let text = done.stdout + &done.stderr;
    assert!(!text.contains("No secrets found"), "{text}");
    let report = tree.json(args);
    report.ends(2, &[]);
    report.message(kind)
}

#[test]
fn a_project_that_is_not_built() {
    for (package, command) in [
        (GATSBY, "gatsby build"),
        (NEXT, "next build"),
        (VITE, "vite build"),
    ] {
        let tree = Tree::new();
        tree.write("package.json", package);
        let message = refuses(&tree, &[], "not-built");
        assert!(message.contains(command), "{message}");
        refuses(&tree, &["."], "not-built");
        refuses(&tree, &[], "nothing-to-scan");
    }
}

#[test]
fn a_folder_without_projects() {
    let tree = Tree::new();
    refuses(&tree, &[], "nothing-to-scan");
    tree.write("notes.txt", client(&token(1)));
    refuses(&tree, &[], "nothing-to-scan");
}

#[test]
fn a_path_that_does_not_exist() {
    let tree = Tree::gatsby();
    refuses(&tree, &["gone"], "not-found");
    refuses(&tree, &["public/gone/deep"], "not-found");
    refuses(&tree, &["public/index.html/deep"], "not-found");
    refuses(&tree, &["C:\\site\\public"], "not-found");
    refuses(&tree, &["~/public"], "not-found");
}

#[test]
fn no_path_is_not_an_empty_path() {
    let tree = Tree::gatsby();
    let done = tree.run(&[""]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("PATH"), "{}", done.stderr);
}

#[test]
fn an_empty_output() {
    let tree = Tree::new();
    tree.write("package.json", GATSBY);
    tree.folder("public/static/deep");
    for args in [&[][..], &["."], &["public"], &["public/static"]] {
        refuses(&tree, args, "empty-output");
    }
}

#[test]
fn an_output_of_empty_files() {
    let tree = Tree::new();
    tree.write("package.json", GATSBY);
    tree.write("public/index.html", "");
    tree.write("public/static/app.js", "");
    for args in [&[][..], &["."], &["public"], &["public/static"]] {
        refuses(&tree, args, "empty-output");
    }
    refuses(&tree, &["public/index.html"], "empty-output");
}

#[test]
fn an_empty_output_beside_a_full_one() {
    let tree = Tree::new();
    tree.write("a/package.json", GATSBY);
    tree.write("a/public/index.html", "x");
    tree.write("b/package.json", VITE);
    tree.write("b/dist/index.html", "");
    let report = tree.here();
    report.ends(2, &[]);
    assert_eq!(report.notes(), ["empty-output b/dist"]);
}

#[test]
fn an_author_s_empty_folder_is_no_failed_build() {
    let tree = Tree::new();
    tree.write("package.json", NEXT);
    tree.write(".next/BUILD_ID", "x");
    tree.write("public/.gitkeep", "");
    let report = tree.here();
    report.ends(0, &[]);
    assert_eq!(report.notes(), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn an_output_with_no_file_that_can_be_scanned() {
    let tree = Tree::new();
    tree.write("package.json", GATSBY);
    tree.folder("public");
    tree.fifo("public/fifo");
    refuses(&tree, &[], "no-scannable-file");
    refuses(&tree, &["public"], "no-scannable-file");
    fs::remove_file(tree.path("public/fifo")).unwrap();
    tree.link("public/broken", "gone");
    refuses(&tree, &[], "no-scannable-file");
    refuses(&tree, &["public"], "no-scannable-file");
    refuses(&tree, &["public/broken"], "not-found");
}

#[cfg(unix)]
#[test]
fn a_special_file_alone() {
    let tree = Tree::new();
    tree.fifo("fifo");
    assert!(refuses(&tree, &["fifo"], "special-file").contains("not opened"));
    refuses(&tree, &["/dev/null"], "special-file");
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_broken_link() {
    let tree = Tree::new();
    tree.write("package.json", GATSBY);
    tree.link("public", "elsewhere");
    refuses(&tree, &[], "not-built");
}

#[cfg(target_os = "linux")]
#[test]
fn a_working_directory_that_is_gone() {
    let tree = Tree::gatsby();
    tree.folder("gone");
    let mut command = common::clean("sh");
    let script = "cd gone && rmdir ../gone && exec \"$0\" \"$@\"";
    command.args(["-c", script]);
    command.arg(assert_cmd::cargo::cargo_bin!("spillcheck"));
    for path in [&[][..], &["."]] {
        tree.folder("gone");
        let output = command.args(path).current_dir(tree.path("")).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("working directory"), "{stderr}");
    }
}

#[test]
fn a_start_below_the_project_is_told_where_it_lies() {
    let tree = Tree::gatsby();
    tree.folder("src/pages");
    let report = tree.json_in::<&str>("src/pages", &[]);
    report.ends(2, &[]);
    assert!(report.message("nothing-to-scan").contains("`../..`"));
}

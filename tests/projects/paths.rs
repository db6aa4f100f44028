//! Finding the projects around the PATHs a user names.

use spillcheck::NotificationKind::{EmptyOutput, NotBuilt, NotFound, NothingToScan, SpecialFile};
use spillcheck::project::Exposure::{Client, Server, Source, Unknown};

use crate::tree::{GATSBY, NEXT, Tree, VITE};

#[test]
fn a_path_to_a_project_is_as_if_started_there() {
    let tree = Tree::new(&[
        ("package.json", VITE),
        ("dist/index.html", ""),
        ("src/a.js", ""),
    ]);
    assert_eq!(tree.of_paths(&[""]).targets(), ["dist"]);
    assert_eq!(tree.of_paths(&["", "dist", "dist/"]).targets(), ["dist"]);
    let unbuilt = Tree::new(&[("package.json", VITE)]);
    let notified = unbuilt.of_paths(&[""]).notified();
    assert_eq!(notified, [NothingToScan, NotBuilt]);
}

#[test]
fn a_path_in_a_project_is_scanned_whole_and_judged_by_the_project() {
    let tree = Tree::new(&[
        ("package.json", NEXT),
        (".next/package.json", "{}"),
        (".next/server/app/a.html", ""),
        ("dist-copy/server/a.js", ""),
        ("dist-copy/a.js", ""),
    ]);
    let found = tree.of_paths(&[".next", "dist-copy"]);
    assert_eq!(found.projects(), [":next"]);
    assert_eq!(found.targets(), [".next", "dist-copy"]);
    found.judges(&[
        (".next/server/app/a.html", Client),
        (".next/server/app/a.js", Server),
        ("dist-copy/server/a.js", Server),
        ("dist-copy/a.js", Unknown),
    ]);
    let owner = found.project_of(".next/server/app/a.html");
    assert_eq!(owner.as_deref(), Some(""));
}

#[test]
fn a_path_deep_in_an_output_is_judged_by_its_whole_path() {
    let tree = Tree::new(&[
        ("package.json", NEXT),
        (".next/package.json", "{}"),
        (".next/server/app/a.html", ""),
    ]);
    let found = tree.of_paths(&[".next/server", ".next/server/app/a.html"]);
    assert_eq!(found.targets(), [".next/server"]);
    assert_eq!(found.projects(), [":next"]);
    assert_eq!(found.exposure(".next/server/app/a.html"), Client);
}

#[test]
fn a_local_plugin_belongs_to_its_project() {
    let tree = Tree::new(&[
        ("package.json", GATSBY),
        ("plugins/x/package.json", "{}"),
        ("plugins/x/index.js", ""),
    ]);
    let found = tree.of_paths(&["plugins/x"]);
    assert_eq!(found.projects(), [":gatsby"]);
    assert_eq!(found.targets(), ["plugins/x"]);
}

#[test]
fn projects_inside_a_path_are_found_whatever_git_says() {
    let tree = Tree::new(&[
        ("builds/one/package.json", NEXT),
        ("builds/one/.next/static/a.js", ""),
        ("builds/two/package.json", VITE),
        ("builds/two/public/a.js", ""),
        ("builds/loose.js", ""),
        (".gitignore", "builds"),
    ]);
    let found = tree.of_paths(&["builds"]);
    assert_eq!(found.targets(), ["builds"]);
    assert_eq!(found.projects(), ["builds/one:next", "builds/two:vite"]);
    assert_eq!(found.notified(), []);
    found.judges(&[
        ("builds/one/.next/trace", Server),
        ("builds/two/public/a.js", Source),
        ("builds/loose.js", Unknown),
    ]);
    assert_eq!(found.project_of("builds/loose.js"), None);
    let owner = found.project_of("builds/two/src/a.js");
    assert_eq!(owner.as_deref(), Some("builds/two"));
}

#[test]
fn a_renamed_next_build_is_told_by_its_build_id() {
    let tree = Tree::new(&[
        ("copy/BUILD_ID", ""),
        ("copy/server/app/index.html", ""),
        ("copy/prerender-manifest.json", ""),
    ]);
    tree.of_paths(&["copy"]).judges(&[
        ("copy/server/app/index.html", Client),
        ("copy/prerender-manifest.json", Server),
    ]);
}

#[test]
fn a_path_that_cannot_be_scanned_is_told_and_the_others_go_on() {
    let tree = Tree::new(&[("a.js", "")]);
    tree.folder("empty/deep");
    let found = tree.of_paths(&["missing", "a.js", "a.js/x", "empty"]);
    assert_eq!(found.targets(), ["a.js"]);
    assert_eq!(found.notified(), [NotFound, NotFound, EmptyOutput]);
}

#[cfg(unix)]
#[test]
fn a_socket_is_never_opened() {
    let tree = Tree::new(&[]);
    let _socket = std::os::unix::net::UnixListener::bind(tree.path("s")).expect("a socket");
    let found = tree.of_paths(&["s"]);
    let wanted = [NothingToScan, SpecialFile];
    assert_eq!(found.notified(), wanted);
    assert_eq!(found.targets(), [""; 0]);
}

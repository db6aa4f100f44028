//! What is found in trees laid out as each framework leaves them, and who can read it.

use std::fs;
use std::path::{Path, PathBuf};

use spillcheck::NotificationKind::{
    self, Configuration, EmptyOutput, NotBuilt, NotFound, NothingToScan,
};
use spillcheck::project::Exposure::{self, Client, Server, Source, Unknown};
use spillcheck::project::{Discovery, Project};
use tempfile::TempDir;

const GATSBY: &str = r#"{"dependencies":{"gatsby":"5"}}"#;
const NEXT: &str = r#"{"dependencies":{"next":"16"}}"#;
const VITE: &str = r#"{"devDependencies":{"vite":"8"}}"#;

/// A folder with these files, and a `.git` that ends the search for projects above it.
struct Tree {
    folder: TempDir,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let tree = Self { folder };
        tree.folder(".git");
        for (file, content) in files {
            tree.write(file, content);
        }
        tree
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn write(&self, file: &str, content: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    fn folder(&self, below: &str) {
        fs::create_dir_all(self.path(below)).expect("a folder");
    }

    fn below(&self, folder: &str) -> Found<'_> {
        let found = Discovery::below(&self.path(folder));
        Found { tree: self, found }
    }

    fn of_paths(&self, paths: &[&str]) -> Found<'_> {
        let paths: Vec<_> = paths.iter().map(|it| self.path(it)).collect();
        let found = Discovery::of_paths(&paths);
        Found { tree: self, found }
    }

    fn relative(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.folder.path()).expect("in the tree");
        let path = path.to_str().expect("UTF-8");
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// What was found in a tree, in paths relative to it.
struct Found<'a> {
    tree: &'a Tree,
    found: Discovery,
}

impl Found<'_> {
    fn targets(&self) -> Vec<String> {
        let targets = self.found.targets.iter();
        targets.map(|it| self.tree.relative(it)).collect()
    }

    fn projects(&self) -> Vec<String> {
        let framework = |it: &Project| it.framework.map_or("none", |row| row.name);
        let name = |it: &Project| format!("{}:{}", self.tree.relative(&it.root), framework(it));
        self.found.projects.iter().map(name).collect()
    }

    fn notified(&self) -> Vec<NotificationKind> {
        self.found.notifications.iter().map(|it| it.kind).collect()
    }

    fn message(&self, kind: NotificationKind) -> &str {
        let mut all = self.found.notifications.iter();
        &all.find(|it| it.kind == kind).expect("notified").message
    }

    fn exposure(&self, file: &str) -> Exposure {
        self.found.place(&self.tree.path(file)).exposure
    }

    fn project_of(&self, file: &str) -> Option<String> {
        let index = self.found.place(&self.tree.path(file)).project?;
        Some(self.tree.relative(&self.found.projects[index].root))
    }

    fn judges(&self, wanted: &[(&str, Exposure)]) {
        for &(file, exposure) in wanted {
            assert_eq!(self.exposure(file), exposure, "{file}");
        }
    }
}

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
        assert!(found.message(NotBuilt).contains(command), "{command}");
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
    let wanted = [NothingToScan, NotificationKind::SpecialFile];
    assert_eq!(found.notified(), wanted);
    assert_eq!(found.targets(), [""; 0]);
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

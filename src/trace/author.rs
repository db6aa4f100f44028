//! From a source's name in a map to the author's file.

use std::path::{Component, Path, PathBuf};

/// How many folders above a project its workspace may lie.
const WORKSPACE_LEVELS: usize = 6;

/// Where the sources of a project lie together.
const SOURCES: [&str; 2] = ["src", "app"];

/// Where the author's files lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home<'a> {
    /// The project's folder.
    pub(super) project: &'a Path,
    /// The top of its repository or workspace: no file outside it is ever opened.
    pub(super) top: &'a Path,
}

/// The author's file that a source of a map in `folder` is; the second says whether it is there.
pub(super) fn file(name: &str, folder: &Path, home: Home<'_>) -> (PathBuf, bool) {
    let (path, is_plain) = path_in(name);
    let path = Path::new(&path);
    let inner = inner(path);
    let there = tries(path, &inner, is_plain.then_some(folder), home)
        .into_iter()
        .map(|it| lexical(&it))
        .find(|it| it.starts_with(home.top) && it.is_file());
    match there {
        Some(file) => (file, true),
        None => (home.project.join(inner), false),
    }
}

/// Where the file may be, the likeliest first.
fn tries(path: &Path, inner: &Path, folder: Option<&Path>, home: Home<'_>) -> Vec<PathBuf> {
    let mut tries: Vec<PathBuf> = folder.map(|it| it.join(path)).into_iter().collect();
    tries.push(home.project.join(path));
    let above = home.project.ancestors().take(WORKSPACE_LEVELS);
    let above = above.take_while(|it| it.starts_with(home.top));
    tries.extend(above.map(|it| it.join(inner)));
    // Some bundlers name files from the folder of all sources.
    tries.extend(SOURCES.iter().map(|it| home.project.join(it).join(inner)));
    if path.is_absolute() {
        // Built elsewhere: what lies below that other project's folder lies below this one.
        let parts: Vec<_> = inner.components().collect();
        let tails = (1..parts.len().saturating_sub(1))
            .map(|from| parts[from..].iter().collect::<PathBuf>());
        tries.extend(tails.map(|tail| home.project.join(tail)));
    }
    tries
}

/// The path without the way up that leads to it.
fn inner(path: &Path) -> PathBuf {
    let is_name = |part: &Component<'_>| matches!(part, Component::Normal(_));
    path.components().filter(is_name).collect()
}

/// The path in a source's name, and whether it is one as written, to be read from the map's folder.
fn path_in(name: &str) -> (String, bool) {
    let name = name.trim_start_matches('\0');
    // A bundler may say before it what it took the file for: `json|/site/a.json`.
    let name = name.rsplit('|').next().unwrap_or(name);
    let name = name.split('?').next().unwrap_or(name).replace('\\', "/");
    match name.split_once("://") {
        Some(("file", path)) => (path.to_owned(), true),
        // What stands before the first slash is a bundler's name for the build.
        Some((_, rest)) => {
            let path = rest.split_once('/').map_or(rest, |(_, path)| path);
            (without_group(path).to_owned(), false)
        }
        None => (without_group(&name).to_owned(), true),
    }
}

/// The path without what stands before it for a layer, a project or the file system itself.
fn without_group(path: &str) -> &str {
    for group in ["[project]/", "[metro-project]/", "[root-of-the-server]/"] {
        if let Some(rest) = path.trim_start_matches('/').strip_prefix(group) {
            return rest;
        }
    }
    if let Some(rest) = path.trim_start_matches('/').strip_prefix("@fs/") {
        return &path[path.len() - rest.len() - 1..];
    }
    // A layer's name: `(app-pages-browser)/./app/page.js`, not the route group `(shop)/page.js`.
    match path.split_once(")/./") {
        Some((layer, rest)) if layer.starts_with('(') && !layer.contains('/') => rest,
        _ => path,
    }
}

/// `path` without `.` and `..`.
fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// The top of the repository or workspace that a project lies in, or else the project.
pub(super) fn top_of(project: &Path) -> &Path {
    let mut top = project;
    for folder in project.ancestors().take(WORKSPACE_LEVELS) {
        if folder.join(".git").exists() {
            return folder;
        }
        if folder.join("package.json").is_file() {
            top = folder;
        }
    }
    top
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Names as bundlers write them, each with the file that is meant.
    const NAMES: &[(&str, &str)] = &[
        ("../../src/a.js", "apps/web/src/a.js"),
        ("src/a.js", "apps/web/src/a.js"),
        ("/src/a.js?t=1", "apps/web/src/a.js"),
        ("webpack://web/./src/a.js", "apps/web/src/a.js"),
        ("webpack:///src/a.js?b250", "apps/web/src/a.js"),
        (
            "webpack-internal:///(app-pages-browser)/./app/(shop)/page.js",
            "apps/web/app/(shop)/page.js",
        ),
        (
            "webpack://_N_E/../../packages/lib/b.ts",
            "packages/lib/b.ts",
        ),
        ("../../../../packages/lib/b.ts", "packages/lib/b.ts"),
        ("turbopack://[project]/src/a.js", "apps/web/src/a.js"),
        (
            "turbopack:///[project]/packages/lib/b.ts",
            "packages/lib/b.ts",
        ),
        ("[metro-project]/src/a.js", "apps/web/src/a.js"),
        ("http://localhost:8081/src/a.js", "apps/web/src/a.js"),
        ("/builds/acme/apps/web/src/a.js", "apps/web/src/a.js"),
        ("webpack://web/src\\a.js", "apps/web/src/a.js"),
        ("json|/builds/acme/apps/web/src/a.js", "apps/web/src/a.js"),
        ("a.js", "apps/web/src/a.js"),
    ];

    fn workspace() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let files = ["web/src/a.js", "web/app/(shop)/page.js", "web/index.js"];
        let files = files.map(|it| format!("apps/{it}"));
        for file in files
            .iter()
            .map(String::as_str)
            .chain(["packages/lib/b.ts"])
        {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn a_name_is_read_as_each_bundler_writes_it() {
        let workspace = workspace();
        let top = workspace.path();
        let project = top.join("apps/web");
        let home = Home {
            project: &project,
            top,
        };
        let absolute = format!("file://{}/src/a.js", project.display());
        let vite = format!("/@fs{}/src/a.js", project.display());
        let whole = [absolute, vite].map(|name| (name, "apps/web/src/a.js".to_owned()));
        let names = NAMES
            .iter()
            .map(|(name, wanted)| ((*name).to_owned(), (*wanted).to_owned()));
        for (name, wanted) in names.chain(whole) {
            let found = file(&name, &project.join("dist/assets"), home);
            assert_eq!(found, (top.join(wanted), true), "{name}");
        }
    }

    #[test]
    fn what_is_not_there_or_outside_is_only_named() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("site");
        fs::create_dir(&project).unwrap();
        fs::write(folder.path().join("secret.js"), "").unwrap();
        fs::write(project.join("index.js"), "").unwrap();
        let home = Home {
            project: &project,
            top: &project,
        };
        for (name, wanted) in [
            ("../secret.js", "secret.js"),
            ("webpack://x/./src/gone.js", "src/gone.js"),
            // A name alone is no sign that it is the same file.
            ("/elsewhere/lib/index.js", "elsewhere/lib/index.js"),
        ] {
            assert_eq!(
                file(name, &project.join("dist"), home),
                (project.join(wanted), false),
                "{name}"
            );
        }
    }
}

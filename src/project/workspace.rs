//! The workspace that a project is a part of.

use std::path::Path;

use super::{package, path};

/// How many folders above a project its workspace may lie.
const LEVELS: usize = 6;

/// Files that stand at the top of a workspace.
const MARKS: [&str; 5] = [
    "pnpm-workspace.yaml",
    "turbo.json",
    "nx.json",
    "lerna.json",
    "rush.json",
];

/// The top of the workspace that the project in `root` is a part of: it lies in the same repository.
pub(super) fn top(root: &Path) -> Option<&Path> {
    path::parents(root).take(LEVELS).find(|it| is_top(it))
}

fn is_top(folder: &Path) -> bool {
    let is_marked = || MARKS.iter().any(|it| folder.join(it).is_file());
    // What is wrong with the file is told where it is a project's own.
    let package = package::read(folder, &mut Vec::new());
    package.is_some_and(|it| it.has_workspaces()) || is_marked()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_workspace_is_told_by_its_package_or_a_tools_file() {
        for (file, text, is_one) in [
            (
                "package.json",
                r#"{"workspaces": {"packages": ["apps/*"]}}"#,
                true,
            ),
            ("package.json", r#"{"workspaces": null}"#, false),
            ("package.json", "{}", false),
            ("pnpm-workspace.yaml", "packages: [apps/*]", true),
            ("turbo.json", "{}", true),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let site = folder.path().join("apps/site");
            fs::create_dir_all(&site).unwrap();
            fs::write(folder.path().join(file), text).unwrap();
            let wanted = is_one.then(|| folder.path());
            assert_eq!(top(&site), wanted, "{file}: {text}");
            assert_eq!(top(folder.path()), None);
        }
    }

    #[test]
    fn what_lies_above_the_repository_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("repository/site");
        fs::create_dir_all(&site).unwrap();
        fs::create_dir(folder.path().join("repository/.git")).unwrap();
        fs::write(folder.path().join("turbo.json"), "{}").unwrap();
        assert_eq!(top(&site), None);
    }
}

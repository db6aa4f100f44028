//! A folder's `package.json`, as far as it tells what builds the folder.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::framework::{FRAMEWORKS, Framework};
use crate::notification::{Notification, NotificationKind};

/// The name of the file that makes a folder a project.
pub(super) const PACKAGE_FILE: &str = "package.json";

/// What a `package.json` says that matters here.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Package {
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default, rename = "devDependencies")]
    dev_dependencies: Dependencies,
    #[serde(default)]
    scripts: Dependencies,
    #[serde(default)]
    workspaces: Option<serde_json::Value>,
}

/// Only the names matter, and a `null` is as good as none.
type Dependencies = Option<serde_json::Map<String, serde_json::Value>>;

/// Whether `folder` has a `package.json`, even one that cannot be understood.
pub(super) fn is_package(folder: &Path) -> bool {
    folder.join(PACKAGE_FILE).is_file()
}

/// What builds `folder`, by its dependencies and its configuration files, in the order of the table.
pub(super) fn frameworks(folder: &Path, package: Option<&Package>) -> Vec<&'static Framework> {
    let depends = |row: &Framework| {
        let mut names = row.packages.iter();
        package.is_some_and(|it| names.any(|name| it.depends_on(name)))
    };
    let all = FRAMEWORKS.iter().copied();
    let matched: Vec<&Framework> = all
        .filter(|row| depends(row) || config_file(folder, row).is_some())
        .collect();
    let is_hidden = |row: &Framework| matched.iter().any(|it| it.hides.contains(&row.name));
    let shown = matched.iter().copied().filter(|row| !is_hidden(row));
    shown.collect()
}

/// The name of the configuration file that the framework finds first in `folder`.
pub(super) fn config_file(folder: &Path, framework: &Framework) -> Option<&'static str> {
    let mut names = framework.config_files.iter().copied();
    names.find(|name| folder.join(name).is_file())
}

impl Package {
    /// The folders that its scripts hand to `command`.
    pub(super) fn operands(&self, command: &str) -> Vec<String> {
        let scripts = self.scripts.iter().flat_map(serde_json::Map::values);
        let texts = scripts.filter_map(serde_json::Value::as_str);
        let behind = texts.filter_map(|it| Some(&it[it.find(command)? + command.len()..]));
        let words = behind.filter_map(|it| it.split_whitespace().next());
        let folders = words.filter(|it| !it.starts_with(['-', '&', '|', '$']));
        folders
            .map(|it| it.trim_matches(['"', '\'']).to_owned())
            .collect()
    }

    /// Whether it is the top of a workspace.
    pub(super) fn has_workspaces(&self) -> bool {
        self.workspaces.is_some()
    }

    fn depends_on(&self, name: &str) -> bool {
        let lists = [&self.dependencies, &self.dev_dependencies];
        lists.into_iter().flatten().any(|it| it.contains_key(name))
    }
}

/// The package of `folder`, without content where it cannot be understood.
pub(super) fn read(folder: &Path, remarks: &mut Vec<Notification>) -> Option<Package> {
    if !is_package(folder) {
        return None;
    }
    let file = folder.join(PACKAGE_FILE);
    let package = match fs::read(&file) {
        Ok(bytes) => parse(&bytes),
        Err(why) => Err(format!("it cannot be read: {why}")),
    };
    Some(package.unwrap_or_else(|why| {
        let kind = NotificationKind::Configuration;
        remarks.push(Notification::new(kind, file, why));
        Package::default()
    }))
}

fn parse(bytes: &[u8]) -> Result<Package, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // The parser's own message may quote the file.
    serde_json::from_slice(bytes).map_err(|why| {
        let (line, column) = (why.line(), why.column());
        format!("it is no valid package.json (line {line}, column {column}), so its dependencies are not known")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_both_lists_count() {
        let package = parse(br#"{"dependencies":{"a":"1"},"devDependencies":{"b":{}}}"#);
        let package = package.expect("valid");
        assert!(package.depends_on("a") && package.depends_on("b") && !package.depends_on("c"));
        let package = parse(b"\xef\xbb\xbf{\"dependencies\":null}").expect("valid");
        assert!(!package.depends_on("a"));
    }

    #[test]
    fn a_script_tells_what_a_command_is_given() {
        let package =
            br#"{"scripts":{"a":"x && vitepress build \"docs\" && y","b":"vitepress build --x"}}"#;
        let package = parse(package).expect("valid");
        assert_eq!(package.operands("vitepress build "), ["docs"]);
    }

    #[test]
    fn a_message_names_the_place_and_quotes_nothing() {
        let message = parse(b"{\"dependencies\":\n\"skSECRET\"}").expect_err("no object");
        assert!(message.contains("line 2") && !message.contains("skSECRET"));
    }
}

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
struct Package {
    #[serde(default)]
    dependencies: Dependencies,
    #[serde(default, rename = "devDependencies")]
    dev_dependencies: Dependencies,
}

/// Only the names matter, and a `null` is as good as none.
type Dependencies = Option<serde_json::Map<String, serde_json::Value>>;

/// Whether `folder` has a `package.json`, even one that cannot be understood.
pub(super) fn is_package(folder: &Path) -> bool {
    folder.join(PACKAGE_FILE).is_file()
}

/// The framework that builds `folder`, by its dependencies, or else by its configuration files.
pub(super) fn framework(
    folder: &Path,
    remarks: &mut Vec<Notification>,
) -> Option<&'static Framework> {
    let package = read(folder, remarks)?;
    let depends = |row: &&Framework| row.packages.iter().any(|it| package.depends_on(it));
    let is_configured = |row: &&Framework| config_file(folder, row).is_some();
    let mut rows = FRAMEWORKS.iter();
    rows.find(depends)
        .or_else(|| FRAMEWORKS.iter().find(is_configured))
}

/// The name of the configuration file that the framework finds first in `folder`.
pub(super) fn config_file(folder: &Path, framework: &Framework) -> Option<&'static str> {
    let mut names = framework.config_files.iter().copied();
    names.find(|name| folder.join(name).is_file())
}

impl Package {
    fn depends_on(&self, name: &str) -> bool {
        let lists = [&self.dependencies, &self.dev_dependencies];
        lists.into_iter().flatten().any(|it| it.contains_key(name))
    }
}

/// The package of `folder`, without content where it cannot be understood.
fn read(folder: &Path, remarks: &mut Vec<Notification>) -> Option<Package> {
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
    fn a_message_names_the_place_and_quotes_nothing() {
        let message = parse(b"{\"dependencies\":\n\"skSECRET\"}").expect_err("no object");
        assert!(message.contains("line 2") && !message.contains("skSECRET"));
    }
}

//! Writes the rule files down as JSON, which the program reads in a fraction of the time.

use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};
use toml::Table;

/// Rules of files that leak by being served, which are written in another syntax.
const FILES: &str = "files.toml";

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let root = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let (files, rules): (Vec<_>, Vec<_>) = tables(&Path::new(&root).join("rules"))
        .into_iter()
        .partition(|(name, _)| name == FILES);
    let rules = json(&rules);
    write("rules.json", rules.as_bytes());
    write("rules.sha256", &Sha256::digest(&rules));
    write("files.json", json(&files).as_bytes());
}

/// Name and content of each rule file, in order.
fn tables(folder: &Path) -> Vec<(String, Table)> {
    let entries = fs::read_dir(folder).expect("rules/ can be listed");
    let paths = entries.map(|entry| entry.expect("rules/ can be listed").path());
    let is_toml = |path: &PathBuf| path.extension().is_some_and(|it| it == "toml");
    let mut tables: Vec<_> = paths.filter(is_toml).map(|path| table(&path)).collect();
    tables.sort_by(|(first, _), (second, _)| first.cmp(second));
    tables
}

fn table(path: &Path) -> (String, Table) {
    let name = path.file_name().expect("a file has a name").display();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("rules/{name}: {error}"));
    let table = toml::from_str(&text).unwrap_or_else(|error| panic!("rules/{name}: {error}"));
    (name.to_string(), table)
}

fn json(tables: &[(String, Table)]) -> String {
    serde_json::to_string(tables).expect("TOML fits into JSON")
}

fn write(name: &str, content: &[u8]) {
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join(name), content).expect("OUT_DIR can be written");
}

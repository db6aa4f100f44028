//! Lists the rule files, so that a new one needs no second place to be named in.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Rules of files that leak by being served, which are written in another syntax.
const FILES: &str = "files.toml";

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let root = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    let mut files: Vec<PathBuf> = fs::read_dir(Path::new(&root).join("rules"))
        .expect("rules/ can be listed")
        .map(|entry| entry.expect("rules/ can be listed").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .filter(|path| path.file_name().is_some_and(|name| name != FILES))
        .collect();
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.file_name().expect("a file has a name").display();
        // Found anew at each compilation, so that checkouts may share a target folder.
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/rules/{name}\")");
        writeln!(table, "    (\"{name}\", include_str!({path})),").expect("memory can be written");
    }
    table += "]\n";
    fs::write(Path::new(&out).join("rules.rs"), table).expect("OUT_DIR can be written");
}

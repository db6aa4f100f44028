//! Holds what is read of `.env` files against what the real loaders read: see `tests/real/loaders.mjs`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use serde::Deserialize;

use super::dotenv::{Assignment, distinct, parse};
use super::env::{loaded, loaded_one_by_one};
use super::expand::{Reach, expand};
use super::node_env;

type Values = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Case {
    files: Values,
    dotenv: Values,
    /// Nothing where a loader came to no end.
    expand: Option<Values>,
    vite: Option<Values>,
    /// What Node's `parseEnv` reads.
    node: Values,
    vite8: Option<Values>,
    next: Option<Values>,
}

fn values(set: impl IntoIterator<Item = Assignment>) -> Values {
    set.into_iter().map(|it| (it.name, it.value)).collect()
}

fn of_files(set: Vec<(PathBuf, Assignment)>) -> Values {
    values(set.into_iter().map(|(_, it)| it))
}

impl Case {
    /// Each loader that reads it otherwise, and what is read here.
    fn differences(&self) -> Vec<(&'static str, Values)> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in &self.files {
            fs::write(folder.path().join(path), text).unwrap();
        }
        let plain = parse(self.files[".env"].as_bytes());
        let mut expanded = distinct(plain.clone());
        expand(&mut expanded, Reach::Before);
        let next = of_files(loaded_one_by_one(folder.path()));
        let read = [
            ("dotenv", values(plain), Some(&self.dotenv)),
            ("dotenv-expand", values(expanded), self.expand.as_ref()),
            (
                "Vite",
                of_files(loaded(folder.path(), Reach::All, parse)),
                self.vite.as_ref(),
            ),
            (
                "Node",
                values(node_env::parse(self.files[".env"].as_bytes())),
                Some(&self.node),
            ),
            (
                "Vite 8",
                of_files(loaded(folder.path(), Reach::All, node_env::parse)),
                self.vite8.as_ref(),
            ),
            ("Next.js", next, self.next.as_ref()),
        ];
        read.into_iter()
            .filter(|(_, own, theirs)| theirs.is_some_and(|it| it != own))
            .map(|(loader, own, _)| (loader, own))
            .collect()
    }
}

#[test]
#[ignore = "needs what Node has read"]
fn every_file_is_read_as_the_loaders_read_it() {
    let path = env::var_os("SPILLCHECK_LOADERS").expect("a file that loaders.mjs has written");
    let cases: Vec<Case> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert!(cases.len() >= 2000, "only {} files", cases.len());
    let mut different: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in &cases {
        for (loader, own) in case.differences() {
            let text = format!(
                "{:?}: read {own:?}, not {:?}",
                case.files,
                case.theirs(loader)
            );
            different.entry(loader).or_default().push(text);
        }
    }
    let counts: Vec<_> = different.iter().map(|(it, all)| (it, all.len())).collect();
    let first: Vec<_> = different.values().map(|it| &it[0]).collect();
    assert!(
        counts.is_empty(),
        "of {} files {counts:?}: {first:#?}",
        cases.len()
    );
}

impl Case {
    fn theirs(&self, loader: &str) -> Option<&Values> {
        match loader {
            "dotenv" => Some(&self.dotenv),
            "dotenv-expand" => self.expand.as_ref(),
            "Vite" => self.vite.as_ref(),
            "Node" => Some(&self.node),
            "Vite 8" => self.vite8.as_ref(),
            _ => self.next.as_ref(),
        }
    }
}

//! Secrets of every rule, the weak ones too: whatever the command finds, it tells nobody.

use std::collections::{BTreeSet, HashSet};
use std::fs;

use serde_json::Value;
use spillcheck::rule::RuleSet;
use spillcheck::rule::template::fill;

use crate::minted::Folder;

/// A piece this long is as bad as the whole.
const PIECE: usize = 12;

/// From this length on both ends are shown, of this many characters.
const LONG: usize = 32;
const SHOWN: usize = 4;

/// Nobody guesses it, and it is in no text of ours.
const WEAK: [(&str, &str); 3] = [
    ("ADMIN_PASSWORD", "kV7pX2qLw9zR"),
    ("DEPLOY_SECRET", "bN4mZ8tYc3Hd"),
    (
        "DATABASE_URL",
        "postgres://me:tQ6wRx1vJp@db.example.com/site",
    ),
];

/// A project with values of every rule in what it ships.
fn project() -> Folder {
    let folder = Folder::new();
    folder.write("package.json", r#"{"dependencies":{"gatsby":"5"}}"#);
    let rules = RuleSet::builtin().unwrap();
    for (index, rule) in rules.rules().iter().enumerate() {
        let examples = rule.examples().iter().take(1);
        let text: Vec<String> = examples.map(|it| fill(it, 7).unwrap() + "\n").collect();
        folder.write(format!("public/{index}.js"), text.concat());
    }
    let variables = WEAK.map(|(name, value)| format!("{name}={value}\n"));
    folder.write(".env", variables.concat());
    for (name, value) in WEAK {
        folder.write(
            format!("public/{name}.js"),
            format!("const a={{password:\"{value}\",{name}:'{value}'}}"),
        );
    }
    folder
}

/// What is found there, as `--reveal` tells it to a file.
fn values(folder: &Folder) -> BTreeSet<String> {
    folder.written(&["--reveal", "--format=json=revealed.json"]);
    let path = folder.path("revealed.json");
    let report: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    fs::remove_file(path).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let values = findings.flat_map(|finding| {
        let parts = finding["parts"].as_array().into_iter().flatten();
        let parts = parts.map(|it| it["value"].clone());
        parts
            .chain([finding["secret"]["value"].clone()])
            .collect::<Vec<_>>()
    });
    values
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

/// The values that a text tells a piece of, other than their shown ends.
fn told<'a>(values: &'a BTreeSet<String>, text: &[u8]) -> Vec<&'a str> {
    let pieces: HashSet<&[u8]> = text.windows(PIECE).collect();
    let text = String::from_utf8_lossy(text);
    let tells = |value: &&str| match value.as_bytes() {
        long if value.chars().count() >= LONG => {
            let inner = &long[SHOWN..long.len() - SHOWN];
            // What has no digit is a host or a path, which its rule names too.
            let is_secret = |piece: &&[u8]| piece.iter().any(u8::is_ascii_digit);
            let mut inner = inner.windows(PIECE).filter(is_secret);
            inner.any(|piece| pieces.contains(piece))
        }
        _ => text.contains(*value),
    };
    values.iter().map(String::as_str).filter(tells).collect()
}

#[test]
fn no_command_tells_a_value_of_any_rule() {
    let folder = project();
    let values = values(&folder);
    assert!(values.len() > 150, "{}", values.len());
    for (_, value) in WEAK {
        assert!(values.iter().any(|it| value.contains(&**it)), "{value}");
    }
    let mut written = vec![("a scan", folder.written_by_scans(&[]))];
    for args in [
        &["baseline", "write", "--reason", "known"][..],
        &["baseline", "diff"],
        &["baseline", "show"],
        &["selftest", "-vvv"],
        &["config", "-vvv"],
        &["init", "--dry-run"],
        &["baseline", "prune"],
    ] {
        written.push((args[0], folder.written(args)));
        if args == ["baseline", "write", "--reason", "known"] {
            let file = fs::read(folder.path("spillcheck-baseline.toml")).unwrap();
            written.push(("the baseline", file));
        }
    }
    for (what, text) in written {
        assert_eq!(told(&values, &text), Vec::<&str>::new(), "{what}");
    }
}

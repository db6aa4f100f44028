//! Secrets that stand in the files which commands read beside what they scan: settings, acceptances,
//! a `package.json`, a hook.

use std::fs;

use crate::minted::{Folder, Minted};

const CONFIG: &str = "spillcheck.toml";
const BASELINE: &str = "spillcheck-baseline.toml";

/// A built site.
fn site() -> Folder {
    let folder = Folder::new();
    folder.write("package.json", r#"{"dependencies":{"gatsby":"5"}}"#);
    folder.write("public/app.js", "x");
    folder
}

#[test]
fn no_setting_is_told() {
    let minted = Minted::of_every_kind();
    for token in &minted.tokens {
        let folder = site();
        for text in [
            format!("{token} = 1"),
            format!("fail-on = \"{token}\""),
            format!("format = \"{token}\""),
            format!("format = [\"json={token}/a\"]"),
            format!("extends = \"{token}.toml\""),
            format!("rules = \"{token}.toml\""),
            format!("env-file = [\"{token}\"]"),
            format!("env = [\"{token}\"]"),
            format!("paths = [\"{token}\"]"),
            format!("baseline = \"{token}\""),
            format!("secret-names = [\"{token}\"]"),
            format!("public-names = [\"{token}\", 1]"),
            format!(
                "[[override]]\nrules = [\"{token}\"]\nseverity = \"off\"\nreason = \"{token}\""
            ),
            format!("[[override]]\npaths = [\"{token}[\"]\nseverity = \"low\""),
            format!("[[override]]\nseverity = \"{token}\""),
            format!("[{token}"),
            format!("a = \"{token}"),
        ] {
            folder.write(CONFIG, &text);
            for args in [
                &["config", "-vvv"][..],
                &["-vvv"],
                &["rules", "list"],
                &["init", "--dry-run"],
            ] {
                minted.are_kept_by(&folder.written(args), args[0]);
            }
        }
    }
}

#[test]
fn no_acceptance_is_told() {
    let minted = Minted::of_every_kind();
    for token in &minted.tokens {
        let folder = site();
        let leak = format!("createClient({{token:\"{token}\"}})");
        folder.write("public/app.js", &leak);
        let all = folder.written(&["baseline", "write", "--reason", token]);
        minted.are_kept_by(&all, "baseline write");
        for args in [
            &["baseline", "show"][..],
            &["baseline", "diff"],
            &["-vvv"],
            &["accept", token, "--reason", "x"],
            &[
                "accept",
                "0123456789",
                "--reason",
                token,
                "--expires",
                token,
            ],
        ] {
            minted.are_kept_by(&folder.written(args), args[0]);
        }
        minted.are_kept_by(&folder.written_by_scans(&[]), "a scan");
        let good = fs::read_to_string(folder.path(BASELINE)).unwrap();
        for (from, to) in [
            ("rule = \"", format!("rule = \"{token}")),
            ("severity = \"", format!("severity = \"{token}")),
            ("fingerprint = \"", format!("fingerprint = \"{token}")),
            ("version = 1", format!("version = \"{token}\"")),
            ("[[", format!("{token} = 1\n[[")),
            ("[[", format!("[\"{token}")),
        ] {
            folder.write(BASELINE, good.replacen(from, &to, 1));
            for args in [&["baseline", "show"][..], &["baseline", "prune"], &["-vvv"]] {
                minted.are_kept_by(&folder.written(args), "a corrupt baseline");
            }
        }
    }
}

/// A reason is what whoever accepts something writes, so it stays in the file; a value never gets there.
#[test]
fn no_value_gets_into_the_file_of_acceptances() {
    let minted = Minted::of_every_length();
    let folder = site();
    for (index, token) in minted.tokens.iter().enumerate() {
        let leak = format!("createClient({{token:\"{token}\"}})");
        folder.write(format!("public/{index}.js"), leak);
    }
    minted.are_kept_by(&folder.written(&["baseline", "write"]), "baseline write");
    let file = fs::read(folder.path(BASELINE)).unwrap();
    assert!(file.len() > 10_000, "{}", file.len());
    minted.are_kept_by(&file, "the baseline");
}

#[test]
fn no_file_that_init_would_change_is_told() {
    let minted = Minted::of_every_kind();
    for token in minted.tokens.iter().map(String::as_str).chain(["hunter2"]) {
        for (name, text) in [
            (
                "package.json",
                format!("{{\"scripts\":{{\"build\":\"T={token} gatsby build\"}}}}"),
            ),
            (
                "package.json",
                format!(
                    "{{\n  \"scripts\": {{\n    \"build\": \"a\",\n    \"postbuild\": \"curl -u me:{token} x\"\n  }}\n}}\n"
                ),
            ),
            (
                "package.json",
                format!("{{\"simple-git-hooks\":{{\"pre-commit\":\"T={token} x\"}}}}"),
            ),
            ("package.json", format!("\"{token}\"")),
            (".husky/pre-commit", format!("T={token} x\n")),
            ("lefthook.yml", format!("x: {token}")),
            (
                ".pre-commit-config.yaml",
                format!("repos:\n- repo: {token}"),
            ),
            (".git/hooks/pre-commit", format!("T={token} x")),
            (".github/workflows/a.yml", format!("x: {token}")),
            (".gitlab-ci.yml", format!("x: {token}")),
        ] {
            let folder = Folder::new();
            folder.write(name, &text);
            for flag in ["--dry-run", "--yes", "--dry-run"] {
                let written = folder.written(&["init", flag]);
                let told = String::from_utf8_lossy(&written);
                assert!(!told.contains("hunter2"), "{name}: {told}");
                minted.are_kept_by(&written, name);
            }
        }
    }
}

//! Shapes of a repository: submodules, merges, worktrees, and the index of a commit.

use std::fs;

use crate::common;
use crate::repo::{Done, Repo, isolate, line, token};

#[test]
fn a_submodule_is_a_remark() {
    let other = Repo::new();
    let repo = Repo::new();
    let url = other.path("").display().to_string();
    repo.git([
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        &url,
        "module",
    ]);
    repo.stage("a.js", line(&token(1)));
    let done = repo.staged();
    done.ends(1, &["high source a.js:1:14"]);
    assert_eq!(done.notes(), ["submodule module"]);
}

#[test]
fn in_a_merge_what_the_other_branch_brings_is_checked() {
    let repo = Repo::new();
    repo.write("a.js", "one\n");
    repo.commit();
    repo.git(["switch", "--quiet", "--create", "topic"]);
    repo.write("a.js", "topic\n");
    repo.write("b.js", line(&token(1)));
    repo.commit();
    repo.git(["switch", "--quiet", "main"]);
    repo.write("a.js", "main\n");
    repo.commit();
    assert!(!repo.try_git(["merge", "--quiet", "topic"]).status.success());
    let torn = repo.staged();
    torn.ends(1, &["high source b.js:1:14"]);
    assert_eq!(torn.notes(), ["unreadable a.js"]);
    repo.stage("a.js", "both\n");
    let whole = repo.staged();
    whole.ends(1, &["high source b.js:1:14"]);
    assert!(whole.notes().is_empty());
}

#[test]
fn another_worktree_has_its_own_index() {
    let repo = Repo::new();
    repo.stage("a.js", line(&token(1)));
    let tree = tempfile::tempdir().unwrap();
    let path = tree.path().join("tree").display().to_string();
    repo.git(["worktree", "add", "--quiet", &path, "-b", "topic"]);
    let here = |args: &[&str]| {
        let mut command = repo.command(args);
        Done::from(command.current_dir(&path).output().unwrap())
    };
    here(&["--staged", "--format", "json"]).ends(0, &[]);
    fs::write(tree.path().join("tree/b.js"), line(&token(2))).unwrap();
    let mut add = common::clean("git");
    assert!(
        isolate(&mut add)
            .args(["add", "b.js"])
            .current_dir(&path)
            .status()
            .unwrap()
            .success()
    );
    here(&["--staged", "--format", "json"]).ends(1, &["high source b.js:1:14"]);
}

/// Runs the command as the hook of a commit, whose report is then what git printed.
fn commit_with_hook(repo: &Repo, args: &[&str]) -> (bool, String) {
    let binary = assert_cmd::cargo::cargo_bin!("spillcheck");
    let hook = format!("#!/bin/sh\nexec '{}' --staged\n", binary.display());
    repo.write(".git/hooks/pre-commit", hook);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(repo.path(".git/hooks/pre-commit"), mode).unwrap();
    }
    let output = repo.try_git([&["commit", "--message", "Change"], args].concat());
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn a_hook_sees_the_index_that_the_commit_takes() {
    let repo = Repo::new();
    repo.write("a.js", "1\n");
    repo.write("b.js", "1\n");
    repo.commit();
    repo.write("a.js", line(&token(1)));
    repo.write("b.js", "2\n");
    // Of these each has an index of its own, which is not the repository's.
    let (passed, said) = commit_with_hook(&repo, &["--all"]);
    assert!(!passed && said.contains("a.js:1:14"), "{said}");
    let (passed, said) = commit_with_hook(&repo, &["a.js"]);
    assert!(!passed && said.contains("a.js:1:14"), "{said}");
    let (passed, said) = commit_with_hook(&repo, &["b.js"]);
    assert!(passed, "{said}");
    let (passed, said) = commit_with_hook(&repo, &["--allow-empty"]);
    assert!(passed && said.contains("Nothing is staged"), "{said}");
}

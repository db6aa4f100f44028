//! What keeps git from telling is an error, never a clean run.

use crate::repo::{Done, Repo, token};

#[track_caller]
fn refuses(done: &Done, because: &str) {
    assert_eq!((done.code, done.stdout.as_str()), (Some(2), ""), "{done:?}");
    assert!(done.stderr.starts_with("spillcheck: error: "), "{done:?}");
    assert!(done.stderr.contains(because), "{done:?}");
}

#[test]
fn outside_a_repository_nothing_can_be_staged() {
    let folder = tempfile::tempdir().unwrap();
    let repo = Repo::new();
    for args in [["--staged"].as_slice(), &["--since", "main"]] {
        let mut command = repo.command(args);
        refuses(
            &command.current_dir(&folder).output().unwrap().into(),
            "is in no git repository",
        );
        // A folder of that name makes no repository.
        let odd = tempfile::tempdir().unwrap();
        std::fs::create_dir(odd.path().join(".git")).unwrap();
        refuses(
            &command.current_dir(&odd).output().unwrap().into(),
            "is in no git repository",
        );
    }
}

#[test]
fn a_repository_that_git_does_not_trust_is_told_as_that() {
    let repo = Repo::new();
    let mut command = repo.command(&["--staged"]);
    // What git's own tests have it believe.
    command.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    let done = command.output().unwrap().into();
    refuses(&done, "dubious ownership");
    refuses(&done, "safe.directory");
}

#[test]
fn without_git_nothing_can_be_told() {
    let repo = Repo::new();
    let mut command = repo.command(&["--staged"]);
    refuses(
        &command.env("PATH", "").output().unwrap().into(),
        "cannot run git",
    );
}

#[test]
fn a_start_that_is_none_is_named() {
    let repo = Repo::new();
    refuses(
        &repo.run(&["--since", "no-such-branch"]),
        "what changed since `no-such-branch`",
    );
    refuses(&repo.run(&["--since="]), "no branch, tag or commit");
    refuses(
        &repo.run(&["--since=--output=x"]),
        "no branch, tag or commit",
    );
    let done = repo.run(&["--since", &token(1)]);
    refuses(&done, "what changed since");
    assert!(!done.stderr.contains(&token(1)[4..20]));
}

#[test]
fn histories_without_a_common_commit_are_told() {
    let repo = Repo::new();
    repo.git(["switch", "--quiet", "--orphan", "other"]);
    repo.write("a.js", "1\n");
    repo.commit();
    refuses(&repo.run(&["--since", "main"]), "git fetch --unshallow");
}

#[test]
fn staged_and_since_are_two_questions() {
    let done = Repo::new().run(&["--staged", "--since", "HEAD"]);
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("cannot be used with"), "{done:?}");
}

#[test]
fn a_broken_repository_is_an_error() {
    let repo = Repo::new();
    repo.stage("a.js", "1\n");
    let id = repo.git(["rev-parse", ":a.js"]);
    let (folder, file) = id.trim().split_at(2);
    std::fs::remove_file(repo.path(format!(".git/objects/{folder}/{file}"))).unwrap();
    let done = repo.staged();
    done.ends(2, &[]);
    assert_eq!(done.notes(), ["unreadable a.js"]);
}

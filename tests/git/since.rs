//! What a branch has committed.

use crate::repo::{Repo, line, token};

fn since(repo: &Repo, start: &str) -> crate::repo::Done {
    repo.run(&["--since", start, "--format", "json"])
}

#[test]
fn what_the_branch_added_is_told_and_what_others_did_is_not() {
    let repo = Repo::new();
    repo.write("old.js", line(&token(1)));
    repo.commit();
    repo.git(["switch", "--quiet", "--create", "topic"]);
    repo.write("a.js", line(&token(2)));
    repo.write("old.js", format!("// Moved\n{}", line(&token(1))));
    repo.commit();
    repo.git(["switch", "--quiet", "main"]);
    repo.write("b.js", line(&token(3)));
    repo.commit();
    repo.git(["switch", "--quiet", "topic"]);
    since(&repo, "main").ends(1, &["high source a.js:1:14"]);
    since(&repo, "HEAD~1").ends(1, &["high source a.js:1:14"]);
    since(&repo, "HEAD").ends(0, &[]);
}

#[test]
fn neither_the_index_nor_the_disk_matters() {
    let repo = Repo::new();
    repo.write("a.js", line(&token(1)));
    repo.commit();
    repo.stage("a.js", "1\n");
    repo.stage("b.js", line(&token(2)));
    since(&repo, "HEAD~1").ends(1, &["high source a.js:1:14"]);
}

#[test]
fn no_change_is_clean_and_said_so() {
    let done = Repo::new().run(&["--since", "HEAD"]);
    assert_eq!(done.code, Some(0));
    assert_eq!(done.stdout, "Nothing changed that could hold a secret\n");
}

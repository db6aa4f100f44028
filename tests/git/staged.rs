//! The index, and never the disk.

use std::fs;

use crate::repo::{Done, Repo, line, token};

const GATSBY: &str = r#"{"dependencies":{"gatsby":"5"}}"#;

#[test]
fn a_staged_token_blocks_as_one_in_a_source() {
    let repo = Repo::new();
    repo.stage("src/a.js", line(&token(1)));
    repo.staged().ends(1, &["high source src/a.js:1:14"]);
}

#[test]
fn a_blocked_commit_is_told_what_to_do_in_five_lines() {
    let repo = Repo::new();
    repo.stage("src/a.js", line(&token(1)));
    let done = repo.run(&["--staged"]);
    let next = done.stdout.split("Next: ").nth(1).unwrap();
    assert_eq!(next.lines().count(), 5, "{next}");
    assert!(next.contains("spillcheck accept ") && next.contains("--no-verify"));
    assert!(
        done.stdout.contains("in 1 staged file ("),
        "{}",
        done.stdout
    );
    assert!(!done.stdout.contains(&token(1)[4..20]));
}

#[test]
fn of_a_file_staged_in_part_only_the_staged_half_counts() {
    let repo = Repo::new();
    repo.stage("a.js", line(&token(1)));
    repo.write("a.js", "const key = process.env.KEY\n");
    repo.staged().ends(1, &["high source a.js:1:14"]);

    let repo = Repo::new();
    repo.stage("a.js", "const key = process.env.KEY\n");
    repo.write("a.js", line(&token(1)));
    repo.staged().ends(0, &[]);
}

#[test]
fn what_is_not_staged_or_not_there_any_more_makes_no_difference() {
    let repo = Repo::new();
    repo.write("untracked.js", line(&token(1)));
    repo.git(["add", "--intent-to-add", "untracked.js"]);
    repo.staged().ends(0, &[]);
    repo.stage("a.js", line(&token(2)));
    fs::remove_file(repo.path("a.js")).unwrap();
    repo.staged().ends(1, &["high source a.js:1:14"]);
}

#[test]
fn only_added_lines_are_news() {
    let repo = Repo::new();
    let old = line(&token(1));
    repo.write("a.js", &old);
    repo.commit();
    repo.stage("a.js", format!("// Moved\n\n{old}"));
    repo.staged().ends(0, &[]);
    let both = format!("{}// Moved\n{old}", line(&token(2)));
    repo.stage("a.js", both);
    repo.staged().ends(1, &["high source a.js:1:14"]);
}

#[test]
fn a_token_that_is_known_is_news_where_it_was_not() {
    let repo = Repo::new();
    let old = line(&token(1));
    repo.write("a.js", &old);
    repo.commit();
    repo.stage("a.js", format!("{old}{}", old.replace("key", "copy")));
    repo.stage("b.js", &old);
    repo.staged()
        .ends(1, &["high source a.js:2:15", "high source b.js:1:14"]);
}

#[test]
fn a_value_of_several_lines_is_news_where_one_of_them_is() {
    let key = |seed| {
        let body = spillcheck::rule::template::fill("{base64:64}\n{base64:64}", seed).unwrap();
        format!(
            "-----BEGIN {0}-----\n{body}\n-----END {0}-----\n",
            "PRIVATE KEY"
        )
    };
    let repo = Repo::new();
    repo.write("key.txt", key(1));
    repo.commit();
    repo.stage("key.txt", key(1) + "More\n");
    repo.staged().ends(0, &[]);
    repo.stage("key.txt", key(2));
    assert_eq!(repo.staged().code, Some(1));
}

#[test]
fn a_renamed_file_is_news_where_it_was_edited() {
    let repo = Repo::new();
    let text = "Lines enough\nto be told\nfor the same\nfile again\n".repeat(4);
    repo.write("old.js", format!("{text}{}", line(&token(1))));
    repo.commit();
    repo.git(["mv", "old.js", "new.js"]);
    repo.staged().ends(0, &[]);
    repo.stage(
        "new.js",
        format!("{text}{}{}", line(&token(1)), line(&token(2))),
    );
    repo.staged().ends(1, &["high source new.js:18:14"]);
}

#[test]
fn a_name_of_a_file_is_news_once() {
    let repo = Repo::new();
    let name = format!("{}.js", token(1));
    repo.stage(&name, "1\n");
    assert_eq!(repo.staged().code, Some(1));
    repo.commit();
    repo.stage(&name, "2\n");
    repo.staged().ends(0, &[]);
}

#[test]
fn a_deletion_brings_nothing() {
    let repo = Repo::new();
    repo.write("a.js", line(&token(1)));
    repo.commit();
    repo.git(["rm", "--quiet", "a.js"]);
    let done = repo.staged();
    done.ends(0, &[]);
    assert_eq!(done.files(), 0);
}

#[test]
fn nothing_staged_is_clean_and_said_so() {
    let done = Repo::new().run(&["--staged"]);
    assert_eq!(done.code, Some(0));
    assert_eq!(done.stdout, "Nothing is staged that could hold a secret\n");
    assert_eq!(done.stderr, "");
}

#[test]
fn an_empty_file_may_be_committed() {
    let repo = Repo::new();
    repo.stage(".gitkeep", "");
    repo.staged().ends(0, &[]);
}

#[test]
fn the_first_commit_is_checked() {
    let repo = Repo::empty();
    repo.stage("a.js", line(&token(1)));
    repo.staged().ends(1, &["high source a.js:1:14"]);
}

#[test]
fn every_folder_of_the_repository_is_checked_from_any_of_them() {
    let repo = Repo::new();
    repo.stage("app/a.js", line(&token(1)));
    repo.stage("lib/b.js", line(&token(2)));
    let mut command = repo.command(&["--staged", "--format", "json"]);
    command.current_dir(repo.path("app"));
    let other = format!("high source {}:1:14", repo.path("lib/b.js").display());
    let done = Done::from(command.output().unwrap());
    done.ends(1, &["high source a.js:1:14", &other]);
}

#[test]
fn paths_narrow_what_is_checked() {
    let repo = Repo::new();
    repo.stage("app/a.js", line(&token(1)));
    repo.stage("lib/b.js", line(&token(2)));
    let of = |args: &[&str]| repo.run(&[&["--staged", "--format", "json"], args].concat());
    of(&["lib"]).ends(1, &["high source lib/b.js:1:14"]);
    of(&["app/a.js", "lib/b.js"]).ends(
        1,
        &["high source app/a.js:1:14", "high source lib/b.js:1:14"],
    );
    repo.write("docs/a.md", "1");
    of(&["docs"]).ends(0, &[]);
    let typo = of(&["ap"]);
    typo.ends(2, &[]);
    assert_eq!(typo.notes(), ["not-found ap"]);
}

#[test]
fn a_committed_output_is_judged_as_what_it_is() {
    let repo = Repo::new();
    repo.write("package.json", GATSBY);
    repo.write("public/app.js", line(&token(1)));
    repo.commit();
    repo.stage(
        "public/app.js",
        format!("// Built again\n{}", line(&token(1))),
    );
    repo.staged()
        .ends(1, &["critical client public/app.js:2:14"]);
    // What only a server reads is in the repository all the same.
    repo.stage(".cache/a.js", line(&token(2)));
    repo.stage("src/server/a.js", line(&token(3)));
    assert_eq!(
        repo.staged().found(),
        [
            "critical client public/app.js:2:14",
            "high source .cache/a.js:1:14",
            "high source src/server/a.js:1:14",
        ]
    );
}

#[test]
fn a_committed_file_that_leaks_by_being_served_is_told() {
    let repo = Repo::new();
    repo.write("package.json", GATSBY);
    repo.stage("public/.env", "ACME_API_SECRET=hunter2hunter2\n");
    let found = repo.staged().found();
    assert!(
        found.contains(&"high client public/.env:1:1".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_public_prefix_on_a_secret_s_name_is_told_in_a_source() {
    let repo = Repo::new();
    repo.write("package.json", GATSBY);
    repo.stage(
        "src/a.js",
        "a(process.env.GATSBY_SANITY_WRITE_TOKEN, process.env.SANITY_TOKEN)\n",
    );
    let found = repo.staged();
    assert_eq!(found.code, Some(1));
    assert_eq!(found.found().len(), 1, "{:?}", found.found());
    assert!(found.found()[0].starts_with("medium source"));
}

#[cfg(unix)]
#[test]
fn a_link_is_read_as_what_git_keeps_of_it() {
    let repo = Repo::new();
    repo.write("secret.txt", line(&token(1)));
    std::os::unix::fs::symlink("secret.txt", repo.path("link")).unwrap();
    std::os::unix::fs::symlink(token(2), repo.path("telling")).unwrap();
    repo.git(["add", "link", "telling"]);
    repo.staged().ends(1, &["high source telling:1:1"]);
}

#[test]
fn names_of_any_bytes_are_told() {
    let repo = Repo::new();
    let name = ":100644 a\tb\"ö\\ 日本.js";
    repo.write(name, line(&token(1)));
    repo.git(["add", "--all"]);
    repo.staged()
        .ends(1, &[&format!("high source {name}:1:14")]);
}

#[test]
fn what_the_user_set_for_diffs_does_not_matter() {
    let repo = Repo::new();
    repo.write(".gitattributes", "*.js -diff\n");
    repo.write("app/old.js", "1\n");
    repo.commit();
    for setting in [
        "diff.relative=true",
        "diff.noprefix=true",
        "diff.renames=false",
        "diff.external=false",
        "core.quotePath=false",
        "color.ui=always",
        "core.abbrev=4",
        "diff.ignoreSubmodules=all",
    ] {
        let (key, value) = setting.split_once('=').unwrap();
        repo.git(["config", key, value]);
    }
    repo.stage("a.js", line(&token(1)));
    repo.stage("app/old.js", format!("1\n{}", line(&token(2))));
    let mut command = repo.command(&["--staged", "--format", "json", "--threads", "2"]);
    command.current_dir(repo.path("app"));
    let done = Done::from(command.output().unwrap());
    let top = format!("high source {}:1:14", repo.path("a.js").display());
    done.ends(1, &[&top, "high source old.js:2:14"]);
}

#[test]
fn large_and_many_blobs_are_streamed() {
    let repo = Repo::new();
    let mut large = vec![b'.'; 17 << 20];
    large.push(b'\n');
    large.extend(line(&token(1)).bytes());
    repo.write("large.txt", &large);
    for number in 0..300 {
        repo.write(format!("many/{number}.js"), format!("n = {number}\n"));
    }
    repo.git(["add", "--all"]);
    let done = repo.staged();
    done.ends(1, &["high source large.txt:2:14"]);
    assert_eq!(done.files(), 301);
}

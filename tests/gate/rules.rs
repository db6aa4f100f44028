//! `rules` and `explain`.

use crate::tree::Tree;

const RULES: &str = r#"
provider = "acme"
title = "Acme"
source = "https://acme.example/tokens"
fix = "Revoke it."

[[rule]]
id = "acme-token"
title = "Acme token"
role = "write"
confidence = "high"
evidence = "documented"
since = "1.0.0"
starts_with = ["acme_"]
regex = 'acme_[A-Za-z0-9]{32}'
examples = ["acme_{alnum:32}"]
negatives = ["acme_{alnum:20}"]
"#;

#[test]
fn every_rule_that_is_listed_can_be_shown_and_explained() {
    let tree = Tree::new();
    let list = tree.run(&["rules", "list"]);
    assert_eq!(list.code, Some(0));
    assert!(list.stdout.lines().count() > 2, "{}", list.stdout);
    for line in list.stdout.lines() {
        let id = line.split_whitespace().next().unwrap();
        for args in [["rules", "show", id].as_slice(), &["explain", id]] {
            let shown = tree.run(args);
            assert_eq!(shown.code, Some(0), "{id}");
            assert!(shown.stdout.starts_with(id), "{}", shown.stdout);
        }
    }
}

#[test]
fn a_rule_that_is_nearly_right_is_suggested() {
    let done = Tree::new().run(&["explain", "sanity-api-tokne"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""));
    let wanted = "did you mean 'sanity-api-token'?";
    assert!(done.stderr.contains(wanted), "{}", done.stderr);
    let done = Tree::new().run(&["explain", "zzz"]);
    assert!(done.stderr.contains("rules list"), "{}", done.stderr);
}

#[test]
fn rules_of_one_s_own_can_be_proven() {
    let tree = Tree::new();
    tree.write("acme.toml", RULES);
    let done = tree.run(&["rules", "check", "acme.toml"]);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("1 rule checked"), "{}", done.stdout);
}

#[test]
fn an_example_that_is_not_found_is_a_finding() {
    let tree = Tree::new();
    tree.write("acme.toml", RULES.replace("{alnum:32}\"", "{alnum:31}\""));
    let done = tree.run(&["rules", "check", "acme.toml"]);
    assert_eq!(done.code, Some(1), "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("acme-token"), "{}", done.stdout);
}

/// What cannot work names its file and its rule, and leaves the terminal in one piece.
#[test]
fn a_broken_rule_file_is_named_with_its_rule() {
    let tree = Tree::new();
    for (from, to, wanted) in [
        ("{32}'", "{32'", "acme-token"),
        ("[\"acme_\"]", "[]", "acme-token"),
        ("role = \"write\"", "role = \"wrote\"", "wrote"),
        ("role = \"write\"", "roles = \"write\"", "roles"),
        ("[[rule]]", "[[rule", "line 7"),
    ] {
        tree.write("acme.toml", RULES.replace(from, to));
        let done = tree.run(&["rules", "check", "acme.toml"]);
        assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{to}");
        assert!(done.stderr.contains("acme.toml"), "{}", done.stderr);
        assert!(done.stderr.contains(wanted), "{wanted}: {}", done.stderr);
        assert!(!done.stderr.contains("\\n"), "{}", done.stderr);
    }
}

#[test]
fn a_rule_file_that_is_not_there_is_named() {
    let done = Tree::new().run(&["rules", "check", "gone.toml"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""));
    assert!(
        done.stderr.contains("cannot read gone.toml"),
        "{}",
        done.stderr
    );
}

#[test]
fn two_rules_of_one_id_are_refused() {
    let tree = Tree::new();
    tree.write("a.toml", RULES);
    tree.write("b.toml", RULES);
    let done = tree.run(&["rules", "check", "a.toml", "b.toml"]);
    assert_eq!(done.code, Some(2));
    for wanted in ["b.toml", "acme-token"] {
        assert!(done.stderr.contains(wanted), "{}", done.stderr);
    }
}

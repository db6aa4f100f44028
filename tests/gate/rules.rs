//! `rules` and `explain`.

use spillcheck::rule::template::fill;

use crate::done::Report;
use crate::tree::{Tree, client, token};

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
fn what_is_listed_can_be_shown_and_explained() {
    /// Each is a process of its own, and there are hundreds.
    const EACH: usize = 12;
    let tree = Tree::new();
    let list = tree.run(&["rules", "list"]);
    assert_eq!(list.code, Some(0));
    assert!(list.stdout.lines().count() > 2, "{}", list.stdout);
    for line in list.stdout.lines().step_by(EACH) {
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

/// A tree that leaks one token of Acme's and one of Sanity's.
fn leaking() -> Tree {
    let tree = Tree::gatsby();
    let acme = fill("acme_{alnum:32}", 1).unwrap();
    tree.write(
        "public/app.js",
        format!("x(\"{acme}\");{}", client(&token(1))),
    );
    tree.write("acme.toml", RULES);
    tree
}

fn rules_of(report: &Report) -> Vec<&str> {
    let found = report.findings().iter();
    let mut rules: Vec<_> = found.map(|it| it["rule"].as_str().unwrap()).collect();
    rules.sort_unstable();
    rules
}

#[test]
fn rules_of_one_s_own_find_beside_the_others() {
    let tree = leaking();
    assert_eq!(rules_of(&tree.here()), ["sanity-api-token"]);
    let both = tree.json(&["--rules", "acme.toml"]);
    assert_eq!(rules_of(&both), ["acme-token", "sanity-api-token"]);
    let alone = tree.json(&["--rules", "acme.toml", "--rules-only"]);
    assert_eq!(rules_of(&alone), ["acme-token"]);
    assert_eq!(tree.run(&["--rules-only"]).code, Some(2));
}

#[test]
fn the_version_of_the_rules_is_that_of_all_files() {
    let tree = leaking();
    let version = |args: &[&str]| tree.json(args).json["tool"]["rules"].clone();
    let (builtin, both) = (version(&[]), version(&["--rules", "acme.toml"]));
    tree.write("acme.toml", RULES.replace("Acme token", "Token of Acme"));
    let changed = version(&["--rules", "acme.toml"]);
    assert!(
        builtin != both && both != changed,
        "{builtin} {both} {changed}"
    );
    let told = tree.run(&["--version"]).stdout;
    let digits = builtin.as_str().unwrap_or_default();
    assert!(told.ends_with(&format!("(rules {digits})\n")), "{told}");
}

#[test]
fn rules_of_one_s_own_are_listed_shown_and_checked_beside_the_others() {
    let tree = leaking();
    let list = tree.run(&["rules", "list", "--rules", "acme.toml"]);
    for id in ["acme-token ", "sanity-api-token "] {
        assert!(list.stdout.contains(id), "{}", list.stdout);
    }
    for command in [&["rules", "show"][..], &["explain"]] {
        let args = [command, &["acme-token", "--rules", "acme.toml"]].concat();
        assert!(tree.run(&args).stdout.starts_with("acme-token: "));
    }
    let checked = tree.run(&["rules", "check", "--rules", "acme.toml", "--rules-only"]);
    assert!(
        checked.stdout.contains("1 rule checked"),
        "{}",
        checked.stdout
    );
}

#[test]
fn an_id_that_is_taken_is_refused() {
    let tree = leaking();
    let renamed = |from, to| tree.write("acme.toml", RULES.replace(from, to));
    renamed("\"acme-token\"", "\"stripe-secret-key\"");
    let done = tree.run(&["--rules", "acme.toml"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""));
    for wanted in ["acme.toml", "stripe-secret-key", "spillcheck's own"] {
        assert!(done.stderr.contains(wanted), "{}", done.stderr);
    }
    renamed(
        "title = \"Acme token\"",
        "title = \"x\"\nformer_ids = [\"secret-env-name\"]",
    );
    let done = tree.run(&["--rules", "acme.toml"]);
    assert!(
        done.stderr.contains("'secret-env-name' is taken"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_renamed_rule_is_explained_by_its_former_id() {
    let tree = leaking();
    let former = "title = \"Acme token\"\nformer_ids = [\"acme-v1\"]";
    tree.write("acme.toml", RULES.replace("title = \"Acme token\"", former));
    for command in [&["rules", "show"][..], &["explain"]] {
        let args = [command, &["acme-v1", "--rules", "acme.toml"]].concat();
        let shown = tree.run(&args).stdout;
        assert!(shown.starts_with("acme-token: "), "{shown}");
        assert!(shown.contains("formerly  acme-v1"), "{shown}");
    }
}

#[test]
fn a_part_that_is_no_rule_is_refused() {
    let tree = leaking();
    let composite = "[[composite]]\nid = \"acme-pair\"\ntitle = \"x\"\nrole = \"write\"\nwithin = 9\nparts = [{ rule = \"gone\", role = \"secret\" }]\n";
    tree.write("acme.toml", format!("{RULES}{composite}"));
    let done = tree.run(&["--rules", "acme.toml"]);
    for wanted in ["acme.toml", "acme-pair", "'gone'"] {
        assert!(done.stderr.contains(wanted), "{}", done.stderr);
    }
}

#[test]
fn what_a_rule_of_one_s_own_knows_is_not_echoed_either() {
    let tree = Tree::new();
    tree.write("acme.toml", RULES);
    let typed = fill("acme_{alnum:32}", 7).unwrap();
    let formats = ["json", "sarif"].map(|it| format!("{it}={typed}"));
    let args = [
        "--rules",
        "acme.toml",
        "--format",
        &formats[0],
        "--format",
        &formats[1],
    ];
    let done = tree.run(&args);
    assert_eq!(done.code, Some(2), "{}", done.stdout);
    assert!(
        done.stderr.contains("cannot both be written"),
        "{}",
        done.stderr
    );
    assert!(!done.stderr.contains(&typed[8..]), "the value is printed");
}

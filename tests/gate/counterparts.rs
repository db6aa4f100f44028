//! What a configuration of another program's has that cannot be, or cannot work.

use crate::foreign::ACME;
use crate::tree::Tree;

/// What is wrong with a configuration.
#[track_caller]
fn refused(config: &str) -> String {
    let tree = Tree::gatsby();
    tree.write("rules.toml", config);
    let done = tree.run(&["--rules", "rules.toml"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{config}");
    assert!(done.stderr.contains("rules.toml"), "{}", done.stderr);
    done.stderr
}

/// What `rules check` says of a configuration.
#[track_caller]
fn checked(config: &str) -> String {
    let tree = Tree::gatsby();
    tree.write("rules.toml", config);
    let done = tree.run(&["rules", "check", "rules.toml"]);
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    done.stdout
}

#[test]
fn what_has_no_counterpart_is_named_with_its_rules_and_why() {
    let unicode = ACME
        .replace("\"acme\"", "\"greek\"")
        .replace("acme_[", "acme_\\p{Greek}[");
    let said = checked(&format!(
        "title = \"x\"\nminVersion = \"v8.25.0\"\nnewKey = 1\nfilter = '''true'''\n[extend]\nuseDefault = true\n\
         {ACME}tags = [\"a\"]\nvalidate = \"x\"\ntokenEfficiency = true\nfilter = '''let a = 1; a > 0'''\nshiny = true\n\
         {unicode}[[rules]]\nid = \"changed\"\nentropy = 1.0\n[[allowlists]]\ncommits = [\"1234567\"]\n"
    ));
    for (key, why, rule) in [
        ("no matter: minVersion", "versions", ""),
        ("no counterpart: newkey", "does not know", ""),
        ("no counterpart: filter", "not understood from", ""),
        ("no counterpart: extend.useDefault", "--rules too", ""),
        ("no matter: tags", "no tags", "acme"),
        ("no matter: validate", "opens no connection", "acme"),
        ("no counterpart: tokenEfficiency", "vocabulary", "acme"),
        ("no counterpart: filter", "`let`", "acme"),
        ("no counterpart: shiny", "does not know", "acme"),
        ("no counterpart: regex", "Unicode", "greek"),
        ("no counterpart: regex", "not here", "changed"),
        ("no matter: allowlist.commits", "no commits", ""),
    ] {
        let mut lines = said.lines();
        let is_it = |line: &&str| line.contains(key) && line.contains(why);
        assert!(lines.any(|line| is_it(&line)), "{key} {why}: {said}");
        if !rule.is_empty() {
            assert_eq!(lines.next(), Some(&*format!("    {rule}")), "{key}: {said}");
        }
    }
    assert!(!said.contains("title"), "{said}");
}

#[test]
fn a_scan_tells_what_it_does_not_look_for() {
    let tree = Tree::gatsby();
    tree.write(
        "rules.toml",
        format!("{ACME}tags = [\"a\"]\nshiny = true\n"),
    );
    let report = tree.json(&["--rules", "rules.toml"]);
    assert_eq!(report.code, Some(0));
    let said = report.json["notifications"].to_string();
    assert!(
        said.contains("`shiny` of acme") && !said.contains("tags"),
        "{said}"
    );
    assert_eq!(
        tree.run(&["--rules", "rules.toml", "--strict"]).code,
        Some(2)
    );
}

/// What is replaced in [`ACME`], by what, and what is said of it.
const BROKEN: &[(&str, &str, &str)] = &[
    ("{16}'''", "{16'''\npath = '''('''", "rule acme: path"),
    ("acme_[", "(acme_[", "rule acme: regex: unclosed group"),
    ("regex", "secretGroup = 3\nregex", "secretGroup is 3"),
    ("id = \"acme\"", "id = \"\"", "rule number 1: it has no id"),
    (
        "regex = '''acme_[a-z0-9]{16}'''",
        "",
        "neither regex nor path",
    ),
    ("keywords = [\"acme_\"]", "keywords = 3", "rule acme"),
    (
        "id = \"acme\"",
        "id = \"acme\"\nrequired = [{ id = \"gone\" }]",
        "'gone'",
    ),
    (
        "id = \"acme\"",
        "id = \"acme\"\nallowlists = [{ condition = \"nor\", regexes = [\"a\"] }]",
        "'nor'",
    ),
    (
        "id = \"acme\"",
        "id = \"acme\"\nallowlists = [{ regexTarget = \"page\", regexes = [\"a\"] }]",
        "'page'",
    ),
    (
        "id = \"acme\"",
        "id = \"acme\"\nallowlists = [{}]",
        "rule acme: an allow list",
    ),
    (
        "id = \"acme\"",
        "id = \"acme\"\nallowlists = [{ regexes = [\"(\"] }]",
        "rule acme: an allow list",
    ),
];

#[test]
fn what_cannot_work_is_refused_with_its_rule() {
    for (from, to, wanted) in BROKEN {
        let said = refused(&ACME.replace(from, to));
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}

#[test]
fn what_names_nothing_is_refused() {
    for (config, wanted) in [
        (format!("{ACME}{ACME}"), "same id"),
        (
            format!("{ACME}[[allowlists]]\ntargetRules = [\"gone\"]\nregexes = ['''a''']\n"),
            "rule gone",
        ),
        (
            format!("{ACME}[extend]\npath = \"gone.toml\"\n"),
            "gone.toml",
        ),
    ] {
        let said = refused_for(&config);
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}

#[track_caller]
fn refused_for(config: &str) -> String {
    let tree = Tree::gatsby();
    tree.write("rules.toml", config);
    let done = tree.run(&["--rules", "rules.toml"]);
    assert_eq!((done.code, &*done.stdout), (Some(2), ""), "{config}");
    done.stderr
}

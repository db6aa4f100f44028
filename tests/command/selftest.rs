//! `spillcheck selftest`

use tempfile::TempDir;

use crate::run::{folder, leak, run};

const GATSBY: &str = r#"{"dependencies":{"gatsby":"5"}}"#;

fn site() -> TempDir {
    folder(&[
        ("package.json", GATSBY),
        ("public/app.js", "console.log(1)"),
        ("public/index.html", "<p>"),
        ("public/page-data.json", r#"{"a":1}"#),
        (
            "public/app.js.map",
            r#"{"version":3,"sources":[],"mappings":""}"#,
        ),
        ("public/app.css", "p{}"),
        (
            ".env.production",
            "SHOP_WEBHOOK_SECRET=9fQ2xWv7Lk3pTz8RbN4mYc6H\n",
        ),
    ])
}

/// How many markers a line of the report counts.
fn count(report: &str, label: &str) -> usize {
    let line = report.lines().find(|it| it.trim_start().starts_with(label));
    let number = line.and_then(|it| it.split_whitespace().nth(1));
    number
        .and_then(|it| it.parse().ok())
        .unwrap_or_else(|| panic!("no {label} in {report}"))
}

#[test]
fn a_marker_of_each_rule_fails_the_run() {
    let here = site();
    let done = run(&here, &["selftest"], b"");
    assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
    assert!(count(&done.stdout, "caught") > 100, "{}", done.stdout);
    assert_eq!(count(&done.stdout, "missed"), 0, "{}", done.stdout);
    let each = run(&here, &["selftest", "--verbose"], b"").stdout;
    for file in [
        "app.js",
        "index.html",
        "page-data.json",
        "app.js.map",
        "app.css",
    ] {
        let line = format!("sanity-api-token in public/{file}: caught: critical");
        assert!(each.contains(&line), "{line}: {each}");
    }
    for (rule, file) in [
        ("secret-env-name", "app.js: caught: low"),
        ("public-prefix-on-secret", "app.js: caught: low"),
        ("file-env-secret", ".env: caught: high"),
        ("file-git-folder", ".git/HEAD: caught: high"),
        (
            "file-log",
            "x.log: passed: info, high (below --fail-on low)",
        ),
        (
            "environment-dump",
            "app.js: caught: critical, high (whatever the thresholds)",
        ),
        (
            "env-value (SPILLCHECK_MARKER_SECRET_TOKEN)",
            "app.js: caught: high, high (let through by --fail-on critical)",
        ),
        ("env-value (SHOP_WEBHOOK_SECRET)", "app.js: caught: high"),
    ] {
        let line = format!("{rule} in public/{file}");
        assert!(each.contains(&line), "{line}: {each}");
    }
    let left = std::fs::read(here.path().join("public/app.js")).unwrap();
    assert_eq!(left, b"console.log(1)");
}

#[test]
fn what_settings_let_through_is_told() {
    let done = run(&site(), &["selftest"], b"");
    assert!(
        done.stdout.contains("--fail-on critical"),
        "{}",
        done.stdout
    );
    let high = run(&site(), &["selftest", "--fail-on", "high"], b"");
    assert!(count(&high.stdout, "passed") > 0, "{}", high.stdout);
    assert!(count(&high.stdout, "caught") < count(&done.stdout, "caught"));
}

#[test]
fn a_leak_that_is_there_already_hides_no_marker() {
    let here = folder(&[("package.json", GATSBY), ("public/app.js", &leak())]);
    let done = run(&here, &["selftest"], b"");
    assert_eq!(
        (done.code, count(&done.stdout, "missed")),
        (Some(0), 0),
        "{}",
        done.stdout
    );
}

#[test]
fn a_build_that_is_not_there_is_an_error() {
    let here = folder(&[("package.json", GATSBY)]);
    run(&here, &["selftest"], b"").refuses("build the project first");
    run(&here, &["selftest", "--staged"], b"").refuses("into a build");
    let server = folder(&[("package.json", GATSBY), (".cache/a.js", "1")]);
    run(&server, &["selftest"], b"").refuses("no file that ships");
}

#[test]
fn no_marker_is_printed() {
    let done = run(&site(), &["selftest", "--verbose"], b"");
    let longest = done.stdout.split_whitespace().map(str::len).max();
    assert!(longest < Some(60), "{longest:?}");
}

#[test]
fn a_file_that_settings_let_pass_is_told() {
    let here = site();
    let off = "[[override]]\nrules = [\"file-git-*\"]\nseverity = \"info\"\n";
    std::fs::write(here.path().join("spillcheck.toml"), off).unwrap();
    let done = run(&here, &["selftest", "--verbose"], b"");
    let told = "file-git-folder in public/.git/HEAD: passed: info";
    assert!(done.stdout.contains(told), "{}", done.stdout);
}

#[test]
fn what_the_configuration_hides_is_told_and_a_gate_that_stands_open_fails() {
    let here = site();
    let off = |rules: &str| {
        let text = format!(
            "[[override]]\nrules = [\"{rules}\"]\nseverity = \"off\"\nreason = \"A test\"\n"
        );
        std::fs::write(here.path().join("spillcheck.toml"), text).unwrap();
        run(&here, &["selftest"], b"")
    };
    let one = off("environment-dump");
    assert_eq!(one.code, Some(0), "{}", one.stdout);
    assert_eq!(count(&one.stdout, "hidden"), 1, "{}", one.stdout);
    assert!(one.stdout.contains("(environment-dump)"), "{}", one.stdout);
    assert_eq!(off("*").code, Some(1));
}

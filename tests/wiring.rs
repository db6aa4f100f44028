//! What is typed and what a project says reach the code that acts on it.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

mod common;

use std::fs;
use std::process::Output;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use serde_json::Value;
use tempfile::TempDir;

const VITE: &str = r#"{"devDependencies":{"vite":"8"}}"#;

/// A value of a Sanity token's form, minted here, which opens nothing.
fn token() -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut letter = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let at = usize::try_from(state >> 33).unwrap() % alphabet.len();
        char::from(alphabet[at])
    };
    let random: String = (0..178).map(|_| letter()).collect();
    format!("sk{random}")
}

fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, content) in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn run(site: &TempDir, args: &[&str]) -> Output {
    let mut command = common::spillcheck();
    command
        .args(args)
        .current_dir(site.path())
        .output()
        .unwrap()
}

fn code(site: &TempDir, args: &[&str]) -> Option<i32> {
    run(site, args).status.code()
}

/// Kind, rule, severity and variable of each finding.
fn findings(site: &TempDir) -> Vec<[String; 4]> {
    let output = run(site, &["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap_or("").to_owned();
    let all = report["findings"].as_array().unwrap().iter();
    all.map(|it| ["kind", "rule", "severity", "env"].map(|field| text(it, field)))
        .collect()
}

#[test]
fn strict_makes_a_remark_an_error_and_a_finding_stays_one() {
    let built = [("a/package.json", VITE), ("a/dist/index.html", "<p>")];
    assert_eq!(code(&site(&built), &["--strict"]), Some(0));
    let unbuilt = ("b/package.json", VITE);
    let partly = site(&[built[0], built[1], unbuilt]);
    assert_eq!(code(&partly, &[]), Some(0));
    assert_eq!(code(&partly, &["--strict"]), Some(2));
    let leak = format!("x=\"{}\"", token());
    let leaking = site(&[built[0], built[1], unbuilt, ("a/dist/a.js", &leak)]);
    assert_eq!(code(&leaking, &["--strict"]), Some(1));
}

#[test]
fn one_thread_is_enough() {
    let leak = format!("x=\"{}\"", token());
    let leaking = site(&[("public/a.js", &leak)]);
    assert_eq!(code(&leaking, &["--threads", "1"]), Some(1));
}

#[cfg(unix)]
#[test]
fn a_revealing_report_is_its_owner_s_alone_and_standard_error_reveals_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let token = token();
    let leak = format!("x=\"{token}\"");
    let named = format!("public/{token}.js");
    let leaking = site(&[("public/a.js", &leak), (&named, "1")]);
    let args = ["--reveal", "--format", "json", "--output", "report.json"];
    let output = run(&leaking, &args);
    assert_eq!(output.status.code(), Some(1));
    let file = leaking.path().join("report.json");
    assert!(fs::read_to_string(&file).unwrap().contains(&token));
    assert_eq!(
        fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("see report.json"));
    assert!(!said.contains(&token[4..20]) && output.stdout.is_empty());
}

#[test]
fn names_of_a_project_s_own_variables_are_found_in_its_bundle() {
    let bundle = "fetch(u,{key:e.ACME_BILLING_SECRET})";
    let with = |env: &str| {
        findings(&site(&[
            ("package.json", "{}"),
            (".env", env),
            ("dist/a.js", bundle),
        ]))
    };
    let wanted = ["name", "secret-env-name", "low", "ACME_BILLING_SECRET"];
    assert_eq!(with("ACME_BILLING_SECRET=x\n"), [wanted]);
    assert_eq!(with("OTHER=x\n"), [[""; 4]; 0]);
}

#[test]
fn the_prefix_of_a_project_s_framework_is_known() {
    let bundle = "fetch(u,{key:e.VITE_ACME_SECRET})";
    let of = |package| findings(&site(&[("package.json", package), ("dist/a.js", bundle)]));
    let wanted = ["name", "public-prefix-on-secret", "low", "VITE_ACME_SECRET"];
    assert_eq!(of(VITE), [wanted]);
    assert_eq!(of("{}"), [[""; 4]; 0]);
}

#[test]
fn the_names_of_providers_are_known() {
    let of = |bundle| findings(&site(&[("package.json", "{}"), ("dist/a.js", bundle)]));
    let wanted =
        |severity| ["name", "secret-env-name", severity, "STRIPE_SECRET_KEY"].map(str::to_owned);
    assert_eq!(of("a(process.env.STRIPE_SECRET_KEY)"), [wanted("low")]);
    assert_eq!(of("readEnv(\"STRIPE_SECRET_KEY\")"), [wanted("info")]);
    assert_eq!(of("a(process.env.STRIPE_PUBLISHABLE_KEY)"), [[""; 4]; 0]);
}

#[test]
fn a_variable_before_its_value_is_named_with_it() {
    let token = token();
    for code in [
        format!("x({{token:process.env.SANITY_READ_TOKEN||\"{token}\"}})"),
        format!("x({{token:process.env.SANITY_READ_TOKEN??\"{token}\"}})"),
        format!("x([\"SANITY_READ_TOKEN\",\"{token}\"])"),
        format!("x({{\"name\":\"SANITY_READ_TOKEN\",\"value\":\"{token}\"}})"),
    ] {
        let found = findings(&site(&[("public/a.js", &code)]));
        let wanted = ["secret", "sanity-api-token", "high", "SANITY_READ_TOKEN"];
        assert_eq!(found, [wanted], "{}", code.replace(&token, "T"));
    }
}

#[test]
fn a_project_that_is_not_built_is_the_first_thing_told() {
    let unbuilt = site(&[("package.json", r#"{"dependencies":{"gatsby":"5"}}"#)]);
    let output = run(&unbuilt, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let first = text.lines().next().unwrap();
    assert_eq!(
        first,
        "error: here: this Gatsby project is not built; run `gatsby build` first"
    );
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn commands_of_other_programs_lead_to_help() {
    for typed in ["help", "scan"] {
        let output = run(&site(&[]), &[typed]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("`spillcheck --help`"), "{said}");
    }
    for (typed, told) in [
        (
            "expl",
            "there is no command `expl`; did you mean `spillcheck explain`?",
        ),
        ("basline", "did you mean `spillcheck baseline`?"),
    ] {
        let output = run(&site(&[]), &[typed]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(told), "{said}");
    }
    let folder = run(&site(&[]), &["public"]);
    assert_eq!((folder.status.code(), folder.stderr), (Some(2), Vec::new()));
    let there = run(&site(&[("scan/a.js", "1")]), &["scan"]);
    assert_eq!((there.status.code(), there.stderr), (Some(0), Vec::new()));
}

#[test]
fn errors_begin_alike_and_a_parser_s_lines_stay() {
    let said = |args: &[&str]| {
        let output = run(&site(&[("rules.toml", "[[rule]\n")]), args);
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(&["--nope"]).starts_with("spillcheck: error: "));
    let syntax = said(&["rules", "check", "rules.toml"]);
    assert!(syntax.starts_with("spillcheck: error: rule file rules.toml: "));
    assert!(syntax.contains("line 1") && !syntax.contains("\\n"));
}

#[test]
fn explain_tells_of_no_holder_of_a_name() {
    let told = |rule| String::from_utf8(run(&site(&[]), &["explain", rule]).stdout).unwrap();
    assert!(!told("secret-env-name").contains("holder"));
    let token = told("sanity-api-token");
    for label in ["  holder  ", "  sure  ", "  finds  "] {
        assert!(token.contains(label.trim_end()), "{label}");
    }
    assert!(told("mapbox-public-token").contains("  public  "));
}

#[test]
fn html_tells_what_a_value_was_wrapped_in_and_what_let_it_through() {
    let wrapped = STANDARD.encode(format!("{{\"apiToken\":\"{}\"}}", token()));
    let here = site(&[
        ("package.json", VITE),
        ("dist/a.js", &format!("x=JSON.parse(atob(\"{wrapped}\"))")),
        (".env", &format!("VITE_SANITY_TOKEN={}\n", token())),
        (
            "src/a.js",
            "export const a = import.meta.env.VITE_SANITY_TOKEN\n",
        ),
    ]);
    let report = run(&here, &["--format", "html"]);
    let html = String::from_utf8(report.stdout).unwrap();
    for part in [
        "<details><summary>in base64</summary><ol>\n<li>bytes ",
        "its variable carries the framework&#39;s public prefix (<code>src/a.js:1</code>)",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

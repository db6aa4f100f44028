//! Where the author wrote it: each witness, from the command's own end.

mod causes;
#[path = "../common/mod.rs"]
mod common;
mod maps;
mod pages;

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use spillcheck::rule::template::fill;
use tempfile::TempDir;

/// A project of Vite, without a map or a source yet.
struct Site(TempDir);

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().expect("a folder"));
        site.write("package.json", r#"{"devDependencies":{"vite":"8"}}"#);
        site.write("dist/index.html", "<p>x</p>");
        for (file, text) in files {
            site.write(file, text);
        }
        site
    }

    fn write(&self, file: &str, text: &str) {
        let path: PathBuf = self.0.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn report(&self) -> Value {
        self.report_of(&[])
    }

    fn report_of(&self, paths: &[&str]) -> Value {
        let mut command = common::spillcheck();
        let done = command
            .current_dir(self.0.path())
            .args(["--format", "json"])
            .args(paths)
            .output()
            .expect("it runs");
        serde_json::from_slice(&done.stdout).expect("JSON")
    }

    /// `path:line:column by` of the only finding's original.
    fn original(&self) -> String {
        let report = self.report();
        let findings = report["findings"].as_array().expect("a list");
        assert_eq!(findings.len(), 1, "{report}");
        said(&findings[0]["original"])
    }
}

fn said(original: &Value) -> String {
    if original.is_null() {
        return String::new();
    }
    let text = |key: &str| original[key].as_str().expect("text").to_owned();
    let number = |key: &str| original[key].as_u64().expect("a number");
    format!(
        "{}:{}:{} {}",
        text("path"),
        number("line"),
        number("column"),
        text("by")
    )
}

fn token() -> String {
    fill("sk{random:178}", 1).expect("a template")
}

const SCRIPT: &str = "dist/assets/a.js";

#[test]
fn of_a_folder_that_is_named_the_author_s_file_counts_before_its_copy() {
    let page = format!("<p title=\"{}\">x</p>\n", token());
    let site = Site::new(&[("www/a.html", &page), ("www/b/data.json", &page)]);
    let original = |site: &Site| said(&site.report_of(&["www"])["findings"][0]["original"]);
    assert_eq!(original(&site), "www/a.html:1:11 source");
    site.write("src/index.html", &format!("\n{page}"));
    assert_eq!(original(&site), "src/index.html:2:11 source");
}

#[test]
fn the_value_is_found_in_the_project_s_own_sources() {
    let (head, tail) = (&token()[..60], &token()[60..]);
    let source = format!("const a = '{head}'\nconst b = a + '{tail}'\n");
    let site = Site::new(&[
        ("dist/a.html", &format!("<p>{}</p>", token())),
        (".gitignore", "ignored\n"),
        ("ignored/copy.js", &token()),
        ("node_modules/x/index.js", &token()),
        (".env", &format!("T={}", token())),
        ("src/lib.ts", &source),
    ]);
    assert_eq!(site.original(), "src/lib.ts:2:16 source");
}

#[test]
fn the_configuration_that_hands_the_variable_on_is_named() {
    let site = Site::new(&[
        (SCRIPT, &format!("SANITY_TOKEN=\"{}\"", token())),
        ("src/api/hook.ts", "process.env.SANITY_TOKEN"),
        (
            "vite.config.ts",
            "define: {\n  __T__: JSON.stringify(process.env.SANITY_TOKEN) }",
        ),
    ]);
    assert_eq!(site.original(), "vite.config.ts:2:37 config");
}

#[test]
fn people_see_the_line_and_no_secret_in_it() {
    let source = format!("\nconst client = createClient({{ token: '{}' }})", token());
    let site = Site::new(&[("dist/a.txt", &token()), ("src/lib.ts", &source)]);
    let mut command = common::spillcheck();
    let done = command.current_dir(site.0.path()).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(text.contains("from    src/lib.ts:2:39"), "{text}");
    assert!(
        text.contains("const client = createClient({ token: '…' })"),
        "{text}"
    );
    assert!(
        text.contains("cause   it is written in the code (src/lib.ts:2)"),
        "{text}"
    );
    assert!(!text.contains(&token()[4..30]), "{text}");
}

#[test]
fn an_environment_that_is_written_out_is_one_finding_of_names() {
    let environment = json!({"PATH": "/bin", "HOME": "/root", "NODE_ENV": "production", "SANITY_API_TOKEN": token()});
    let site = Site::new(&[("dist/a.js", &format!("x={environment}"))]);
    let report = site.report();
    let findings = report["findings"].as_array().unwrap();
    let kinds: Vec<_> = findings
        .iter()
        .map(|it| (&it["kind"], &it["severity"]))
        .collect();
    assert_eq!(
        kinds,
        [
            (&json!("dump"), &json!("critical")),
            (&json!("secret"), &json!("critical"))
        ]
    );
    assert_eq!(
        findings[0]["names"],
        json!(["HOME", "NODE_ENV", "PATH", "SANITY_API_TOKEN"])
    );
    assert_eq!(findings[0]["secret_names"], json!(["SANITY_API_TOKEN"]));
    assert_eq!(findings[0]["location"]["column"], 3);
    assert!(findings[0]["secret"].is_null());
}

#[test]
fn the_texts_on_the_way_to_a_value_are_told() {
    use base64::Engine as _;

    let text = format!("token={}", token());
    let encoded = base64::prelude::BASE64_STANDARD.encode(&text);
    let site = Site::new(&[("dist/a.js", &format!("x=atob(\"{encoded}\")"))]);
    let report = site.report();
    let hops = &report["findings"][0]["hops"];
    assert_eq!(hops[0]["layer"], "base64");
    assert_eq!(hops[0]["start"], 8 + 8);
    assert_eq!(hops[1]["layer"], json!(null));
    assert_eq!(hops[1]["evidence"], "token=[180 bytes]");
    let plain = Site::new(&[("dist/a.js", &text)]);
    assert!(plain.report()["findings"][0]["hops"].is_null());
}

//! Where the author wrote it: each witness, from the command's own end.

mod causes;
#[path = "../common/mod.rs"]
mod common;
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

/// A map whose only segment leads the whole first line to `line:column` of a source.
fn map(name: &str, content: Option<&str>, line: i64, column: i64) -> String {
    let mappings = format!("AA{}{}", vlq(line), vlq(column));
    json!({"version": 3, "sources": [name], "sourcesContent": [content], "mappings": mappings})
        .to_string()
}

/// One digit is enough for what the tests say.
fn vlq(value: i64) -> char {
    assert!((0..16).contains(&value));
    char::from(b"ACEGIKMOQSUWYace"[usize::try_from(value).expect("a digit")])
}

const SCRIPT: &str = "dist/assets/a.js";

fn script(value: &str) -> String {
    format!("x=\"{value}\"\n//# sourceMappingURL=a.js.map\n")
}

#[test]
fn a_map_leads_to_the_literal_that_stands_near_its_answer() {
    let source = format!("import x from 'y'\n\nexport const t = '{}'\n", token());
    let site = Site::new(&[
        (SCRIPT, &script(&token())),
        ("src/lib.ts", &source),
        ("src/other.ts", &source),
        ("dist/assets/a.js.map", &map("../../src/lib.ts", None, 0, 0)),
    ]);
    assert_eq!(site.original(), "src/lib.ts:3:19 map");
}

#[test]
fn a_map_leads_to_where_its_source_reads_the_variable() {
    let source = "const a = 1\nconst t = process.env.SANITY_TOKEN\n";
    let site = Site::new(&[
        (SCRIPT, &script(&token()).replace("x=", "SANITY_TOKEN=")),
        ("src/server/hook.ts", "process.env.SANITY_TOKEN"),
        ("src/lib.ts", source),
        (
            "dist/assets/a.js.map",
            &map("webpack://site/./src/lib.ts", Some(source), 0, 3),
        ),
    ]);
    assert_eq!(site.original(), "src/lib.ts:2:23 map");
}

#[test]
fn without_a_better_witness_the_map_is_believed() {
    let site = Site::new(&[
        (SCRIPT, &script(&token())),
        ("src/lib.ts", "f(\n  __TOKEN__)\n"),
        (
            "dist/assets/a.js.map",
            &map("../../src/lib.ts", Some("f(\r\n  __TOKEN__)"), 1, 2),
        ),
    ]);
    assert_eq!(site.original(), "src/lib.ts:2:3 map");
}

#[test]
fn what_the_build_has_made_on_its_way_is_no_source() {
    let made = format!("export const SANITY_TOKEN = '{}'\n", token());
    for folder in ["../../.kit", "../../generated", "@kit/core/app"] {
        let name = format!("{folder}/env.js");
        let site = Site::new(&[
            (SCRIPT, &script(&token())),
            (".env", &format!("SANITY_TOKEN={}\n", token())),
            (
                "src/page.js",
                "import { SANITY_TOKEN } from '$app/env/public'\nf(SANITY_TOKEN)\n",
            ),
            (".kit/env.js", &made),
            ("dist/assets/a.js.map", &map(&name, Some(&made), 0, 0)),
        ]);
        assert_eq!(site.original(), "src/page.js:1:10 variable", "{folder}");
    }
}

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
fn a_source_that_is_not_there_is_named_all_the_same() {
    let content = format!("\nlet t = '{}'", token());
    let site = Site::new(&[
        (SCRIPT, &script(&token())),
        (
            "dist/assets/a.js.map",
            &map("../../src/gone.ts", Some(&content), 0, 0),
        ),
    ]);
    let report = site.report();
    let finding = &report["findings"][0];
    assert_eq!(said(&finding["original"]), "src/gone.ts:2:10 map");
    let others = finding["occurrences"].as_array().unwrap();
    let inside: Vec<_> = others.iter().map(|it| said(&it["original"])).collect();
    assert_eq!(inside, ["src/gone.ts:2:10 map"]);
}

#[test]
fn a_stale_map_is_told_and_not_believed() {
    let site = Site::new(&[
        (SCRIPT, &script(&token())),
        ("src/lib.ts", "other();\nlines();\n"),
        (
            "dist/assets/a.js.map",
            &map("../../src/lib.ts", Some("f(\n  __TOKEN__)"), 1, 2),
        ),
    ]);
    assert_eq!(site.original(), "");
    let note = &site.report()["notifications"][0];
    assert_eq!(note["kind"], "stale-map");
    assert_eq!(note["path"], "dist/assets/a.js.map");
    assert_eq!(note["error"], false);
}

#[test]
fn a_map_that_is_none_is_told() {
    let site = Site::new(&[
        (SCRIPT, &script(&token())),
        ("dist/assets/a.js.map", "<html>"),
    ]);
    assert_eq!(site.original(), "");
    assert_eq!(site.report()["notifications"][0]["kind"], "invalid-map");
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
fn nothing_is_read_outside_the_project() {
    let site = Site::new(&[(SCRIPT, &script(&token()))]);
    let outside = tempfile::tempdir().unwrap();
    let source = outside.path().join("a.ts");
    fs::write(&source, token()).unwrap();
    site.write(
        "dist/assets/a.js.map",
        &map(source.to_str().unwrap(), None, 0, 0),
    );
    let original = site.original();
    assert!(
        !original.starts_with(outside.path().to_str().unwrap()),
        "{original}"
    );
}

#[test]
fn what_let_it_through_and_the_pages_that_have_it_are_told() {
    let site = Site::new(&[
        (SCRIPT, &format!("SANITY_TOKEN=\"{}\"", token())),
        (
            "vite.config.ts",
            "define: {\n  __T__: JSON.stringify(process.env.SANITY_TOKEN) }",
        ),
        ("dist/index.html", "<script src=/assets/a.js>"),
        ("dist/blog/index.html", "<script src=/assets/a.js>"),
        ("dist/about.html", "<p>x</p>"),
    ]);
    let report = site.report();
    let finding = &report["findings"][0];
    let cause = json!({"kind": "define", "path": "vite.config.ts", "line": 2});
    assert_eq!(finding["cause"], cause);
    assert_eq!(
        finding["pages"],
        json!({"count": 2, "first": ["/", "/blog/"]})
    );
    assert!(
        finding["fix"]
            .as_str()
            .unwrap()
            .starts_with("Take it out of `define`")
    );
}

#[test]
fn of_two_projects_that_ship_a_value_the_one_whose_line_is_told_says_what_to_do() {
    let value = token();
    let page = format!("<script>var t='{value}'</script>");
    let read = "export const t = import.meta.env.VITE_SANITY_TOKEN\n";
    let site = Site::new(&[
        ("package.json", r#"{"workspaces":["apps/*"]}"#),
        (
            "apps/blog/package.json",
            r#"{"dependencies":{"gatsby":"5"}}"#,
        ),
        ("apps/blog/public/index.html", &page),
        (
            "apps/shop/package.json",
            r#"{"devDependencies":{"vite":"8"}}"#,
        ),
        ("apps/shop/.env", &format!("VITE_SANITY_TOKEN={value}\n")),
        ("apps/shop/src/a.js", read),
        ("apps/shop/dist/index.html", &page),
    ]);
    let report = site.report();
    let finding = &report["findings"][0];
    assert_eq!(finding["location"]["path"], "apps/blog/public/index.html");
    assert_eq!(finding["cause"]["path"], "apps/shop/src/a.js");
    let fix = finding["fix"].as_str().unwrap();
    assert!(fix.contains("only in a small server of your own"), "{fix}");
    let steps = finding["steps"].as_array().unwrap();
    assert_eq!(steps[1]["about"], "secret");
    assert!(!fix.contains("Gatsby"), "{fix}");
}

#[test]
fn each_way_of_leaking_has_its_own_cause() {
    let literal = format!("'{}'", token());
    for (file, source, kind) in [
        ("src/a.ts", format!("const t = {literal}"), "hard-coded"),
        ("src/a.ts", format!("f() // {}", token()), "comment"),
        (
            "src/a.json",
            format!("{{\"t\":\"{}\"}}", token()),
            "imported-data",
        ),
        (
            "public/a.js",
            format!("const t = {literal}"),
            "static-folder",
        ),
        (
            "pages/a.js",
            format!("getStaticProps() {{ return {{ t: {literal} }} }}"),
            "static-props",
        ),
        (
            "src/a.tsx",
            format!("<p><Preview token={{{literal}}} /></p>"),
            "hard-coded",
        ),
    ] {
        let site = Site::new(&[("dist/a.txt", &token()), (file, &source)]);
        assert_eq!(
            site.report()["findings"][0]["cause"]["kind"],
            kind,
            "{file}"
        );
    }
}

#[test]
fn a_leak_in_maps_alone_is_their_publication() {
    let source = format!("const t = '{}'", token());
    let site = Site::new(&[
        ("dist/a.js.map", &map("../src/a.ts", Some(&source), 0, 0)),
        ("src/a.ts", &source),
    ]);
    assert_eq!(
        site.report()["findings"][0]["cause"]["kind"],
        "map-published"
    );
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

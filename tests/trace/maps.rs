//! What source maps witness.

use std::fs;

use serde_json::json;

use super::{SCRIPT, Site, said, token};

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

//! What let a value through, where its own line does not say it.

use serde_json::json;

use super::{Site, said, token};

#[test]
fn a_property_is_handed_to_browsers_where_a_server_makes_pages() {
    let source = format!("<Preview client:load token={{'{}'}} />", token());
    let site = Site::new(&[
        ("package.json", r#"{"dependencies":{"astro":"5"}}"#),
        ("dist/a.html", &token()),
        ("src/pages/a.astro", &source),
    ]);
    let report = site.report();
    assert_eq!(report["findings"][0]["cause"]["kind"], "client-prop");
}

#[test]
fn a_value_is_followed_into_the_files_that_import_it() {
    let settings = format!("export const cms = {{\n  token: '{}',\n}}", token());
    let site = Site::new(&[
        ("package.json", r#"{"dependencies":{"astro":"5"}}"#),
        ("dist/a.html", &token()),
        ("src/cms.ts", &settings),
        (
            "src/pages/a.astro",
            "---\nimport { cms } from '../cms'\n---\n<Preview client:load {...cms} />",
        ),
    ]);
    let report = site.report();
    let cause = json!({"kind": "client-prop", "path": "src/pages/a.astro", "line": 4});
    assert_eq!(report["findings"][0]["cause"], cause);
    assert_eq!(
        said(&report["findings"][0]["original"]),
        "src/cms.ts:2:11 source"
    );
}

#[test]
fn a_variable_s_cause_is_the_setting_that_replaces_it() {
    for (config, line) in [
        (
            "const a = 1\nexport default { define: { 'process.env.CMS_TOKEN': f(process.env.CMS_TOKEN) } }",
            2,
        ),
        (
            "export default {\n  define: { ...all((it) => `process.env.${it}`) } }",
            2,
        ),
    ] {
        let site = Site::new(&[
            (".env", &format!("CMS_TOKEN={}", token())),
            ("dist/assets/a.js", &format!("f('{}')", token())),
            ("src/a.js", "f(process.env.CMS_TOKEN)"),
            ("vite.config.js", config),
        ]);
        let report = site.report();
        let cause = json!({"kind": "define", "path": "vite.config.js", "line": line});
        assert_eq!(report["findings"][0]["cause"], cause, "{config}");
    }
}

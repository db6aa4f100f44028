//! What let a value through.

use serde_json::json;

use super::{SCRIPT, Site, said, token};

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

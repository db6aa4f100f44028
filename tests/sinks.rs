//! Values of no known form that are handed to a provider's client.

mod common;

use std::fs;

use serde_json::Value;
use spillcheck::rule::template::fill;

/// Provider and confidence of the only finding in a script of a built site.
fn told(script: &str) -> String {
    let site = tempfile::tempdir().expect("a folder");
    fs::create_dir(site.path().join("dist")).expect("a folder");
    fs::write(
        site.path().join("package.json"),
        r#"{"devDependencies":{"vite":"8"}}"#,
    )
    .expect("a file");
    fs::write(site.path().join("dist/a.js"), script).expect("a file");
    let mut command = common::spillcheck();
    let done = command
        .args(["--format", "json"])
        .current_dir(site.path())
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 1, "{report}");
    let text = |key: &str| findings[0][key].as_str().expect("text").to_owned();
    format!("{} {}", text("provider"), text("confidence"))
}

#[test]
fn a_client_that_takes_a_value_says_whose_it_is_and_a_name_does_not() {
    let value = fill("{random:40}", 3).expect("a template");
    for (script, wanted) in [
        (
            format!("t=new r.OpenAI({{apiKey:\"{value}\"}})"),
            "openai medium",
        ),
        (
            format!("t=r({{projectId:\"a1b2c3d4\",dataset:\"x\",token:\"{value}\"}})"),
            "sanity medium",
        ),
        (
            format!("t=new e.Octokit({{auth:\"{value}\"}})"),
            "github medium",
        ),
        (format!("t=new Stripe(\"{value}\")"), "stripe medium"),
        (
            format!(
                "fetch(\"https://api.vercel.com/v9\",{{headers:{{Authorization:\"Bearer {value}\"}}}})"
            ),
            "vercel medium",
        ),
        (
            format!("fetch(u,{{headers:{{\"PRIVATE-TOKEN\":\"{value}\"}}}})"),
            "gitlab medium",
        ),
        (format!("t=f({{acmeToken:\"{value}\"}})"), "generic low"),
        (format!("t=f({{token:\"{value}\"}})"), "generic low"),
    ] {
        assert_eq!(told(&script), wanted, "{script}");
    }
}

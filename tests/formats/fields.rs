//! What a consumer of a format needs in it: documented fields, and well-formed text.

use roxmltree::{Document, Node};
use serde_json::Value;
use spillcheck::report::Format;

use crate::sample::written;

fn json(format: Format) -> Value {
    serde_json::from_str(&written(format, false)).unwrap()
}

fn all<'a>(document: &'a Document<'_>, name: &str) -> Vec<Node<'a, 'a>> {
    let nodes = document.descendants();
    nodes.filter(|node| node.has_tag_name(name)).collect()
}

#[test]
fn sarif_has_a_rule_a_fingerprint_and_a_justification() {
    let log = json(Format::Sarif);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
        assert!(result["partialFingerprints"]["spillcheck/v1"].is_string());
    }
    assert_eq!(results[0]["suppressions"], serde_json::json!([]));
    let accepted = &results[3]["suppressions"][0];
    assert_eq!(accepted["kind"], "external");
    assert!(
        accepted["justification"]
            .as_str()
            .unwrap()
            .contains("never issued")
    );
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn sarif_has_the_way_from_the_author_s_line_to_what_ships() {
    let log = json(Format::Sarif);
    let flow = &log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0];
    let hops = flow["locations"].as_array().unwrap();
    let uri = |hop: &Value| hop["location"]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert!(hops.iter().any(|hop| uri(hop) == "src/token.ts"));
    assert_eq!(uri(hops.last().unwrap()), "public/app-3f2a.js");
}

#[test]
fn sarif_names_files_by_uri() {
    let log = json(Format::Sarif);
    let result = &log["runs"][0]["results"][0];
    let uri = |place: &Value| {
        let uri = &place["physicalLocation"]["artifactLocation"]["uri"];
        uri.as_str().unwrap().to_owned()
    };
    assert_eq!(uri(&result["locations"][0]), "public/app-3f2a.js");
    let related: Vec<String> = result["relatedLocations"]
        .as_array()
        .unwrap()
        .iter()
        .map(uri)
        .collect();
    assert!(related.contains(&"file:///elsewhere/a.js".to_owned()));
    assert!(
        related
            .iter()
            .all(|uri| uri.is_ascii() && !uri.contains('\n'))
    );
}

#[test]
fn junit_counts_what_it_holds() {
    let text = written(Format::Junit, false);
    let document = Document::parse(&text).unwrap();
    let suite = all(&document, "testsuite")[0];
    let count = |name: &str| suite.attribute(name).unwrap().parse::<usize>().unwrap();
    assert_eq!(count("tests"), all(&document, "testcase").len());
    assert_eq!(count("failures"), all(&document, "failure").len());
    assert_eq!(count("errors"), all(&document, "error").len());
    assert_eq!(count("skipped"), all(&document, "skipped").len());
    assert_eq!((count("failures"), count("skipped")), (1, 1));
}

#[test]
fn checkstyle_has_every_place() {
    let text = written(Format::Checkstyle, false);
    let document = Document::parse(&text).unwrap();
    let places = all(&document, "error")
        .into_iter()
        .filter(|it| it.has_attribute("line"));
    assert_eq!(places.count(), 7);
    for error in all(&document, "error") {
        assert!(["error", "warning", "info"].contains(&error.attribute("severity").unwrap()));
    }
}

#[test]
fn gitlab_s_reports_have_the_documented_fields() {
    let issues = json(Format::GitlabQuality);
    for issue in issues.as_array().unwrap() {
        assert!(issue["description"].is_string() && issue["check_name"].is_string());
        assert!(issue["location"]["lines"]["begin"].is_u64());
        let severity = issue["severity"].as_str().unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
    }
    let report = json(Format::GitlabSecrets);
    assert_eq!(report["scan"]["type"], "secret_detection");
    assert_eq!(report["scan"]["end_time"], "2026-11-27T11:59:59");
    let ids = report["vulnerabilities"].as_array().unwrap();
    // The name without a value is no secret.
    assert_eq!(ids.len(), 3);
    for found in ids {
        assert!(found["id"].is_string() && found["location"]["commit"]["sha"].is_string());
        assert!(!found["identifiers"].as_array().unwrap().is_empty());
        // An offset is another after a rebuild.
        let id = found["id"].as_str().unwrap();
        let offset = id
            .split('-')
            .find(|it| it.len() > 3 && it.bytes().all(|it| it.is_ascii_digit()));
        assert_eq!(offset, None, "{id}");
    }
}

#[test]
fn html_needs_nothing_else() {
    let text = written(Format::Html, false);
    for loads in [" src=", "<link", "@import", "url("] {
        assert!(!text.contains(loads), "{loads}");
    }
    assert!(text.contains("Content-Security-Policy"));
}

//! JSON and JSON Lines against the published schema.

use serde_json::Value;
use spillcheck::report::Format;
use spillcheck::{Notification, NotificationKind, Report};

use crate::sample::{report, write, written};

#[test]
fn json_keeps_to_its_schema() {
    let schema = include_str!("../../schema/report-v1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for reveal in [false, true] {
        let report: Value = serde_json::from_str(&written(Format::Json, reveal)).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn json_keeps_to_its_schema_with_every_kind_of_notification() {
    let schema = include_str!("../../schema/report-v1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let about = |kind| Notification::new(kind, "/site/a", "it happened");
    let report = Report {
        notifications: NotificationKind::ALL.into_iter().map(about).collect(),
        ..report()
    };
    let report = serde_json::from_str(&write(&report, Format::Json, false)).unwrap();
    assert!(validator.is_valid(&report));
}

#[test]
fn the_schema_refuses_what_it_does_not_know() {
    let schema = include_str!("../../schema/report-v1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report: Value = serde_json::from_str(&written(Format::Json, false)).unwrap();
    for (pointer, value) in [
        ("/findings/0/severity", Value::from("urgent")),
        ("/findings/0/location/line", Value::from(0)),
        ("/findings/0/location", serde_json::json!({"more": 1})),
        ("/summary/by_severity", serde_json::json!({})),
    ] {
        let mut wrong = report.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert!(!validator.is_valid(&wrong), "{pointer}");
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_not_utf_8_has_its_bytes_beside_it() {
    let report: Value = serde_json::from_str(&written(Format::Json, false)).unwrap();
    let location = &report["findings"][0]["occurrences"][0]["location"];
    assert_eq!(location["path"], "public/\u{fffd}\n.js");
    assert_eq!(location["path_bytes"], "7075626c69632fff0a2e6a73");
}

/// Each line is the part of a report that it says it is, by the same schema.
#[test]
fn every_line_keeps_to_its_part_of_the_schema() {
    let schema = include_str!("../../schema/report-v1.schema.json");
    let whole: Value = serde_json::from_str(schema).unwrap();
    let text = written(Format::JsonLines, false);
    let mut kinds = Vec::new();
    for line in text.lines() {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let kind = line.as_object_mut().unwrap().remove("type").unwrap();
        kinds.push(kind.as_str().unwrap().to_owned());
        let part = match kind.as_str().unwrap() {
            "summary" => {
                line["findings"] = serde_json::json!([]);
                line["notifications"] = serde_json::json!([]);
                whole.clone()
            }
            kind => serde_json::json!({"$ref": format!("#/$defs/{kind}"), "$defs": whole["$defs"]}),
        };
        let validator = jsonschema::validator_for(&part).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&line)
            .map(|it| it.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    assert_eq!(kinds.iter().filter(|kind| *kind == "finding").count(), 4);
    assert_eq!(kinds.last().unwrap(), "summary");
}

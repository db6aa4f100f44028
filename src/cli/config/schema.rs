//! The JSON Schema of the file, made from the flags that its keys are named after.

use clap::{Arg, ArgAction};
use serde_json::{Map, Value, json};
use spillcheck::{ExitStatus, Severity};

use super::{flags, show};
use crate::cli::output;

/// Prints it.
pub(in crate::cli) fn run() -> anyhow::Result<ExitStatus> {
    let text = serde_json::to_string_pretty(&schema())?;
    output::to_stdout(|out| writeln!(out, "{text}"))?;
    Ok(ExitStatus::Clean)
}

fn schema() -> Value {
    let mut properties = Map::new();
    for arg in show::scan().get_arguments() {
        if let Some(key) = flags::key(arg) {
            properties.insert(key, of_flag(arg));
        }
    }
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let with = |description: &str, mut schema: Value| {
        schema["description"] = description.into();
        schema
    };
    properties.insert(
        "extends".to_owned(),
        with(
            "Files whose keys hold where this one says nothing.",
            of_texts(),
        ),
    );
    properties.insert(
        "secret-names".to_owned(),
        with("Variables of your own that hold secrets.", texts.clone()),
    );
    properties.insert(
        "public-names".to_owned(),
        with("Variables of your own that everybody may know.", texts),
    );
    properties.insert("override".to_owned(), overrides());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:spillcheck:config:v1",
        "title": "spillcheck configuration, version 1",
        "description": "What `spillcheck.toml` and the key `spillcheck` of a package.json hold.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn of_flag(arg: &Arg) -> Value {
    let mut schema = match arg.get_action() {
        ArgAction::SetTrue => json!({ "type": "boolean" }),
        ArgAction::Append => of_texts(),
        _ if arg.get_id() == "threads" => json!({ "type": "integer", "minimum": 1 }),
        _ => json!({ "type": "string" }),
    };
    let possible = arg.get_possible_values();
    if !possible.is_empty() && schema["type"] == "string" {
        let names: Vec<&str> = possible
            .iter()
            .map(clap::builder::PossibleValue::get_name)
            .collect();
        schema["enum"] = names.into();
    }
    if let Some(help) = arg.get_help() {
        schema["description"] = help.to_string().into();
    }
    schema
}

/// One text, or several.
fn of_texts() -> Value {
    json!({ "oneOf": [
        { "type": "string" },
        { "type": "array", "items": { "type": "string" } },
    ] })
}

fn overrides() -> Value {
    let mut severities: Vec<&str> = Severity::ALL.iter().map(|it| it.name()).collect();
    severities.push("off");
    let globs = json!({ "type": "array", "items": { "type": "string" } });
    json!({
        "description": "Judgements of your own; the last that holds of every place of a finding counts.",
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["severity"],
            "anyOf": [{ "required": ["paths"] }, { "required": ["rules"] }],
            "properties": {
                "paths": globs,
                "rules": globs,
                "severity": { "enum": severities },
                "reason": { "type": "string" },
            },
        },
    })
}

//! What a run left behind.

use std::process::Output;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let text = include_str!("../../schema/report-v1.schema.json");
    let schema = serde_json::from_str(text).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

/// The end of a run, as a shell sees it.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    /// The JSON report on standard output, which is always as its schema says.
    #[track_caller]
    pub(crate) fn report(&self) -> Report {
        Report::parse(&self.stdout, self.code)
    }
}

/// A JSON report, and the exit code that came with it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) code: Option<i32>,
    pub(crate) json: Value,
}

impl Report {
    #[track_caller]
    pub(crate) fn parse(text: &str, code: Option<i32>) -> Self {
        let json: Value = serde_json::from_str(text).unwrap_or_else(|why| panic!("{why}: {text}"));
        let errors: Vec<_> = SCHEMA.iter_errors(&json).map(|it| it.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{text}");
        Self { code, json }
    }

    pub(crate) fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().unwrap()
    }

    /// `severity path:line:column` of each finding.
    pub(crate) fn found(&self) -> Vec<String> {
        let told = |it: &Value| format!("{} {}", text(&it["severity"]), place(&it["location"]));
        self.findings().iter().map(told).collect()
    }

    /// `path:line:column` of the other places of the only finding.
    pub(crate) fn others(&self) -> Vec<String> {
        let others = self.only()["occurrences"].as_array().unwrap();
        others.iter().map(|it| place(&it["location"])).collect()
    }

    /// The only finding.
    #[track_caller]
    pub(crate) fn only(&self) -> &Value {
        assert_eq!(self.findings().len(), 1, "{:#}", self.json);
        &self.findings()[0]
    }

    /// `kind path` of each notification.
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes = self.json["notifications"].as_array().unwrap();
        let told = |it: &Value| format!("{} {}", text(&it["kind"]), text(&it["path"]));
        notes.iter().map(told).collect()
    }

    /// What the first notification of a kind says.
    #[track_caller]
    pub(crate) fn message(&self, kind: &str) -> String {
        let mut notes = self.json["notifications"].as_array().unwrap().iter();
        let note = notes.find(|it| it["kind"] == kind);
        text(&note.unwrap_or_else(|| panic!("no {kind} in {:#}", self.json))["message"]).to_owned()
    }

    pub(crate) fn files(&self) -> u64 {
        self.json["summary"]["files"].as_u64().unwrap()
    }

    /// Code and findings at once, so that a failing test tells both.
    #[track_caller]
    pub(crate) fn ends(&self, code: i32, found: &[&str]) {
        let seen = (self.code, self.found());
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(seen, (Some(code), found), "{:#}", self.json);
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn place(location: &Value) -> String {
    let path = text(&location["path"]);
    format!("{path}:{}:{}", location["line"], location["column"])
}

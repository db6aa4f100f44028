//! A file's keys and values, each with its line, whether it is TOML or a `package.json`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use spillcheck::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The key of a `package.json` that holds a configuration.
const PACKAGE_KEY: &str = "spillcheck";

/// What is written in one file.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) entries: Vec<Entry>,
}

/// One key.
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: usize,
    pub(super) value: Value,
}

/// A value of a kind that some key may have.
pub(super) enum Value {
    Text(String),
    Number(String),
    Flag(bool),
    List(Vec<Value>),
    Table(Vec<Entry>),
    /// Anything else.
    Other,
}

impl File {
    /// An error at a line of it.
    pub(super) fn wrong(&self, line: usize, message: impl Into<String>) -> anyhow::Error {
        let error = Error::File {
            path: self.path.clone(),
            line,
            message: message.into(),
        };
        error.into()
    }

    /// Its folder, which its paths start from.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }
}

/// Reads a TOML file, or the part of a `package.json`; nothing where that has none.
pub(super) fn read(path: &Path) -> anyhow::Result<Option<File>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let entries = if path.file_name().is_some_and(|name| name == "package.json") {
        package_entries(&text)
    } else {
        Some(toml_entries(path, &text)?)
    };
    Ok(entries.map(|entries| File {
        path: path.to_owned(),
        entries,
    }))
}

fn toml_entries(path: &Path, text: &str) -> anyhow::Result<Vec<Entry>> {
    let table = DeTable::parse(text).map_err(|error| Error::File {
        path: path.to_owned(),
        line: line_at(text, error.span().unwrap_or_default().start),
        message: error.message().replace('\n', ", "),
    })?;
    Ok(of_table(text, table.get_ref()))
}

fn of_table(text: &str, table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            line: line_at(text, key.span().start),
            value: of_value(text, value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.line);
    entries
}

fn of_value(text: &str, value: &Spanned<DeValue<'_>>) -> Value {
    match value.get_ref() {
        DeValue::String(it) => Value::Text(it.to_string()),
        DeValue::Integer(it) => Value::Number(it.as_str().to_owned()),
        DeValue::Boolean(it) => Value::Flag(*it),
        DeValue::Array(it) => Value::List(it.iter().map(|it| of_value(text, it)).collect()),
        DeValue::Table(it) => Value::Table(of_table(text, it)),
        DeValue::Float(_) | DeValue::Datetime(_) => Value::Other,
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.matches('\n').count() + 1
}

/// The configuration in a `package.json`; one that is no JSON is told by the scan.
fn package_entries(text: &str) -> Option<Vec<Entry>> {
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    let table = json.get(PACKAGE_KEY)?.as_object()?;
    let start = text.find(&format!("\"{PACKAGE_KEY}\""))?;
    Some(of_object(text, start, table))
}

fn of_object(
    text: &str,
    start: usize,
    table: &serde_json::Map<String, serde_json::Value>,
) -> Vec<Entry> {
    let entry = |(key, value): (&String, &serde_json::Value)| {
        let at = text[start..].find(&format!("\"{key}\"")).unwrap_or(0);
        Entry {
            key: key.clone(),
            line: line_at(text, start + at),
            value: of_json(text, start + at, value),
        }
    };
    table.iter().map(entry).collect()
}

fn of_json(text: &str, start: usize, value: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::String(it) => Value::Text(it.clone()),
        Json::Number(it) => Value::Number(it.to_string()),
        Json::Bool(it) => Value::Flag(*it),
        Json::Array(it) => Value::List(it.iter().map(|it| of_json(text, start, it)).collect()),
        Json::Object(it) => Value::Table(of_object(text, start, it)),
        Json::Null => Value::Other,
    }
}

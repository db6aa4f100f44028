//! What a file says that is no flag: judgements of one's own, and names.

use spillcheck::{Effect, Override, Severity};

use super::file::{Entry, File, Value};

/// What the files say that is no flag.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Written {
    pub(in crate::cli) overrides: Vec<Override>,
    pub(in crate::cli) secret_names: Vec<String>,
    pub(in crate::cli) public_names: Vec<String>,
}

/// Reads it, that of the files which are extended first.
pub(super) fn written(files: &[File]) -> anyhow::Result<Written> {
    let mut written = Written::default();
    for file in files.iter().rev() {
        for entry in &file.entries {
            match &*entry.key {
                "override" => written.overrides.extend(overrides(file, entry)?),
                "secret-names" => written.secret_names.extend(texts(file, entry)?),
                "public-names" => written.public_names.extend(texts(file, entry)?),
                _ => {}
            }
        }
    }
    Ok(written)
}

fn overrides(file: &File, entry: &Entry) -> anyhow::Result<Vec<Override>> {
    let not_tables = || file.wrong(entry.line, "`override` is a list of tables: [[override]]");
    let Value::List(tables) = &entry.value else {
        return Err(not_tables());
    };
    let tables = tables.iter().map(|table| match table {
        Value::Table(entries) => one(file, entry.line, entries),
        _ => Err(not_tables()),
    });
    tables.collect()
}

fn one(file: &File, line: usize, entries: &[Entry]) -> anyhow::Result<Override> {
    let (mut paths, mut rules, mut effect, mut reason) = (Vec::new(), Vec::new(), None, None);
    for entry in entries {
        match &*entry.key {
            "paths" => paths = texts(file, entry)?,
            "rules" => rules = texts(file, entry)?,
            "severity" => effect = Some((entry.line, severity(file, entry)?)),
            "reason" => reason = Some(text(file, entry)?),
            other => {
                let known = ["paths", "rules", "severity", "reason"].map(str::to_owned);
                return Err(file.wrong(entry.line, super::flags::unknown(other, &known)));
            }
        }
    }
    let line = entries.first().map_or(line, |entry| entry.line);
    let Some((at, effect)) = effect else {
        return Err(file.wrong(line, "an override needs a `severity`"));
    };
    if effect == Effect::Off && reason.is_none() {
        return Err(file.wrong(at, "an override that is `off` needs a `reason`"));
    }
    if paths.is_empty() && rules.is_empty() {
        return Err(file.wrong(line, "an override needs `paths` or `rules`"));
    }
    let reason = reason.unwrap_or_default();
    Override::new(file.folder().to_owned(), &paths, &rules, effect, reason)
        .map_err(|error| file.wrong(line, error.to_string()))
}

fn severity(file: &File, entry: &Entry) -> anyhow::Result<Effect> {
    let name = text(file, entry)?;
    let severity = Severity::ALL.into_iter().find(|it| it.name() == name);
    match severity {
        Some(severity) => Ok(Effect::Severity(severity)),
        None if name == "off" => Ok(Effect::Off),
        None => Err(file.wrong(
            entry.line,
            "`severity` is info, low, medium, high, critical or off",
        )),
    }
}

fn text(file: &File, entry: &Entry) -> anyhow::Result<String> {
    match &entry.value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(file.wrong(entry.line, format!("`{}` is text", entry.key))),
    }
}

fn texts(file: &File, entry: &Entry) -> anyhow::Result<Vec<String>> {
    let wrong = || file.wrong(entry.line, format!("`{}` is a list of texts", entry.key));
    let Value::List(values) = &entry.value else {
        return Err(wrong());
    };
    let texts = values.iter().map(|value| match value {
        Value::Text(text) => Ok(text.clone()),
        _ => Err(wrong()),
    });
    texts.collect()
}

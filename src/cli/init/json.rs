//! Changes to a JSON text that leave all else in it as it is.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

type Entries<'a> = BTreeMap<String, &'a RawValue>;

/// The entries of an object in a JSON object.
fn entries<'a>(text: &'a str, object: &str) -> Option<Entries<'a>> {
    let top: Entries<'a> = serde_json::from_str(text).ok()?;
    serde_json::from_str(top.get(object)?.get()).ok()
}

/// A text in an object in a JSON object.
pub(super) fn value(text: &str, object: &str, key: &str) -> Option<String> {
    serde_json::from_str(entries(text, object)?.get(key)?.get()).ok()
}

/// Whether an object is there.
pub(super) fn is_object(text: &str, object: &str) -> bool {
    entries(text, object).is_some()
}

/// The first key of an object, in the order of the alphabet.
pub(super) fn first_key(text: &str, object: &str) -> Option<String> {
    entries(text, object)?.into_keys().next()
}

/// Adds a command behind the one that an entry holds.
pub(super) fn extended(text: &str, object: &str, key: &str, command: &str) -> Option<String> {
    let raw = *entries(text, object)?.get(key)?;
    let end = offset(text, raw) + raw.get().len() - 1;
    let command = quoted(command);
    let command = command.get(1..command.len() - 1)?;
    let is_text = raw.get().starts_with('"');
    is_text.then(|| format!("{} && {command}{}", &text[..end], &text[end..]))
}

/// Adds an entry behind another.
pub(super) fn inserted(
    text: &str,
    object: &str,
    after: &str,
    entry: (&str, &str),
) -> Option<String> {
    let raw = *entries(text, object)?.get(after)?;
    let start = offset(text, raw);
    let key = text[..start].rfind(&quoted(after))?;
    let lead = &text[text[..key].trim_end().len()..key];
    let end = start + raw.get().len();
    let (key, value) = (quoted(entry.0), quoted(entry.1));
    Some(format!(
        "{},{lead}{key}: {value}{}",
        &text[..end],
        &text[end..]
    ))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Where a part of a text begins in it.
fn offset(text: &str, raw: &RawValue) -> usize {
    raw.get().as_ptr().addr() - text.as_ptr().addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: &str =
        "{\n\t\"name\": \"build\",\n\t\"scripts\": {\n\t\t\"build\": \"gatsby build\"\n\t}\n}\n";

    #[test]
    fn an_entry_takes_the_place_and_the_indent_of_its_neighbour() {
        let text = inserted(PACKAGE, "scripts", "build", ("postbuild", "spillcheck")).unwrap();
        assert!(
            text.contains(
                "\t\t\"build\": \"gatsby build\",\n\t\t\"postbuild\": \"spillcheck\"\n\t}"
            )
        );
        let tight = r#"{"scripts":{"a":"b","c":"d"}}"#;
        let text = inserted(tight, "scripts", "a", ("x", "y")).unwrap();
        assert_eq!(text, r#"{"scripts":{"a":"b","x": "y","c":"d"}}"#);
    }

    #[test]
    fn a_command_is_added_behind_another() {
        let text = extended(PACKAGE, "scripts", "build", "a \"b\"").unwrap();
        assert_eq!(
            value(&text, "scripts", "build").unwrap(),
            "gatsby build && a \"b\""
        );
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        assert_eq!(extended("{", "scripts", "build", "x"), None);
        assert_eq!(
            extended(r#"{"scripts":{"build":1}}"#, "scripts", "build", "x"),
            None
        );
        assert_eq!(inserted(PACKAGE, "scripts", "test", ("a", "b")), None);
    }
}

//! What is sought in the author's sources: a value in the forms people write it, and its variable.

use crate::values::base64_forms;

/// More findings than this are sought as they are alone: every form costs patterns.
const MAX_WITH_FORMS: usize = 300;

/// One thing that is sought.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Its value and those of its parts.
    pub(super) values: Vec<Vec<u8>>,
    /// The variables that carry it.
    pub(super) variables: Vec<String>,
}

/// A value as it may be written.
pub(super) struct Form {
    /// Whose it is.
    pub(super) wanted: usize,
    pub(super) text: Vec<u8>,
    pub(super) shape: Shape,
}

/// Whether a form may stand in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// As it is: split, joined, wrapped.
    Plain,
    /// Encoded, and so in one piece.
    Encoded,
}

/// Every form of every value.
pub(super) fn forms(all: &[Wanted]) -> Vec<Form> {
    let mut forms = Vec::new();
    for (wanted, it) in all.iter().enumerate() {
        for value in &it.values {
            let mut add = |text, shape| {
                forms.push(Form {
                    wanted,
                    text,
                    shape,
                });
            };
            add(value.clone(), Shape::Plain);
            if all.len() <= MAX_WITH_FORMS {
                for text in encoded(value) {
                    add(text, Shape::Encoded);
                }
            }
        }
    }
    forms
}

fn encoded(value: &[u8]) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = (0..3)
        .flat_map(|shift| base64_forms(value, shift))
        .collect();
    let each = |write: fn(&u8) -> String| value.iter().map(write).collect::<String>().into_bytes();
    all.push(each(|byte| format!("\\x{byte:02x}")));
    all.push(each(|byte| format!("\\x{byte:02X}")));
    all.push(each(|byte| format!("\\u{byte:04x}")));
    all.push(each(|byte| format!("\\u{byte:04X}")));
    all.push(each(|byte| format!("{byte:02x}")));
    all.push(value.iter().rev().copied().collect());
    let codes: Vec<String> = value.iter().map(ToString::to_string).collect();
    all.push(codes.join(",").into_bytes());
    all.push(codes.join(", ").into_bytes());
    all
}

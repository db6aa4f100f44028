//! Methods of lists and buffers, and lists out of JSON.

use std::rc::Rc;

use super::eval::{Folder, Step, Stop};
use super::global::decoded;
use super::string::bounds;
use super::text::{Char, Text, plain, spelled};
use super::value::{Number, Value, joined};

/// Lists within lists that JSON is read to.
const DEEPEST: usize = 16;

impl Folder<'_> {
    pub(super) fn call_on_list(
        &mut self,
        values: &Rc<Vec<Value>>,
        name: &str,
        arguments: &[Value],
    ) -> Step<Value> {
        self.spend(1 + values.len())?;
        let first = arguments.first();
        Ok(match name {
            "join" => {
                let separator = match first {
                    None | Some(Value::Undefined) => Rc::new(spelled(",", (0, 0))),
                    Some(separator) => separator.to_chars(),
                };
                let chars = joined(values, &separator);
                self.spend(chars.len())?;
                Value::text(chars)
            }
            "reverse" | "toReversed" => Value::list(values.iter().rev().cloned().collect()),
            "slice" => {
                let (start, end) =
                    bounds(name, values.len(), first, arguments.get(1)).ok_or(Stop)?;
                Value::list(values[start..end].to_vec())
            }
            "concat" => Value::list(self.appended(values, arguments)?),
            "map" => match first {
                Some(callback) => self.mapped(values, callback)?,
                None => Value::Unknown,
            },
            "filter" => self.filtered(values, first)?,
            "reduce" => self.reduced(values, arguments)?,
            "at" => picked(values, first),
            "flat" => Value::list(flat(values)),
            "toString" => Value::Text(Value::List(Rc::clone(values)).to_chars()),
            "values" => Value::List(Rc::clone(values)),
            _ => Value::Unknown,
        })
    }

    fn appended(&mut self, values: &[Value], arguments: &[Value]) -> Step<Vec<Value>> {
        let mut all = values.to_vec();
        for argument in arguments {
            match argument {
                Value::List(more) => all.extend(more.iter().cloned()),
                other => all.push(other.clone()),
            }
            self.spend(all.len())?;
        }
        Ok(all)
    }

    /// A list with every element replaced by what a callback gives for it.
    pub(super) fn mapped(&mut self, values: &[Value], callback: &Value) -> Step<Value> {
        let mut all = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            all.push(self.call_back(callback, value, index)?);
        }
        Ok(Value::list(all))
    }

    fn filtered(&mut self, values: &[Value], callback: Option<&Value>) -> Step<Value> {
        let callback = callback.ok_or(Stop)?;
        let mut all = Vec::new();
        for (index, value) in values.iter().enumerate() {
            // `filter(Boolean)` and what nothing decides keep what there is.
            if self.call_back(callback, value, index)?.truth() != Some(false) {
                all.push(value.clone());
            }
        }
        Ok(Value::list(all))
    }

    fn reduced(&mut self, values: &[Value], arguments: &[Value]) -> Step<Value> {
        let callback = arguments.first().ok_or(Stop)?;
        let mut rest = values.iter();
        let mut sum = match arguments.get(1) {
            Some(start) => start.clone(),
            None => rest.next().ok_or(Stop)?.clone(),
        };
        for value in rest {
            self.spend(4)?;
            sum = self.call(callback, vec![sum, value.clone()])?;
        }
        Ok(sum)
    }

    pub(super) fn call_on_bytes(
        &mut self,
        bytes: &Text,
        name: &str,
        arguments: &[Value],
    ) -> Step<Value> {
        self.spend(1 + bytes.len())?;
        let first = arguments.first();
        Ok(match name {
            "toString" => match first {
                None => decoded(&Value::Bytes(Rc::clone(bytes))),
                Some(Value::Text(name)) => match &*plain(name).to_ascii_lowercase() {
                    "utf8" | "utf-8" => decoded(&Value::Bytes(Rc::clone(bytes))),
                    "ascii" | "latin1" | "binary" => Value::Text(Rc::clone(bytes)),
                    _ => Value::Unknown,
                },
                Some(_) => Value::Unknown,
            },
            "reverse" | "toReversed" => {
                Value::Bytes(Rc::new(bytes.iter().rev().copied().collect()))
            }
            "slice" | "subarray" => {
                let (start, end) =
                    bounds("slice", bytes.len(), first, arguments.get(1)).ok_or(Stop)?;
                Value::Bytes(Rc::new(bytes[start..end].to_vec()))
            }
            "map" => {
                let callback = first.ok_or(Stop)?;
                let mapped = self.mapped(&numbers(bytes).collect::<Vec<_>>(), callback)?;
                self.call_member(super::value::Global::ByteArray, "from", &[mapped])?
            }
            _ => Value::Unknown,
        })
    }
}

/// A byte of a buffer as a number.
pub(super) fn number(byte: &Char) -> Value {
    Value::Number(Number {
        value: f64::from(u32::from(byte.character)),
        place: (byte.start, byte.end),
    })
}

/// The bytes of a buffer as numbers.
pub(super) fn numbers(bytes: &[Char]) -> impl Iterator<Item = Value> {
    bytes.iter().map(number)
}

fn picked(values: &[Value], index: Option<&Value>) -> Value {
    let number = index.and_then(Value::to_number).map(|it| it.value);
    let Some(index) = number.and_then(super::value::whole) else {
        return Value::Unknown;
    };
    let from_end = usize::try_from(-index).ok();
    let index = match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => from_end.and_then(|back| values.len().checked_sub(back)),
    };
    let value = index.and_then(|index| values.get(index));
    value.cloned().unwrap_or(Value::Undefined)
}

fn flat(values: &[Value]) -> Vec<Value> {
    let mut all = Vec::new();
    for value in values {
        match value {
            Value::List(inner) => all.extend(inner.iter().cloned()),
            other => all.push(other.clone()),
        }
    }
    all
}

/// A value of JSON that begins at `at`, as far as it holds strings.
pub(super) fn json(chars: &[Char], at: &mut usize, depth: usize) -> Option<Value> {
    if depth == DEEPEST {
        return None;
    }
    match next(chars, at)? {
        '"' => json_text(chars, at).map(Value::text),
        '[' => {
            *at += 1;
            let mut values = Vec::new();
            while next(chars, at)? != ']' {
                values.push(json(chars, at, depth + 1)?);
                if next(chars, at)? == ',' {
                    *at += 1;
                }
            }
            *at += 1;
            Some(Value::list(values))
        }
        '{' => json_object(chars, at, depth),
        _ => json_word(chars, at),
    }
}

fn json_object(chars: &[Char], at: &mut usize, depth: usize) -> Option<Value> {
    *at += 1;
    let mut members = Vec::new();
    while next(chars, at)? != '}' {
        let key = plain(&json_text(chars, at)?);
        if next(chars, at)? != ':' {
            return None;
        }
        *at += 1;
        members.push((key, json(chars, at, depth + 1)?));
        if next(chars, at)? == ',' {
            *at += 1;
        }
    }
    *at += 1;
    Some(Value::Object(Rc::new(members)))
}

/// The next character that is no white space.
fn next(chars: &[Char], at: &mut usize) -> Option<char> {
    while chars.get(*at)?.character.is_whitespace() {
        *at += 1;
    }
    Some(chars[*at].character)
}

fn json_text(chars: &[Char], at: &mut usize) -> Option<Vec<Char>> {
    let start = *at + 1;
    let mut end = start;
    loop {
        match chars.get(end)?.character {
            '\\' => end += 2,
            '"' => break,
            _ => end += 1,
        }
    }
    *at = end + 1;
    Some(unescaped(&chars[start..end]))
}

/// The characters that escapes of a string within a string stand for.
fn unescaped(chars: &[Char]) -> Vec<Char> {
    let text = plain(chars);
    let mut starts = Vec::with_capacity(text.len() + 1);
    for it in chars {
        starts.resize(starts.len() + it.character.len_utf8(), *it);
    }
    let place = |it: &Char| Char::across(it.character, &starts[it.start], &starts[it.end - 1]);
    let cooked = super::text::cooked(text.as_bytes(), 0, text.len());
    cooked.iter().map(place).collect()
}

/// `true`, `null` or a number.
fn json_word(chars: &[Char], at: &mut usize) -> Option<Value> {
    let is_end =
        |it: &Char| matches!(it.character, ',' | ']' | '}') || it.character.is_whitespace();
    let rest = &chars[*at..];
    let length = rest.iter().position(is_end).unwrap_or(rest.len());
    let word = &rest[..length];
    *at += length;
    Some(match &*plain(word) {
        "" => return None,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => Value::text(word.to_vec())
            .to_number()
            .map_or(Value::Unknown, Value::Number),
    })
}

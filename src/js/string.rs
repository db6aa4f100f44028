//! Methods of strings.

use std::rc::Rc;

use super::eval::{Folder, Step, Stop};
use super::regex;
use super::text::{Char, LONGEST, Text, plain};
use super::value::{Number, Regex, Value, whole};

/// So often a callback is asked that tells nothing: then it never will.
const SOME: usize = 8;

impl Folder<'_> {
    pub(super) fn call_on_text(
        &mut self,
        chars: &Text,
        name: &str,
        arguments: &[Value],
    ) -> Step<Value> {
        self.spend(1 + chars.len() / 8)?;
        let first = arguments.first();
        Ok(match name {
            "toString" | "valueOf" | "normalize" | "toWellFormed" => Value::Text(Rc::clone(chars)),
            "trim" => Value::text(trimmed(chars, true, true)),
            "trimStart" | "trimLeft" => Value::text(trimmed(chars, true, false)),
            "trimEnd" | "trimRight" => Value::text(trimmed(chars, false, true)),
            "toUpperCase" => Value::text(changed(chars, char::to_ascii_uppercase)),
            "toLowerCase" => Value::text(changed(chars, char::to_ascii_lowercase)),
            "concat" => Value::text(self.concatenated(chars, arguments)?),
            "slice" | "substring" | "substr" => {
                let (start, end) =
                    bounds(name, chars.len(), first, arguments.get(1)).ok_or(Stop)?;
                Value::text(chars[start..end].to_vec())
            }
            "at" | "charAt" | "charCodeAt" | "codePointAt" => at(chars, name, first),
            "repeat" => Value::text(self.repeated(chars, first)?),
            "split" => self.split(chars, first)?,
            "replace" | "replaceAll" => self.replaced(chars, name, arguments)?,
            "indexOf" => match first {
                Some(Value::Text(word)) => index_of(chars, word),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        })
    }

    fn concatenated(&mut self, chars: &[Char], arguments: &[Value]) -> Step<Vec<Char>> {
        let mut all = chars.to_vec();
        for argument in arguments {
            let added = argument.to_chars();
            self.spend(added.len())?;
            all.extend_from_slice(&added);
            if all.len() > LONGEST {
                return Err(Stop);
            }
        }
        Ok(all)
    }

    fn repeated(&mut self, chars: &[Char], count: Option<&Value>) -> Step<Vec<Char>> {
        let count = count.and_then(Value::to_index).ok_or(Stop)?;
        let length = chars.len().checked_mul(count).ok_or(Stop)?;
        self.spend(length)?;
        if length > LONGEST {
            return Err(Stop);
        }
        Ok(chars.repeat(count))
    }

    fn split(&mut self, chars: &[Char], separator: Option<&Value>) -> Step<Value> {
        let pieces = match separator {
            Some(Value::Text(separator)) if separator.is_empty() => {
                chars.iter().map(|it| vec![*it]).collect()
            }
            Some(Value::Text(separator)) => {
                let ranges = ranges_of(chars, separator);
                between(chars, &ranges)
            }
            Some(Value::Regex(regex)) => {
                let ranges = matches(chars, regex)?;
                between(chars, &ranges)
            }
            _ => return Ok(Value::Unknown),
        };
        self.spend(chars.len() + pieces.len())?;
        Ok(Value::list(pieces.into_iter().map(Value::text).collect()))
    }

    fn replaced(&mut self, chars: &[Char], name: &str, arguments: &[Value]) -> Step<Value> {
        let [what, by, ..] = arguments else {
            return Ok(Value::Unknown);
        };
        let Some(ranges) = replaceable(chars, name, what)? else {
            return Ok(Value::Unknown);
        };
        let mut all = Vec::with_capacity(chars.len());
        let mut copied = 0;
        let mut is_in_vain = matches!(by, Value::Function(_));
        for (index, &(start, end)) in ranges.iter().enumerate() {
            let Some(added) = self.replacement(by, &chars[start..end], index)? else {
                return Ok(Value::Unknown);
            };
            is_in_vain = is_in_vain && added.iter().all(|it| *it == Char::HOLE);
            if is_in_vain && index + 1 == SOME {
                return Ok(Value::Unknown);
            }
            self.spend(added.len() + 1)?;
            all.extend_from_slice(&chars[copied..start]);
            all.extend_from_slice(&added);
            copied = end;
            if all.len() > LONGEST {
                return Err(Stop);
            }
        }
        all.extend_from_slice(&chars[copied..]);
        Ok(Value::text(all))
    }

    /// What stands in the place of what was found: a text, or what a callback makes of it.
    fn replacement(&mut self, by: &Value, found: &[Char], index: usize) -> Step<Option<Text>> {
        Ok(match by {
            Value::Text(text) => Some(Rc::clone(text)),
            Value::Function(_) => {
                let found = Value::text(found.to_vec());
                Some(self.call_back(by, &found, index)?.to_chars())
            }
            _ => None,
        })
    }
}

/// What `replace` or `replaceAll` replaces, if it can be told.
fn replaceable(chars: &[Char], name: &str, what: &Value) -> Step<Option<Vec<(usize, usize)>>> {
    let (mut ranges, is_all) = match what {
        Value::Text(word) if word.is_empty() => return Ok(None),
        Value::Text(word) => (ranges_of(chars, word), name == "replaceAll"),
        Value::Regex(regex) => (matches(chars, regex)?, regex.flags.contains('g')),
        _ => return Ok(None),
    };
    if !is_all {
        ranges.truncate(1);
    }
    Ok(Some(ranges))
}

fn trimmed(chars: &[Char], at_start: bool, at_end: bool) -> Vec<Char> {
    let is_text = |it: &Char| !it.character.is_whitespace();
    let start = chars.iter().position(is_text).unwrap_or(chars.len());
    let end = chars.iter().rposition(is_text).map_or(start, |it| it + 1);
    let start = if at_start { start } else { 0 };
    let end = if at_end { end } else { chars.len() };
    chars[start..end.max(start)].to_vec()
}

fn changed(chars: &[Char], change: fn(&char) -> char) -> Vec<Char> {
    let change = |it: &Char| Char {
        character: change(&it.character),
        ..*it
    };
    chars.iter().map(change).collect()
}

/// The range that `slice` and its kin take.
pub(super) fn bounds(
    name: &str,
    length: usize,
    first: Option<&Value>,
    second: Option<&Value>,
) -> Option<(usize, usize)> {
    let size = i64::try_from(length).ok()?;
    let number = |value: Option<&Value>, default: i64| match value {
        None | Some(Value::Undefined) => Some(default),
        Some(value) => whole(value.to_number()?.value),
    };
    let from_end = |at: i64| if at < 0 { at + size } else { at };
    let start = number(first, 0)?;
    let (start, end) = match name {
        "substring" => {
            let end = number(second, size)?.clamp(0, size);
            let start = start.clamp(0, size);
            (start.min(end), start.max(end))
        }
        "substr" => {
            let start = from_end(start).clamp(0, size);
            (start, start + number(second, size)?.clamp(0, size - start))
        }
        _ => (from_end(start), from_end(number(second, size)?)),
    };
    let start = usize::try_from(start.clamp(0, size)).ok()?;
    let end = usize::try_from(end.clamp(0, size)).ok()?;
    Some((start, end.max(start)))
}

fn at(chars: &[Char], name: &str, index: Option<&Value>) -> Value {
    let index = match index {
        None => Some(0.0),
        Some(index) => index.to_number().map(|it| it.value),
    };
    let Some(index) = index.and_then(whole) else {
        return Value::Unknown;
    };
    let index = usize::try_from(index).or_else(|_| {
        let back = usize::try_from(-index).unwrap_or(usize::MAX);
        chars.len().checked_sub(back).ok_or(())
    });
    let Some(found) = index.ok().and_then(|index| chars.get(index)) else {
        return Value::Undefined;
    };
    if name.starts_with('c') && name != "charAt" {
        return Value::Number(Number {
            value: f64::from(u32::from(found.character)),
            place: (found.start, found.end),
        });
    }
    Value::text(vec![*found])
}

fn index_of(chars: &[Char], word: &[Char]) -> Value {
    match ranges_of(chars, word).first() {
        Some((start, _)) => Value::count(*start),
        None => Value::Number(Number {
            value: -1.0,
            place: (0, 0),
        }),
    }
}

/// Where a word stands in a string, in indices of characters.
fn ranges_of(chars: &[Char], word: &[Char]) -> Vec<(usize, usize)> {
    let (text, word) = (plain(chars), plain(word));
    let found = text
        .match_indices(&word)
        .map(|(at, _)| (at, at + word.len()));
    indices(chars, found)
}

/// Where an expression matches, in indices of characters.
fn matches(chars: &[Char], regex: &Regex) -> Step<Vec<(usize, usize)>> {
    let found = regex::matches(&plain(chars), regex).ok_or(Stop)?;
    Ok(indices(chars, found.into_iter()))
}

/// Ranges of bytes as ranges of characters; what cuts a character in two is left out.
fn indices(chars: &[Char], ranges: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut offsets = Vec::with_capacity(chars.len() + 1);
    let mut offset = 0;
    for it in chars {
        offsets.push(offset);
        offset += it.character.len_utf8();
    }
    offsets.push(offset);
    let index = |at: usize| offsets.binary_search(&at).ok();
    ranges
        .filter_map(|(start, end)| Some((index(start)?, index(end)?)))
        .collect()
}

/// What lies between some ranges.
fn between(chars: &[Char], ranges: &[(usize, usize)]) -> Vec<Vec<Char>> {
    let mut pieces = Vec::with_capacity(ranges.len() + 1);
    let mut start = 0;
    for &(from, to) in ranges {
        pieces.push(chars[start..from].to_vec());
        start = to;
    }
    pieces.push(chars[start..].to_vec());
    pieces
}

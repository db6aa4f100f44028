//! Operands: literals, names, groups, and what is called or taken of them.

use std::rc::Rc;

use super::call::{property, taken};
use super::eval::{Folder, Step, Stop};
use super::lex::{is_name_byte, literal_end};
use super::text::{LONGEST, cooked, verbatim};
use super::value::{Global, Number, Regex, Value};

/// Values in a list or an object; tables of strings are long.
const MANY: usize = 1 << 16;

impl Folder<'_> {
    /// An operand with what stands before it.
    pub(super) fn unary(&mut self) -> Step<Value> {
        self.spend(1)?;
        match self.cursor.peek().ok_or(Stop)? {
            b'!' => Ok(self
                .prefixed()?
                .truth()
                .map_or(Value::Unknown, |it| Value::Bool(!it))),
            b'-' => self.signed(|it| -it),
            b'+' => self.signed(|it| it),
            b'~' => self.signed(|it| -it - 1.0),
            _ => self.worded(),
        }
    }

    /// The operand behind a sign.
    fn prefixed(&mut self) -> Step<Value> {
        self.cursor.at += 1;
        if self.depth > 30 {
            return Err(Stop);
        }
        self.depth += 1;
        let value = self.unary();
        self.depth -= 1;
        value
    }

    fn signed(&mut self, change: fn(f64) -> f64) -> Step<Value> {
        let Some(number) = self.prefixed()?.to_number() else {
            return Ok(Value::Unknown);
        };
        let value = change(number.value);
        Ok(Value::Number(Number { value, ..number }))
    }

    /// An operand behind a word that is an operator, if there is one.
    fn worded(&mut self) -> Step<Value> {
        let before = self.cursor.at;
        let word = self.cursor.name();
        match word {
            Some(b"typeof" | b"delete" | b"yield") => {
                self.cursor.at -= 1;
                self.prefixed()?;
                Ok(Value::Unknown)
            }
            Some(b"void") => {
                self.cursor.at -= 1;
                self.prefixed()?;
                Ok(Value::Undefined)
            }
            // What is made is called without `new` as well, as far as folds go.
            Some(b"await" | b"new") => {
                self.cursor.at -= 1;
                self.prefixed()
            }
            _ => {
                self.cursor.at = before;
                let first = self.primary()?;
                self.postfix(first)
            }
        }
    }

    fn primary(&mut self) -> Step<Value> {
        match self.cursor.peek().ok_or(Stop)? {
            b'"' | b'\'' => self.literal(),
            b'`' => self.template(false),
            b'(' => self.group(),
            b'[' => self.list(b"]").map(Value::list),
            b'{' => self.object(),
            b'/' => self.regex(),
            b'0'..=b'9' | b'.' => {
                let start = self.cursor.at;
                let value = self.cursor.number().ok_or(Stop)?;
                let place = (start, self.cursor.at);
                Ok(Value::Number(Number { value, place }))
            }
            _ => self.named(),
        }
    }

    fn literal(&mut self) -> Step<Value> {
        let (start, end) = self.cursor.literal().ok_or(Stop)?;
        self.spend((end - start) / 8)?;
        Ok(Value::text(cooked(self.cursor.bytes, start, end)))
    }

    /// A template, whose holes are filled; `raw` keeps its escapes as they are.
    pub(super) fn template(&mut self, raw: bool) -> Step<Value> {
        self.cursor.at += 1;
        let mut chars = Vec::new();
        let bytes = self.cursor.bytes;
        loop {
            let start = self.cursor.at;
            let end = literal_end(bytes, start, b'`').ok_or(Stop)?;
            let hole = memchr::memmem::find(&bytes[start..end], b"${").map(|it| start + it);
            let stop = hole.unwrap_or(end);
            self.spend((stop - start) / 8)?;
            let text = if raw { verbatim } else { cooked };
            chars.append(&mut text(bytes, start, stop));
            if hole.is_none() {
                self.cursor.at = end + 1;
                return Ok(Value::text(chars));
            }
            self.cursor.at = stop + 2;
            let value = self.expression()?.to_chars();
            self.spend(value.len())?;
            chars.extend_from_slice(&value);
            if self.cursor.peek() != Some(b'}') || chars.len() > LONGEST {
                return Err(Stop);
            }
            self.cursor.at += 1;
        }
    }

    /// An arrow function, or expressions of which the last counts.
    fn group(&mut self) -> Step<Value> {
        if let Some(function) = self.arrow() {
            return function;
        }
        self.cursor.at += 1;
        loop {
            let value = self.expression()?;
            if self.cursor.take(b")") {
                return Ok(value);
            }
            if !self.cursor.take(b",") {
                return Err(Stop);
            }
        }
    }

    /// What stands between a bracket here and the closing one.
    pub(super) fn list(&mut self, close: &[u8]) -> Step<Vec<Value>> {
        self.cursor.at += 1;
        let mut values = Vec::new();
        while !self.cursor.take(close) {
            self.spend(1)?;
            if values.len() == MANY {
                return Err(Stop);
            }
            if self.cursor.take(b",") {
                values.push(Value::Undefined);
                continue;
            }
            let is_spread = self.cursor.take(b"...");
            let mut value = self.expression()?;
            self.after_element(&mut value, close)?;
            if is_spread {
                spread(&value, &mut values);
            } else {
                values.push(value);
            }
        }
        Ok(values)
    }

    /// Passes the comma behind an element; to a number's place it belongs.
    fn after_element(&mut self, last: &mut Value, close: &[u8]) -> Step<()> {
        let end = self.cursor.at;
        if self.cursor.take(b",") {
            self.cursor.skip_space();
            if let Value::Number(number) = last
                && number.place.1 == end
                && end > number.place.0
                && self.cursor.byte() != close.first().copied()
            {
                number.place.1 = self.cursor.at;
            }
            return Ok(());
        }
        let is_end = self.cursor.peek() == close.first().copied();
        if is_end { Ok(()) } else { Err(Stop) }
    }

    fn object(&mut self) -> Step<Value> {
        self.cursor.at += 1;
        let mut members = Vec::new();
        while !self.cursor.take(b"}") {
            self.spend(1)?;
            if self.cursor.take(b"...") {
                if let Value::Object(others) = self.expression()? {
                    self.spend(others.len())?;
                    members.extend(others.iter().cloned());
                }
            } else {
                let member = self.member()?;
                members.push(member);
            }
            if !self.cursor.take(b",") && self.cursor.peek() != Some(b'}') {
                return Err(Stop);
            }
            if members.len() > MANY {
                return Err(Stop);
            }
        }
        Ok(Value::Object(Rc::new(members)))
    }

    fn member(&mut self) -> Step<(String, Value)> {
        let start = self.cursor.at;
        let key = self.key()?;
        let value = match self.cursor.peek() {
            Some(b':') => {
                self.cursor.at += 1;
                self.expression()?
            }
            Some(b'(') => self.method()?,
            // A name alone is its own value.
            Some(b',' | b'}') => self.elsewhere(start, self.scope.clone())?,
            _ => return Err(Stop),
        };
        Ok((key, value))
    }

    fn key(&mut self) -> Step<String> {
        let value = match self.cursor.peek().ok_or(Stop)? {
            b'"' | b'\'' => self.literal()?,
            b'0'..=b'9' => self.primary()?,
            b'[' => {
                self.cursor.at += 1;
                let value = self.expression()?;
                if !self.cursor.take(b"]") {
                    return Err(Stop);
                }
                value
            }
            _ => {
                let name = self.cursor.name().ok_or(Stop)?;
                return Ok(String::from_utf8_lossy(name).into_owned());
            }
        };
        Ok(super::text::plain(&value.to_chars()))
    }

    fn regex(&mut self) -> Step<Value> {
        let (start, end) = self.cursor.skip_regex().ok_or(Stop)?;
        self.cursor.at += 1;
        let flags = self.cursor.rest();
        let length = flags.iter().take_while(|it| is_name_byte(**it)).count();
        self.cursor.at += length;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Value::Regex(Rc::new(Regex {
            pattern: text(&self.cursor.bytes[start..end]),
            flags: text(&flags[..length]),
        })))
    }

    pub(super) fn named(&mut self) -> Step<Value> {
        let start = self.cursor.at;
        let name = self.cursor.name().ok_or(Stop)?;
        Ok(match name {
            b"undefined" => Value::Undefined,
            b"null" => Value::Null,
            b"true" => Value::Bool(true),
            b"false" => Value::Bool(false),
            b"this" | b"super" | b"import" => Value::Unknown,
            b"function" => return self.function(),
            b"async" if matches!(self.cursor.peek(), Some(b'(' | b'f')) => return self.primary(),
            b"class" | b"return" | b"case" | b"in" | b"of" => return Err(Stop),
            _ if self.cursor.peek() == Some(b'=') && self.cursor.rest().starts_with(b"=>") => {
                return self.arrow_of_one(name);
            }
            _ => match self.argument(name) {
                Some(value) => value,
                None => self.variable(name, start),
            },
        })
    }

    fn variable(&mut self, name: &[u8], start: usize) -> Value {
        if let Some(decoder) = self.tables.decoder(name) {
            return Value::Decoder(decoder);
        }
        match Global::named(name) {
            Some(global) => Value::Global(global),
            None => self.resolve(name, start),
        }
    }

    fn postfix(&mut self, mut value: Value) -> Step<Value> {
        while let Some(next) = self.linked(&value)? {
            value = next;
        }
        Ok(value)
    }

    /// What the member, the element or the call gives that comes next, if one does.
    pub(super) fn linked(&mut self, value: &Value) -> Step<Option<Value>> {
        let before = self.cursor.at;
        self.cursor.skip_space();
        if let [b'?', b'.', b'[' | b'(', ..] = self.cursor.rest() {
            self.cursor.at += 2;
        }
        Ok(Some(match self.cursor.rest() {
            [b'?', b'.', after, ..] if !after.is_ascii_digit() => {
                self.cursor.at += 2;
                self.dotted(value)?
            }
            [b'.', ..] => {
                self.cursor.at += 1;
                self.dotted(value)?
            }
            [b'[', ..] => {
                self.cursor.at += 1;
                let key = self.expression()?;
                if !self.cursor.take(b"]") {
                    return Err(Stop);
                }
                taken(value, &key)
            }
            [b'(', ..] => {
                let arguments = self.list(b")")?;
                self.call(value, arguments)?
            }
            [b'`', ..] => self.tagged(value)?,
            // Steps change what they stand beside.
            [b'+', b'+', ..] | [b'-', b'-', ..] => return Err(Stop),
            _ => {
                self.cursor.at = before;
                return Ok(None);
            }
        }))
    }

    fn dotted(&mut self, value: &Value) -> Step<Value> {
        let name = self.cursor.name().ok_or(Stop)?;
        Ok(property(value, &String::from_utf8_lossy(name)))
    }

    fn tagged(&mut self, tag: &Value) -> Step<Value> {
        let is_raw = matches!(tag, Value::Method(of, name)
            if matches!(**of, Value::Global(Global::String)) && &**name == "raw");
        let text = self.template(is_raw)?;
        Ok(if is_raw { text } else { Value::Unknown })
    }
}

/// Adds what `...` takes out of a value.
pub(super) fn spread(value: &Value, values: &mut Vec<Value>) {
    match value {
        Value::List(inner) => values.extend(inner.iter().cloned()),
        Value::Text(chars) => values.extend(chars.iter().map(|it| Value::text(vec![*it]))),
        Value::Bytes(bytes) => values.extend(super::list::numbers(bytes)),
        _ => values.push(Value::Unknown),
    }
}

//! Members, elements and calls of values.

use std::rc::Rc;

use super::eval::{Folder, Step, Stop};
use super::global::call_global;
use super::text::plain;
use super::value::{Global, Value};

impl Folder<'_> {
    /// What a call gives.
    pub(super) fn call(&mut self, callee: &Value, arguments: Vec<Value>) -> Step<Value> {
        self.spend(1)?;
        match callee {
            Value::Function(function) => self.call_function(function, arguments),
            Value::Decoder(decoder) => self.decoded(*decoder, &arguments),
            Value::Global(global) => Ok(call_global(*global, &arguments)),
            Value::Method(of, name) => {
                let of = Rc::clone(of);
                self.call_method(&of, name, arguments)
            }
            _ => Ok(Value::Unknown),
        }
    }

    fn call_method(&mut self, of: &Value, name: &str, arguments: Vec<Value>) -> Step<Value> {
        match (name, of) {
            ("apply", Value::Function(_) | Value::Method(..)) => {
                let mut values = Vec::new();
                super::operand::spread(arguments.get(1).ok_or(Stop)?, &mut values);
                self.call(of, values)
            }
            ("call", Value::Function(_) | Value::Method(..)) => {
                self.call(of, arguments.into_iter().skip(1).collect())
            }
            ("bind", Value::Function(_) | Value::Method(..)) => Ok(of.clone()),
            (_, Value::Global(global)) => self.call_member(*global, name, &arguments),
            (_, Value::Text(chars)) => self.call_on_text(chars, name, &arguments),
            (_, Value::List(values)) => self.call_on_list(values, name, &arguments),
            (_, Value::Bytes(bytes)) => self.call_on_bytes(bytes, name, &arguments),
            ("concat", Value::Unknown) => self.call_on_text(&of.to_chars(), name, &arguments),
            ("toString", Value::Number(_)) => Ok(Value::Text(of.to_chars())),
            // `x.split.call`, or a member of something made of a class.
            _ => Ok(Value::Unknown),
        }
    }
}

/// A member of a value by its name.
pub(super) fn property(value: &Value, name: &str) -> Value {
    match value {
        Value::Object(members) => {
            let member = members.iter().rev().find(|it| it.0 == name);
            if let Some((_, value)) = member {
                return value.clone();
            }
        }
        Value::Global(Global::Window) => {
            let global = Global::named(name.as_bytes());
            return global.map_or(Value::Unknown, Value::Global);
        }
        Value::Text(chars) | Value::Bytes(chars) if name == "length" => {
            return Value::count(chars.iter().map(|it| it.character.len_utf16()).sum());
        }
        Value::List(values) if name == "length" => return Value::count(values.len()),
        // What is added to something unknown may tell what it is.
        Value::Unknown if name == "concat" => {}
        Value::Unknown | Value::Undefined | Value::Null => return Value::Unknown,
        _ => {}
    }
    Value::Method(Rc::new(value.clone()), Rc::from(name))
}

/// A member or an element of a value by a key that was put together.
pub(super) fn taken(value: &Value, key: &Value) -> Value {
    match (value, key) {
        (_, Value::Text(name)) => {
            let name = plain(name);
            match name.parse::<usize>() {
                Ok(index) if !matches!(value, Value::Object(_)) => element(value, index),
                _ => property(value, &name),
            }
        }
        (Value::Object(_), Value::Number(number)) => property(value, &number.to_string()),
        _ => key
            .to_index()
            .map_or(Value::Unknown, |index| element(value, index)),
    }
}

/// The element of a list, or the character of a string, at an index.
pub(super) fn element(value: &Value, index: usize) -> Value {
    match value {
        Value::List(values) => values.get(index).cloned().unwrap_or(Value::Undefined),
        Value::Text(chars) => chars
            .get(index)
            .map_or(Value::Undefined, |it| Value::text(vec![*it])),
        Value::Bytes(bytes) => bytes
            .get(index)
            .map_or(Value::Undefined, super::list::number),
        _ => Value::Unknown,
    }
}

//! Functions of the source: read where they stand, evaluated where they are called.

use std::rc::Rc;

use super::eval::{Folder, Step, Stop};
use super::lex::Cursor;
use super::value::{Body, Frame, Function, Parameter, Value};

/// Longest function that is looked into: obfuscators put theirs, and code that is never run, into others.
const LONGEST: usize = 1 << 16;

/// Words whose statements may leave a function early.
const CHOICES: &[&[u8]] = &[b"if", b"else", b"switch", b"for", b"while", b"try"];

impl Folder<'_> {
    /// The arrow function that begins with the bracket here, if it is one.
    pub(super) fn arrow(&mut self) -> Option<Step<Value>> {
        let mut ahead = Cursor {
            at: self.cursor.at + 1,
            ..self.cursor
        };
        let parameters = parameters(&mut ahead)?;
        if !ahead.take(b"=>") {
            return None;
        }
        self.cursor.at = ahead.at;
        Some(self.arrow_body(parameters))
    }

    /// An arrow function of one parameter without brackets, at its arrow.
    pub(super) fn arrow_of_one(&mut self, name: &[u8]) -> Step<Value> {
        self.cursor.at += 2;
        self.arrow_body(vec![Parameter::One(text(name))])
    }

    fn arrow_body(&mut self, parameters: Vec<Parameter>) -> Step<Value> {
        if self.cursor.peek() == Some(b'{') {
            return self.block(parameters);
        }
        let function = self.defined(parameters, Body::Expression(self.cursor.at));
        // The body is read for its end alone: what it gives depends on the call.
        let reach = std::mem::replace(&mut self.reach, super::Reach::Expression);
        let body = self.expression();
        self.reach = reach;
        body.map(|_| function)
    }

    /// A function behind the word.
    pub(super) fn function(&mut self) -> Step<Value> {
        self.cursor.take(b"*");
        self.cursor.name();
        self.method()
    }

    /// A function from its parameters on.
    pub(super) fn method(&mut self) -> Step<Value> {
        if !self.cursor.take(b"(") {
            return Err(Stop);
        }
        let parameters = parameters(&mut self.cursor).ok_or(Stop)?;
        self.block(parameters)
    }

    fn block(&mut self, parameters: Vec<Parameter>) -> Step<Value> {
        if self.cursor.peek() != Some(b'{') {
            return Err(Stop);
        }
        let start = self.cursor.at;
        let end = self.cursor.skip_group(LONGEST);
        // That it is too long shows when so much of it has been passed.
        self.spend((self.cursor.at - start) / 16)?;
        end.ok_or(Stop)?;
        Ok(self.defined(parameters, Body::Block(start + 1)))
    }

    fn defined(&self, parameters: Vec<Parameter>, body: Body) -> Value {
        Value::Function(Rc::new(Function {
            parameters,
            body,
            scope: self.scope.clone(),
        }))
    }

    /// What a function returns for some arguments.
    pub(super) fn call_function(
        &mut self,
        function: &Rc<Function>,
        arguments: Vec<Value>,
    ) -> Step<Value> {
        let frame = Frame {
            names: bound(&function.parameters, arguments),
            body: function.body.start(),
            outer: function.scope.clone(),
        };
        let scope = Some(Rc::new(frame));
        match function.body {
            Body::Expression(start) => self.elsewhere(start, scope),
            Body::Block(start) => {
                let (start, is_sure) = self.returned(start)?;
                if !is_sure {
                    self.guess();
                }
                self.read_elsewhere(start, scope, Self::sequence)
            }
        }
    }

    /// Where what a block returns begins, and whether no other statement could return.
    fn returned(&mut self, start: usize) -> Step<(usize, bool)> {
        let mut ahead = Cursor {
            at: start,
            ..self.cursor
        };
        let mut is_sure = true;
        while ahead.at < start + LONGEST {
            match ahead.peek().ok_or(Stop)? {
                b'}' => return Err(Stop),
                b'{' | b'(' | b'[' => ahead.skip_group(LONGEST).ok_or(Stop)?,
                b'"' | b'\'' => {
                    ahead.literal().ok_or(Stop)?;
                }
                b'`' => {
                    ahead.at = super::lex::template_end(ahead.bytes, ahead.at + 1).ok_or(Stop)? + 1;
                }
                _ => match ahead.name() {
                    Some(b"return") => {
                        self.spend(1 + (ahead.at - start) / 16)?;
                        return Ok((ahead.at, is_sure));
                    }
                    Some(word) => is_sure &= !CHOICES.contains(&word),
                    None => ahead.at += 1,
                },
            }
        }
        Err(Stop)
    }

    /// The argument of a name, where a call is being evaluated.
    pub(super) fn argument(&self, name: &[u8]) -> Option<Value> {
        let mut scope = &self.scope;
        while let Some(frame) = scope {
            let named = frame.names.iter().find(|it| it.0.as_bytes() == name);
            if let Some((_, value)) = named {
                return Some(value.clone());
            }
            scope = &frame.outer;
        }
        None
    }
}

/// Parameters up to the closing bracket; none where what stands there are none.
pub(super) fn parameters(cursor: &mut Cursor<'_>) -> Option<Vec<Parameter>> {
    let mut parameters = Vec::new();
    while !cursor.take(b")") {
        let is_rest = cursor.take(b"...");
        let name = text(cursor.name()?);
        parameters.push(if is_rest {
            Parameter::Rest(name)
        } else {
            Parameter::One(name)
        });
        if !cursor.take(b",") && cursor.peek() != Some(b')') {
            return None;
        }
    }
    Some(parameters)
}

/// Parameters with their arguments.
fn bound(parameters: &[Parameter], arguments: Vec<Value>) -> Vec<(String, Value)> {
    let mut arguments = arguments.into_iter();
    let bind = |parameter: &Parameter| match parameter {
        Parameter::One(name) => {
            let value = arguments.next().unwrap_or(Value::Undefined);
            (name.clone(), value)
        }
        Parameter::Rest(name) => (name.clone(), Value::list(arguments.by_ref().collect())),
    };
    parameters.iter().map(bind).collect()
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

impl Folder<'_> {
    /// What a callback gives for an element and its index.
    pub(super) fn call_back(
        &mut self,
        callback: &Value,
        element: &Value,
        index: usize,
    ) -> Step<Value> {
        self.spend(4)?;
        self.call(callback, vec![element.clone(), Value::count(index)])
    }
}

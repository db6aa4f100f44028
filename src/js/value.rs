//! What an expression can stand for.

use std::rc::Rc;

use super::text::{Char, Text, plain, span, spelled};

/// A value that constants give, or nothing known.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Unknown,
    Undefined,
    Null,
    Bool(bool),
    Number(Number),
    Text(Text),
    /// Bytes of a buffer, each a character below 256.
    Bytes(Text),
    List(Rc<Vec<Value>>),
    Object(Rc<Vec<(String, Value)>>),
    Regex(Rc<Regex>),
    Function(Rc<Function>),
    /// Something the engine brings along, by its name: `String`, `JSON`, `atob`.
    Global(Global),
    /// A function that takes strings out of a table, by its number.
    Decoder(usize),
    /// A member that is to be called, and what it is a member of.
    Method(Rc<Value>, Rc<str>),
}

/// A number, and the range that it came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) place: (usize, usize),
}

/// A regular expression as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Regex {
    pub(super) pattern: String,
    pub(super) flags: String,
}

/// A function of the source.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Body,
    pub(super) scope: Scope,
}

/// A parameter that takes one argument, or all that are left.
#[derive(Debug)]
pub(super) enum Parameter {
    One(String),
    Rest(String),
}

/// Where a function's body begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    Expression(usize),
    /// Behind the brace.
    Block(usize),
}

impl Body {
    pub(super) fn start(self) -> usize {
        match self {
            Self::Expression(start) | Self::Block(start) => start,
        }
    }
}

/// The arguments that an expression can see, innermost first.
pub(super) type Scope = Option<Rc<Frame>>;

/// The arguments of one call.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) names: Vec<(String, Value)>,
    /// Where the body of the called function begins.
    pub(super) body: usize,
    pub(super) outer: Scope,
}

/// What an engine brings along and folds may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Global {
    Window,
    Atob,
    String,
    Array,
    Buffer,
    ByteArray,
    TextDecoder,
    Json,
    Object,
    Number,
    ParseInt,
    DecodeUri,
    Unescape,
}

impl Global {
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"window" | b"self" | b"globalThis" | b"global" => Self::Window,
            b"atob" => Self::Atob,
            b"String" => Self::String,
            b"Array" => Self::Array,
            b"Buffer" => Self::Buffer,
            b"Uint8Array" | b"Uint16Array" | b"Uint8ClampedArray" => Self::ByteArray,
            b"TextDecoder" => Self::TextDecoder,
            b"JSON" => Self::Json,
            b"Object" => Self::Object,
            b"Number" => Self::Number,
            b"parseInt" => Self::ParseInt,
            b"decodeURIComponent" | b"decodeURI" => Self::DecodeUri,
            b"unescape" => Self::Unescape,
            _ => return None,
        })
    }
}

impl Value {
    pub(super) fn text(chars: Vec<Char>) -> Self {
        Self::Text(Rc::new(chars))
    }

    pub(super) fn list(values: Vec<Value>) -> Self {
        Self::List(Rc::new(values))
    }

    /// A number that came from nowhere in particular.
    #[allow(
        clippy::cast_precision_loss,
        reason = "lengths and indices are far below what a double holds"
    )]
    pub(super) fn count(count: usize) -> Self {
        let place = (0, 0);
        Self::Number(Number {
            value: count as f64,
            place,
        })
    }

    /// Whether it counts as true; none where it is not known.
    pub(super) fn truth(&self) -> Option<bool> {
        Some(match self {
            Self::Unknown => return None,
            Self::Undefined | Self::Null => false,
            Self::Bool(truth) => *truth,
            Self::Number(number) => number.value != 0.0 && !number.value.is_nan(),
            Self::Text(chars) => !chars.is_empty(),
            _ => true,
        })
    }

    /// What `+` makes of it beside a string.
    pub(super) fn to_chars(&self) -> Text {
        let word = match self {
            Self::Text(chars) => return Rc::clone(chars),
            Self::Number(number) => {
                return Rc::new(spelled(&number.to_string(), number.place));
            }
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::List(values) => return Rc::new(joined(values, &spelled(",", (0, 0)))),
            _ => return Rc::new(vec![Char::HOLE]),
        };
        Rc::new(spelled(word, (0, 0)))
    }

    /// What `Number` makes of it.
    pub(super) fn to_number(&self) -> Option<Number> {
        let (value, place) = match self {
            Self::Number(number) => return Some(*number),
            Self::Bool(truth) => (f64::from(u8::from(*truth)), (0, 0)),
            Self::Null => (0.0, (0, 0)),
            Self::Text(chars) => {
                let first = chars.first()?;
                let value = plain(chars).trim().parse().ok()?;
                (value, span(first, chars.last()?))
            }
            Self::List(values) if values.is_empty() => (0.0, (0, 0)),
            _ => return None,
        };
        Some(Number { value, place })
    }

    /// A number as an index; negative ones have none.
    pub(super) fn to_index(&self) -> Option<usize> {
        let number = self.to_number()?.value;
        whole(number).and_then(|it| usize::try_from(it).ok())
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(formatter)
    }
}

/// A number without its fraction, where it is of a size that strings and lists have.
#[allow(
    clippy::cast_possible_truncation,
    reason = "it is held against what an i32 holds first"
)]
pub(super) fn whole(number: f64) -> Option<i64> {
    (number.abs() <= f64::from(u32::MAX)).then_some(number as i64)
}

/// The strings of a list with a separator between them.
pub(super) fn joined(values: &[Value], separator: &[Char]) -> Vec<Char> {
    let mut chars = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            chars.extend_from_slice(separator);
        }
        if !matches!(value, Value::Undefined | Value::Null) {
            chars.extend_from_slice(&value.to_chars());
        }
        if chars.len() > super::text::LONGEST {
            break;
        }
    }
    chars
}

//! What engines bring along, as far as it makes strings.

use std::rc::Rc;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::eval::{Folder, Step};
use super::text::{Char, bytes_of, from_utf8, plain, span};
use super::value::{Global, Number, Value, whole};

const DIGITS: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Folder<'_> {
    /// A call of a member of something that engines bring along.
    pub(super) fn call_member(
        &mut self,
        global: Global,
        name: &str,
        arguments: &[Value],
    ) -> Step<Value> {
        let Some(first) = arguments.first() else {
            return Ok(Value::Unknown);
        };
        Ok(match (global, name) {
            (Global::String, "fromCharCode" | "fromCodePoint") => {
                Value::text(arguments.iter().map(character).collect())
            }
            (Global::Array, "of") => Value::list(arguments.to_vec()),
            (Global::Array, "from") => self.array_from(first, arguments.get(1))?,
            (Global::Buffer | Global::ByteArray, "from") => buffer(first, arguments.get(1)),
            (Global::ByteArray, "of") => buffer(&Value::list(arguments.to_vec()), None),
            (Global::TextDecoder, "decode") => decoded(first),
            (Global::Json, "parse") => parsed(first),
            (Global::Json, "stringify") => match first {
                Value::Text(_) => first.clone(),
                _ => Value::Unknown,
            },
            (Global::Object, "values") => match first {
                Value::Object(members) => {
                    Value::list(members.iter().map(|it| it.1.clone()).collect())
                }
                _ => Value::Unknown,
            },
            (Global::Object, "freeze" | "assign" | "seal") => first.clone(),
            (Global::Number, "parseInt") => integer(first, arguments.get(1)),
            _ => Value::Unknown,
        })
    }

    fn array_from(&mut self, from: &Value, callback: Option<&Value>) -> Step<Value> {
        let mut values = Vec::new();
        super::operand::spread(from, &mut values);
        self.spend(values.len())?;
        match callback {
            Some(callback) => self.mapped(&values, callback),
            None => Ok(Value::list(values)),
        }
    }
}

/// What a call of something that engines bring along gives.
pub(super) fn call_global(global: Global, arguments: &[Value]) -> Value {
    let Some(first) = arguments.first() else {
        return match global {
            Global::TextDecoder => Value::Global(global),
            _ => Value::Unknown,
        };
    };
    match global {
        Global::Atob => unbased(first).map_or(Value::Unknown, Value::text),
        Global::String => Value::Text(first.to_chars()),
        Global::Number | Global::ParseInt => integer(first, arguments.get(1)),
        Global::DecodeUri | Global::Unescape => {
            unpercented(&first.to_chars(), global).map_or(Value::Unknown, Value::text)
        }
        Global::ByteArray => buffer(first, None),
        Global::Buffer => buffer(first, arguments.get(1)),
        Global::TextDecoder => Value::Global(global),
        Global::Array => Value::list(arguments.to_vec()),
        Global::Window | Global::Json | Global::Object => Value::Unknown,
    }
}

/// What `JSON.parse` makes of a literal: a string, or a list or an object of strings, whose
/// places are those of the outer literal's characters.
fn parsed(text: &Value) -> Value {
    let Value::Text(chars) = text else {
        return Value::Unknown;
    };
    super::list::json(chars, &mut 0, 0).unwrap_or(Value::Unknown)
}

/// The character of a code.
fn character(code: &Value) -> Char {
    let Some(number) = code.to_number() else {
        return Char::HOLE;
    };
    let code = whole(number.value).and_then(|it| u32::try_from(it).ok());
    Char {
        character: code
            .and_then(char::from_u32)
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        start: number.place.0,
        end: number.place.1,
    }
}

fn integer(text: &Value, radix: Option<&Value>) -> Value {
    let Value::Text(chars) = text else {
        return text.to_number().map_or(Value::Unknown, Value::Number);
    };
    let radix = radix.and_then(Value::to_index).unwrap_or(10);
    let Ok(radix @ 2..=36) = u32::try_from(radix) else {
        return Value::Unknown;
    };
    let all = plain(chars);
    let text = all.trim();
    let text = if radix == 16 {
        text.trim_start_matches("0x")
    } else {
        text
    };
    let length = text.chars().take_while(|it| it.is_digit(radix)).count();
    let value = i64::from_str_radix(&text[..length], radix).unwrap_or(-1);
    let place = chars.first().zip(chars.last());
    #[allow(
        clippy::cast_precision_loss,
        reason = "the language's numbers lose it too"
    )]
    let value = if length == 0 { f64::NAN } else { value as f64 };
    Value::Number(Number {
        value,
        place: place.map_or((0, 0), |(first, last)| span(first, last)),
    })
}

/// The bytes that base64 stands for, in either alphabet, each with the place of its digits.
pub(super) fn unbased(text: &Value) -> Option<Vec<Char>> {
    let Value::Text(chars) = text else {
        return None;
    };
    let is_digit = |it: &&Char| !it.character.is_ascii_whitespace() && it.character != '=';
    let digits: Vec<Char> = chars.iter().filter(is_digit).copied().collect();
    let standard = |it: &Char| match it.character {
        '-' => Some(b'+'),
        '_' => Some(b'/'),
        other => u8::try_from(u32::from(other)).ok(),
    };
    let plain: Option<Vec<u8>> = digits.iter().map(standard).collect();
    let bytes = DIGITS.decode(plain?).ok()?;
    let place = |(index, byte): (usize, &u8)| {
        let last = ((index + 1) * 4).div_ceil(3) - 1;
        let last = last.min(digits.len() - 1);
        Char::across(char::from(*byte), &digits[index * 4 / 3], &digits[last])
    };
    Some(bytes.iter().enumerate().map(place).collect())
}

/// The bytes that hexadecimal digits stand for.
fn unhexed(chars: &[Char]) -> Option<Vec<Char>> {
    let pair = |pair: &[Char]| {
        let high = pair[0].character.to_digit(16)?;
        let low = pair.get(1)?.character.to_digit(16)?;
        let character = char::from_u32(high * 16 + low)?;
        Some(Char::across(character, &pair[0], &pair[1]))
    };
    chars.chunks(2).map(pair).collect()
}

/// A buffer of the bytes of a list, or of a string in some encoding.
fn buffer(from: &Value, encoding: Option<&Value>) -> Value {
    let encoding = match encoding {
        Some(Value::Text(name)) => plain(name).to_ascii_lowercase(),
        _ => String::new(),
    };
    let bytes = match from {
        Value::Text(chars) => match &*encoding {
            "base64" | "base64url" => unbased(from),
            "hex" => unhexed(chars),
            _ => Some(chars.to_vec()),
        },
        Value::List(codes) => Some(codes.iter().map(character).collect()),
        Value::Bytes(bytes) => Some(bytes.to_vec()),
        _ => None,
    };
    bytes.map_or(Value::Unknown, |bytes| Value::Bytes(Rc::new(bytes)))
}

/// The text of a buffer.
pub(super) fn decoded(from: &Value) -> Value {
    let Value::Bytes(bytes) = from else {
        return Value::Unknown;
    };
    from_utf8(bytes).map_or_else(|| Value::Text(Rc::clone(bytes)), Value::text)
}

/// The text that percent signs encode.
fn unpercented(chars: &[Char], global: Global) -> Option<Vec<Char>> {
    let mut bytes = Vec::with_capacity(chars.len());
    let mut at = 0;
    while let Some(first) = chars.get(at) {
        let coded = chars.get(at + 1..at + 3).and_then(unhexed);
        match coded {
            Some(coded) if first.character == '%' => {
                let character = coded[0].character;
                bytes.push(Char::across(character, first, &chars[at + 2]));
                at += 3;
            }
            _ => {
                bytes.push(*first);
                at += 1;
            }
        }
    }
    if global == Global::Unescape || bytes_of(&bytes).is_none() {
        return Some(bytes);
    }
    from_utf8(&bytes)
}

//! The strings of code that was made hard to read: a table of them in a function, which a loop at
//! the start turns until a sum over some of them is right, and functions that take one by its
//! index, out of base64 of an alphabet of its own, or out of RC4 in that.

use std::ops::Range;
use std::rc::Rc;

use super::eval::{Folder, Step, Stop};
use super::index::Index;
use super::lex::Cursor;
use super::text::{Char, Text, from_utf8, plain};
use super::token::{Kind, Token, Tokens};
use super::value::{Value, whole};

/// A table, and how far it is turned.
#[derive(Debug)]
pub(super) struct Table {
    strings: Vec<Text>,
    turned: usize,
    /// Where its list stands in the text.
    pub(super) list: Range<usize>,
}

/// A function that takes a string out of a table.
#[derive(Debug)]
struct Decoder<'a> {
    name: &'a [u8],
    table: usize,
    /// What is taken off an index.
    shift: i64,
    /// The digits of its base64, if it has one.
    alphabet: Option<Rc<Vec<char>>>,
    is_keyed: bool,
}

/// The tables of a text, and what reads them.
#[derive(Debug, Default)]
pub(super) struct Tables<'a> {
    pub(super) all: Vec<Table>,
    decoders: Vec<Decoder<'a>>,
    /// Whether only strings that begin as numbers count: while a table is turned.
    wants_number: bool,
}

impl Tables<'_> {
    /// The function of that name that reads a table.
    pub(super) fn decoder(&self, name: &[u8]) -> Option<usize> {
        self.decoders.iter().position(|it| it.name == name)
    }
}

impl<'a> Folder<'a> {
    /// Finds the tables of a text, what reads them, and how far each is turned; whether there is one.
    pub(crate) fn read_tables(&mut self) -> bool {
        let index = Index::of(self.cursor.bytes);
        for &(name, at) in &index.functions {
            if let Some(table) = self.table(at) {
                self.tables.all.push(table);
                let count = self.tables.all.len();
                self.decoders(&index, name, count - 1);
            }
        }
        let names = index.functions.clone();
        self.index = index;
        for table in 0..self.tables.all.len() {
            self.turn(table, &names);
        }
        self.known.clear();
        !self.tables.decoders.is_empty()
    }

    /// The table in the function whose parameters begin at `at`, if it holds one.
    fn table(&mut self, at: usize) -> Option<Table> {
        self.cursor.at = at;
        self.cursor.take(b"(").then_some(())?;
        self.cursor.take(b")").then_some(())?;
        self.cursor.take(b"{").then_some(())?;
        let word = self.cursor.name()?;
        matches!(word, b"const" | b"var" | b"let").then_some(())?;
        self.cursor.name()?;
        self.cursor.take(b"=").then_some(())?;
        (self.cursor.peek() == Some(b'[')).then_some(())?;
        let start = self.cursor.at;
        let values = self.list(b"]").ok()?;
        let text = |it: Value| match it {
            Value::Text(chars) => Some(chars),
            _ => None,
        };
        let strings: Option<Vec<Text>> = values.into_iter().map(text).collect();
        let strings = strings.filter(|it| !it.is_empty())?;
        Some(Table {
            strings,
            turned: 0,
            list: start..self.cursor.at,
        })
    }

    /// Keeps the functions that read the table in the function of that name.
    fn decoders(&mut self, index: &Index<'a>, table_name: &[u8], table: usize) {
        for &(name, at) in &index.functions {
            let Some(body) = body(self.cursor.bytes, at) else {
                continue;
            };
            let bytes = self.cursor.bytes;
            let is_reader = calls(&bytes[body.clone()], table_name);
            let Some(shift) = is_reader.then(|| self.shift(&body)).flatten() else {
                continue;
            };
            let alphabet = alphabet(bytes, &body).map(Rc::new);
            self.tables.decoders.push(Decoder {
                name,
                table,
                shift,
                is_keyed: alphabet.is_some() && memchr::memchr(b'^', &bytes[body]).is_some(),
                alphabet,
            });
        }
    }

    /// What a function takes off the index that it is given: `a=a-0x1f3`.
    fn shift(&mut self, body: &Range<usize>) -> Option<i64> {
        let bytes = self.cursor.bytes;
        let tokens: Vec<Token> = Tokens::of(bytes, body).take(4096).collect();
        let text = |it: &Token| &bytes[it.range.clone()];
        let place = tokens.windows(4).find_map(|it| {
            let is_named = it[0].kind == Kind::Name;
            let is_less =
                text(&it[1]) == b"=" && text(&it[3]) == b"-" && text(&it[0]) == text(&it[2]);
            let is_lessened = text(&it[1]) == b"-" && text(&it[2]) == b"=";
            match (is_named && is_less, is_named && is_lessened) {
                (true, _) => Some(it[3].range.end),
                (_, true) => Some(it[2].range.end),
                _ => None,
            }
        })?;
        self.cursor.at = place;
        let shift = self.unary().ok()?.to_number()?;
        whole(shift.value)
    }

    /// Turns a table as the loop does that is given it beside a number.
    fn turn(&mut self, table: usize, names: &[(&'a [u8], usize)]) {
        let list = self.tables.all[table].list.start;
        let before = names.iter().filter(|it| it.1 < list);
        let Some(&(name, _)) = before.max_by_key(|it| it.1) else {
            return;
        };
        let Some((sum, wanted)) = self.sum_of(name) else {
            return;
        };
        self.tables.wants_number = true;
        for turned in 0..self.tables.all[table].strings.len() {
            self.tables.all[table].turned = turned;
            let reached = self.number_at(sum);
            if reached == Some(wanted) {
                self.tables.wants_number = false;
                return;
            }
        }
        self.tables.wants_number = false;
        self.tables.all[table].turned = 0;
    }

    /// Where the sum begins that tells how far a table is turned, and what it is to be.
    fn sum_of(&mut self, name: &[u8]) -> Option<(usize, f64)> {
        const NEAR: usize = 1 << 14;
        let bytes = self.cursor.bytes;
        for at in memchr::memmem::find_iter(bytes, name) {
            let is_argument =
                bytes[..at].ends_with(b"(") && bytes[at + name.len()..].starts_with(b",");
            if !is_argument {
                continue;
            }
            let before = &bytes[at.saturating_sub(NEAR)..at];
            let Some(tried) = memchr::memmem::rfind(before, b"try{").map(|it| it + 4) else {
                continue;
            };
            let first = memchr::memmem::find(&before[tried..], b"parseInt")?;
            let lead = &before[tried..tried + first];
            let start = lead.iter().rposition(|it| matches!(it, b'='));
            let start = start.or_else(|| lead.iter().position(|it| *it == b'('));
            let sum = at - before.len() + tried + start? + 1;
            let wanted = self.number_at(at + name.len() + 1)?;
            return Some((sum, wanted));
        }
        None
    }

    /// The number that the sum at a place gives.
    fn number_at(&mut self, at: usize) -> Option<f64> {
        /// Operators that bind less compare what was summed up.
        const SUMS: u8 = 10;
        self.cursor.at = at;
        self.scope = None;
        self.depth = 0;
        let value = self.binary(SUMS).ok()?;
        value.to_number().map(|it| it.value)
    }

    /// The string that a function takes out of its table.
    pub(super) fn decoded(&mut self, decoder: usize, arguments: &[Value]) -> Step<Value> {
        self.spend(8)?;
        let decoder = &self.tables.decoders[decoder];
        let table = &self.tables.all[decoder.table];
        let number = arguments.first().and_then(Value::to_number).ok_or(Stop)?;
        let index = whole(number.value).ok_or(Stop)? - decoder.shift;
        let count = table.strings.len();
        let index = usize::try_from(index).ok().filter(|it| *it < count);
        let Some(index) = index else {
            return Ok(Value::Undefined);
        };
        let mut text = Rc::clone(&table.strings[(index + table.turned) % count]);
        if let Some(alphabet) = &decoder.alphabet {
            text = Rc::new(unbased(&text, alphabet));
        }
        if decoder.is_keyed {
            let Some(Value::Text(key)) = arguments.get(1) else {
                return Ok(Value::Unknown);
            };
            text = Rc::new(unkeyed(&text, &plain(key)));
        }
        let is_number = text.first().is_some_and(|it| it.character.is_ascii_digit());
        if self.tables.wants_number && !is_number {
            return Err(Stop);
        }
        self.spend(text.len())?;
        Ok(Value::Text(text))
    }
}

/// The body of the function whose parameters begin at `at`.
fn body(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    /// Longer functions take no string out of a table.
    const LONGEST: usize = 1 << 14;
    let mut cursor = Cursor { bytes, at };
    cursor.skip_group(LONGEST)?;
    (cursor.peek() == Some(b'{')).then_some(())?;
    let start = cursor.at;
    cursor.skip_group(LONGEST)?;
    Some(start + 1..cursor.at - 1)
}

/// Whether code calls a function of that name without arguments.
fn calls(code: &[u8], name: &[u8]) -> bool {
    let mut places = memchr::memmem::find_iter(code, name);
    places.any(|at| code[at + name.len()..].starts_with(b"()"))
}

/// The digits of base64 that stand in a function as one string.
fn alphabet(bytes: &[u8], body: &Range<usize>) -> Option<Vec<char>> {
    let literals = Tokens::of(bytes, body).filter(|it| it.kind == Kind::Literal);
    let mut digits = literals.map(|it| &bytes[it.range.start + 1..it.range.end - 1]);
    let is_alphabet = |digits: &&[u8]| {
        let is_first = |at: usize| !digits[..at].contains(&digits[at]);
        matches!(digits.len(), 64 | 65) && (0..digits.len()).all(is_first)
    };
    let found = digits.find(is_alphabet)?;
    Some(found[..64].iter().map(|it| char::from(*it)).collect())
}

/// The text that digits of an alphabet stand for; what is none of them is passed over.
fn unbased(text: &[Char], alphabet: &[char]) -> Vec<Char> {
    let value = |it: &Char| {
        let value = alphabet.iter().position(|digit| *digit == it.character);
        value.and_then(|it| u32::try_from(it).ok())
    };
    let digits: Vec<Char> = text
        .iter()
        .filter(|it| value(it).is_some())
        .copied()
        .collect();
    let mut bytes = Vec::with_capacity(digits.len());
    for group in digits.chunks(4) {
        let sum = |bits: u32, it: &Char| bits << 6 | value(it).unwrap_or_default();
        let bits = group.iter().fold(0, sum) << (6 * (4 - group.len()));
        for (index, pair) in group.windows(2).enumerate() {
            let character = char::from(bits.to_be_bytes()[1 + index]);
            bytes.push(Char::across(character, &pair[0], &pair[1]));
        }
    }
    from_utf8(&bytes).unwrap_or(bytes)
}

/// What RC4 makes of a text, character by character.
fn unkeyed(text: &[Char], key: &str) -> Vec<Char> {
    let key: Vec<u32> = key.chars().map(u32::from).collect();
    if key.is_empty() {
        return text.to_vec();
    }
    let mut box_of: Vec<u32> = (0..256).collect();
    let mut other = 0;
    for at in 0..256 {
        other = (other + box_of[at] as usize + key[at % key.len()] as usize) % 256;
        box_of.swap(at, other);
    }
    let (mut at, mut other) = (0, 0);
    let mut unkeyed = Vec::with_capacity(text.len());
    for it in text {
        at = (at + 1) % 256;
        other = (other + box_of[at] as usize) % 256;
        box_of.swap(at, other);
        let code = box_of[(box_of[at] + box_of[other]) as usize % 256];
        let character = char::from_u32(u32::from(it.character) ^ code);
        unkeyed.push(Char {
            character: character.unwrap_or(char::REPLACEMENT_CHARACTER),
            ..*it
        });
    }
    unkeyed
}

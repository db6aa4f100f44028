//! What a name stands for, by the nearest declaration that its place can see.

use std::ops::Range;
use std::rc::Rc;

use super::Reach;
use super::eval::{Folder, Step};
use super::lex::{Cursor, is_name_byte, last_name};
use super::value::Value;

/// How far a declaration may be from where its name is used.
const FAR: usize = 1 << 20;

/// Places like a declaration that are looked at for one name.
const MANY: usize = 64;

/// Bytes that are searched at once.
const PIECE: usize = 1 << 14;

/// How far before a name an arrow may stand whose parameter it is, and how long a pattern is.
const NEAR: usize = 512;

/// Longest name that is looked for.
const LONGEST: usize = 64;

/// What declares a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Declaration {
    /// The expression behind its `=`.
    Value(usize),
    /// The function whose parameters begin here.
    Function(usize),
    /// The pattern in brackets here, of which it is a part.
    Pattern(Range<usize>),
    /// A parameter, whose value a call gives.
    Parameter,
}

/// Where in a piece of a text a name is declared, in order.
pub(super) type Places = Rc<[(usize, Declaration)]>;

impl Folder<'_> {
    /// The value of the name that stands at `start`.
    pub(super) fn resolve(&mut self, name: &[u8], start: usize) -> Value {
        if self.reach == Reach::Expression || name.len() > LONGEST {
            return Value::Unknown;
        }
        let indexed = self.index.declaration(name);
        let Some(found) = indexed.or_else(|| self.declaration(name, start)) else {
            return Value::Unknown;
        };
        let (at, is_inside) = match &found {
            Declaration::Parameter => return Value::Unknown,
            Declaration::Value(at) | Declaration::Function(at) => (*at, self.is_inside(*at)),
            Declaration::Pattern(range) => (range.start, self.is_inside(range.start)),
        };
        // What a function's own variable stands for depends on the call.
        let key = (!is_inside).then(|| (at, name.to_vec()));
        if let Some(known) = key.as_ref().and_then(|key| self.known.get(key)) {
            return known.clone();
        }
        let scope = self.scope.clone().filter(|_| is_inside);
        if let Some(key) = key.clone() {
            // A name that stands for itself is not known.
            self.known.insert(key, Value::Unknown);
        }
        let value = self.declared(&found, name, scope).unwrap_or(Value::Unknown);
        if let Some(key) = key {
            self.known.insert(key, value.clone());
        }
        value
    }

    /// Whether a place lies in the body of the function that is being called.
    fn is_inside(&self, at: usize) -> bool {
        let body = self.scope.as_ref().map(|it| it.body);
        body.is_some_and(|body| (body..=self.cursor.at).contains(&at))
    }

    fn declared(
        &mut self,
        found: &Declaration,
        name: &[u8],
        scope: super::value::Scope,
    ) -> Step<Value> {
        match found {
            Declaration::Value(at) => {
                let value = self.elsewhere(*at, scope)?;
                Ok(self.with_members(value, name))
            }
            Declaration::Function(at) => {
                let before = self.cursor.at;
                self.cursor.at = *at;
                let function = self.method();
                self.cursor.at = before;
                function
            }
            Declaration::Pattern(pattern) => {
                let mut behind = Cursor {
                    at: pattern.end,
                    ..self.cursor
                };
                if !behind.take(b"=") {
                    return Ok(Value::Unknown);
                }
                let whole = self.elsewhere(behind.at, scope)?;
                Ok(self.part(&whole, pattern, name))
            }
            Declaration::Parameter => Ok(Value::Unknown),
        }
    }

    /// An object with what statements put into it.
    fn with_members(&mut self, value: Value, name: &[u8]) -> Value {
        let Value::Object(members) = &value else {
            return value;
        };
        let mut all = members.to_vec();
        for (key, at) in self.index.members(name).to_vec() {
            let member = self.elsewhere(at, None).unwrap_or(Value::Unknown);
            all.push((String::from_utf8_lossy(key).into_owned(), member));
        }
        Value::Object(Rc::new(all))
    }

    /// The part of a value that a pattern gives a name to.
    fn part(&self, whole: &Value, pattern: &Range<usize>, name: &[u8]) -> Value {
        let bytes = &self.cursor.bytes[pattern.start + 1..pattern.end - 1];
        let is_list = self.cursor.bytes[pattern.start] == b'[';
        for (index, part) in bytes.split(|it| *it == b',').enumerate() {
            let part = part.split(|it| *it == b'=').next().unwrap_or_default();
            let mut sides = part.splitn(2, |it| *it == b':').map(<[u8]>::trim_ascii);
            let key = sides.next().unwrap_or_default();
            if sides.next().unwrap_or(key) == name {
                let key = String::from_utf8_lossy(key);
                return if is_list {
                    super::call::element(whole, index)
                } else {
                    super::call::property(whole, &key)
                };
            }
        }
        Value::Unknown
    }

    /// The nearest declaration that a place can see: before it, or behind it in a scope around it.
    fn declaration(&mut self, name: &[u8], start: usize) -> Option<Declaration> {
        let bytes = self.cursor.bytes;
        if is_arrows(bytes, name, start) {
            return Some(Declaration::Parameter);
        }
        let before = self.before(name, start);
        if before.is_some() {
            return before;
        }
        self.behind(name, start)
    }

    fn before(&mut self, name: &[u8], start: usize) -> Option<Declaration> {
        let bytes = self.cursor.bytes;
        let mut outside = Outside {
            bytes,
            at: start,
            depth: 0,
        };
        let mut left = MANY;
        let nearest = start.saturating_sub(1) / PIECE;
        let pieces = (nearest.saturating_sub(FAR / PIECE)..=nearest).rev();
        let mut found = None;
        for piece in pieces {
            let places = self.places(name, piece)?;
            let before = places.iter().rev().filter(|it| it.0 + name.len() <= start);
            found = before.into_iter().find_map(|(at, declaration)| {
                left = left.checked_sub(1)?;
                let at = match declaration {
                    Declaration::Pattern(pattern) => pattern.start,
                    _ => *at,
                };
                if outside.retreat(at, name) {
                    return Some(Declaration::Parameter);
                }
                (outside.depth == 0).then(|| declaration.clone())
            });
            if found.is_some() || left == 0 {
                break;
            }
        }
        self.searched(start - outside.at);
        found
    }

    fn behind(&mut self, name: &[u8], start: usize) -> Option<Declaration> {
        let bytes = self.cursor.bytes;
        let last = bytes.len().min(start + FAR) / PIECE;
        let mut depth = 0_usize;
        let mut passed = start;
        let mut left = MANY;
        for piece in start / PIECE..=last {
            let places = self.places(name, piece)?;
            for (at, declaration) in places.iter().filter(|it| it.0 >= start) {
                for brace in memchr::memchr2_iter(b'{', b'}', &bytes[passed..*at]) {
                    depth = if bytes[passed + brace] == b'{' {
                        depth + 1
                    } else {
                        depth.saturating_sub(1)
                    };
                }
                self.searched(at - passed);
                passed = *at;
                left -= 1;
                if depth == 0 {
                    return Some(declaration.clone());
                }
                if left == 0 {
                    return None;
                }
            }
        }
        None
    }

    /// The places in one piece of the text that declare a name: nothing if no more may be looked
    /// through. Code names the same few things over and over, so each piece is searched once for each.
    fn places(&mut self, name: &[u8], piece: usize) -> Option<Places> {
        let known = self.places.get(name).and_then(|it| it.get(&piece));
        if let Some(known) = known {
            return Some(Rc::clone(known));
        }
        let bytes = self.cursor.bytes;
        let start = piece * PIECE;
        let end = bytes.len().min(start + PIECE + name.len() - 1);
        if !self.may_search(end.saturating_sub(start)) {
            return None;
        }
        let places: Places = memchr::memmem::find_iter(bytes.get(start..end)?, name)
            .filter_map(|at| Some((start + at, declared_at(bytes, start + at, name)?)))
            .collect();
        if places.len() <= MANY {
            let all = self.places.entry(name.to_vec()).or_default();
            all.insert(piece, Rc::clone(&places));
        }
        Some(places)
    }

    fn searched(&mut self, bytes: usize) {
        self.budget.search = self.budget.search.saturating_sub(bytes + LONGEST);
    }
}

/// A walk from a place out of the scopes around it.
struct Outside<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Blocks that were entered from their end.
    depth: usize,
}

impl Outside<'_> {
    /// Goes back to `to`; whether a function around the place has a parameter of that name.
    fn retreat(&mut self, to: usize, name: &[u8]) -> bool {
        // Names of one pattern share its start.
        let from = self.at.max(to);
        self.at = to;
        for at in memchr::memrchr2_iter(b'{', b'}', &self.bytes[to..from]).map(|it| to + it) {
            if self.bytes[at] == b'}' {
                self.depth += 1;
            } else if self.depth > 0 {
                self.depth -= 1;
            } else if parameters_before(self.bytes, at).is_some_and(|it| holds(it, name)) {
                return true;
            }
        }
        false
    }
}

/// The text of the parameters before the brace of a function's body.
fn parameters_before(bytes: &[u8], brace: usize) -> Option<&[u8]> {
    let before = bytes[..brace].trim_ascii_end();
    let before = before
        .strip_suffix(b"=>")
        .unwrap_or(before)
        .trim_ascii_end();
    let inside = before.strip_suffix(b")")?;
    let open = open_bracket(inside)?;
    let word = inside[..open].trim_ascii_end();
    let is_statement = [&b"if"[..], b"while", b"switch", b"for", b"with"]
        .into_iter()
        .any(|it| word.ends_with(it));
    (!is_statement).then(|| &inside[open + 1..])
}

/// The bracket that is still open at the end of a text, if it is near.
fn open_bracket(text: &[u8]) -> Option<usize> {
    let near = text.len().saturating_sub(NEAR);
    let mut depth = 0_usize;
    for (at, byte) in text.iter().enumerate().skip(near).rev() {
        match byte {
            b')' => depth += 1,
            b'(' if depth == 0 => return Some(at),
            b'(' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether the name at `start` is the parameter of an arrow function just before it.
fn is_arrows(bytes: &[u8], name: &[u8], start: usize) -> bool {
    let near = &bytes[start.saturating_sub(NEAR)..start];
    let mut depth = 0_usize;
    for at in (1..near.len()).rev() {
        match &near[at - 1..=at] {
            [_, b')' | b']' | b'}'] => depth += 1,
            [_, b'(' | b'[' | b'{'] => depth = depth.saturating_sub(1),
            [_, b';'] if depth == 0 => return false,
            [b'=', b'>'] if depth == 0 => {
                let parameters = near[..at - 1].trim_ascii_end();
                let parameters = match parameters.strip_suffix(b")") {
                    Some(inside) => open_bracket(inside).map(|open| &inside[open + 1..]),
                    None => Some(last_name(parameters)),
                };
                if parameters.is_some_and(|it| holds(it, name)) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Whether a name is among those of a text.
fn holds(text: &[u8], name: &[u8]) -> bool {
    text.split(|it| !is_name_byte(*it)).any(|it| it == name)
}

/// What the occurrence of a name at `at` declares, if it does.
fn declared_at(bytes: &[u8], at: usize, name: &[u8]) -> Option<Declaration> {
    let end = at + name.len();
    let is_whole = !bytes.get(end).copied().is_some_and(is_name_byte)
        && !bytes[..at].last().copied().is_some_and(is_name_byte);
    if !is_whole && !bytes[..at].ends_with(b"\\n") {
        return None;
    }
    let mut behind = Cursor { bytes, at: end };
    match behind.peek()? {
        b'=' if !matches!(bytes.get(behind.at + 1), Some(b'=' | b'>')) => {
            let before = bytes[..at].trim_ascii_end();
            let is_member = before.ends_with(b".");
            (!is_member).then_some(Declaration::Value(behind.at + 1))
        }
        b'(' => bytes[..at]
            .trim_ascii_end()
            .ends_with(b"function")
            .then_some(Declaration::Function(behind.at)),
        b',' | b']' | b'}' if may_be_in_pattern(&bytes[..at]) => {
            pattern(bytes, at).map(Declaration::Pattern)
        }
        _ => None,
    }
}

/// Whether what stands before a name may be a pattern that it is a part of.
fn may_be_in_pattern(before: &[u8]) -> bool {
    let last = before.trim_ascii_end().last();
    matches!(last, Some(b'[' | b'{' | b',' | b':'))
}

/// The pattern around a name, brackets included: `[a,b]=`, `{a:b,c}=`.
fn pattern(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let is_part =
        |it: u8| is_name_byte(it) || matches!(it, b',' | b':' | b' ' | b'\n' | b'\t' | b'\r');
    let near = at.saturating_sub(NEAR);
    let before = bytes[near..at].iter().rposition(|it| !is_part(*it))?;
    let start = near + before;
    let close = match bytes[start] {
        b'[' => b']',
        b'{' => b'}',
        _ => return None,
    };
    let length = bytes[at..].iter().take(NEAR).position(|it| !is_part(*it))?;
    let end = at + length + 1;
    let mut behind = Cursor { bytes, at: end };
    let is_pattern =
        bytes[end - 1] == close && behind.take(b"=") && !matches!(behind.byte(), Some(b'=' | b'>'));
    is_pattern.then_some(start..end)
}

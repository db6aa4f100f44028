//! Where the names of a text are declared, found in one pass: for code whose every string is a
//! call, in which a search for each name would read the text thousands of times.

use std::collections::HashMap;

use super::function::parameters;
use super::lex::Cursor;
use super::names::Declaration;
use super::token::{Kind, Token, Tokens};
use super::value::Parameter;

/// Names by what declares them.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    names: HashMap<&'a [u8], Declared>,
    /// Every function that has a name, and where its parameters begin.
    pub(super) functions: Vec<(&'a [u8], usize)>,
    members: HashMap<&'a [u8], Vec<(&'a [u8], usize)>>,
}

/// How a name is declared.
#[derive(Debug)]
enum Declared {
    Once(Declaration),
    /// More than once, or changed later: its place decides.
    Often,
}

impl<'a> Index<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let mut index = Self::default();
        let mut before = Kind::Sign(b';');
        for token in Tokens::of(bytes, &(0..bytes.len())) {
            match token.kind {
                Kind::Name if before != Kind::Sign(b'.') => index.name(bytes, &token),
                Kind::Sign(b'(') if matches!(before, Kind::Sign(it) if !b")]".contains(&it)) => {
                    index.arrow(bytes, token.range.end);
                }
                _ => {}
            }
            before = token.kind;
        }
        index
    }

    /// What declares a name, if that is one place for all of the text.
    pub(super) fn declaration(&self, name: &[u8]) -> Option<Declaration> {
        match self.names.get(name)? {
            Declared::Once(declaration) => Some(declaration.clone()),
            Declared::Often => None,
        }
    }

    /// The members that statements give to the object of that name, each with its expression.
    pub(super) fn members(&self, name: &[u8]) -> &[(&'a [u8], usize)] {
        self.members.get(name).map_or(&[], Vec::as_slice)
    }

    fn declare(&mut self, name: &'a [u8], declaration: Declaration) {
        self.names
            .entry(name)
            .and_modify(|it| *it = Declared::Often)
            .or_insert(Declared::Once(declaration));
    }

    fn name(&mut self, bytes: &'a [u8], token: &Token) {
        let name = &bytes[token.range.clone()];
        let at = token.range.end;
        let mut behind = Cursor { bytes, at };
        if name == b"function" {
            self.function(behind);
            return;
        }
        match behind.peek() {
            Some(b'=') => match behind.rest() {
                [b'=', b'=', ..] => {}
                [b'=', b'>', ..] => self.declare(name, Declaration::Parameter),
                _ => self.declare(name, Declaration::Value(behind.at + 1)),
            },
            Some(b'.' | b'[') => {
                if let Some(member) = member(behind) {
                    self.members.entry(name).or_default().push(member);
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, mut behind: Cursor<'a>) {
        behind.take(b"*");
        let name = behind.name();
        if behind.peek() != Some(b'(') {
            return;
        }
        if let Some(name) = name {
            self.functions.push((name, behind.at));
            self.declare(name, Declaration::Function(behind.at));
        }
        behind.at += 1;
        self.parameters(behind);
    }

    /// Parameters of an arrow function, if they stand in the brackets that begin before `at`.
    fn arrow(&mut self, bytes: &'a [u8], at: usize) {
        let mut ahead = Cursor { bytes, at };
        if parameters(&mut ahead).is_some() && ahead.take(b"=>") {
            self.parameters(Cursor { bytes, at });
        }
    }

    fn parameters(&mut self, from: Cursor<'a>) {
        let mut ahead = from;
        for parameter in parameters(&mut ahead).unwrap_or_default() {
            let (Parameter::One(text) | Parameter::Rest(text)) = parameter;
            let known = from.bytes[from.at..ahead.at].windows(text.len());
            let place = known.enumerate().find(|it| it.1 == text.as_bytes());
            if let Some((_, name)) = place {
                self.declare(name, Declaration::Parameter);
            }
        }
    }
}

/// The key and the expression of `.key=` or `["key"]=`.
fn member(mut behind: Cursor<'_>) -> Option<(&[u8], usize)> {
    let key = if behind.take(b".") {
        behind.name()?
    } else {
        behind.at += 1;
        behind.peek().filter(|it| matches!(it, b'"' | b'\''))?;
        let (start, end) = behind.literal()?;
        behind.take(b"]").then_some(())?;
        &behind.bytes[start..end]
    };
    behind.take(b"=").then_some(())?;
    let is_assigned = !matches!(behind.byte(), Some(b'=' | b'>'));
    is_assigned.then_some((key, behind.at))
}

//! Evaluates an expression while reading it.

use std::collections::HashMap;

use super::arith::apply;
use super::index::Index;
use super::lex::{Cursor, Operator};
use super::names::Places;
use super::table::Tables;
use super::text::{Char, LONGEST};
use super::value::{Scope, Value};

/// Expressions within expressions, calls and names included.
const DEEPEST: usize = 40;

/// What one expression may cost.
const SHARE: usize = 1 << 17;

/// What folding may cost, over one text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Operands, and characters put together.
    pub(crate) steps: usize,
    /// Bytes looked through for names.
    pub(crate) search: usize,
}

/// How far names are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Not at all: an expression that needs them is not known.
    Expression,
    /// To wherever the text declares them.
    Text,
}

/// Which side is taken where the source leaves a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Branch {
    First,
    Second,
}

/// A string that constants give.
#[derive(Debug)]
pub(crate) struct Fold {
    pub(crate) chars: Vec<Char>,
    /// Where the expression ends.
    pub(crate) end: usize,
    /// Whether a choice was taken that nothing decides.
    pub(crate) is_guess: bool,
}

/// Why an expression was left: it is none, or too much.
#[derive(Debug)]
pub(super) struct Stop;

pub(super) type Step<T> = Result<T, Stop>;

/// Folds the expressions of one text.
#[derive(Debug)]
pub(crate) struct Folder<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) scope: Scope,
    pub(super) budget: Budget,
    pub(super) reach: Reach,
    pub(super) depth: usize,
    /// What names stand for, by where they are declared; a pattern declares several.
    pub(super) known: HashMap<(usize, Vec<u8>), Value>,
    /// Where each name is declared, by the pieces of the text that were searched for it.
    pub(super) places: HashMap<Vec<u8>, HashMap<usize, Places>>,
    /// Where names are declared, in code with tables.
    pub(super) index: Index<'a>,
    pub(super) tables: Tables<'a>,
    branch: Branch,
    is_guess: bool,
    is_cut: bool,
}

impl<'a> Folder<'a> {
    pub(crate) fn new(bytes: &'a [u8], budget: Budget) -> Self {
        Self {
            cursor: Cursor { bytes, at: 0 },
            scope: None,
            budget,
            reach: Reach::Expression,
            depth: 0,
            known: HashMap::new(),
            places: HashMap::new(),
            index: Index::default(),
            tables: Tables::default(),
            branch: Branch::First,
            is_guess: false,
            is_cut: false,
        }
    }

    /// One that follows names wherever the text declares them.
    pub(crate) fn following(bytes: &'a [u8], budget: Budget) -> Self {
        Self {
            reach: Reach::Text,
            ..Self::new(bytes, budget)
        }
    }

    /// Whether something was left because it costs too much.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut || self.budget.search == 0
    }

    /// The strings that the expression at `start` can give: two where nothing decides which.
    pub(crate) fn fold(&mut self, start: usize, reach: Reach) -> Vec<Fold> {
        self.fold_by(start, reach, Self::expression)
    }

    /// The strings that a name stands for which is given the expression at `start`, and to which
    /// the statements behind that add others.
    pub(crate) fn fold_appended(&mut self, start: usize, name: &[u8], reach: Reach) -> Vec<Fold> {
        self.fold_by(start, reach, |folder| {
            let mut sum = folder.expression()?;
            while folder.takes_addition(name) {
                let more = folder.expression()?;
                sum = folder.sum(sum, &more)?;
            }
            Ok(sum)
        })
    }

    /// Passes `;name+=`, if that comes next.
    fn takes_addition(&mut self, name: &[u8]) -> bool {
        let before = self.cursor.at;
        let _ = self.cursor.take(b";") || self.cursor.take(b",");
        let is_added = self.cursor.name() == Some(name) && self.cursor.take(b"+=");
        if !is_added {
            self.cursor.at = before;
        }
        is_added
    }

    fn fold_by(
        &mut self,
        start: usize,
        reach: Reach,
        read: impl Fn(&mut Self) -> Step<Value>,
    ) -> Vec<Fold> {
        self.reach = reach;
        let mut folds: Vec<Fold> = Vec::new();
        for branch in [Branch::First, Branch::Second] {
            self.branch = branch;
            let value = self.apart(start, &read);
            let is_guess = self.is_guess;
            if let Ok(Value::Text(chars)) = value
                && folds.iter().all(|it| it.chars != *chars)
            {
                let end = self.cursor.at;
                let chars = std::rc::Rc::unwrap_or_clone(chars);
                folds.push(Fold {
                    chars,
                    end,
                    is_guess,
                });
            }
            if !is_guess {
                break;
            }
            // What names stand for may rest on the choice.
            self.known.clear();
        }
        folds
    }

    /// Whether so many bytes may still be looked through.
    pub(crate) fn may_search(&mut self, bytes: usize) -> bool {
        let left = self.budget.search.checked_sub(bytes);
        self.budget.search = left.unwrap_or(0);
        self.is_cut |= left.is_none();
        left.is_some()
    }

    /// Reads something by itself, within its share of the budget.
    pub(super) fn apart(
        &mut self,
        start: usize,
        read: impl FnOnce(&mut Self) -> Step<Value>,
    ) -> Step<Value> {
        self.cursor.at = start;
        self.scope = None;
        self.depth = 0;
        self.is_guess = false;
        // One expression must not use up what all may cost.
        let share = self.budget.steps.min(SHARE);
        let left = self.budget.steps - share;
        self.budget.steps = share;
        let value = read(self);
        self.budget.steps += left;
        value
    }

    /// The value of an expression elsewhere.
    pub(super) fn elsewhere(&mut self, start: usize, scope: Scope) -> Step<Value> {
        self.read_elsewhere(start, scope, Self::expression)
    }

    /// What is read elsewhere.
    pub(super) fn read_elsewhere(
        &mut self,
        start: usize,
        scope: Scope,
        read: fn(&mut Self) -> Step<Value>,
    ) -> Step<Value> {
        let before = (self.cursor.at, std::mem::replace(&mut self.scope, scope));
        self.cursor.at = start;
        let value = read(self);
        (self.cursor.at, self.scope) = before;
        value
    }

    pub(super) fn spend(&mut self, steps: usize) -> Step<()> {
        let left = self.budget.steps.checked_sub(steps);
        self.is_cut |= left.is_none();
        self.budget.steps = left.ok_or(Stop)?;
        Ok(())
    }

    /// Whether a choice was taken that nothing decides.
    pub(super) fn is_guess(&self) -> bool {
        self.is_guess
    }

    /// Notes that what follows is one of several possibilities.
    pub(super) fn guess(&mut self) {
        self.is_guess = true;
    }

    /// Whether the first possibility is to be taken where nothing decides.
    pub(super) fn takes_first(&mut self) -> bool {
        self.guess();
        self.branch == Branch::First
    }

    /// Expressions of which the last counts.
    pub(super) fn sequence(&mut self) -> Step<Value> {
        let mut value = self.expression()?;
        while self.cursor.take(b",") {
            value = self.expression()?;
        }
        Ok(value)
    }

    /// An expression up to a comma.
    pub(super) fn expression(&mut self) -> Step<Value> {
        if self.depth == DEEPEST {
            return Err(Stop);
        }
        self.depth += 1;
        let value = self.conditional();
        self.depth -= 1;
        value
    }

    fn conditional(&mut self) -> Step<Value> {
        let test = self.binary(0)?;
        if !self.cursor.take(b"?") {
            return Ok(test);
        }
        let first = self.expression()?;
        if !self.cursor.take(b":") {
            return Err(Stop);
        }
        let second = self.expression()?;
        let takes_first = match test.truth() {
            Some(truth) => truth,
            None => self.takes_first(),
        };
        Ok(if takes_first { first } else { second })
    }

    pub(super) fn binary(&mut self, weakest: u8) -> Step<Value> {
        let mut left = self.unary()?;
        while let Some((operator, power, length)) = self.cursor.operator() {
            if power < weakest {
                break;
            }
            let end = self.cursor.at;
            self.cursor.at += length;
            let right = match self.binary(power + 1) {
                Ok(right) => right,
                // What was put together so far is worth a look, whatever follows.
                Err(Stop) if self.depth == 1 && matches!(left, Value::Text(_)) => {
                    self.cursor.at = end;
                    return Ok(left);
                }
                Err(stop) => return Err(stop),
            };
            if self.depth == 1 && is_too_long(operator, &left, &right) {
                return Ok(left);
            }
            left = self.combined(operator, left, &right)?;
        }
        Ok(left)
    }

    fn combined(&mut self, operator: Operator, left: Value, right: &Value) -> Step<Value> {
        match operator {
            Operator::Add => self.sum(left, right),
            Operator::Or => Ok(match left.truth() {
                Some(true) => left,
                Some(false) => right.clone(),
                None => self.guessed(right),
            }),
            Operator::And => Ok(match left.truth() {
                Some(true) => right.clone(),
                Some(false) => left,
                None => self.guessed(right),
            }),
            Operator::Nullish => Ok(match left {
                Value::Undefined | Value::Null => right.clone(),
                Value::Unknown => self.guessed(right),
                _ => left,
            }),
            other => Ok(apply(other, &left, right)),
        }
    }

    fn guessed(&mut self, value: &Value) -> Value {
        self.guess();
        value.clone()
    }

    fn sum(&mut self, left: Value, right: &Value) -> Step<Value> {
        let is_text = |it: &Value| matches!(it, Value::Text(_) | Value::List(_));
        if !is_text(&left) && !is_text(right) {
            return Ok(apply(Operator::Add, &left, right));
        }
        let added = right.to_chars();
        self.spend(added.len())?;
        let mut chars = match left {
            Value::Text(chars) => chars,
            other => other.to_chars(),
        };
        if chars.len() + added.len() > LONGEST {
            return Err(Stop);
        }
        std::rc::Rc::make_mut(&mut chars).extend_from_slice(&added);
        Ok(Value::Text(chars))
    }
}

/// Whether a sum is longer than what is put together; its first part is worth a look all the same.
fn is_too_long(operator: Operator, left: &Value, right: &Value) -> bool {
    match (operator, left, right) {
        (Operator::Add, Value::Text(left), Value::Text(right)) => {
            left.len() + right.len() > LONGEST
        }
        _ => false,
    }
}

//! One search of a text for everything that is sought.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::reads::{Reading, reading, whole_environment};
use super::wanted::{Form, Shape, Wanted, forms};

/// The bytes of a value that one pattern has; a piece of twice as many holds some pattern.
const CHUNK: usize = 12;

/// How many chunks of an encoded form are patterns.
const SAMPLES: usize = 4;

/// The part of a value, in hundredths, that must stand in a file for its pieces to be it.
const COVERED: usize = 60;

/// Searches for all that is sought.
pub(super) struct Hunt {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
    forms: Vec<Form>,
}

enum Pattern {
    Chunk { form: usize, offset: usize },
    Variable(usize),
    Environment,
}

/// A place that leads to something sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clue {
    /// What it leads to; nothing where the whole environment is read.
    pub(super) wanted: Option<usize>,
    pub(super) at: usize,
    pub(super) kind: ClueKind,
}

/// How a place leads to what is sought; the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ClueKind {
    /// All variables are read at once.
    Environment,
    /// Its variable is named.
    Mention,
    /// Its variable is read.
    Read,
    /// The longest piece of the value, of those that make it up.
    Piece,
    /// The value.
    Value,
}

/// A part of a form that stands in a text.
#[derive(Debug, Clone)]
struct Piece {
    at: usize,
    part: Range<usize>,
}

impl Hunt {
    /// Nothing, where nothing is sought.
    pub(super) fn new(all: &[Wanted]) -> Option<Self> {
        let forms = forms(all);
        let mut texts: Vec<&[u8]> = Vec::new();
        let mut patterns = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            for offset in chunks(form) {
                texts.push(&form.text[offset..form.text.len().min(offset + CHUNK)]);
                patterns.push(Pattern::Chunk {
                    form: index,
                    offset,
                });
            }
        }
        for (index, it) in all.iter().enumerate() {
            texts.extend(it.variables.iter().map(String::as_bytes));
            patterns.extend(it.variables.iter().map(|_| Pattern::Variable(index)));
        }
        if patterns.is_empty() {
            return None;
        }
        for text in [&b"process.env"[..], b"import.meta.env"] {
            texts.push(text);
            patterns.push(Pattern::Environment);
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(&texts)
            .ok()?;
        Some(Self {
            automaton,
            patterns,
            forms,
        })
    }

    /// Every clue in a text, in order.
    pub(super) fn clues(&self, text: &[u8]) -> Vec<Clue> {
        let mut clues = Vec::new();
        let mut pieces: BTreeMap<usize, Vec<Piece>> = BTreeMap::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            match self.patterns[hit.pattern()] {
                Pattern::Chunk { form, offset } => {
                    let pieces = pieces.entry(form).or_default();
                    self.piece(text, form, (hit.start(), offset), pieces);
                }
                Pattern::Variable(wanted) => clues.extend(named(text, hit.range(), wanted)),
                Pattern::Environment if whole_environment(text, &hit.range()) => clues.push(Clue {
                    wanted: None,
                    at: hit.start(),
                    kind: ClueKind::Environment,
                }),
                Pattern::Environment => {}
            }
        }
        for (form, pieces) in pieces {
            clues.extend(weigh(&self.forms[form], &pieces));
        }
        clues.sort_by_key(|clue| (clue.at, clue.wanted));
        clues
    }

    /// Widens a chunk to all of the form that stands there, unless that has been found.
    fn piece(
        &self,
        text: &[u8],
        form: usize,
        (at, offset): (usize, usize),
        pieces: &mut Vec<Piece>,
    ) {
        let known = |it: &Piece| {
            at >= it.at
                && at < it.at + it.part.len()
                && offset - it.part.start.min(offset) == at - it.at
        };
        if pieces.iter().rev().take(8).any(known) {
            return;
        }
        let whole = &self.forms[form].text;
        let before = text[..at].iter().rev().zip(whole[..offset].iter().rev());
        let before = before.take_while(|(a, b)| a == b).count();
        let after = text[at..].iter().zip(&whole[offset..]);
        let after = after.take_while(|(a, b)| a == b).count();
        pieces.push(Piece {
            at: at - before,
            part: offset - before..offset + after,
        });
    }
}

/// Where the chunks of a form start.
fn chunks(form: &Form) -> Vec<usize> {
    let last = form.text.len().saturating_sub(CHUNK);
    match form.shape {
        _ if form.text.len() < 2 * CHUNK => vec![0],
        Shape::Plain => (0..=last).step_by(CHUNK).collect(),
        Shape::Encoded => (0..SAMPLES).map(|at| last * at / (SAMPLES - 1)).collect(),
    }
}

/// What the pieces of one form in a file say.
fn weigh(form: &Form, pieces: &[Piece]) -> Vec<Clue> {
    let clue = |piece: &Piece, kind| Clue {
        wanted: Some(form.wanted),
        at: piece.at,
        kind,
    };
    let length = form.text.len();
    let whole: Vec<Clue> = pieces
        .iter()
        .filter(|piece| piece.part.len() == length)
        .map(|piece| clue(piece, ClueKind::Value))
        .collect();
    if !whole.is_empty() {
        return whole;
    }
    let longest = pieces
        .iter()
        .map(|piece| piece.part.len())
        .max()
        .unwrap_or(0);
    if covered(pieces) * 100 < length * COVERED {
        return Vec::new();
    }
    let longest = pieces.iter().find(|piece| piece.part.len() == longest);
    longest
        .map(|it| clue(it, ClueKind::Piece))
        .into_iter()
        .collect()
}

/// How many of a form's bytes some piece has.
fn covered(pieces: &[Piece]) -> usize {
    let mut parts: Vec<_> = pieces.iter().map(|piece| piece.part.clone()).collect();
    parts.sort_by_key(|part| part.start);
    let mut end = 0;
    let mut sum = 0;
    for part in parts {
        sum += part.end.saturating_sub(part.start.max(end));
        end = end.max(part.end);
    }
    sum
}

fn named(text: &[u8], span: Range<usize>, wanted: usize) -> Option<Clue> {
    let kind = match reading(text, &span)? {
        Reading::Read => ClueKind::Read,
        Reading::Mention => ClueKind::Mention,
    };
    Some(Clue {
        wanted: Some(wanted),
        at: span.start,
        kind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "skQ7fPz2LxW9aBcD3eFgH5iJkL8mNoP1qRsT4uVwX6yZ0AbCdEfGhIjKlMnOpQrStUv";

    fn clues(text: &str) -> Vec<(usize, ClueKind)> {
        let wanted = Wanted {
            values: vec![VALUE.as_bytes().to_vec()],
            variables: vec!["SANITY_TOKEN".to_owned()],
        };
        let hunt = Hunt::new(&[wanted]).unwrap();
        hunt.clues(text.as_bytes())
            .iter()
            .map(|it| (it.at, it.kind))
            .collect()
    }

    #[test]
    fn a_value_is_found_in_every_form() {
        let each = |write: fn(u8) -> String| VALUE.bytes().map(write).collect::<Vec<_>>();
        let hex = each(|byte| format!("\\x{byte:02x}")).concat();
        let unicode = each(|byte| format!("\\u{byte:04X}")).concat();
        let codes = each(|byte| byte.to_string()).join(", ");
        let reversed: String = VALUE.chars().rev().collect();
        for form in [VALUE, &hex, &unicode, &codes, &reversed] {
            let found = clues(&format!("a = '{form}'"));
            assert_eq!(found, [(5, ClueKind::Value)], "{form}");
        }
    }

    #[test]
    fn pieces_count_where_they_make_up_the_value() {
        let (head, tail) = VALUE.split_at(30);
        let text = format!("a = '{head}'\nb = a + '{tail}'");
        assert_eq!(clues(&text), [(text.find(tail).unwrap(), ClueKind::Piece)]);
        assert_eq!(clues(&format!("a = '{head}'")), []);
        assert_eq!(
            clues(&format!("a = f() + '{}'", &VALUE[2..])),
            [(11, ClueKind::Piece)]
        );
    }

    #[test]
    fn a_variable_is_told_as_read_or_named() {
        assert_eq!(clues("x(process.env.SANITY_TOKEN)"), [(14, ClueKind::Read)]);
        assert_eq!(
            clues("new Plugin(['SANITY_TOKEN'])"),
            [(13, ClueKind::Mention)]
        );
        assert_eq!(clues("process.env.MY_SANITY_TOKEN_2"), []);
        assert_eq!(clues("// process.env.SANITY_TOKEN"), []);
        assert_eq!(
            clues("JSON.stringify(process.env)"),
            [(15, ClueKind::Environment)]
        );
        assert_eq!(clues("process.env.NODE_ENV"), []);
    }
}

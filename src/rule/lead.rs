//! What a match must be made of at its start, told without running the expression: most places
//! where some rule's first letters stand are ruled out so.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::detect::blocks::is_token_byte;

/// The token bytes that every match begins with, and what follows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lead {
    /// At least so many token bytes begin it.
    least: usize,
    /// What stands behind all token bytes there, in some order; anything where it is empty.
    breaks: Vec<u8>,
}

/// What a part of an expression matches.
enum Part {
    /// So many token bytes at least, and no others.
    Tokens(usize),
    /// So many token bytes, and then one of these, or who knows what where there are none.
    Break(usize, Vec<u8>),
    /// Who knows.
    Other,
}

impl Lead {
    /// The lead of an expression.
    pub(super) fn of(expression: &str) -> Self {
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        let part = parser
            .parse(expression)
            .map_or(Part::Other, |hir| part(&hir));
        let (least, breaks) = match part {
            Part::Tokens(least) => (least, Vec::new()),
            Part::Break(least, breaks) => (least, breaks),
            Part::Other => (0, Vec::new()),
        };
        Self { least, breaks }
    }

    /// Whether a match may begin `tokens` bytes before the end of a run, behind which `next` stands.
    pub(crate) fn may_begin(&self, tokens: usize, next: Option<u8>) -> bool {
        tokens >= self.least
            && (self.breaks.is_empty() || next.is_some_and(|it| self.breaks.contains(&it)))
    }
}

fn part(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Literal(literal) => of_literal(&literal.0),
        HirKind::Class(class) => of_class(class),
        HirKind::Capture(group) => part(&group.sub),
        HirKind::Repetition(repeated) => match part(&repeated.sub) {
            Part::Tokens(least) => Part::Tokens(least * repeated.min as usize),
            Part::Break(0, breaks) if repeated.min > 0 => Part::Break(0, breaks),
            _ => Part::Other,
        },
        HirKind::Concat(parts) => of_all(parts),
        HirKind::Alternation(branches) => of_any(branches),
        HirKind::Empty => Part::Tokens(0),
        HirKind::Look(_) => Part::Other,
    }
}

fn of_literal(bytes: &[u8]) -> Part {
    match bytes.iter().position(|it| !is_token_byte(*it)) {
        None => Part::Tokens(bytes.len()),
        Some(at) => Part::Break(at, vec![bytes[at]]),
    }
}

fn of_class(class: &Class) -> Part {
    let Class::Bytes(class) = class else {
        return Part::Other;
    };
    let ranges = class.ranges().iter();
    let bytes: Vec<u8> = ranges.flat_map(|it| it.start()..=it.end()).collect();
    if bytes.iter().all(|it| is_token_byte(*it)) {
        Part::Tokens(1)
    } else if bytes.iter().any(|it| is_token_byte(*it)) {
        Part::Other
    } else {
        Part::Break(0, bytes)
    }
}

/// Parts one behind the other: as far as they are known.
fn of_all(parts: &[Hir]) -> Part {
    let mut least = 0;
    for it in parts {
        match part(it) {
            Part::Tokens(more) => least += more,
            Part::Break(more, breaks) => return Part::Break(least + more, breaks),
            // What a group ends in may be unknown too: nothing behind it is to be taken for that.
            Part::Other if least > 0 => return Part::Break(least, Vec::new()),
            Part::Other => return Part::Other,
        }
    }
    Part::Tokens(least)
}

/// Any one of some parts: what all of them have.
fn of_any(branches: &[Hir]) -> Part {
    let mut all = branches.iter().map(part);
    let Some(mut common) = all.next() else {
        return Part::Other;
    };
    for branch in all {
        common = match (common, branch) {
            (Part::Tokens(one), Part::Tokens(other)) => Part::Tokens(one.min(other)),
            (Part::Break(one, mut breaks), Part::Break(other, more)) => {
                if breaks.is_empty() || more.is_empty() {
                    breaks.clear();
                } else {
                    breaks.extend(more);
                }
                Part::Break(one.min(other), breaks)
            }
            _ => return Part::Other,
        };
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(expression: &str) -> (usize, String) {
        let Lead { least, breaks } = Lead::of(expression);
        (least, String::from_utf8_lossy(&breaks).into_owned())
    }

    #[test]
    fn token_bytes_are_counted_up_to_what_ends_them() {
        for (expression, least, breaks) in [
            ("sk[A-Za-z0-9]{58,198}", 60, ""),
            (r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", 17, "."),
            (r"(?:eyJ|ew0KIC)[\w-]{20,100}\.(?:eyJ)", 23, "."),
            (r"eyJhbG\.eyJ", 6, "."),
            ("a(?P<secret>b{2,}c*)[=:]", 3, ":="),
            ("(?:ab[.]|abc,)d", 2, ".,"),
        ] {
            assert_eq!(lead(expression), (least, breaks.to_owned()), "{expression}");
        }
    }

    #[test]
    fn what_is_not_known_rules_nothing_out() {
        assert_eq!(lead("ab[a.]{3}"), (2, String::new()));
        assert_eq!(lead("(?:ab|.c)"), (0, String::new()));
        assert_eq!(lead("[^a]b"), (0, String::new()));
        assert_eq!(lead(r"ab\.?c"), (2, String::new()));
        assert_eq!(lead(r"(?P<secret>ab={0,2})\}"), (2, String::new()));
        assert_eq!(lead(r"(?:ab\.|abc(?:d=?)?)e"), (2, String::new()));
    }

    #[test]
    fn a_match_begins_only_where_its_lead_does() {
        let lead = Lead::of(r"eyJ[a-z]{4,}\.");
        assert!(lead.may_begin(7, Some(b'.')));
        assert!(!lead.may_begin(6, Some(b'.')));
        assert!(!lead.may_begin(7, Some(b'=')));
        assert!(!lead.may_begin(7, None));
    }
}

//! Literals that every match of an expression holds: a text without one of them needs no program.

use memchr::memmem::Finder;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, HirKind};

/// Shorter ones stand everywhere.
const SHORTEST: usize = 4;

/// What every match of an expression holds, in any order.
#[derive(Debug)]
pub(super) struct Required(Vec<Finder<'static>>);

impl Required {
    pub(super) fn of(expression: &str) -> Self {
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        let mut literals = Vec::new();
        if let Ok(hir) = parser.parse(expression) {
            add(&hir, &mut literals);
        }
        // What an anchor points to begins most expressions, and is there; the last may be missing.
        Self(literals.into_iter().rev().collect())
    }

    /// Whether a text holds all of it.
    pub(super) fn may_match(&self, text: &[u8]) -> bool {
        self.0.iter().all(|it| it.find(text).is_some())
    }
}

fn add(part: &Hir, literals: &mut Vec<Finder<'static>>) {
    match part.kind() {
        HirKind::Literal(literal) if literal.0.len() >= SHORTEST => {
            literals.push(Finder::new(&literal.0).into_owned());
        }
        HirKind::Repetition(repeated) if repeated.min > 0 => add(&repeated.sub, literals),
        HirKind::Capture(group) => add(&group.sub, literals),
        HirKind::Concat(parts) => parts.iter().for_each(|part| add(part, literals)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::lazy::LazyRegex;

    #[test]
    fn what_some_matches_hold_is_not_required() {
        let holds =
            |expression: &str, text: &str| Required::of(expression).may_match(text.as_bytes());
        let expression = r"auth(?:[:=]|%3A)(?P<secret>Basic [a-z]+)(?:-last)?(?i)x{4}";
        assert!(holds(expression, "Basic x, auth"));
        assert!(!holds(expression, "auth:Bearer x"));
        assert!(holds("(?:alpha|omega)[a-z]", ""));
        assert!(holds("(?i)alpha", ""));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn where_an_expression_matches_all_is_there(
            expression in "(abcd|(abca|bbbb)|(cccc)?|[ab]{1,2}|(?P<secret>abab)|(caca){1,2}){1,3}",
            text in "(abcd|abca|bbbb|cccc|abab|caca|a|b){0,6}",
        ) {
            if expression.matches("secret").count() < 2 {
                let regex = LazyRegex::new(&*expression);
                let matches = regex.get().is_some_and(|it| it.is_match(text.as_bytes()));
                prop_assert!(!matches || Required::of(&expression).may_match(text.as_bytes()));
            }
        }
    }
}

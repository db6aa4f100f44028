//! Where in a text an expression can match, given where its keywords stand.

use std::ops::Range;

use regex_syntax::hir::{Class, Hir, HirKind};

/// How far from a keyword a match may reach whose length has no limit.
const BACK: usize = 1024;
const ON: usize = 16 << 10;

/// A longer match is as good as one without a limit.
const LONG: usize = 8 << 10;

/// What of a text has to be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// What stands round each keyword: every match holds one, and is no longer than this.
    Within(usize),
    /// The same, where nothing limits a match.
    Around,
    /// All of it, where a keyword stands anywhere in it.
    Everywhere,
}

impl Reach {
    pub(super) fn of(hir: &Hir, keywords: &[String]) -> Self {
        if !holds_one(hir, keywords) {
            return Self::Everywhere;
        }
        match hir.properties().maximum_len() {
            Some(length) if length <= LONG => Self::Within(length),
            _ => Self::Around,
        }
    }

    /// What has to be searched for a keyword that stands at `hit`.
    pub(crate) fn window(self, hit: &Range<usize>, length: usize) -> Range<usize> {
        // One byte more on either side, which says what a match is bounded by.
        let (back, on) = match self {
            Self::Within(longest) => (longest + 1 - hit.len().min(longest), longest + 1),
            Self::Around => (BACK, ON),
            Self::Everywhere => return 0..length,
        };
        hit.start.saturating_sub(back)..length.min(hit.start + on)
    }
}

/// Whether every match holds one of the keywords, in whatever case.
fn holds_one(hir: &Hir, keywords: &[String]) -> bool {
    let within = |text: &str| {
        keywords
            .iter()
            .any(|keyword| text.contains(keyword.as_str()))
    };
    match hir.kind() {
        HirKind::Capture(group) => holds_one(&group.sub, keywords),
        HirKind::Repetition(repeated) => repeated.min > 0 && holds_one(&repeated.sub, keywords),
        HirKind::Alternation(branches) => branches.iter().all(|it| holds_one(it, keywords)),
        HirKind::Concat(parts) => {
            literal_runs(parts).iter().any(|it| within(it))
                || parts.iter().any(|it| holds_one(it, keywords))
        }
        _ => literal(hir).is_some_and(|text| within(&text)),
    }
}

/// The texts, in lower case, that neighbouring parts always match.
fn literal_runs(parts: &[Hir]) -> Vec<String> {
    let mut runs = vec![String::new()];
    for part in parts {
        match (literal(part), runs.last_mut()) {
            (Some(text), Some(run)) => *run += &text,
            (None, _) => runs.push(String::new()),
            (Some(text), None) => runs.push(text),
        }
    }
    runs
}

/// The text, in lower case, that a part always matches.
fn literal(part: &Hir) -> Option<String> {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(String::new()),
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            Some(text.to_ascii_lowercase())
        }
        HirKind::Capture(group) => literal(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(literal).collect(),
        HirKind::Class(Class::Bytes(class)) => {
            let mut cases: Vec<u8> = class
                .ranges()
                .iter()
                .flat_map(|range| [range.start(), range.end()])
                .map(|byte| byte.to_ascii_lowercase())
                .collect();
            cases.dedup();
            let is_letter = class.ranges().iter().all(|it| it.start() == it.end());
            match cases[..] {
                [byte] if is_letter => Some(char::from(byte).to_string()),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::go;
    use super::*;

    fn reach(expression: &str, keywords: &[&str]) -> Reach {
        let keywords: Vec<String> = keywords.iter().map(ToString::to_string).collect();
        let Ok((_, hir)) = go::parse(expression) else {
            panic!("{expression} is sound");
        };
        Reach::of(&hir, &keywords)
    }

    #[test]
    fn a_match_that_holds_its_keyword_is_sought_round_it() {
        for expression in [
            r"\b(acme_[a-z]{10})\b",
            r"(?i)ACME_[a-z]{10}",
            r"(?i:(?:Ac)me)_[a-z]{10}",
            r"(?:acme_|acme_)[a-z]{10}",
            r"(?:acme){1}_[a-z]{10}",
        ] {
            assert_eq!(
                reach(expression, &["acme"]),
                Reach::Within(15),
                "{expression}"
            );
        }
        assert_eq!(reach("acme[a-z]+", &["acme"]), Reach::Around);
    }

    #[test]
    fn a_match_without_its_keyword_is_sought_everywhere() {
        for expression in [
            "[a-z]{10}",
            "(?:acme)?[a-z]{10}",
            "(?:acme|b)[a-z]{10}",
            "ac.me",
        ] {
            assert_eq!(
                reach(expression, &["acme"]),
                Reach::Everywhere,
                "{expression}"
            );
        }
        assert_eq!(reach("acme[a-z]", &[]), Reach::Everywhere);
    }

    #[test]
    fn a_window_holds_every_match_with_its_neighbours() {
        assert_eq!(Reach::Within(15).window(&(100..104), 1000), 88..116);
        assert_eq!(Reach::Within(15).window(&(3..7), 10), 0..10);
        assert_eq!(Reach::Everywhere.window(&(3..7), 10), 0..10);
    }
}

//! Expressions that are matched byte by byte, with nothing to be tried again: what most rules are
//! written as. A program for one takes a thousand times as long to build as this does.

use std::iter;
use std::ops::Range;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{self, Hir, HirKind};

use super::{Hit, SECRET};

/// More ways to match, or more links in all of them, are for a program.
const WAYS: usize = 64;
const LINKS: usize = 2048;

/// The ways in which an expression can match from a place on, the preferred first.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chains(Vec<Chain>);

/// A way to match: so many bytes of a class, then so many of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Chain {
    links: Vec<Link>,
    /// Which links the value stands in, if it has a group of its own.
    value: Option<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    class: Class,
    least: usize,
    most: usize,
}

/// A bit for each byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Class([u64; 4]);

impl Chains {
    /// The chains of an expression, if it can be matched by going on alone.
    pub(super) fn of(expression: &str) -> Option<Self> {
        let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
        let chains = ways(&parser.parse(expression).ok()?)?;
        chains.iter().all(Chain::is_settled).then_some(Self(chains))
    }

    /// The match that begins with the first of some bytes.
    pub(super) fn hit(&self, bytes: &[u8]) -> Option<Hit> {
        self.0.iter().find_map(|chain| chain.hit(bytes))
    }
}

/// The ways in which a part of an expression can match.
fn ways(part: &Hir) -> Option<Vec<Chain>> {
    let ways = match part.kind() {
        HirKind::Empty => vec![Chain::default()],
        HirKind::Literal(literal) => vec![Chain::of(literal.0.iter().copied().map(Link::byte))],
        HirKind::Class(hir::Class::Bytes(class)) => vec![Chain::of([Link::once(class)])],
        HirKind::Repetition(repeated) => repeated_ways(repeated)?,
        HirKind::Capture(group) => captured(ways(&group.sub)?, group.name.as_deref()),
        HirKind::Concat(parts) => {
            let first = Some(vec![Chain::default()]);
            parts
                .iter()
                .fold(first, |all, part| joined(&all?, &ways(part)?))?
        }
        HirKind::Alternation(branches) => {
            let all: Option<Vec<_>> = branches.iter().map(ways).collect();
            all?.concat()
        }
        HirKind::Class(_) | HirKind::Look(_) => return None,
    };
    let links: usize = ways.iter().map(|it| it.links.len()).sum();
    (ways.len() <= WAYS && links <= LINKS).then_some(ways)
}

/// The ways of what is repeated: of a class any number, of anything else a number that is known, or
/// one or none.
fn repeated_ways(repeated: &hir::Repetition) -> Option<Vec<Chain>> {
    let least = usize::try_from(repeated.min).ok()?;
    let most = match repeated.max {
        Some(most) => usize::try_from(most).ok()?,
        None => usize::MAX,
    };
    let once = ways(&repeated.sub)?;
    if !repeated.greedy && least < most {
        return None;
    }
    if let [Chain { links, value: None }] = &once[..]
        && let [
            Link {
                class,
                least: 1,
                most: 1,
            },
        ] = links[..]
    {
        return Some(vec![Chain::of([Link { class, least, most }])]);
    }
    let none = vec![Chain::default()];
    match (least, most) {
        (0, 1) => Some([once, none].concat()),
        _ if least == most && least <= LINKS => {
            iter::repeat_n(&once, least).try_fold(none, |all, once| joined(&all, once))
        }
        _ => None,
    }
}

/// Every way of one part with every way of the next behind it.
fn joined(first: &[Chain], then: &[Chain]) -> Option<Vec<Chain>> {
    let each = |one: &Chain| then.iter().map(|next| one.then(next)).collect::<Vec<_>>();
    (first.len() * then.len() <= WAYS).then(|| first.iter().flat_map(each).collect())
}

/// The same ways, which are a value if their group is called so.
fn captured(mut ways: Vec<Chain>, name: Option<&str>) -> Vec<Chain> {
    if name == Some(SECRET) {
        for way in &mut ways {
            way.value = Some(0..way.links.len());
        }
    }
    ways
}

impl Chain {
    fn of(links: impl IntoIterator<Item = Link>) -> Self {
        Self {
            links: links.into_iter().collect(),
            value: None,
        }
    }

    fn then(&self, next: &Self) -> Self {
        let before = self.links.len();
        let behind = |it: &Range<usize>| before + it.start..before + it.end;
        Self {
            links: [&self.links[..], &next.links].concat(),
            value: self.value.clone().or(next.value.as_ref().map(behind)),
        }
    }

    /// Whether no link can have taken a byte that another needs.
    fn is_settled(&self) -> bool {
        (0..self.links.len()).all(|at| {
            let (link, rest) = (&self.links[at], &self.links[at + 1..]);
            let needed = rest.iter().position(|it| it.least > 0);
            let are_apart = |needed| {
                rest[..=needed]
                    .iter()
                    .all(|it| link.class.is_apart(it.class))
            };
            link.least == link.most || needed.is_none_or(are_apart)
        })
    }

    fn hit(&self, bytes: &[u8]) -> Option<Hit> {
        let mut end = 0;
        let mut value = 0..0;
        let own = self.value.clone().unwrap_or(0..self.links.len());
        for at in 0..=self.links.len() {
            if at == own.start {
                value.start = end;
            }
            if at == own.end {
                value.end = end;
            }
            if let Some(link) = self.links.get(at) {
                end += link.count(&bytes[end..])?;
            }
        }
        Some(Hit {
            whole: 0..end,
            value,
        })
    }
}

impl Link {
    fn byte(byte: u8) -> Self {
        let mut class = Class::default();
        class.insert(byte);
        Self {
            class,
            least: 1,
            most: 1,
        }
    }

    fn once(bytes: &hir::ClassBytes) -> Self {
        let mut class = Class::default();
        for range in bytes.ranges() {
            (range.start()..=range.end()).for_each(|byte| class.insert(byte));
        }
        Self {
            class,
            least: 1,
            most: 1,
        }
    }

    /// How many of the first bytes it takes, if they are enough.
    fn count(&self, bytes: &[u8]) -> Option<usize> {
        let own = bytes.iter().take(self.most);
        let count = own.take_while(|it| self.class.holds(**it)).count();
        (count >= self.least).then_some(count)
    }
}

impl Class {
    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    fn holds(self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & 1 << (byte & 63) != 0
    }

    fn is_apart(self, other: Self) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .all(|(one, other)| one & other == 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::RuleSet;
    use crate::rule::lazy::LazyRegex;

    /// What a program finds.
    fn plainly(expression: &str, text: &[u8]) -> Option<Hit> {
        let regex = LazyRegex::at_start(expression);
        Hit::of(regex.get().expect("it is sound"), text, 0)
    }

    #[test]
    fn what_must_be_tried_again_is_for_a_program() {
        for expression in [
            "[a-z]{2,8}a",
            "a[b-d]*?e",
            "[a-z]{2,8}[._]?[a-z]{4}",
            r"a\b",
            "(?:ab|c){2,4}",
            "(?:[a-f]{8}){70}x{1,2}(?:a|b|cc){9}",
        ] {
            assert_eq!(Chains::of(expression), None, "{expression}");
        }
    }

    #[test]
    fn a_value_may_be_a_group() {
        let chains =
            Chains::of("k=(?P<secret>[a-z]{2,4}(?:-[0-9]+)?);?").expect("it goes on alone");
        for (text, whole, value) in [
            ("k=abc-12;", 9, 2..8),
            ("k=abc", 5, 2..5),
            ("k=abcde-", 6, 2..6),
        ] {
            let hit = chains.hit(text.as_bytes());
            assert_eq!(
                hit,
                Some(Hit {
                    whole: 0..whole,
                    value
                }),
                "{text}"
            );
        }
        assert_eq!(chains.hit(b"k=a;"), None);
    }

    #[test]
    fn most_rules_need_no_program() {
        let rules = RuleSet::builtin().expect("the rules are sound");
        let starts: Vec<_> = rules
            .rules()
            .iter()
            .filter(|it| !it.literals_at_start().is_empty())
            .collect();
        let chains = starts
            .iter()
            .filter(|it| Chains::of(&it.info.pattern).is_some());
        assert!(chains.count() * 10 > starts.len() * 8);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn a_chain_matches_what_a_program_does(
            expression in "(ab?|[ab]{1,3}|(a|bb|ca)|(?P<secret>[bc]{0,2}|(ab)?)|(c|ab)?|b+|[^a]|(a[bc]){2}|c*){1,5}",
            text in "[abc]{0,12}",
        ) {
            if expression.matches("secret").count() < 2
                && let Some(chains) = Chains::of(&expression)
            {
                prop_assert_eq!(chains.hit(text.as_bytes()), plainly(&expression, text.as_bytes()));
            }
        }
    }
}

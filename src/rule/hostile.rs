//! Texts made to slow a rule down, and how much it costs to read them.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::{Find, ForeignRule, Rule, RuleSet};
use crate::content::{Fragment, Language};
use crate::detect::{Detect, Engine};

/// How long a hostile text is.
const LENGTH: usize = 4 << 10;

/// How often what costs are counted in is measured, of which the quickest counts.
const TIMES: usize = 3;

/// How often a text that seems slow is read again: what else the machine does is no fault.
const AGAIN: usize = 5;

/// How many bytes may be hashed one by one in the time that a rule takes for one: it may look again
/// and again at what stands round a byte, but not at a window of text for each.
const BOUND: f64 = 5_000.0;

/// Why a rule of our own is slow, if some text makes it so.
pub(super) fn slow(rule: &Arc<Rule>) -> Option<String> {
    let alone = RuleSet {
        rules: vec![Arc::clone(rule)],
        ..RuleSet::default()
    };
    let words = match &rule.find {
        Find::Start(words) | Find::Near(words) | Find::Beside(words) | Find::Anchor(words) => words,
    };
    worst(&alone, &texts(words, &rule.info.pattern), BOUND)
}

/// Why another program's rule is slow, if some text makes it so.
pub(super) fn slow_foreign(rule: &Arc<ForeignRule>) -> Option<String> {
    let alone = RuleSet {
        foreign: vec![Arc::clone(rule)],
        ..RuleSet::default()
    };
    worst(&alone, &texts(&rule.keywords, rule.expression()), BOUND)
}

/// What the worst of some texts costs, if that is more than it may.
fn worst(rules: &RuleSet, texts: &[Vec<u8>], bound: f64) -> Option<String> {
    let engine = Engine::new(rules);
    let cost = |text: &Vec<u8>| {
        let read = || drop(engine.detect(&Fragment::whole(text, Language::Other)));
        // The unit is measured anew each time, for clocks of busy machines slip.
        let cost = || {
            let unit = quickest(TIMES, || hash(text)).as_secs_f64().max(1e-9);
            quickest(1, read).as_secs_f64() / unit
        };
        // Nearly every text is read once: what is cheap then is cheap.
        let first = cost();
        if first > bound {
            (0..AGAIN).map(|_| cost()).fold(first, f64::min)
        } else {
            first
        }
    };
    let costs = texts.iter().map(cost);
    let worst = costs.fold(0.0, f64::max);
    (worst > bound).then(|| {
        format!("it is slow on hostile text: a byte costs what hashing {worst:.0} bytes costs, and may cost {bound:.0}")
    })
}

fn quickest(times: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..times).map(|_| {
        let started = now();
        work();
        now().saturating_sub(started)
    });
    times.min().unwrap_or_default()
}

/// The processor's time that this thread has had, which a busy machine does not stretch.
#[cfg(unix)]
fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (time.tv_sec.try_into(), time.tv_nsec.try_into());
    Duration::new(seconds.unwrap_or(0), nanoseconds.unwrap_or(0))
}

/// Elsewhere the time of day has to do.
#[cfg(not(unix))]
fn now() -> Duration {
    let since = std::time::UNIX_EPOCH.elapsed();
    since.unwrap_or_default()
}

/// What costs are counted in: a step for each byte, which depends on machine and build as they do.
fn hash(text: &[u8]) {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    black_box(text.iter().fold(0xcbf2_9ce4_8422_2325, step));
}

/// Texts that make much of little: words that point to the rule, what its expression repeats, and
/// values that lack their end.
fn texts(words: &[String], expression: &str) -> Vec<Vec<u8>> {
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).build();
    let Ok(hir) = parser.parse(expression) else {
        return Vec::new();
    };
    let mut value = Vec::new();
    longest(&hir, &mut value);
    let run = repeated(&hir).unwrap_or(b'a');
    let near_miss = &value[..value.len().saturating_sub(1)];
    let word = words.first().map_or(&b""[..], |word| word.as_bytes());
    let mixed: Vec<u8> = (0..64)
        .map(|at| if at % 4 == 3 { b'7' } else { run })
        .collect();
    [
        vec![run],
        word.to_vec(),
        [word, b" "].concat(),
        [word, &mixed, b" "].concat(),
        [word, b"=\"", &mixed, b"\";"].concat(),
        [near_miss, b"\x01"].concat(),
        [near_miss, b"-"].concat(),
        near_miss.to_vec(),
        [&value[..], b"\""].concat(),
    ]
    .into_iter()
    .filter(|piece| !piece.is_empty())
    .map(|piece| piece.iter().copied().cycle().take(LENGTH).collect())
    .collect()
}

/// A value as long as the expression lets it be, within reason.
fn longest(hir: &Hir, out: &mut Vec<u8>) {
    const MOST: u32 = 256;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.extend_from_slice(&literal.0),
        HirKind::Class(class) => out.extend(member(class)),
        HirKind::Repetition(repeated) => {
            let most = repeated.max.unwrap_or(MOST).min(MOST).max(repeated.min);
            for _ in 0..most.min(LENGTH.try_into().unwrap_or(MOST)) {
                longest(&repeated.sub, out);
            }
        }
        HirKind::Capture(group) => longest(&group.sub, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| longest(part, out)),
        HirKind::Alternation(branches) => {
            if let Some(branch) = branches.first() {
                longest(branch, out);
            }
        }
    }
}

/// A member of the class that the expression repeats most.
fn repeated(hir: &Hir) -> Option<u8> {
    match hir.kind() {
        HirKind::Repetition(repetition) => match repetition.sub.kind() {
            HirKind::Class(class) => member(class),
            _ => repeated(&repetition.sub),
        },
        HirKind::Capture(group) => repeated(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            let mut found = parts.iter().rev().filter_map(repeated);
            found.next()
        }
        _ => None,
    }
}

/// A letter of a class, or whatever it has.
fn member(class: &Class) -> Option<u8> {
    let Class::Bytes(class) = class else {
        return None;
    };
    let members = || class.ranges().iter().flat_map(|it| it.start()..=it.end());
    members()
        .find(u8::is_ascii_alphabetic)
        .or_else(|| members().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_above_the_bound_is_told() -> Result<(), crate::Error> {
        let builtin = RuleSet::builtin()?;
        let rules = RuleSet {
            rules: builtin.rules().to_vec(),
            ..RuleSet::default()
        };
        let text = vec![b"sk_live_".repeat(100)];
        let told = worst(&rules, &text, 0.0).unwrap_or_default();
        assert!(
            told.starts_with("it is slow on hostile text: a byte costs"),
            "{told}"
        );
        assert_eq!(worst(&rules, &text, f64::MAX), None);
        Ok(())
    }

    #[test]
    fn texts_are_near_misses_runs_and_words() {
        let words = ["acme_".to_owned()];
        let texts = texts(&words, "acme_[b-z]{4}[0-9]");
        let begins = |piece: &[u8]| texts.iter().any(|text| text.starts_with(piece));
        for piece in [
            "acme_acme_",
            "acme_ acme_",
            "bbbb",
            "acme_bbbb\x01acme",
            "acme_bbb7",
        ] {
            assert!(begins(piece.as_bytes()), "{piece}");
        }
        assert!(texts.iter().all(|text| text.len() == LENGTH));
    }

    #[test]
    fn matches_that_are_no_values_are_not_tried_for_ever() -> Result<(), crate::Error> {
        let rules = RuleSet::builtin()?;
        let rule = rules
            .rules()
            .iter()
            .find(|it| it.info.id == "aws-session-token");
        assert_eq!(rule.and_then(slow), None);
        Ok(())
    }
}

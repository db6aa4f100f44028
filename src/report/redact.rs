//! Keeps secrets out of text that is not a secret's own field: paths, messages, names.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use crate::detect::filter::Pairs;
use crate::finding::Finding;
use crate::rule::{Rule, RuleSet};
use crate::secret::Secret;

/// Finds the ranges of a text that look like a token.
pub type Mask<'a> = &'a dyn Fn(&str) -> Vec<Range<usize>>;

/// The shortest run that [`token_like`] takes for a token.
const TOKEN_LENGTH: usize = 40;

/// Replaces secrets in text by their redacted form.
pub struct Redactor<'a> {
    /// All secrets at once: a build may leak thousands, and a report has more texts than that.
    secrets: AhoCorasick,
    mask: Mask<'a>,
    reveal: bool,
}

impl<'a> Redactor<'a> {
    /// Redacts the secrets of `findings` and whatever `mask` points at, unless told to `reveal`.
    ///
    /// # Panics
    ///
    /// When the secrets are longer together than any input could be.
    #[must_use]
    pub fn new(
        findings: impl IntoIterator<Item = &'a Finding>,
        mask: Mask<'a>,
        reveal: bool,
    ) -> Self {
        let secrets = findings.into_iter().flat_map(|finding| {
            let parts = finding.parts.iter().map(|part| &part.secret);
            finding.secret.iter().chain(parts)
        });
        let values: BTreeSet<&[u8]> = secrets
            .map(Secret::reveal)
            .filter(|value| !value.is_empty())
            .collect();
        Self {
            secrets: AhoCorasick::new(values)
                .expect("secrets are short of two thousand million bytes"),
            mask,
            reveal,
        }
    }

    /// The text without secrets.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut from = 0;
        for hidden in self.hidden(text) {
            shown.push_str(&text[from..hidden.range.start]);
            shown.push_str(&hidden.placeholder(text));
            from = hidden.range.end;
        }
        shown.push_str(&text[from..]);
        shown
    }

    /// The secret's value under `--reveal`, its redacted form otherwise.
    #[must_use]
    pub fn secret(&self, secret: &Secret) -> String {
        self.value(secret).unwrap_or_else(|| secret.redacted())
    }

    /// The secret's value, under `--reveal` alone.
    pub(super) fn value(&self, secret: &Secret) -> Option<String> {
        self.reveal
            .then(|| String::from_utf8_lossy(secret.reveal()).into_owned())
    }

    /// What is to be hidden, in order and without overlaps.
    fn hidden(&self, text: &str) -> Vec<Hidden> {
        if self.reveal {
            return Vec::new();
        }
        let mut ranges: Vec<Range<usize>> = (self.mask)(text);
        let found = self.secrets.find_overlapping_iter(text);
        ranges.extend(found.map(|it| it.range()));
        let whole = ranges
            .into_iter()
            .map(|range| whole_characters(text, range));
        let mut whole: Vec<_> = whole.filter(|range| !range.is_empty()).collect();
        whole.sort_by_key(|range| (range.start, range.end));
        whole.into_iter().fold(Vec::new(), Hidden::join)
    }
}

/// A range to hide.
struct Hidden {
    range: Range<usize>,
    /// Ends of a range that several overlapping ones make up may lie inside a short secret.
    ends: Ends,
}

/// Whether the ends of a range may be shown.
enum Ends {
    Shown,
    Hidden,
}

impl Hidden {
    fn join(mut hidden: Vec<Self>, range: Range<usize>) -> Vec<Self> {
        match hidden.last_mut() {
            Some(last) if last.range == range => {}
            Some(last) if range.start < last.range.end => {
                last.range.end = last.range.end.max(range.end);
                last.ends = Ends::Hidden;
            }
            _ => hidden.push(Self {
                range,
                ends: Ends::Shown,
            }),
        }
        hidden
    }

    fn placeholder(&self, text: &str) -> String {
        let value = &text[self.range.clone()];
        match self.ends {
            Ends::Shown => Secret::new(value.as_bytes()).redacted(),
            Ends::Hidden => format!("[{} characters]", value.chars().count()),
        }
    }
}

/// Widens a range to the characters that it touches.
fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let mut end = range.end.min(text.len());
    let mut start = range.start.min(end);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// What may be a secret in text that is no file's content: whatever has the form of a rule's value,
/// and whatever is [`token_like`].
///
/// Neither what stands beside it counts nor how random it is: hiding too much costs a reader little.
#[must_use]
pub fn suspects(rules: &RuleSet, text: &str) -> Vec<Range<usize>> {
    let mut found = token_like(text);
    let bytes = text.as_bytes();
    let pairs = Pairs::of(bytes);
    let may_stand = |rule: &&Arc<Rule>| rule.may_stand_in(bytes, &pairs);
    for rule in rules.rules().iter().filter(may_stand) {
        found.extend(rule.forms_in(bytes));
    }
    for rule in rules
        .foreign()
        .iter()
        .filter(|rule| rule.may_stand_in(bytes))
    {
        found.extend(rule.forms_in(bytes));
    }
    outermost(found)
}

/// Ranges without those that lie in another.
fn outermost(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
    let mut end = 0;
    ranges.retain(|range| {
        let reaches_on = range.end > end;
        end = end.max(range.end);
        reaches_on
    });
    ranges
}

/// Long runs of letters and digits in which both cases and digits are mixed.
#[must_use]
pub fn token_like(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in text.split_inclusive(|character: char| !character.is_ascii_alphanumeric()) {
        let value = run.trim_end_matches(|character: char| !character.is_ascii_alphanumeric());
        if is_token_like(value) {
            found.push(start..start + value.len());
        }
        start += run.len();
    }
    found
}

fn is_token_like(run: &str) -> bool {
    let has = |class: fn(&u8) -> bool| run.as_bytes().iter().any(class);
    run.len() >= TOKEN_LENGTH
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{TOKEN, finding};

    fn no_mask(_: &str) -> Vec<Range<usize>> {
        Vec::new()
    }

    #[test]
    fn a_found_secret_is_redacted_everywhere() {
        let findings = [finding()];
        let redactor = Redactor::new(&findings, &no_mask, false);
        let text = format!("cannot read {TOKEN}/{TOKEN}.js");
        assert_eq!(redactor.text(&text), "cannot read skAb…9xZq/skAb…9xZq.js");
    }

    #[test]
    fn reveal_leaves_text_alone() {
        let findings = [finding()];
        let redactor = Redactor::new(&findings, &token_like, true);
        assert_eq!(redactor.text(TOKEN), TOKEN);
    }

    #[test]
    fn what_looks_like_a_token_is_masked_without_a_finding() {
        let redactor = Redactor::new(&[], &token_like, false);
        assert_eq!(redactor.text(&format!("a/{TOKEN}.js")), "a/skAb…9xZq.js");
    }

    #[test]
    fn overlapping_ranges_show_no_ends() {
        let mut short = finding();
        short.secret = Some(Secret::new(b"hunter2hunter2"));
        let findings = [short];
        let mask = |text: &str| std::iter::once(0..text.len()).collect();
        let redactor = Redactor::new(&findings, &mask, false);
        let text = "hunter2hunter2abcdefghijklmnopqrstuvwxyz";
        assert_eq!(redactor.text(text), "[40 characters]");
    }

    #[test]
    fn a_range_inside_a_character_hides_all_of_it() {
        let mask = |_: &str| vec![1..2, 90..99];
        let redactor = Redactor::new(&[], &mask, false);
        assert_eq!(redactor.text("éa"), "[1 characters]a");
    }

    #[test]
    fn what_stands_beside_a_token_does_not_keep_it_from_being_hidden() {
        let rules = RuleSet::builtin().unwrap();
        let fill = |template| crate::rule::template::fill(template, 1).unwrap();
        let long = fill("sk{random:178}");
        let session = fill("sk{random:18}-st{random:20}");
        for token in [&long, &session] {
            for (before, after) in [("", ""), ("a+", "=="), ("sha512-", "/x")] {
                let text = format!("{before}{token}{after}");
                let range = before.len()..before.len() + token.len();
                assert_eq!(suspects(&rules, &text), vec![range]);
            }
        }
        assert_eq!(suspects(&rules, &format!("x{long}y")), vec![0..182]);
    }

    #[test]
    fn hashes_and_names_do_not_look_like_tokens() {
        for text in [
            "0123456789abcdef0123456789abcdef0123456789abcdef",
            "component---src-templates-blog-post-tsx-3f2a.js",
            "",
        ] {
            assert!(token_like(text).is_empty());
        }
    }
}

//! Properties that hold for every token, every boundary and every offset.

use std::sync::LazyLock;

use proptest::prelude::*;
use spillcheck::content::{Fragment, Language};
use spillcheck::detect::{Detect, Engine, Subject};
use spillcheck::rule::RuleSet;
use spillcheck::scan::{Windows, scan_with};

/// What can stand before a token.
const BEFORE: &[&str] = &[
    "",
    "\"",
    "'",
    "`",
    "\\\"",
    "\\\\\\\"",
    "&quot;",
    "&#34;",
    "%22",
    "%3D",
    "%20",
    "%0A",
    "%26",
    "%2522",
    "\\u0022",
    "\\x22",
    "Bearer ",
    "Bearer%20",
    "?token=",
    "&token=",
    "NAME=",
    ":",
    "\\n",
    "\\\\n",
    "\\",
    ">",
    ",",
    "[",
    "(",
    "{",
    "\r\n",
    "\n",
    " ",
    "\u{feff}",
    "x-",
    "x_",
    "é",
];

/// What can stand behind a token.
const AFTER: &[&str] = &[
    "", "\"", "'", "`", "\\\"", "\\\\\\\"", "&quot;", "&#34;", "%22", "%3D", "%20", "%0A", "%26",
    "%2522", "\\u0022", "\\x22", "&", ":", "\\n", "\\\\n", "\\", "<", ">", ",", "]", ")", "}",
    "\r\n", "\n", " ", ".", ";", "-->", "é",
];

/// What can stand between two tokens.
const BETWEEN: &[&str] = &["\n", "\r\n", ":", " ", "\\n", "&", "%0A", ";", "|"];

/// How the joints of base64 are written.
const JOINTS: &[&str] = &[
    "+", "/", "%2B", "%2f", "%252B", "\\/", "\\u002b", "\\u002F", "\\x2b", "&#43;", "&#x2F;",
    "&plus;",
];

/// A Sanity token of one of the strict lengths.
fn token() -> impl Strategy<Value = String> {
    prop_oneof![Just(178_usize), Just(79), Just(78)]
        .prop_flat_map(|length| proptest::collection::vec(0..62_u8, length))
        .prop_map(|digits| {
            let body = digits.into_iter().map(|digit| match digit {
                0..26 => (b'A' + digit) as char,
                26..52 => (b'a' + digit - 26) as char,
                _ => (b'0' + digit - 52) as char,
            });
            "sk".chars().chain(body).collect()
        })
}

/// Text that holds no token: words, punctuation, line breaks, multi-byte characters.
fn filler() -> impl Strategy<Value = String> {
    "([a-z]{1,9}[ .;(){}\\[\\]\n|é#]){0,40}"
}

/// Nothing is written beside the tests: what fails is to become a test of its own.
fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(count)
    }
}

/// One engine for all cases: building it costs more than most of them.
fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> =
        LazyLock::new(|| Engine::new(&RuleSet::builtin().expect("the built-in rules are sound")));
    &ENGINE
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn a_token_is_found_once_between_any_boundaries(
        token in token(),
        before in proptest::sample::select(BEFORE),
        after in proptest::sample::select(AFTER),
        head in filler(),
        tail in filler(),
    ) {
        // At the start and end of a file nothing else stands there.
        // A space ends it elsewhere: `sl.` of a word would begin a value of Dropbox's.
        let head = if before.is_empty() { String::new() } else { head + " " };
        let tail = if after.is_empty() { "" } else { &tail };
        let text = format!("{head}{before}{token}{after}{tail}");
        let start = head.len() + before.len();
        let found = engine().detect(&Fragment::whole(text.as_bytes(), Language::Other));
        prop_assert_eq!(found.len(), 1, "{} matches between {:?} and {:?}", found.len(), before, after);
        prop_assert_eq!(&found[0].span, &(start..start + token.len()));
        let Subject::Secret(secret) = &found[0].subject else {
            return Err(TestCaseError::fail("a secret"));
        };
        prop_assert_eq!(secret.reveal(), token.as_bytes());
    }

    #[test]
    fn tokens_do_not_hide_each_other(
        first in token(),
        second in token(),
        between in proptest::sample::select(BETWEEN),
        quote in proptest::sample::select(&["\"", "'", "`", ""][..]),
    ) {
        let text = format!("{quote}{first}{quote}{between}{quote}{second}{quote}");
        let found = engine().detect(&Fragment::whole(text.as_bytes(), Language::Other));
        prop_assert_eq!(found.len(), 2, "between {:?}", between);
    }

    #[test]
    fn a_path_does_not_hide_a_token(
        token in token(),
        segments in proptest::collection::vec("[a-z]{2,9}([A-Z][a-z]{3,9})?[0-9]?", 1..4),
        slash in proptest::sample::select(&["/", "\\/", "%2F"][..]),
        tail in "[A-Z]?[a-z]{0,9}",
    ) {
        let path = segments.join(slash);
        let text = format!("\"https:{slash}{slash}example.com{slash}{path}{slash}{token}{slash}{tail}\"");
        let found = engine().detect(&Fragment::whole(text.as_bytes(), Language::Other));
        prop_assert_eq!(found.len(), 1, "{:?} {:?}", path, tail);
    }

    #[test]
    fn its_neighbours_in_code_do_not_hide_a_token(
        token in token(),
        name in "[a-z]{1,9}",
        project in "[a-z0-9]{8}",
        dataset in "[a-z]{4,40}",
    ) {
        for text in [
            format!("{{{name}:\"{token}\",projectId:\"{project}\",dataset:\"{dataset}\"}}"),
            format!("f(\"{token}\",\"{dataset}\");g(\"{project}\")"),
            format!("{name}=\"Bearer {token}\",b=\"{dataset}\""),
        ] {
            let found = engine().detect(&Fragment::whole(text.as_bytes(), Language::Other));
            prop_assert_eq!(found.len(), 1, "{} {}", project, dataset);
        }
    }

    #[test]
    fn what_looks_like_a_token_in_base64_is_none(
        token in token(),
        before in proptest::sample::select(JOINTS),
        after in proptest::sample::select(JOINTS),
        // Chance may leave out digits, and then a neighbour looks like a long word.
        head in "([A-Z][a-z][0-9][A-Za-z0-9]){10}",
        tail in "([A-Z][a-z][0-9][A-Za-z0-9]){10}",
    ) {
        let text = format!("\"{head}{before}{token}{after}{tail}\"");
        let found = engine().detect(&Fragment::whole(text.as_bytes(), Language::Other));
        prop_assert!(found.is_empty(), "{:?} {:?}", before, after);
    }

    // Glue that began with `sk` would make a longer token of the two.
    #[test]
    fn a_token_glued_to_more_letters_is_none(token in token(), glue in "x[A-Za-z0-9]{40,89}") {
        for text in [format!("\"{glue}{token}\""), format!("\"{token}{glue}{glue}{glue}\"")] {
            let found = engine().detect(&Fragment::whole(text.as_bytes(), Language::Other));
            prop_assert!(found.is_empty());
        }
    }
}

proptest! {
    // Each case writes a file and reads it in many windows.
    #![proptest_config(cases(300))]

    #[test]
    fn a_token_is_found_once_across_any_read_buffer_edge(
        token in token(),
        before in proptest::sample::select(BEFORE),
        after in proptest::sample::select(AFTER),
        head in 0..3000_usize,
        tail in 0..3000_usize,
        size in 1..700_usize,
    ) {
        let head = if before.is_empty() { 0 } else { head };
        let tail = if after.is_empty() { 0 } else { tail };
        let text = format!("{}{before}{token}{after}{}", ";\n".repeat(head), " x".repeat(tail));
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("bundle.js");
        std::fs::write(&file, &text)?;
        let windows = Windows { whole: 1024, size, ..Windows::default() };
        let found = scan_with(&[file], engine(), windows).sightings;
        prop_assert_eq!(found.len(), 1);
        let start = (2 * head + before.len()) as u64;
        prop_assert_eq!(found[0].location.start, start);
        prop_assert_eq!(found[0].location.end, start + token.len() as u64);
        let line = text[..usize::try_from(start)?].matches('\n').count() as u64 + 1;
        prop_assert_eq!(found[0].location.line, line);
    }
}

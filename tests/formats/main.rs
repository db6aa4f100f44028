//! Every format, over one rich report: as it is published, against its schema or a parser, and over
//! names that somebody chose to do harm.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

mod fields;
mod hostile;
mod sample;
mod schema;

use sample::{TOKEN, written};
use spillcheck::report::Format;

#[test]
fn no_format_tells_a_secret_unless_asked() {
    for format in Format::ALL {
        let (redacted, revealed) = (written(format, false), written(format, true));
        for piece in [&TOKEN[4..20], "hunter2"] {
            assert!(!redacted.contains(piece), "{}", format.name());
            assert!(revealed.contains(piece), "{}", format.name());
        }
    }
}

#[cfg(unix)]
#[test]
fn every_format_as_it_is_published() {
    for format in Format::ALL {
        let text = written(format, false);
        let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
        let text = text.replace(&version, "\"version\": \"…\"");
        let text = text.replace(env!("CARGO_PKG_VERSION"), "…");
        let text = without(
            &without(&text, "<style>", "</style>"),
            "<script>",
            "</script>",
        );
        let text = without(&text, "sha256-", "'");
        insta::assert_snapshot!(format.name(), text);
    }
}

/// The text without what stands between two marks, wherever they are.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let mut rest = parts.next().unwrap().to_owned();
    for part in parts {
        let (_, behind) = part.split_once(to).unwrap();
        rest.push_str(from);
        rest.push_str(to);
        rest.push_str(behind);
    }
    rest
}

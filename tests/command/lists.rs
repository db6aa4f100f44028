//! `--files-from`

use crate::run::{folder, leak, run};

#[test]
fn a_list_names_what_is_scanned() {
    let here = folder(&[
        ("a.js", &leak()),
        ("b c.js", "1"),
        ("other.js", &leak()),
        ("lines", "a.js\r\n\nb c.js\n"),
    ]);
    let args = ["--files-from", "lines", "--format", "json"];
    let done = run(&here, &args, b"");
    assert_eq!(done.code, Some(1));
    assert_eq!(done.found(), ["critical unknown a.js:1:4"]);
    assert!(done.stdout.contains("\"files\": 2"));
    let args = ["--files-from", "-", "--format", "json"];
    let piped = run(&here, &args, b"a.js\nb c.js\n");
    assert_eq!(piped.found(), done.found());
}

#[cfg(unix)]
#[test]
fn a_list_that_ends_in_nul_may_hold_any_name() {
    let here = folder(&[("line\nfeed.js", &leak()), ("cr\r", "1")]);
    for flag in ["-0", "--null"] {
        let args = ["--files-from", "-", flag, "--format", "json"];
        let done = run(&here, &args, b"line\nfeed.js\0cr\r\0");
        assert_eq!(done.found(), ["critical unknown line\nfeed.js:1:4"]);
        assert!(done.stdout.contains("\"files\": 2"));
    }
}

#[test]
fn what_is_listed_and_not_there_is_an_error() {
    let here = folder(&[("a.js", "1")]);
    let done = run(&here, &["--files-from", "-"], b"a.js\ngone.js\n");
    assert_eq!(done.code, Some(2));
    assert!(done.stdout.contains("gone.js"), "{}", done.stdout);
}

#[test]
fn a_list_of_nothing_never_sounds_clean() {
    let here = folder(&[("empty", "\n\n"), ("a.js", "1")]);
    run(&here, &["--files-from", "empty"], b"").refuses("empty lists no path");
    run(&here, &["--files-from", "-", "-0"], b"").refuses("lists no path");
    run(&here, &["--files-from", "none"], b"").refuses("cannot read none");
    run(&here, &["-0"], b"").refuses("--files-from");
    run(&here, &["--files-from", "a.js", "--staged"], b"").refuses("cannot be used with");
}

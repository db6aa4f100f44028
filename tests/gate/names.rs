//! Names of files and folders: any bytes, and some of them secrets.

use crate::done::text;
use crate::tree::{Tree, client, token};

/// Whether a piece of the token, other than its shown ends, stands in the text.
fn tells(text: &str, token: &str) -> bool {
    let inner = &token.as_bytes()[4..token.len() - 4];
    let mut pieces = inner.windows(12);
    pieces.any(|piece| text.contains(std::str::from_utf8(piece).unwrap()))
}

/// Runs in every format, and returns what was written to both streams.
fn everything_written(tree: &Tree, args: &[&str]) -> String {
    let mut written = String::new();
    for format in ["human", "json"] {
        for verbosity in ["-q", "-v"] {
            let done = tree.run(&[&["--format", format, verbosity], args].concat());
            written += &(done.stdout + &done.stderr);
        }
    }
    written
}

#[test]
fn a_secret_in_a_file_s_name_is_found_and_redacted() {
    let tree = Tree::gatsby();
    let secret = token(1);
    tree.write(format!("public/{secret}.js"), "x");
    let report = tree.here();
    assert_eq!(report.code, Some(1));
    assert_eq!(report.only()["layers"][0], "file-name");
    let written = everything_written(&tree, &[]);
    assert!(!tells(&written, &secret), "{written}");
    assert!(written.contains("in the file's name"), "{written}");
    assert!(tells(&tree.run(&["--reveal"]).stdout, &secret));
}

#[test]
fn a_secret_in_a_folder_s_name_is_found_once_and_redacted() {
    let tree = Tree::gatsby();
    let secret = token(1);
    tree.write(format!("public/{secret}/a.js"), "x");
    tree.write(format!("public/{secret}/b.js"), client(&token(2)));
    let report = tree.here();
    assert_eq!(report.code, Some(1));
    assert_eq!(report.findings().len(), 2);
    let written = everything_written(&tree, &[]);
    assert!(!tells(&written, &secret), "{written}");
    let revealed = tree.json(&["--reveal"]);
    assert!(tells(&revealed.json.to_string(), &secret));
}

#[cfg(unix)]
#[test]
fn a_secret_in_the_path_of_what_cannot_be_read_is_redacted() {
    let tree = Tree::gatsby();
    let secret = token(1);
    tree.fifo(&format!("public/{secret}"));
    tree.link(&format!("public/{}", token(2)), "gone");
    let gone = format!("{}/gone", token(3));
    let written = everything_written(&tree, &["public", &gone]);
    for secret in [secret, token(2), token(3)] {
        assert!(!tells(&written, &secret), "{written}");
    }
    assert!(written.contains("special-file") && written.contains("not-found"));
}

#[test]
fn the_name_of_an_empty_file_ships_too() {
    let tree = Tree::gatsby();
    tree.write(format!("public/{}", token(1)), "");
    assert_eq!(tree.here().code, Some(1));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn a_name_cannot_steer_a_terminal() {
        let tree = Tree::gatsby();
        for name in ["a\nb.js", "\u{1b}[2J.js", "\u{202e}sj.js", "\u{9b}31m.js"] {
            tree.write(format!("public/{name}"), client(&token(1)));
        }
        let done = tree.run(&["-v"]);
        assert_eq!(done.code, Some(1));
        for shown in [
            "public/a\\nb.js:1:24",
            "public/\\u{1b}[2J.js:1:24",
            "public/\\u{202e}sj.js:1:24",
            "public/\\u{9b}31m.js:1:24",
        ] {
            assert!(done.stdout.contains(shown), "{shown} in {}", done.stdout);
        }
        let unsafe_here = |it: char| it.is_control() && it != '\n' || it == '\u{202e}';
        assert!(!done.stdout.contains(unsafe_here));
        let json = tree.run(&["--format", "json"]);
        assert!(!json.stdout.contains(unsafe_here));
        json.report();
    }

    #[test]
    fn json_keeps_the_bytes_of_a_name() {
        let tree = Tree::gatsby();
        let name = OsStr::from_bytes(b"a\xff.js");
        tree.write(tree.path("public").join(name), client(&token(1)));
        let report = tree.here();
        let location = &report.only()["location"];
        assert_eq!(text(&location["path"]), "public/a\u{fffd}.js");
        assert_eq!(text(&location["path_bytes"]), "7075626c69632f61ff2e6a73");
        let done = tree.run::<&str>(&[]);
        assert!(done.stdout.contains("public/a\u{fffd}.js:1:24"));
    }

    #[test]
    fn a_path_of_any_bytes_can_be_named() {
        let tree = Tree::gatsby();
        let name = OsStr::from_bytes(b"b\xfe\n");
        tree.write(tree.path("").join(name).join("a.js"), client(&token(1)));
        let report = tree.json(&[name]);
        assert_eq!(report.code, Some(1));
        assert_eq!(report.files(), 1);
    }

    #[test]
    fn the_bytes_of_a_name_do_not_tell_its_secret() {
        let tree = Tree::gatsby();
        let secret = token(1);
        let name = [b"\xff".as_slice(), secret.as_bytes()].concat();
        tree.write(tree.path("public").join(OsStr::from_bytes(&name)), "x");
        let report = tree.here();
        assert_eq!(report.code, Some(1));
        assert!(report.only()["location"].get("path_bytes").is_none());
        assert!(!tells(&everything_written(&tree, &[]), &secret));
    }
}

//! Completions, manual pages and the version.

use crate::run::{folder, run};

#[test]
fn five_shells_are_completed() {
    for (shell, sign) in [
        ("bash", "complete -F _spillcheck"),
        ("zsh", "#compdef spillcheck"),
        ("fish", "complete -c spillcheck"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[spillcheck]"),
    ] {
        let done = run(&folder(&[]), &["completions", shell], b"");
        assert_eq!(done.code, Some(0));
        assert!(done.stdout.contains(sign), "{shell}");
        assert!(done.stdout.contains("staged"), "{shell}");
    }
    run(&folder(&[]), &["completions", "tcsh"], b"").refuses("elvish");
}

#[test]
fn each_command_has_a_manual_page() {
    let here = folder(&[]);
    let page = run(&here, &["man"], b"").stdout;
    assert!(
        page.contains(".TH spillcheck 1") && page.contains("staged"),
        "{page}"
    );
    assert_eq!(run(&here, &["man", "share/man1"], b"").code, Some(0));
    for name in [
        "spillcheck.1",
        "spillcheck-explain.1",
        "spillcheck-rules-check.1",
    ] {
        assert!(
            here.path().join("share/man1").join(name).is_file(),
            "{name}"
        );
    }
    let file = folder(&[("taken", "")]);
    run(&file, &["man", "taken"], b"").refuses("cannot write into taken");
}

#[test]
fn the_version_tells_that_of_the_rules() {
    for flag in ["--version", "-V"] {
        let line = run(&folder(&[]), &[flag], b"").stdout;
        let wanted = concat!("spillcheck ", env!("CARGO_PKG_VERSION"), " (rules ");
        assert!(line.starts_with(wanted) && line.ends_with(")\n"), "{line}");
    }
}

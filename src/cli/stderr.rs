//! Standard error: nothing a user typed is echoed there before its secrets are redacted.

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use spillcheck::report::{Redactor, escape, suspects};
use spillcheck::rule::RuleSet;

/// What tells what is secret: the rules of the run, or those that come with spillcheck where it got to none.
static RULES: OnceLock<Option<Arc<RuleSet>>> = OnceLock::new();

/// Redacts by rules that are loaded already, for loading them costs more than all that is printed.
pub(super) fn redact_by(rules: &Arc<RuleSet>) {
    // Where something was printed already its rules stay, which know as much but for the user's own.
    let _ = RULES.set(Some(Arc::clone(rules)));
}

/// Prints an error and one line for each of its causes.
pub(crate) fn print_error(error: &anyhow::Error) {
    let mut label = "spillcheck: error";
    for cause in error.chain() {
        print(&format!("{label}: {}\n", escape_lines(&cause.to_string())));
        label = "  cause";
    }
}

/// Escapes all but line breaks, by which a parser points into the text it read.
fn escape_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(escape).collect();
    lines.join("\n")
}

/// Prints text, redacted.
pub(super) fn print(text: &str) {
    match RULES.get_or_init(|| RuleSet::builtin().ok().map(Arc::new)) {
        Some(rules) => {
            let mask = |text: &str| suspects(rules, text);
            print_own(&Redactor::new(&[], &mask, false).text(text));
        }
        // Without rules nothing tells what is secret, so nothing is said but that.
        None => print_own("spillcheck: error: the rules that come with it are broken\n"),
    }
}

/// Prints text of our own; there is nobody left to tell when standard error is closed.
pub(super) fn print_own(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

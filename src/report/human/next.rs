//! What to do now, beyond what each finding's fix says.

use std::io::{self, Write};

use super::Page;
use crate::settings::{Input, Range};

impl Page<'_> {
    /// Tells the next step where a finding fails the run.
    pub(super) fn next(&self, out: &mut dyn Write) -> io::Result<()> {
        let settings = self.options.settings;
        let Some(worst) = self.report.findings.iter().find(|it| it.fails(settings)) else {
            return Ok(());
        };
        let id = worst.fingerprint.short();
        let (what, commands) = match &settings.input {
            Input::Changes {
                range: Range::Staged,
                ..
            } => (BLOCKED, blocked(id)),
            _ => (FOUND, found(id)),
        };
        let mut before = "Next: ";
        for line in self.fitted(what, before.len()) {
            writeln!(out, "{before}{line}")?;
            before = "      ";
        }
        let mut commands = commands.iter();
        commands.try_for_each(|line| writeln!(out, "{before}{line}"))
    }
}

const FOUND: &str = "fix the worst first, rebuild and run this again. To accept it on purpose:";

fn found(id: &str) -> Vec<String> {
    vec![format!("spillcheck accept {id} --reason \"...\"")]
}

/// What whoever wanted to commit can do now.
const BLOCKED: &str = "take each value out of what is staged, let the code read it from the \
    environment, `git add` that, and commit again. If a value was ever pushed or sent, revoke it: \
    taking it out does not help any more.";

fn blocked(id: &str) -> Vec<String> {
    vec![
        format!("To keep one on purpose: spillcheck accept {id} --reason \"why\""),
        "To commit unchecked:    git commit --no-verify".to_owned(),
    ]
}

//! What to do now, beyond what each finding's fix says.

use std::io::{self, Write};

use super::Page;
use super::findings::short;
use crate::finding::Finding;
use crate::settings::{Input, Range};

impl Page<'_> {
    /// Tells the next step where a finding fails the run.
    pub(super) fn next(&self, out: &mut dyn Write) -> io::Result<()> {
        let settings = self.options.settings;
        let Some(worst) = self.report.findings.iter().find(|it| it.fails(settings)) else {
            return Ok(());
        };
        match &settings.input {
            Input::Changes {
                range: Range::Staged,
                ..
            } => blocked(worst, out),
            _ => writeln!(
                out,
                "Next: fix the worst first, rebuild and run this again. To accept it on purpose:\n      \
                 spillcheck accept {} --reason \"...\"",
                short(worst)
            ),
        }
    }
}

/// What whoever wanted to commit can do now.
fn blocked(worst: &Finding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "\
Next: take each value out of what is staged, let the code read it from the
      environment, `git add` that, and commit again. If a value was ever pushed
      or sent, revoke it: taking it out does not help any more.
      To keep one on purpose: spillcheck accept {} --reason \"why\"
      To commit unchecked:    git commit --no-verify",
        short(worst)
    )
}

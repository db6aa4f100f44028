//! What was not scanned, or not wholly: of many notes alike the first are named and the rest counted.

use std::io::{self, Write};

use super::{Page, Style, place};
use crate::notification::{Notification, NotificationKind};
use crate::report::Verbosity;
use crate::report::groups::gather;
use crate::report::text::{columns, plural};

/// How many notes of one kind are shown before they are brought together.
const ALIKE: usize = 5;

/// How many of those are named.
const NAMED: usize = 3;

impl Page<'_> {
    pub(super) fn notifications(&self, out: &mut dyn Write) -> io::Result<()> {
        let settings = self.options.settings;
        let errors: Vec<_> = self.report.errors(settings).collect();
        self.notes((Style::Alarm, "error"), &errors, out)?;
        let mut written = !errors.is_empty();
        if self.options.verbosity > Verbosity::Quiet && !settings.strict {
            let remarks = self.report.notifications.iter();
            let remarks: Vec<_> = remarks.filter(|it| !it.kind.is_error()).collect();
            self.notes((Style::Caution, "note"), &remarks, out)?;
            written |= remarks.iter().any(|it| !self.repeats(it));
        }
        if written { writeln!(out) } else { Ok(()) }
    }

    fn notes(
        &self,
        label: (Style, &str),
        notes: &[&Notification],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let told = notes.iter().copied().filter(|it| !self.repeats(it));
        for same in gather(told, |a, b| a.kind == b.kind) {
            if same.len() <= ALIKE || self.options.verbosity >= Verbosity::Verbose {
                same.iter().try_for_each(|it| self.note(label, it, out))?;
            } else {
                self.crowd(label, &same, out)?;
            }
        }
        Ok(())
    }

    /// Many of one kind: what is said of all of them once, else the first as they are.
    fn crowd(
        &self,
        (style, label): (Style, &str),
        notes: &[&Notification],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let first = notes[0];
        let rest = notes.len() - NAMED;
        if notes.iter().any(|it| it.message != first.message) {
            let shown = &notes[..NAMED];
            shown
                .iter()
                .try_for_each(|it| self.note((style, label), it, out))?;
            let text = format!(
                "{rest} more of this kind ({}): -v shows them",
                first.kind.name()
            );
            return self.told((style, label), &text, out);
        }
        let named = notes[..NAMED].iter().filter_map(|it| it.path.as_deref());
        let named: Vec<String> = named.map(|path| place(&self.paths, path)).collect();
        let message = self.clean(&first.message);
        let count = plural(notes.len(), "file");
        self.told((style, label), &format!("each of {count}: {message}"), out)?;
        let indent = label.len() + 2;
        for name in named {
            writeln!(out, "{:indent$}{}", "", self.cut(&name, indent))?;
        }
        writeln!(out, "{:indent$}and {rest} more (-v shows them)", "")
    }

    /// A sentence behind a label, whose further lines are indented.
    fn told(
        &self,
        (style, label): (Style, &str),
        text: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let indent = label.len() + 2;
        let mut before = self.paint(style, format!("{label}:")) + " ";
        for line in self.fitted(text, indent) {
            writeln!(out, "{before}{line}")?;
            before = " ".repeat(indent);
        }
        Ok(())
    }

    /// Whether an error says the same already: that a project is not built leaves nothing to scan.
    fn repeats(&self, note: &Notification) -> bool {
        let said = Notification {
            kind: NotificationKind::NothingToScan,
            ..note.clone()
        };
        note.kind == NotificationKind::NotBuilt && self.report.notifications.contains(&said)
    }

    fn note(
        &self,
        (style, label): (Style, &str),
        note: &Notification,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let text = note.line(&self.paths);
        let indent = label.len() + 2;
        if indent + columns(&text) <= self.options.width {
            let before = self.paint(style, format!("{label}:"));
            return writeln!(out, "{before} {text}");
        }
        // A path is never broken, so what is said about it has lines of its own.
        let before = self.paint(style, format!("{label}:"));
        match &note.path {
            Some(path) => {
                let path = self.cut(&place(&self.paths, path), indent);
                writeln!(out, "{before} {path}")?;
            }
            None => writeln!(out, "{before}")?,
        }
        let message = self.clean(&note.message);
        for line in self.fitted(&message, indent) {
            writeln!(out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }
}

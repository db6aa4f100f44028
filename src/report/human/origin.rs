//! Where a finding comes from: the author's line, what let it through, and the pages that have it.

use std::io::{self, Write};

use super::{INDENT, Page, Style};
use crate::finding::{Finding, Original};
use crate::report::text::{columns, escape, glued, plural, starts_within};
use crate::trace::{Names, Pages};

impl Page<'_> {
    pub(super) fn origin(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        if let Some(original) = finding.original() {
            self.line("from", &self.source(original), out)?;
        }
        if let Some(excerpt) = &finding.trace.excerpt {
            self.line("", &self.excerpt(&self.clean(excerpt)), out)?;
        }
        if let Some(cause) = &finding.trace.cause {
            let file = glued(&self.paths.show(&cause.path).text);
            let text = format!("{} ({file}:{})", cause.kind.phrase(), cause.line);
            self.prose("cause", &text, out)?;
        }
        self.names(&finding.trace.names, out)?;
        match &finding.trace.pages {
            Some(pages) => self.prose("pages", &pages_of(pages), out),
            None => Ok(()),
        }
    }

    /// The variables of an environment: the secret ones, and how many others there are.
    fn names(&self, names: &Names, out: &mut dyn Write) -> io::Result<()> {
        if names.secret.is_empty() {
            return Ok(());
        }
        self.prose("secret", &names.secret.join(", "), out)?;
        match self.at_most(0).min(names.other.len()) {
            0 if names.other.is_empty() => Ok(()),
            0 => {
                let others = plural(names.other.len(), "variable");
                let text = format!("{others} that are no secrets (-v names them)");
                self.prose("others", &text, out)
            }
            _ => self.prose("others", &names.other.join(", "), out),
        }
    }

    /// The author's place, for an editor to open.
    pub(super) fn source(&self, original: &Original) -> String {
        let place = self.paint(Style::Place, self.source_text(original));
        self.linked(&original.path, &place)
    }

    /// The same as text alone.
    pub(super) fn source_text(&self, original: &Original) -> String {
        let file = self.paths.show(&original.path).text;
        let place = format!("{}:{}:{}", escape(&file), original.line, original.column);
        self.cut_path(&place)
    }

    /// As much of a line of code as there is room for.
    fn excerpt(&self, code: &str) -> String {
        let room = self.options.width.saturating_sub(INDENT);
        if columns(code) <= room {
            return code.to_owned();
        }
        format!("{}…", starts_within(code, room.saturating_sub(1)))
    }
}

/// `/a/, /b/ and 3 more`, or that all pages have it.
fn pages_of(pages: &Pages) -> String {
    if pages.count == pages.all && pages.count > 1 {
        return format!("all {}", pages.count);
    }
    let first = pages.first.join(", ");
    match pages.count - pages.first.len().min(pages.count) {
        0 => first,
        more => format!("{first} and {}", plural(more, "more page")),
    }
}

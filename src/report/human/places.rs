//! Where a finding stands: its places in what was scanned, and the author's line.

use std::io::{self, Write};

use super::{INDENT, Page, Style};
use crate::finding::{Finding, Occurrence};
use crate::project::Exposure;
use crate::report::text::{columns, escape, plural};
use crate::report::view::{View, exposure};

/// How many places of a finding are shown before they are only counted.
const SHOWN: usize = 3;

impl Page<'_> {
    /// Its places, each on a line of its own.
    pub(super) fn places(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let primary = &finding.primary;
        self.place("at", primary, &remarks(primary, primary.exposure), out)?;
        self.way(primary, out)?;
        let room = self.at_most(SHOWN - 1);
        let mut label = "also";
        for other in finding.others.iter().take(room) {
            self.place(label, other, &remarks(other, primary.exposure), out)?;
            self.way(other, out)?;
            label = "";
        }
        match finding.others.len().saturating_sub(room) {
            0 => Ok(()),
            rest => {
                let more = plural(rest, "more place");
                self.line("", &format!("and {more} (-v shows them)"), out)
            }
        }
    }

    /// Its first place, and how many others there are.
    pub(super) fn first_place(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        self.place("at", &finding.primary, &notes(finding), out)
    }

    /// Its first place and the author's line, in one line where both fit.
    pub(super) fn place_and_source(
        &self,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        const FROM: &str = ", from ";
        let Some(original) = finding.original() else {
            return self.first_place(finding, out);
        };
        let place = self.shown(&finding.primary) + &notes(finding);
        let length = columns(&place) + FROM.len() + columns(&self.source_text(original));
        let source = self.source(original);
        if INDENT + length <= self.options.width {
            let notes = format!("{}{FROM}", notes(finding));
            let place = self.paint(Style::Place, self.shown(&finding.primary));
            let place = self.linked(&finding.primary.location.path, &place);
            return self.line("at", &format!("{place}{notes}{source}"), out);
        }
        self.first_place(finding, out)?;
        self.line("from", &source, out)
    }

    /// A place, and behind it or on the next line what is said of it.
    fn place(
        &self,
        label: &str,
        occurrence: &Occurrence,
        notes: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let place = self.cut_path(&self.shown(occurrence));
        let length = INDENT + columns(&place) + columns(notes);
        let place = self.linked(&occurrence.location.path, &self.paint(Style::Place, place));
        if length <= self.options.width {
            return self.line(label, &format!("{place}{notes}"), out);
        }
        self.line(label, &place, out)?;
        self.prose("", notes, out)
    }

    /// A place at the start of a line: there two colons would command a CI service.
    fn shown(&self, occurrence: &Occurrence) -> String {
        let place = View::place(self, occurrence);
        let commands = if place.starts_with("::") { "./" } else { "" };
        format!("{commands}{}", escape(&place))
    }
}

/// What is said of a finding's first place: how it stands there, and how many others there are.
fn notes(finding: &Finding) -> String {
    let primary = &finding.primary;
    let remarks = remarks(primary, primary.exposure);
    match finding.others.len() {
        0 => remarks,
        others => format!("{remarks} and {}", plural(others, "more place")),
    }
}

/// ` (server only, in base64)`: what sets a place apart from the primary one.
fn remarks(occurrence: &Occurrence, primary: Exposure) -> String {
    let mut notes: Vec<&str> = Vec::new();
    if occurrence.exposure != primary {
        notes.push(exposure(occurrence.exposure));
    }
    notes.extend(occurrence.layers.iter().map(|layer| layer.phrase()));
    if notes.is_empty() {
        String::new()
    } else {
        format!(" ({})", notes.join(", "))
    }
}

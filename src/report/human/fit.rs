//! What fits into a terminal's columns: there a line that is too long is cut in its middle, unless all was asked for.

use super::{INDENT, Page};
use crate::report::Verbosity;
use crate::report::text::{columns, ends_within, starts_within, wrap};

/// Stands for what was cut out.
const CUT: &str = "…";

impl Page<'_> {
    /// Prose in lines that fit behind an indent.
    pub(super) fn fitted(&self, text: &str, indent: usize) -> Vec<String> {
        let lines = wrap(text, self.options.width.saturating_sub(indent));
        let lines = lines.into_iter();
        lines.map(|line| self.cut(&line, indent)).collect()
    }

    /// A path with its line and column, as it fits behind a label: its file is kept, of its folders the outer ones.
    pub(super) fn cut_path(&self, path: &str) -> String {
        match self.room(INDENT) {
            Some(room) if columns(path) > room => cut_path(path, room),
            _ => path.to_owned(),
        }
    }

    /// Text of one line, as it fits.
    pub(super) fn cut(&self, line: &str, indent: usize) -> String {
        match self.room(indent) {
            Some(room) if columns(line) > room => {
                let room = room.saturating_sub(1);
                let end = ends_within(line, room / 2);
                format!("{}{CUT}{end}", starts_within(line, room - room / 2))
            }
            _ => line.to_owned(),
        }
    }

    /// Columns behind an indent, where there is a last one.
    fn room(&self, indent: usize) -> Option<usize> {
        let columns = self.options.columns?;
        let is_cut = self.options.verbosity <= Verbosity::Normal;
        is_cut.then(|| columns.saturating_sub(indent))
    }
}

fn cut_path(path: &str, room: usize) -> String {
    let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    let (Some(first), Some(last)) = (slashes.first(), slashes.last()) else {
        return format!("{CUT}{}", ends_within(path, room.saturating_sub(1)));
    };
    let head = &path[..=*first];
    let fits = |from: &&usize| columns(head) + 1 + columns(&path[**from..]) <= room;
    match slashes[1..].iter().find(fits) {
        Some(from) => format!("{head}{CUT}{}", &path[*from..]),
        None => format!(
            "{CUT}{}",
            ends_within(&path[*last..], room.saturating_sub(1))
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_the_file_is_kept() {
        let path = "public/static/chunks/pages/app-3f2a.js:1:48211";
        for (room, cut) in [
            (41, "public/…/chunks/pages/app-3f2a.js:1:48211"),
            (36, "public/…/pages/app-3f2a.js:1:48211"),
            (30, "public/…/app-3f2a.js:1:48211"),
            (24, "…/app-3f2a.js:1:48211"),
            (10, "…s:1:48211"),
        ] {
            let cut_short = cut_path(path, room);
            assert!(columns(&cut_short) <= room, "{cut_short}");
            assert_eq!(cut_short, cut, "{room}");
        }
        assert_eq!(cut_path("日本語日本語.js:1:2", 12), "…本語.js:1:2");
    }
}

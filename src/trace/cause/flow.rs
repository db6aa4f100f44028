//! Follows a value through the names that carry it, to where brackets say what it is for.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use super::frames::around;
use super::names::{Carrier, carrier};
use super::shelf::Shelf;
use crate::trace::brackets::is_use;
use crate::trace::model::CauseKind;

/// How many names a value is followed through.
const DEPTH: usize = 3;

/// A name that is used more often is used for anything.
const USES: usize = 20;

/// No more places are looked at for one value.
const PLACES: usize = 200;

/// A place in one of the author's files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

/// What a value is followed through.
pub(super) struct Flow<'a> {
    pub(super) root: &'a Path,
    pub(super) shelf: &'a Shelf,
    /// Whether it stands on a page that a server has made.
    pub(super) is_rendered: bool,
    /// Whether what browsers get has it in scripts alone.
    pub(super) is_code: bool,
}

/// What is handed to a page as data, and in no script.
const DATA: [CauseKind; 3] = [
    CauseKind::StaticProps,
    CauseKind::ServerProps,
    CauseKind::ClientProp,
];

impl<'a> Flow<'a> {
    /// The nearest place that says what a value is for, with what it says.
    pub(super) fn follow(&self, start: Place<'a>) -> Option<(CauseKind, Place<'a>)> {
        let mut open = VecDeque::from([(start, 0)]);
        let mut seen: BTreeSet<(PathBuf, usize)> = BTreeSet::new();
        while let Some((place, depth)) = open.pop_front() {
            if let Some(kind) = self.around(&place) {
                return Some((kind, place));
            }
            if depth == DEPTH {
                continue;
            }
            for next in self.uses(&place) {
                let is_new = seen.insert((next.path.to_path_buf(), next.at));
                if is_new && seen.len() <= PLACES {
                    open.push_back((next, depth + 1));
                }
            }
        }
        None
    }

    fn around(&self, place: &Place<'_>) -> Option<CauseKind> {
        let below = place.path.strip_prefix(self.root).unwrap_or(place.path);
        around(place.text, place.at, below, self.is_rendered)
            .or_else(|| self.is_rendered.then(|| mapped(place)).flatten())
            .filter(|it| !(self.is_code && DATA.contains(it)))
    }

    /// Where the name is used that the value at a place is set to: in its file, and in those that import it.
    fn uses(&self, place: &Place<'a>) -> Vec<Place<'a>> {
        let Some(own) = carrier(place.text, place.at) else {
            return Vec::new();
        };
        let scope = own.scope.clone();
        let mut uses = within(place, &own.name, scope.start, scope.end);
        if own.is_exported {
            uses.extend(self.elsewhere(place, &own));
        }
        uses
    }

    fn elsewhere(&self, place: &Place<'a>, own: &Carrier) -> Vec<Place<'a>> {
        let files = self.shelf.importing(place.path);
        let uses = files.into_iter().flat_map(|(path, text, names)| {
            let name = if own.is_default {
                names
            } else {
                vec![own.name.clone()]
            };
            let place = Place { path, text, at: 0 };
            name.into_iter()
                .flat_map(move |it| within(&place, &it, 0, text.len()))
                .collect::<Vec<_>>()
        });
        uses.collect()
    }
}

/// The uses of a name in a part of a file.
fn within<'a>(place: &Place<'a>, name: &str, start: usize, end: usize) -> Vec<Place<'a>> {
    if name.len() < 2 {
        return Vec::new();
    }
    let part = &place.text[start..end];
    let found = memchr::memmem::find_iter(part, name.as_bytes()).map(|it| start + it);
    let found = found.filter(|&it| is_use(place.text, it, name.len()));
    found
        .take(USES)
        .filter(|it| *it != place.at)
        .map(|at| Place { at, ..*place })
        .collect()
}

/// A list that is made into components: `notes.map((it) => <Note token={it.token} />)`.
fn mapped(place: &Place<'_>) -> Option<CauseKind> {
    /// Where the component begins that each becomes.
    const REACH: usize = 200;
    let rest = &place.text[place.at..place.text.len().min(place.at + REACH)];
    let rest = rest.trim_ascii_start();
    let word = rest
        .iter()
        .take_while(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'$'));
    let call = &rest[word.count()..];
    if !call.starts_with(b".map(") && !call.starts_with(b".flatMap(") {
        return None;
    }
    let component = call
        .windows(2)
        .any(|it| it[0] == b'<' && it[1].is_ascii_uppercase());
    component.then_some(CauseKind::ClientProp)
}

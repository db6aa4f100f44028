//! Of what stands in changed files, only what a change brought is news.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::content::LayerName;
use crate::finding::{Finding, Occurrence};
use crate::git::Added;

/// Which findings are news.
pub(super) enum News {
    /// All.
    Everything,
    /// Those in what a change brought.
    Changes(Changed),
}

/// What is new of each changed file.
pub(super) type Changed = BTreeMap<PathBuf, New>;

/// What is new of a changed file.
pub(super) struct New {
    pub(super) content: Added,
    pub(super) has_new_path: bool,
}

impl News {
    /// Drops the findings that are none, and the places of the others that are none.
    pub(super) fn keep(&self, findings: &mut Vec<Finding>) {
        if let Self::Changes(changed) = self {
            findings.retain_mut(|finding| keep_new(finding, changed));
        }
    }
}

/// Makes the first new place the primary one; tells whether there is any.
fn keep_new(finding: &mut Finding, changed: &Changed) -> bool {
    let is_new = |place: &Occurrence| is_new(place, changed);
    // The parts of a composite are one: where one of them is new, so is the whole.
    if !finding.parts.is_empty() {
        return finding.occurrences().any(is_new);
    }
    finding.others.retain(is_new);
    if !is_new(&finding.primary) {
        if finding.others.is_empty() {
            return false;
        }
        finding.primary = finding.others.remove(0);
    }
    true
}

fn is_new(place: &Occurrence, changed: &Changed) -> bool {
    let location = &place.location;
    let Some(new) = changed.get(&location.path) else {
        return true;
    };
    if place.layers.first() == Some(&LayerName::FileName) {
        return new.has_new_path;
    }
    // In a container a place is one of its content, of which no line is known.
    place.layers.iter().copied().any(is_container)
        || new.content.touches(&(location.start..location.end))
}

fn is_container(layer: LayerName) -> bool {
    use LayerName::{Brotli, Deflate, Gzip, Tar, Zip, Zstd};
    matches!(layer, Gzip | Brotli | Zstd | Deflate | Zip | Tar)
}

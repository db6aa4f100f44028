//! Comments beside what an author wrote, which a source map leads to.

use std::collections::BTreeSet;
use std::path::Path;

use super::attached::read;
use crate::finding::{Finding, Witness};
use crate::scan::{Allowance, allowances};

/// The comments that allow something in the sources of what was found.
pub(crate) fn allowed(findings: &[Finding]) -> Vec<Allowance> {
    let places = findings.iter().flat_map(Finding::occurrences);
    let originals = places.filter_map(|it| it.original.as_ref());
    let mapped = originals.filter(|it| it.by == Witness::Map);
    let sources: BTreeSet<&Path> = mapped.map(|it| it.path.as_path()).collect();
    let read = sources
        .into_iter()
        .filter_map(|path| Some((path, read(path)?)));
    read.flat_map(|(path, text)| allowances(path, &text))
        .collect()
}

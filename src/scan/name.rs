//! Looks for matches in the names of files and folders, for a path ships as its file does.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::fault::{Fault, contain};
use super::{Scan, Sighting};
use crate::content::{Fragment, Language, LayerName, Sought};
use crate::detect::{Detect, Match};
use crate::file_name::{file_name, is_in};
use crate::finding::Location;
use crate::hop::Hop;

/// What stands in the file's own name.
pub(super) fn of_file(path: &Path, detector: &dyn Detect) -> Result<Vec<Sighting>, Fault> {
    let found = matches(path, detector)?;
    Ok(found.into_iter().map(|one| sighting(one, path)).collect())
}

/// What stands in the names of the folders above `files`, once for each folder.
pub(super) fn scan_folders(files: &[PathBuf], detector: &dyn Detect) -> Scan {
    folders(files)
        .into_par_iter()
        .map(|folder| of_folder(Path::new(folder), files, detector))
        .reduce(Scan::default, Scan::join)
}

/// A folder's name is sighted at the first file below it.
fn of_folder(folder: &Path, files: &[PathBuf], detector: &dyn Detect) -> Scan {
    let mut scan = Scan::default();
    match matches(folder, detector) {
        Ok(found) if found.is_empty() => {}
        Ok(found) => {
            let below = files.iter().filter(|file| file.starts_with(folder));
            let first = below.min().map_or(folder, PathBuf::as_path);
            scan.sightings = found.into_iter().map(|one| sighting(one, first)).collect();
        }
        Err(fault) => scan.notifications.push(fault.notify(folder)),
    }
    scan
}

/// Every folder above a file, each once. They are told apart as strings: by components is slow.
fn folders(files: &[PathBuf]) -> HashSet<&OsStr> {
    let mut folders = HashSet::new();
    let mut folder = Path::new("");
    for file in files {
        // A walk gives most files of a folder one behind the other.
        if is_in(folder, file) {
            continue;
        }
        folder = file.parent().unwrap_or(folder);
        let mut above = file.ancestors().skip(1).map(Path::as_os_str);
        while above.next().is_some_and(|folder| folders.insert(folder)) {}
    }
    folders
}

fn matches(path: &Path, detector: &dyn Detect) -> Result<Vec<Match>, Fault> {
    let name = Fragment::whole(file_name(path), Language::Other).with(Sought::Nothing);
    contain(|| Ok(detector.detect(&name)))
}

/// A name has no place in the file's content, so it stands before its first byte.
fn sighting(found: Match, path: &Path) -> Sighting {
    let layers = vec![LayerName::FileName];
    let hops = vec![Hop::whole(LayerName::FileName, None)];
    Sighting::new(found, Location::of_file(path), (layers, hops))
}

//! Files of a build that can carry a marker.

use std::fs;
use std::path::{Path, PathBuf};

use crate::project::{Discovery, Exposure};
use crate::walk;

/// The kinds of files that carry markers, the one for all of them first.
const KINDS: [&str; 7] = ["js", "mjs", "cjs", "html", "json", "map", "css"];

/// The longest file that is taken: markers are many, and each has a copy of its own.
const LONGEST: u64 = 256 << 10;

/// A file of a build.
pub(super) struct Carrier {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// The smallest file of each kind that browsers are served, those that can hold code first.
pub(super) fn choose(discovery: &Discovery) -> Vec<Carrier> {
    let mut files = walk::files(&discovery.targets).files;
    files.retain(|path| {
        let exposure = discovery.place(path).exposure;
        matches!(exposure, Exposure::Client | Exposure::Unknown)
    });
    files.sort();
    let of_kind = |kind: &&str| smallest(files.iter().filter(|path| is_of_kind(path, kind)));
    let chosen: Vec<Carrier> = KINDS.iter().filter_map(of_kind).collect();
    if chosen.is_empty() {
        return smallest(files.iter()).into_iter().collect();
    }
    chosen
}

fn is_of_kind(path: &Path, kind: &str) -> bool {
    path.extension().is_some_and(|it| it == kind)
}

fn smallest<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Option<Carrier> {
    let sized = files.filter_map(|path| Some((fs::metadata(path).ok()?.len(), path)));
    let usable = sized.filter(|(length, _)| (1..=LONGEST).contains(length));
    let (_, path) = usable.min()?;
    Some(Carrier {
        path: path.clone(),
        bytes: fs::read(path).ok()?,
    })
}

impl Carrier {
    /// Its bytes with a marker where a build would put one.
    pub(super) fn with(&self, marker: &str) -> Vec<u8> {
        let extension = self.path.extension().and_then(|it| it.to_str());
        let first = self.bytes.first();
        match (extension, first) {
            (Some("html"), _) => self.followed_by("<script>", marker, "</script>"),
            (Some("css"), _) => self.followed_by("/* ", marker, " */"),
            (Some("json" | "map"), Some(b'{')) => self.opened_by("{\"marker\":", marker),
            (Some("json" | "map"), Some(b'[')) => self.opened_by("[", marker),
            _ => self.followed_by(";", marker, ""),
        }
    }

    fn followed_by(&self, before: &str, marker: &str, after: &str) -> Vec<u8> {
        let added = format!("\n{before}{marker}{after}\n");
        [&self.bytes, added.as_bytes()].concat()
    }

    /// JSON whose first value is the marker.
    fn opened_by(&self, before: &str, marker: &str) -> Vec<u8> {
        let value = serde_json::Value::from(marker);
        let added = format!("{before}{value},");
        [added.as_bytes(), &self.bytes[1..]].concat()
    }
}

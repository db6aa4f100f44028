//! Reads what `git diff --raw -z` writes.

use std::path::{Path, PathBuf};

use super::ObjectId;

/// A file as it is after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Its absolute path.
    pub(crate) path: PathBuf,
    /// What it is now.
    pub(crate) entry: Entry,
    /// Its content before, where there was any, even under another name.
    pub(crate) before: Option<ObjectId>,
    /// Whether it had another name before, or none.
    pub(crate) has_new_path: bool,
}

/// What a changed path is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A file or a symbolic link with this content.
    Blob(ObjectId),
    /// A commit of another repository.
    Submodule,
    /// Neither side of a merge yet.
    Unmerged,
}

/// Mode of a commit of another repository.
const SUBMODULE: &str = "160000";

/// The changes listed in `listing`, of a repository at `top`; what is deleted is left out.
///
/// Nothing where the listing is not one.
pub(super) fn parse(listing: &[u8], top: &Path) -> Option<Vec<Change>> {
    let mut fields = listing.split(|byte| *byte == 0);
    let mut changes = Vec::new();
    loop {
        match fields.next() {
            None | Some([]) => return Some(changes),
            Some(header) => {
                let header = Header::parse(header)?;
                let first = fields.next()?;
                let path = if header.has_two_paths() {
                    fields.next()?
                } else {
                    first
                };
                changes.extend(header.change(top.join(path_of(path))));
            }
        }
    }
}

/// `:100644 100755 4a5b… 6c7d… M`.
struct Header<'a> {
    modes: [&'a str; 2],
    ids: [&'a str; 2],
    status: u8,
}

impl<'a> Header<'a> {
    fn parse(header: &'a [u8]) -> Option<Self> {
        let text = str::from_utf8(header).ok()?.strip_prefix(':')?;
        let fields: Vec<&str> = text.split(' ').collect();
        let [old_mode, new_mode, old, new, status] = fields[..] else {
            return None;
        };
        Some(Self {
            modes: [old_mode, new_mode],
            ids: [old, new],
            status: *status.as_bytes().first()?,
        })
    }

    /// Whether the path before is told too.
    fn has_two_paths(&self) -> bool {
        matches!(self.status, b'R' | b'C')
    }

    fn change(&self, path: PathBuf) -> Option<Change> {
        let entry = match (self.status, self.modes[1]) {
            (b'D', _) => return None,
            (b'U', _) => Entry::Unmerged,
            (_, SUBMODULE) => Entry::Submodule,
            _ => Entry::Blob(self.ids[1].to_owned()),
        };
        let had_blob = !matches!(self.modes[0], SUBMODULE | "000000");
        Some(Change {
            path,
            entry,
            before: had_blob.then(|| self.ids[0].to_owned()),
            has_new_path: matches!(self.status, b'A' | b'R' | b'C'),
        })
    }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// Elsewhere git writes paths as UTF-8.
#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(listing: &str) -> Option<Vec<(String, Entry, Option<String>)>> {
        let changes = parse(listing.as_bytes(), Path::new("/r"))?;
        let told = changes.into_iter().map(|it| {
            let path = it.path.display().to_string();
            (path, it.entry, it.before)
        });
        Some(told.collect())
    }

    #[test]
    fn each_kind_of_change_is_read() {
        let listing = ":000000 100644 00 a1 A\0new\n:file\0:100644 100644 b1 b2 M\0edited\0\
                       :100644 000000 c1 00 D\0gone\0:100644 100644 d1 d2 R095\0from\0to\0\
                       :100644 120000 e1 e2 T\0link\0:160000 160000 f1 f2 M\0module\0\
                       :160000 100644 g1 g2 T\0was-module\0:000000 000000 00 00 U\0torn\0";
        let blob = |id: &str| Entry::Blob(id.to_owned());
        let before = |id: &str| Some(id.to_owned());
        let wanted = [
            ("/r/new\n:file", blob("a1"), None),
            ("/r/edited", blob("b2"), before("b1")),
            ("/r/to", blob("d2"), before("d1")),
            ("/r/link", blob("e2"), before("e1")),
            ("/r/module", Entry::Submodule, None),
            ("/r/was-module", blob("g2"), None),
            ("/r/torn", Entry::Unmerged, None),
        ]
        .map(|(path, entry, before)| (path.to_owned(), entry, before));
        assert_eq!(entries(listing), Some(wanted.to_vec()));
    }

    #[test]
    fn nothing_is_no_change_and_noise_is_no_listing() {
        assert_eq!(entries(""), Some(Vec::new()));
        for noise in [
            "noise",
            ":1 2 3\0a\0",
            ":1 2 3 4 M\0",
            ":1 2 3 4 R1\0a\0",
            ":1 2 3 4 \0a\0",
        ] {
            let listed = entries(noise);
            assert!(listed.is_none_or(|it| it[0].0 == "/r/"), "{noise:?}");
        }
    }
}

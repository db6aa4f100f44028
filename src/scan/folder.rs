//! The folder that all files of a scan lie in: opened from there, each spares the system the way to
//! it, which costs as much as reading a small file.

use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, openat};

use super::fault::Fault;
use super::source::{Source, never_waiting};

/// The folder, if there is one and it can be opened.
pub(super) struct Folder {
    /// With a separator at its end.
    path: PathBuf,
    handle: Option<File>,
}

impl Folder {
    /// The innermost that all of these files lie in.
    pub(super) fn of(files: &[PathBuf]) -> Self {
        let path = common_folder(files);
        Self {
            handle: File::open(&path).ok(),
            path,
        }
    }

    /// Opens one of the files, as [`Source::open`] does.
    pub(super) fn open(&self, path: &Path) -> Result<Source, Fault> {
        let below = path.as_os_str().as_bytes();
        let below = below.strip_prefix(self.path.as_os_str().as_bytes());
        let (Some(folder), Some(below)) = (&self.handle, below) else {
            return Source::open(path);
        };
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | never_waiting();
        let open = || openat(folder, below, flags, Mode::empty());
        let file = rustix::io::retry_on_intr(open).map_err(io::Error::from)?;
        Source::of_file(file.into())
    }
}

/// What all paths begin with, up to the last separator in it.
fn common_folder(files: &[PathBuf]) -> PathBuf {
    let mut paths = files.iter().map(|it| it.as_os_str().as_bytes());
    let mut common = paths.next().unwrap_or_default();
    for path in paths {
        let same = common
            .iter()
            .zip(path)
            .take_while(|(one, other)| one == other);
        common = &common[..same.count()];
    }
    let end = memchr::memrchr(b'/', common).map_or(0, |at| at + 1);
    PathBuf::from(std::ffi::OsStr::from_bytes(&common[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_opened_from_the_folder_that_holds_them_all() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let files = ["a/bc/x", "a/bd/x", "a/b/y"].map(|it| folder.path().join(it));
        for (index, file) in files.iter().enumerate() {
            let above = file.parent().expect("it lies in a folder");
            std::fs::create_dir_all(above).expect("a folder can be made");
            std::fs::write(file, "x".repeat(index)).expect("a file can be written");
        }
        let common = Folder::of(&files);
        assert_eq!(
            common.path.as_os_str(),
            folder.path().join("a/").as_os_str()
        );
        let length = |folder: &Folder, path: &Path| folder.open(path).ok().map(|it| it.length());
        assert!((0..3).all(|index| length(&common, &files[index]) == Some(index as u64)));
        assert_eq!(length(&common, &folder.path().join("a/none")), None);
        assert_eq!(length(&Folder::of(&[]), &files[2]), Some(2));
        let alone = [PathBuf::from("Cargo.toml")];
        assert!(length(&Folder::of(&alone), &alone[0]).is_some());
    }
}

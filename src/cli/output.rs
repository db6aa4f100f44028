//! Where a report goes: standard output, or a file that is written whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tempfile::{Builder, NamedTempFile};

use super::signal;

/// Whether everybody may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// As the user's file mode creation mask says.
    Usual,
    /// Its owner alone.
    Owner,
    /// As the mask says, and it can be run.
    Executable,
}

/// Writes to standard output; a reader that closes it early has had what it wanted.
pub(super) fn to_stdout(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// A file that a report can be written to, as far as can be told before there is one.
pub(super) struct OutputFile {
    path: PathBuf,
    readers: Readers,
}

impl OutputFile {
    /// Checks the path before a long scan, and writes nothing yet: its folder may be scanned.
    pub(super) fn new(path: PathBuf, readers: Readers) -> anyhow::Result<Self> {
        if path.is_dir() {
            bail!("cannot write {}: it is a folder", path.display());
        }
        if !folder_of(&path).is_dir() {
            bail!("cannot write {}: its folder does not exist", path.display());
        }
        Ok(Self { path, readers })
    }

    /// Where it lies, for a message.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file; after an error an older one is still there, untouched.
    pub(super) fn write(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let written = match fs::metadata(&self.path) {
            Ok(there) if !there.is_file() => self.write_through(write),
            _ => signal::deferred(|| self.replace(write)),
        };
        written.with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// A device or a pipe is written to as it is: replacing it would take it away.
    fn write_through(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        fill(OpenOptions::new().write(true).open(&self.path)?, write).map(drop)
    }

    fn replace(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        // A link is followed, so that the file it leads to is replaced and the link stays.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let temporary = fill(self.temporary(folder_of(&path))?, write)?;
        // A hook that could be run still can.
        if self.readers != Readers::Owner
            && let Ok(there) = fs::metadata(&path)
        {
            temporary.as_file().set_permissions(there.permissions())?;
        }
        temporary.as_file().sync_all()?;
        temporary.persist(&path)?;
        Ok(())
    }

    fn temporary(&self, folder: &Path) -> io::Result<NamedTempFile> {
        let mut builder = Builder::new();
        builder.prefix(".spillcheck-");
        if let Some(permissions) = permissions(self.readers) {
            builder.permissions(permissions);
        }
        builder.tempfile_in(folder)
    }
}

/// What a new file asks for; a temporary file is its owner's alone where it asks for nothing.
#[cfg(unix)]
fn permissions(readers: Readers) -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match readers {
        Readers::Usual => 0o666,
        Readers::Owner => return None,
        Readers::Executable => 0o777,
    };
    Some(fs::Permissions::from_mode(mode))
}

/// Elsewhere a new file takes over what its folder allows.
#[cfg(not(unix))]
fn permissions(_: Readers) -> Option<fs::Permissions> {
    None
}

fn fill<W: Write>(file: W, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<W> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"half")?;
        Err(io::Error::other("disk full"))
    }

    fn names(folder: &Path) -> Vec<std::ffi::OsString> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn a_file_is_written_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let file = OutputFile::new(path.clone(), Readers::Usual).unwrap();
        file.write(|out| out.write_all(b"whole")).unwrap();
        assert_eq!(fs::read(path).unwrap(), b"whole");
        assert_eq!(names(folder.path()), ["report.json"]);
    }

    #[test]
    fn after_an_error_the_old_file_is_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "old").unwrap();
        let file = OutputFile::new(path.clone(), Readers::Usual).unwrap();
        let error = file.write(fails).unwrap_err();
        assert!(error.to_string().contains("report.json"));
        assert_eq!(fs::read(path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["report.json"]);
    }

    #[test]
    fn what_cannot_be_written_is_told_before_the_scan() {
        let folder = tempfile::tempdir().unwrap();
        let no_folder = folder.path().join("none").join("report.json");
        assert!(OutputFile::new(no_folder, Readers::Usual).is_err());
        assert!(OutputFile::new(folder.path().to_owned(), Readers::Usual).is_err());
        assert!(OutputFile::new("report.json".into(), Readers::Usual).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn revealed_secrets_are_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let file = OutputFile::new(path.clone(), Readers::Owner).unwrap();
        file.write(|out| out.write_all(b"{}")).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o077, 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_mode_and_a_new_one_can_be_run_where_that_is_asked_for() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hook");
        let mode = || fs::metadata(&path).unwrap().permissions().mode();
        let write = |readers| {
            let file = OutputFile::new(path.clone(), readers).unwrap();
            file.write(|out| out.write_all(b"x")).unwrap();
        };
        write(Readers::Executable);
        assert_eq!(mode() & 0o700, 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o751)).unwrap();
        write(Readers::Usual);
        assert_eq!(mode() & 0o777, 0o751);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let output = OutputFile::new(link.clone(), Readers::Usual).unwrap();
        output.write(|out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(file).unwrap(), b"new");
        assert!(fs::symlink_metadata(link).unwrap().is_symlink());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_to_and_stays() {
        let full = OutputFile::new("/dev/full".into(), Readers::Usual).unwrap();
        let error = full.write(|out| out.write_all(b"{}")).unwrap_err();
        assert_eq!(error.to_string(), "cannot write /dev/full");
        assert!(!fs::metadata("/dev/full").unwrap().is_file());
    }
}

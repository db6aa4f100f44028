//! The names of files, as bytes: for each of many small files a path's components take longer to tell
//! than the file to read.

use std::path::{self, Path};

/// What stands behind the last separator of a path.
pub(crate) fn file_name(path: &Path) -> &[u8] {
    split(path).1
}

/// What stands behind the last dot of a file's name, if that is not its first byte.
pub(crate) fn extension(path: &Path) -> Option<&[u8]> {
    let name = file_name(path);
    let dot = memchr::memrchr(b'.', name).filter(|at| *at > 0)?;
    Some(&name[dot + 1..])
}

/// Whether a file lies in a folder itself, and not in one below.
pub(crate) fn is_in(folder: &Path, file: &Path) -> bool {
    split(file).0 == folder.as_os_str().as_encoded_bytes()
}

/// A path up to its last separator, and from there on.
fn split(path: &Path) -> (&[u8], &[u8]) {
    let bytes = path.as_os_str().as_encoded_bytes();
    let is_separator = |byte: &u8| path::is_separator(char::from(*byte));
    match bytes.iter().rposition(is_separator) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (&[], bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn a_name_is_what_follows_the_last_separator() {
        for (path, name, extension_of_it) in [
            ("public/app.3f.js", "app.3f.js", Some("js")),
            ("a.b/c", "c", None),
            (".env", ".env", None),
            ("/x.", "x.", Some("")),
        ] {
            let path = Path::new(path);
            assert_eq!(file_name(path), name.as_bytes());
            assert_eq!(extension(path), extension_of_it.map(str::as_bytes));
            assert_eq!(
                path.extension().map(OsStr::as_encoded_bytes),
                extension(path)
            );
        }
        assert!(is_in(Path::new("/a/b"), Path::new("/a/b/c")));
        assert!(!is_in(Path::new("/a/b"), Path::new("/a/b/c/d")));
        assert!(!is_in(Path::new("/a"), Path::new("/ab/c")));
    }
}

//! The map that belongs to a file: named in its last comment, inside it, or beside it.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

/// No map or source is read that is longer.
const MAX_LENGTH: u64 = 256 << 20;

/// What introduces the map's address, behind `//#`, `//@` or `/*#`.
const COMMENT: &[u8] = b"sourceMappingURL=";

/// A map's text, and the file it stands in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attached {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// As much of a file's end as is read at first for the comment that names its map.
const TAIL: u64 = 64 << 10;

/// The map of the file at `path`, which ends in `bytes`.
pub(super) fn map_of(path: &Path, bytes: &[u8]) -> Option<Attached> {
    let folder = path.parent()?;
    match address(bytes) {
        Some(Address::Inline(text)) => Some(Attached {
            path: path.to_owned(),
            text,
        }),
        Some(Address::File(name)) => external(&folder.join(name)).or_else(|| neighbour(path)),
        None => neighbour(path),
    }
}

/// Reads a regular file that is not too long.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let metadata = fs::metadata(path).ok()?;
    let is_readable = metadata.is_file() && metadata.len() <= MAX_LENGTH;
    is_readable.then(|| fs::read(path).ok()).flatten()
}

/// The end of a script or a style: with the whole of its last comment, however long the map in it.
pub(super) fn tail(path: &Path) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    let length = metadata.len();
    if !metadata.is_file() || length > MAX_LENGTH {
        return None;
    }
    let mut wanted = TAIL;
    loop {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(wanted)))
            .ok()?;
        file.read_to_end(&mut bytes).ok()?;
        let is_enough = memmem::rfind(&bytes, COMMENT).is_some() || !is_address(&bytes);
        if is_enough || wanted >= length {
            return Some(bytes);
        }
        wanted *= 8;
    }
}

/// Whether all of a text may be part of an address, as a map inside its script is.
fn is_address(bytes: &[u8]) -> bool {
    let is_part = |it: &u8| it.is_ascii_alphanumeric() || b"+/=-_.~%,;:".contains(it);
    bytes.trim_ascii_end().iter().all(is_part)
}

fn external(path: &Path) -> Option<Attached> {
    let text = String::from_utf8(read(path)?).ok()?;
    Some(Attached {
        path: path.to_owned(),
        text,
    })
}

fn neighbour(path: &Path) -> Option<Attached> {
    let mut name = path.file_name()?.to_owned();
    name.push(".map");
    external(&path.with_file_name(name))
}

enum Address {
    Inline(String),
    File(String),
}

fn address(bytes: &[u8]) -> Option<Address> {
    let at = last_comment(bytes)?;
    let rest = &bytes[at + COMMENT.len()..];
    let length = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || *byte == b'*');
    let url = std::str::from_utf8(&rest[..length.unwrap_or(rest.len())]).ok()?;
    match url.strip_prefix("data:") {
        Some(data) => inline(data).map(Address::Inline),
        // Of an address only the file's name can be found here.
        None if url.contains("://") => url.rsplit('/').next().map(unescaped).map(Address::File),
        None => Some(Address::File(unescaped(url))),
    }
}

/// The last comment of the kind that is the file's own, not one in a string of it.
fn last_comment(bytes: &[u8]) -> Option<usize> {
    let at = memmem::rfind(bytes, COMMENT)?;
    let before = bytes[..at].trim_ascii_end();
    let opening = before
        .strip_suffix(b"#")
        .or_else(|| before.strip_suffix(b"@"))?;
    let code = opening
        .strip_suffix(b"//")
        .or_else(|| opening.strip_suffix(b"/*"))?;
    (!code.ends_with(b"\\n")).then_some(at)
}

fn inline(data: &str) -> Option<String> {
    let (kind, data) = data.split_once(',')?;
    if kind.ends_with(";base64") {
        String::from_utf8(STANDARD.decode(data).ok()?).ok()
    } else {
        Some(unescaped(data))
    }
}

/// Text with its percent escapes undone.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = tail.get(..2).filter(|_| first == b'%');
        let byte =
            escaped.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attached(files: &[(&str, &str)], script: &str) -> Option<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let path = folder.path().join("a.js");
        let found = map_of(&path, script.as_bytes())?;
        let name = found.path.file_name().unwrap().to_str().unwrap().to_owned();
        Some((name, found.text))
    }

    #[track_caller]
    fn assert_map(files: &[(&str, &str)], script: &str, name: &str, text: &str) {
        let wanted = (name.to_owned(), text.to_owned());
        assert_eq!(attached(files, script), Some(wanted), "{script}");
    }

    #[test]
    fn the_last_comment_names_it() {
        let files = [("b c.map", "B"), ("a.js.map", "A")];
        for script in [
            "x\n//# sourceMappingURL=b%20c.map\n",
            "x{}/*# sourceMappingURL=b%20c.map */",
            "x\n//# sourceMappingURL=https://cdn.example/1/b%20c.map",
        ] {
            assert_map(&files, script, "b c.map", "B");
        }
    }

    #[test]
    fn it_may_stand_inside() {
        for script in [
            "x\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,e30=",
            "x\n//@ sourceMappingURL=data:application/json,%7B%7D",
        ] {
            assert_map(&[], script, "a.js", "{}");
        }
    }

    #[test]
    fn the_end_of_a_file_holds_its_last_comment_however_long() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.js");
        let code = "f(\"x\");".repeat(100_000);
        let map = "//# sourceMappingURL=data:application/json;base64,".to_owned();
        for (text, is_whole) in [
            (format!("{code}\n{map}{}\n", "QUJD".repeat(100_000)), true),
            (format!("{code}\n//# sourceMappingURL=a.js.map\n"), true),
            (code.clone(), false),
            (String::new(), false),
        ] {
            fs::write(&path, &text).unwrap();
            let end = tail(&path).unwrap();
            assert!(text.as_bytes().ends_with(&end));
            assert_eq!(last_comment(&end).is_some(), is_whole);
        }
    }

    #[test]
    fn without_a_comment_of_its_own_the_neighbour_is_it() {
        let files = [("a.js.map", "A")];
        let module = r#"eval("x\n//# sourceMappingURL=data:application/json,1\n")"#;
        for script in ["x", "x\n//# sourceMappingURL=gone.map", module] {
            assert_map(&files, script, "a.js.map", "A");
        }
        assert_eq!(attached(&[], "x"), None);
    }
}

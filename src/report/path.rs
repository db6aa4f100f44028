//! How a path is shown: short, with `/`, and without secrets.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Component, Path};

use super::{Options, Redactor, Report};

/// Shows paths in a report.
pub struct Paths<'a> {
    working_directory: &'a Path,
    redactor: Redactor<'a>,
}

/// A path as it is shown, not yet escaped for a terminal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShownPath {
    /// Its text, lossy where it is not UTF-8.
    pub text: String,
    /// Its bytes in hexadecimal digits, where the text is lossy and hides nothing.
    pub bytes: Option<String>,
}

impl<'a> Paths<'a> {
    /// Shows the paths of `report`, whose secrets are redacted.
    #[must_use]
    pub fn new(report: &'a Report, options: Options<'a>) -> Self {
        Self {
            working_directory: &options.settings.working_directory,
            redactor: Redactor::new(
                report.all().map(|(finding, _)| finding),
                options.mask,
                options.reveal,
            ),
        }
    }

    /// What the paths are redacted with.
    #[must_use]
    pub fn redactor(&self) -> &Redactor<'a> {
        &self.redactor
    }

    /// Shows one path: relative to the working directory where it lies below it.
    #[must_use]
    pub fn show(&self, path: &Path) -> ShownPath {
        let path = self.relative(path);
        let lossy = with_slashes(path.as_os_str());
        let text = self.redactor.text(&lossy);
        let whole = path.to_str().is_none() && text == lossy;
        ShownPath {
            bytes: whole.then(|| hexadecimal(path.as_os_str())),
            text,
        }
    }

    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        match path.strip_prefix(self.working_directory) {
            Ok(below) if below.as_os_str().is_empty() => Path::new("."),
            Ok(below) if !below.components().any(|part| part == Component::ParentDir) => below,
            _ => path,
        }
    }
}

fn with_slashes(path: &OsStr) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn hexadecimal(path: &OsStr) -> String {
    let bytes = path.as_encoded_bytes();
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{TOKEN, options, report, settings};

    fn shown(path: &Path) -> ShownPath {
        let (report, settings) = (report(), settings());
        Paths::new(&report, options(&settings)).show(path)
    }

    #[test]
    fn a_path_below_the_working_directory_is_relative() {
        assert_eq!(shown(Path::new("/site/public/a.js")).text, "public/a.js");
        assert_eq!(shown(Path::new("/site")).text, ".");
        assert_eq!(shown(Path::new("nowhere")).text, "nowhere");
    }

    #[test]
    fn any_other_path_stays_absolute() {
        assert_eq!(shown(Path::new("/sites/a.js")).text, "/sites/a.js");
        assert_eq!(shown(Path::new("/site/../a.js")).text, "/site/../a.js");
    }

    #[test]
    fn a_secret_in_a_path_is_redacted() {
        let path = format!("/site/public/{TOKEN}.js");
        assert_eq!(shown(Path::new(&path)).text, "public/skAb…9xZq.js");
    }

    #[cfg(unix)]
    #[test]
    fn the_bytes_stand_beside_a_lossy_text() {
        use std::os::unix::ffi::OsStrExt;
        let odd = shown(Path::new(OsStr::from_bytes(b"/site/\xff.js")));
        assert_eq!(odd.text, "\u{fffd}.js");
        assert_eq!(odd.bytes.as_deref(), Some("ff2e6a73"));
    }

    #[cfg(unix)]
    #[test]
    fn the_bytes_are_left_out_where_they_would_tell_a_secret() {
        use std::os::unix::ffi::OsStrExt;
        let path = [b"/site/\xff", TOKEN.as_bytes()].concat();
        let odd = shown(Path::new(OsStr::from_bytes(&path)));
        assert_eq!(odd.text, "\u{fffd}skAb…9xZq");
        assert_eq!(odd.bytes, None);
    }
}

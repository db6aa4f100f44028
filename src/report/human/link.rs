//! Places that a terminal opens: text between two commands, the first of which has the address.

use std::fmt::Write as _;
use std::path::Path;

use super::Page;

impl Page<'_> {
    /// A place as a link to its file, unless the file's path is shown otherwise than it is.
    pub(super) fn linked(&self, path: &Path, shown: &str) -> String {
        match address(path).filter(|_| self.options.links) {
            Some(address) if !self.hides(path) => {
                format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
            }
            _ => shown.to_owned(),
        }
    }

    /// Whether something in a path is secret, which an address would tell.
    fn hides(&self, path: &Path) -> bool {
        let text = path.to_string_lossy();
        self.text(&text) != text
    }
}

/// The address of an absolute path, every byte that may mean something written as its number.
fn address(path: &Path) -> Option<String> {
    let text = path.to_str().filter(|_| path.is_absolute())?;
    let text = text.replace(std::path::MAIN_SEPARATOR, "/");
    let start = if text.starts_with('/') { "" } else { "/" };
    let mut address = format!("file://{start}");
    for byte in text.bytes() {
        match byte {
            b'/' | b':' | b'.' | b'-' | b'_' | b'~' => address.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            _ => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn an_address_holds_nothing_that_a_terminal_would_act_on() {
        let address = address(Path::new("/a b/é\u{1b}\\;?#%.js")).unwrap();
        assert_eq!(address, "file:///a%20b/%C3%A9%1B%5C%3B%3F%23%25.js");
        assert_eq!(super::address(Path::new("a.js")), None);
    }
}

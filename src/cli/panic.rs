//! What is said of a bug: where it is, never the text that set it off.

use std::panic::PanicHookInfo;
use std::path::{Component, Path};

use super::stderr;

/// Components of a path that name a file well enough.
const COMPONENTS: usize = 4;

/// Replaces the default hook, whose message may quote a scanned file.
pub(crate) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let place = panic
            .location()
            .map(|location| place(location.file(), location.line()));
        let place = place.unwrap_or_else(|| "an unknown place".to_owned());
        stderr::print_own(&format!("spillcheck: internal error at {place}\n"));
    }));
}

/// `src/scan.rs:12`; of a file outside this crate, the end of its path alone.
fn place(file: &str, line: u32) -> String {
    let path = Path::new(file);
    let parts: Vec<Component<'_>> = path.components().collect();
    let shown = match parts.len().checked_sub(COMPONENTS) {
        Some(extra) if path.is_absolute() => parts[extra..].iter().collect(),
        _ => path.to_path_buf(),
    };
    format!("{}:{line}", shown.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_tells_nothing_of_the_machine() {
        assert_eq!(place("src/scan.rs", 12), "src/scan.rs:12");
        assert_eq!(
            place("/home/me/registry/regex-1.0.0/src/dfa/mod.rs", 7),
            "regex-1.0.0/src/dfa/mod.rs:7"
        );
    }
}

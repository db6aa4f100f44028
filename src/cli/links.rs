//! Whether the terminal opens links: there is no way to ask it, so it is known by what it sets.

use std::ffi::OsString;

/// Programs that say what they are.
const PROGRAMS: [&str; 8] = [
    "Hyper",
    "Tabby",
    "WarpTerminal",
    "WezTerm",
    "ghostty",
    "iTerm.app",
    "rio",
    "vscode",
];

/// Kinds of terminal that say so.
const KINDS: [&str; 7] = [
    "alacritty",
    "contour",
    "foot",
    "wezterm",
    "xterm-ghostty",
    "xterm-kitty",
    "rio",
];

/// The first release of VTE that shows links without failing on some.
const VTE: u32 = 5001;

/// Whether the environment names one that does. `FORCE_HYPERLINK` decides where it is set.
pub(super) fn wanted(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let text = |name: &str| variable(name)?.into_string().ok();
    if let Some(forced) = text("FORCE_HYPERLINK") {
        return forced != "0";
    }
    let kind = text("TERM").unwrap_or_default();
    // What stands between may hand on what it does not understand.
    if kind.starts_with("screen") || kind.starts_with("tmux") || variable("TMUX").is_some() {
        return false;
    }
    let is_program = text("TERM_PROGRAM").is_some_and(|it| PROGRAMS.contains(&&*it));
    let vte = text("VTE_VERSION").and_then(|it| it.parse().ok());
    is_program
        || KINDS.contains(&&*kind)
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"]
            .iter()
            .any(|it| variable(it).is_some())
        || vte.is_some_and(|version: u32| version >= VTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(environment: &[(&str, &str)]) -> bool {
        wanted(|name| {
            let set = environment.iter().find(|(known, _)| *known == name);
            set.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn only_a_terminal_that_is_known_gets_links() {
        assert!(!with(&[("TERM", "xterm-256color")]));
        assert!(with(&[("TERM", "xterm-kitty")]));
        assert!(with(&[("TERM_PROGRAM", "vscode")]));
        assert!(!with(&[("TERM_PROGRAM", "Apple_Terminal")]));
        assert!(with(&[("VTE_VERSION", "7600")]));
        assert!(!with(&[("VTE_VERSION", "4900")]));
        assert!(!with(&[("VTE_VERSION", "7600"), ("TERM", "tmux-256color")]));
    }

    #[test]
    fn whoever_knows_better_says_so() {
        assert!(with(&[("FORCE_HYPERLINK", "1")]));
        assert!(!with(&[("FORCE_HYPERLINK", "0"), ("WT_SESSION", "x")]));
    }
}

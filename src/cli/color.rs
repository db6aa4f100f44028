//! Whether to colour: what was typed, then the environment, then the terminal.

use std::ffi::OsString;

use super::args::When;

/// Decides by <https://no-color.org> and <https://bixense.com/clicolors>.
pub(super) fn wanted(
    when: When,
    variable: impl Fn(&str) -> Option<OsString>,
    terminal: bool,
) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let is = |name: &str, wanted: &str| variable(name).is_some_and(|value| value == wanted);
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        When::Auto => terminal && !is("TERM", "dumb") && !is("CLICOLOR", "0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(environment: &[(&str, &str)], terminal: bool) -> bool {
        let variable = |name: &str| {
            let mut variables = environment.iter();
            variables
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.into())
        };
        wanted(When::Auto, variable, terminal)
    }

    #[test]
    fn what_was_typed_wins() {
        let no_color = |_: &str| Some("1".into());
        assert!(wanted(When::Always, no_color, false));
        assert!(!wanted(When::Never, |_| None, true));
    }

    #[test]
    fn then_the_environment_then_the_terminal() {
        assert!(auto(&[], true));
        assert!(!auto(&[], false));
        assert!(!auto(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true));
        assert!(auto(&[("NO_COLOR", "")], true));
        assert!(auto(&[("CLICOLOR_FORCE", "1")], false));
        assert!(!auto(&[("CLICOLOR_FORCE", "0")], false));
        assert!(!auto(&[("CLICOLOR", "0")], true));
        assert!(!auto(&[("TERM", "dumb")], true));
    }
}

//! The prefixes that put a variable into client code, each with the rule that says so.

use super::framework::FRAMEWORKS;

/// A prefix that puts a variable into client code, and the rule of the framework that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicPrefix {
    /// E.g. `NEXT_PUBLIC_`.
    pub prefix: &'static str,
    /// One sentence: who inlines what.
    pub rule: &'static str,
}

/// The prefixes of frameworks that have no row in the table of frameworks.
static OTHER_PREFIXES: &[PublicPrefix] = &[
    PublicPrefix {
        prefix: "EXPO_PUBLIC_",
        rule: "Expo inlines every variable whose name starts with EXPO_PUBLIC_ into the application.",
    },
    PublicPrefix {
        prefix: "NG_APP_",
        rule: "@ngx-env inlines every variable whose name starts with NG_APP_ into an Angular application.",
    },
    PublicPrefix {
        prefix: "NUXT_PUBLIC_",
        rule: "Nuxt puts every variable whose name starts with NUXT_PUBLIC_ into runtimeConfig.public, which each page carries.",
    },
    PublicPrefix {
        prefix: "PUBLIC_",
        rule: "Astro and SvelteKit let client code read every variable whose name starts with PUBLIC_.",
    },
    PublicPrefix {
        prefix: "REACT_APP_",
        rule: "Create React App inlines every variable whose name starts with REACT_APP_ into client code.",
    },
    PublicPrefix {
        prefix: "REDWOOD_ENV_",
        rule: "Redwood inlines every variable whose name starts with REDWOOD_ENV_ into its web side.",
    },
    PublicPrefix {
        prefix: "SANITY_APP_",
        rule: "A Sanity SDK application inlines every variable whose name starts with SANITY_APP_.",
    },
    PublicPrefix {
        prefix: "SANITY_STUDIO_",
        rule: "Sanity Studio inlines every variable whose name starts with SANITY_STUDIO_ into its bundle.",
    },
    PublicPrefix {
        prefix: "STORYBOOK_",
        rule: "Storybook inlines every variable whose name starts with STORYBOOK_ into its bundle.",
    },
    PublicPrefix {
        prefix: "VUE_APP_",
        rule: "Vue CLI inlines every variable whose name starts with VUE_APP_ into client code.",
    },
];

/// The longest prefix, of any framework, that makes the variable `name` public.
#[must_use]
pub fn public_prefix(name: &str) -> Option<&'static PublicPrefix> {
    let of_rows = FRAMEWORKS.iter().flat_map(|row| row.public_prefixes);
    of_rows
        .chain(OTHER_PREFIXES)
        .filter(|it| name.len() > it.prefix.len() && name.starts_with(it.prefix))
        .max_by_key(|it| it.prefix.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(name: &str) -> Option<&'static str> {
        public_prefix(name).map(|it| it.prefix)
    }

    #[test]
    fn a_name_is_public_by_its_longest_prefix() {
        assert_eq!(prefix("GATSBY_SANITY_TOKEN"), Some("GATSBY_"));
        assert_eq!(prefix("NEXT_PUBLIC_SANITY_TOKEN"), Some("NEXT_PUBLIC_"));
        assert_eq!(prefix("NUXT_PUBLIC_SANITY_TOKEN"), Some("NUXT_PUBLIC_"));
        assert_eq!(prefix("PUBLIC_SANITY_TOKEN"), Some("PUBLIC_"));
        assert_eq!(prefix("SANITY_STUDIO_API_TOKEN"), Some("SANITY_STUDIO_"));
        assert_eq!(prefix("SANITY_APP_SECRET"), Some("SANITY_APP_"));
        assert_eq!(prefix("VITE_REACT_APP_SANITY_TOKEN"), Some("VITE_"));
    }

    #[test]
    fn a_prefix_counts_only_at_the_start_and_before_a_name() {
        for name in ["SANITY_TOKEN", "MY_VITE_TOKEN", "vite_token", "VITE_", ""] {
            assert_eq!(prefix(name), None, "{name}");
        }
    }
}

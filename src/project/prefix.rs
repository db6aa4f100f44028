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

/// The longest prefix, of any framework, that makes the variable `name` public.
#[must_use]
pub fn public_prefix(name: &str) -> Option<&'static PublicPrefix> {
    let all = FRAMEWORKS.iter().flat_map(|row| row.public_prefixes);
    all.filter(|it| name.len() > it.prefix.len() && name.starts_with(it.prefix))
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

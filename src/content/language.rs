//! What kind of text a file holds, as far as its name tells.

use std::path::Path;

use crate::file_name::file_name;

/// What kind of text a file holds, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Scripts, and JSON, whose syntax is part of theirs.
    JavaScript,
    /// Pages: text with scripts in it.
    Html,
    /// A source map: the author's sources as JSON strings.
    SourceMap,
    /// Lines of `NAME=value`, and their kin.
    Settings,
    /// Anything else.
    Other,
}

impl Language {
    /// The language that the name of `path` promises.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let name = file_name(path);
        if is_settings(name) {
            return Self::Settings;
        }
        match memchr::memrchr(b'.', name) {
            Some(dot) => Self::of_extension_in_any_case(&name[dot + 1..]),
            None => Self::Other,
        }
    }

    fn of_extension_in_any_case(extension: &[u8]) -> Self {
        /// No longer one is known.
        const LONGEST: usize = 16;
        let mut lower = [0; LONGEST];
        match lower.get_mut(..extension.len()) {
            Some(lower) => {
                lower.copy_from_slice(extension);
                lower.make_ascii_lowercase();
                Self::of_extension(lower)
            }
            None => Self::Other,
        }
    }

    fn of_extension(extension: &[u8]) -> Self {
        match extension {
            b"js" | b"mjs" | b"cjs" | b"jsx" | b"ts" | b"mts" | b"cts" | b"tsx" | b"json"
            | b"jsonc" | b"json5" | b"jsonl" | b"ndjson" | b"geojson" | b"webmanifest" | b"rsc"
            | b"meta" => Self::JavaScript,
            b"html" | b"htm" | b"xhtml" | b"svg" | b"xml" | b"vue" | b"svelte" | b"astro" => {
                Self::Html
            }
            b"map" => Self::SourceMap,
            b"env" | b"yml" | b"yaml" | b"toml" | b"properties" | b"ini" | b"conf" | b"cfg" => {
                Self::Settings
            }
            _ => Self::Other,
        }
    }

    /// Whether a page may be what it is: what is of no known name may be one too.
    pub(super) fn may_be_page(self) -> bool {
        matches!(self, Self::Html | Self::Other)
    }
}

/// Files known by their whole name.
fn is_settings(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 6] = [
        b".env",
        b".envrc",
        b".npmrc",
        b".yarnrc",
        b"_headers",
        b"_redirects",
    ];
    let begins = |it: &[u8]| name.len() > it.len() && name[..it.len()].eq_ignore_ascii_case(it);
    begins(b".env.") || NAMES.iter().any(|it| name.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_decides_whatever_its_case() {
        for (name, language) in [
            ("public/app-3f2a.js", Language::JavaScript),
            ("page.RSC", Language::JavaScript),
            ("index.HTML", Language::Html),
            ("app.js.map", Language::SourceMap),
            ("site.webmanifest", Language::JavaScript),
            ("netlify.toml", Language::Settings),
            ("app.js.gz", Language::Other),
            ("LICENSE", Language::Other),
            ("..", Language::Other),
        ] {
            assert_eq!(Language::of(Path::new(name)), language, "{name}");
        }
    }

    #[test]
    fn settings_are_known_by_their_whole_name() {
        for name in [
            ".env",
            ".env.production",
            ".env.js",
            ".npmrc",
            "public/_headers",
        ] {
            assert_eq!(Language::of(Path::new(name)), Language::Settings, "{name}");
        }
        assert_eq!(
            Language::of(Path::new(".environment.js")),
            Language::JavaScript
        );
    }
}

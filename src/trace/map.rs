//! A source map as written, plain or with sections.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::vlq::{self, Mapped, Spot};

/// A source map, read as far as it is looked at.
#[derive(Debug)]
pub(super) struct Map<'a> {
    sections: Vec<Section<'a>>,
    /// The sources of all sections.
    pub(super) sources: Vec<MapSource<'a>>,
}

/// One of the author's files, as a map has it.
#[derive(Debug)]
pub(super) struct MapSource<'a> {
    /// Its name, below the map's root.
    pub(super) name: String,
    content: Option<&'a RawValue>,
    /// Whether the map says that it is no file of the author's.
    pub(super) is_ignored: bool,
}

/// A part of the generated text that has a map of its own.
#[derive(Debug)]
struct Section<'a> {
    start: Spot,
    mappings: Cow<'a, str>,
    /// Index of its first source among all.
    first: usize,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow, default)]
    sections: Option<Vec<WireSection<'a>>>,
    #[serde(default, rename = "sourceRoot")]
    root: Option<String>,
    #[serde(default)]
    sources: Option<Vec<Option<String>>>,
    #[serde(borrow, default, rename = "sourcesContent")]
    contents: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    mappings: Option<&'a RawValue>,
    #[serde(default, rename = "ignoreList", alias = "x_google_ignoreList")]
    ignored: Option<Vec<usize>>,
}

#[derive(Deserialize)]
struct WireSection<'a> {
    offset: WireOffset,
    #[serde(borrow, default)]
    map: Option<Wire<'a>>,
}

#[derive(Deserialize)]
struct WireOffset {
    line: u64,
    column: u64,
}

impl<'a> Map<'a> {
    /// Reads a map; nothing where the text is none.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let wire: Wire = serde_json::from_str(without_guard(text)).ok()?;
        let mut map = Self {
            sections: Vec::new(),
            sources: Vec::new(),
        };
        map.add(wire, Spot { line: 0, column: 0 });
        (!map.sections.is_empty()).then_some(map)
    }

    fn add(&mut self, wire: Wire<'a>, start: Spot) {
        for section in wire.sections.into_iter().flatten() {
            let WireOffset { line, column } = section.offset;
            if let Some(map) = section.map {
                self.add(map, Spot { line, column });
            }
        }
        let Some(mappings) = wire.mappings else {
            return;
        };
        self.sections.push(Section {
            start,
            mappings: serde_json::from_str::<Text>(mappings.get())
                .map_or_else(|_| Cow::default(), |it| it.0),
            first: self.sources.len(),
        });
        let contents = wire.contents.unwrap_or_default();
        let ignored = wire.ignored.unwrap_or_default();
        let root = wire.root.unwrap_or_default();
        for (index, name) in wire.sources.into_iter().flatten().enumerate() {
            self.sources.push(MapSource {
                name: below(&root, &name.unwrap_or_default()),
                content: contents.get(index).copied(),
                is_ignored: ignored.contains(&index),
            });
        }
    }

    /// Where places of the generated text come from, by index among all sources.
    pub(super) fn lookup(&self, spots: &[Spot]) -> Vec<Option<Mapped>> {
        let mut found = vec![None; spots.len()];
        for (index, section) in self.sections.iter().enumerate() {
            let end = self.sections.get(index + 1).map(|next| next.start);
            let is_inside = |spot: Spot| spot >= section.start && end.is_none_or(|end| spot < end);
            let inside: Vec<usize> = (0..spots.len())
                .filter(|&at| is_inside(spots[at]))
                .collect();
            let local: Vec<Spot> = inside.iter().map(|&at| section.local(spots[at])).collect();
            let mapped = vlq::lookup(section.mappings.as_bytes(), &local);
            for (at, mapped) in inside.into_iter().zip(mapped) {
                found[at] = mapped.and_then(|it| self.global(section, it));
            }
        }
        found
    }

    fn global(&self, section: &Section<'_>, mapped: Mapped) -> Option<Mapped> {
        let source = section.first + mapped.source;
        (source < self.sources.len()).then_some(Mapped { source, ..mapped })
    }

    /// The source whose content stands around byte `at` of the map's own text, and how many bytes
    /// of the content stand before it.
    pub(super) fn content_at(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let base = text.as_ptr() as usize;
        self.sources.iter().enumerate().find_map(|(index, source)| {
            let raw = source.content?.get();
            let start = (raw.as_ptr() as usize).checked_sub(base)?;
            let before = raw.get(1..at.checked_sub(start)?)?;
            let before: String = serde_json::from_str(&format!("\"{before}\"")).ok()?;
            Some((index, before.len()))
        })
    }
}

impl MapSource<'_> {
    /// The file's text when it was built.
    pub(super) fn content(&self) -> Option<String> {
        serde_json::from_str(self.content?.get()).ok()?
    }
}

impl Section<'_> {
    fn local(&self, spot: Spot) -> Spot {
        let line = spot.line - self.start.line;
        let before = if line == 0 { self.start.column } else { 0 };
        Spot {
            line,
            column: spot.column - before,
        }
    }
}

/// A string that is borrowed where it holds no escape.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The text without the line that keeps it from being run as a script, and without a mark.
fn without_guard(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    match text.strip_prefix(")]}'") {
        Some(rest) => rest.find('\n').map_or("", |feed| &rest[feed..]),
        None => text,
    }
}

fn below(root: &str, name: &str) -> String {
    let is_absolute = name.starts_with('/') || name.contains("://");
    match root.trim_end_matches('/') {
        "" if root.is_empty() => name.to_owned(),
        _ if is_absolute => name.to_owned(),
        root => format!("{root}/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(line: u64, column: u64) -> Spot {
        Spot { line, column }
    }

    fn place(map: &Map<'_>, line: u64, column: u64) -> Option<(usize, u64, u64)> {
        let found = map.lookup(&[spot(line, column)])[0]?;
        Some((found.source, found.spot.line, found.spot.column))
    }

    #[test]
    fn a_guard_a_root_and_an_ignore_list_are_read() {
        let text = ")]}'\n{\"version\":3,\"sourceRoot\":\"/app/\",\"sources\":[\"a.js\",null,\"x://b\"],\
            \"sourcesContent\":[\"1\\n2\",null],\"mappings\":\"AAAA,ECCA\",\"x_google_ignoreList\":[1]}";
        let map = Map::parse(text).unwrap();
        let names: Vec<_> = map.sources.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["/app/a.js", "/app/", "x://b"]);
        assert_eq!(map.sources[0].content().as_deref(), Some("1\n2"));
        assert_eq!(map.sources[1].content(), None);
        assert!(map.sources[1].is_ignored && !map.sources[0].is_ignored);
        assert_eq!(place(&map, 0, 1), Some((0, 0, 0)));
        assert_eq!(place(&map, 0, 2), Some((1, 1, 0)));
    }

    #[test]
    fn sections_are_maps_of_their_own() {
        let text = r#"{"version":3,"sections":[
            {"offset":{"line":0,"column":0},"map":{"sources":["a.js"],"mappings":"AAAA"}},
            {"offset":{"line":2,"column":10},"map":{"sources":["b.js"],"mappings":"AAAA,EAAE;AACA"}}]}"#;
        let map = Map::parse(text).unwrap();
        assert_eq!(place(&map, 0, 5), Some((0, 0, 0)));
        assert_eq!(place(&map, 2, 9), None);
        assert_eq!(place(&map, 2, 12), Some((1, 0, 2)));
        assert_eq!(place(&map, 3, 0), Some((1, 1, 2)));
    }

    #[test]
    fn a_place_in_the_map_itself_lies_in_a_source() {
        let text = r#"{"version":3,"sources":["a.js","b.js"],"sourcesContent":["x","é\n\"T\""],"mappings":""}"#;
        let map = Map::parse(text).unwrap();
        let at = text.find('T').unwrap();
        assert_eq!(map.content_at(text, at), Some((1, 4)));
        assert_eq!(map.content_at(text, 3), None);
    }

    #[test]
    fn what_is_no_map_is_refused() {
        for text in [
            "",
            "{}",
            "[]",
            "{\"mappings\":\"\"",
            ")]}'",
            "{\"sources\":[]}",
        ] {
            assert!(Map::parse(text).is_none(), "{text}");
        }
    }
}

//! What let a value through: the setting, the prop, the return value or the habit that carries it.

use std::path::Path;

use super::model::{Cause, CauseKind};
use crate::finding::{Finding, Original, Witness};
use crate::project::{Exposure, Project, public_prefix};

/// A piece of code whose brackets stand around a place, and what it means there.
struct Frame {
    /// What the text before the bracket ends with, or holds.
    words: &'static [&'static str],
    kind: CauseKind,
}

/// The inner frames come first, and of one frame the surer words.
const FRAMES: &[Frame] = &[
    Frame {
        words: &[
            "DefinePlugin(",
            "plugins.define(",
            "define: {",
            "define:{",
            "define = {",
        ],
        kind: CauseKind::Define,
    },
    Frame {
        words: &["EnvironmentPlugin("],
        kind: CauseKind::EnvironmentPlugin,
    },
    Frame {
        words: &["siteMetadata"],
        kind: CauseKind::SiteMetadata,
    },
    Frame {
        words: &["createPage(", "context: {"],
        kind: CauseKind::PageContext,
    },
    Frame {
        words: &["createNode(", "sourceNodes"],
        kind: CauseKind::DataNode,
    },
    Frame {
        words: &["options: {"],
        kind: CauseKind::PluginOptions,
    },
    Frame {
        words: &["publicRuntimeConfig", "public: {"],
        kind: CauseKind::PublicRuntimeConfig,
    },
    Frame {
        words: &["getStaticProps"],
        kind: CauseKind::StaticProps,
    },
    Frame {
        words: &["getServerSideProps", "getInitialProps", "loader("],
        kind: CauseKind::ServerProps,
    },
    Frame {
        words: &["define:vars={"],
        kind: CauseKind::DefineVars,
    },
    Frame {
        words: &[
            "setHeadComponents(",
            "setPreBodyComponents(",
            "setPostBodyComponents(",
        ],
        kind: CauseKind::InlineScript,
    },
    Frame {
        words: &["BannerPlugin(", "banner: {"],
        kind: CauseKind::Banner,
    },
    Frame {
        words: &["env: {", "env:{"],
        kind: CauseKind::EnvBlock,
    },
];

/// What let a finding through that comes from `original`, whose file holds `text`.
pub(super) fn cause(
    finding: &Finding,
    original: &Original,
    text: &[u8],
    project: &Project,
) -> Cause {
    Cause {
        kind: kind(finding, original, text, project),
        path: original.path.clone(),
        line: original.line,
    }
}

fn kind(finding: &Finding, original: &Original, text: &[u8], project: &Project) -> CauseKind {
    let at = offset(text, original.line, original.column);
    let heads = heads(text, at);
    let framed = FRAMES.iter().find(|frame| {
        heads
            .iter()
            .any(|head| frame.words.iter().any(|it| head.contains(it)))
    });
    let below = original
        .path
        .strip_prefix(&project.root)
        .unwrap_or(&original.path);
    if is_map_only(finding) {
        CauseKind::MapPublished
    } else if is_static(below) {
        CauseKind::StaticFolder
    } else if let Some(frame) = framed {
        frame.kind
    } else if heads.first().is_some_and(|it| is_prop(it)) && !is_client(text) {
        CauseKind::ClientProp
    } else {
        plain(finding, original, text, at)
    }
}

/// Where nothing around the place tells more.
fn plain(finding: &Finding, original: &Original, text: &[u8], at: usize) -> CauseKind {
    let is_read = matches!(original.by, Witness::Variable | Witness::Config) || reads(text, at);
    match &finding.env {
        Some(name) if is_read && public_prefix(name).is_some() => CauseKind::PublicPrefix,
        Some(_) if is_read => CauseKind::Inlined,
        _ if is_comment(line_before(text, at)) => CauseKind::Comment,
        _ if original.path.extension().is_some_and(|it| it == "json") => CauseKind::ImportedData,
        Some(_) if original.by == Witness::EnvFile => CauseKind::Inlined,
        _ => CauseKind::HardCoded,
    }
}

/// Whether browsers get it in source maps alone.
fn is_map_only(finding: &Finding) -> bool {
    let mut served = finding
        .occurrences()
        .filter(|it| it.exposure != Exposure::Server);
    served.all(|it| it.location.path.extension().is_some_and(|it| it == "map"))
}

/// Whether a file is served as it is.
fn is_static(below: &Path) -> bool {
    let first = below.components().next();
    first.is_some_and(|it| it.as_os_str() == "static" || it.as_os_str() == "public")
}

/// The text before each bracket that is open at `at`, the innermost first.
fn heads(text: &[u8], at: usize) -> Vec<String> {
    /// How far back a bracket may stand, and how much before it is looked at.
    const REACH: usize = 4000;
    const HEAD: usize = 60;
    let start = at.saturating_sub(REACH);
    let mut depth = 0;
    let mut heads = Vec::new();
    for index in (start..at).rev() {
        match text[index] {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'[' | b'{' => {
                let head = &text[index.saturating_sub(HEAD)..=index];
                let line = memchr::memrchr(b'\n', head).map_or(0, |feed| feed + 1);
                let head = String::from_utf8_lossy(&head[line..]).into_owned();
                heads.push(own_part(&head).to_owned());
            }
            _ => {}
        }
    }
    heads
}

/// What belongs to the bracket that ends `head`, without the siblings before it.
fn own_part(head: &str) -> &str {
    let ends = ["},", "],", "),", ";"];
    let last = ends
        .iter()
        .filter_map(|it| Some(head.rfind(it)? + it.len()))
        .max();
    &head[last.unwrap_or(0)..]
}

/// Whether a bracket begins the value of a component's property: `<Preview token={`.
fn is_prop(head: &str) -> bool {
    let Some(before) = head.strip_suffix("={") else {
        return false;
    };
    let element = before.rfind('<').map(|at| &before[at + 1..]);
    element.is_some_and(|it| {
        it.starts_with(|first: char| first.is_ascii_uppercase()) && !it.contains('>')
    })
}

fn is_client(text: &[u8]) -> bool {
    let head = text.trim_ascii_start();
    head.starts_with(b"'use client'") || head.starts_with(b"\"use client\"")
}

fn reads(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    [&b"env."[..], b"env['", b"env[\"", b"%"]
        .iter()
        .any(|it| before.ends_with(it))
}

fn is_comment(line: &[u8]) -> bool {
    memchr::memmem::find(line, b"//")
        .is_some_and(|slashes| slashes == 0 || line[slashes - 1] != b':')
        || memchr::memmem::rfind(line, b"/*").is_some()
        || line.trim_ascii_start().starts_with(b"* ")
        || memchr::memmem::find(line, b"<!--").is_some()
}

fn line_before(text: &[u8], at: usize) -> &[u8] {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |feed| feed + 1);
    &text[start..at]
}

/// The byte at a line and column of a text.
fn offset(text: &[u8], line: u64, column: u64) -> usize {
    let skipped = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let start = skipped
        .checked_sub(1)
        .and_then(|nth| memchr::memchr_iter(b'\n', text).nth(nth));
    let start = match (skipped, start) {
        (0, _) => 0,
        (_, Some(feed)) => feed + 1,
        (_, None) => return text.len(),
    };
    let line = String::from_utf8_lossy(&text[start..]);
    let units = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut passed = 0;
    let before = line.chars().take_while(|it| {
        passed += it.len_utf16();
        passed <= units
    });
    start + before.map(char::len_utf8).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(text: &str) -> Option<CauseKind> {
        let at = text.find("SECRET").unwrap();
        let heads = heads(text.as_bytes(), at);
        let frame = FRAMES.iter().find(|frame| {
            heads
                .iter()
                .any(|head| frame.words.iter().any(|it| head.contains(it)))
        });
        frame.map(|it| it.kind)
    }

    #[test]
    fn the_brackets_around_a_place_tell_what_it_is_for() {
        for (text, kind) in [
            (
                "define: { __T__: JSON.stringify(env.SECRET) }",
                Some(CauseKind::Define),
            ),
            (
                "new webpack.DefinePlugin({ a: f(1), b: SECRET })",
                Some(CauseKind::Define),
            ),
            (
                "siteMetadata: {\n  sanity: { token: SECRET } }",
                Some(CauseKind::SiteMetadata),
            ),
            (
                "plugins: [{ resolve: 'x', options: { token: SECRET } }]",
                Some(CauseKind::PluginOptions),
            ),
            (
                "createPage({ path, context: { token: SECRET } })",
                Some(CauseKind::PageContext),
            ),
            (
                "export async function getStaticProps() {\n return { props: { t: SECRET } } }",
                Some(CauseKind::StaticProps),
            ),
            (
                "runtimeConfig: { public: { t: SECRET } }",
                Some(CauseKind::PublicRuntimeConfig),
            ),
            ("define: { a: 1 }, other: { b: SECRET }", None),
        ] {
            assert_eq!(framed(text), kind, "{text}");
        }
    }

    #[test]
    fn a_property_of_a_component_is_told_from_one_of_an_element() {
        assert!(is_prop("return <p><Preview token={"));
        assert!(!is_prop("return <input value={"));
        assert!(!is_prop("x => {"));
    }

    #[test]
    fn a_place_is_found_by_line_and_column() {
        let text = "a\n😀b\nc".as_bytes();
        for (line, column, byte) in [(1, 1, b'a'), (2, 3, b'b'), (3, 1, b'c')] {
            assert_eq!(text[offset(text, line, column)], byte);
        }
        assert_eq!(offset(text, 9, 1), text.len());
    }
}

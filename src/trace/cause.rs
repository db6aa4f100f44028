//! What let a value through: the setting, the prop, the return value or the habit that carries it.

use std::path::Path;

use super::brackets::{heads, is_prop, line_before, offset, stands_alone};
use super::model::{Cause, CauseKind};
use super::reads::bound_to;
use crate::finding::{Finding, Original, Witness};
use crate::project::{Exposure, Project, Role, public_prefix};

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
            "DefinePlugin",
            "plugins.define(",
            "define: {",
            "define:{",
            "\"define\": {",
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
        words: &[
            "getServerSideProps",
            "getInitialProps",
            "loader(",
            "function load(",
            "load = (",
            "load = async (",
            "ventHandler(",
        ],
        kind: CauseKind::ServerProps,
    },
    Frame {
        words: &[
            "customFields",
            "themeConfig",
            "defineAppConfig(",
            "extra: {",
        ],
        kind: CauseKind::ClientConfig,
    },
    Frame {
        words: &["addGlobalData("],
        kind: CauseKind::GlobalData,
    },
    // What the module for Sanity is given in Nuxt's configuration.
    Frame {
        words: &["sanity: {"],
        kind: CauseKind::ModuleOption,
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
    let below = original
        .path
        .strip_prefix(&project.root)
        .unwrap_or(&original.path);
    if is_map_only(finding) {
        return CauseKind::MapPublished;
    }
    if is_static(below, project) {
        return CauseKind::StaticFolder;
    }
    by_path(below)
        .or_else(|| around(text, at, below))
        .or_else(|| handed_on(text, at, below))
        .unwrap_or_else(|| plain(finding, original, text, at))
}

/// What a file is for that has its meaning from its path.
fn by_path(below: &Path) -> Option<CauseKind> {
    let text = below.to_str()?.replace('\\', "/");
    let is_data = text.starts_with("_data/") || text.contains("/_data/");
    match &*text {
        // Ember writes it whole into a tag of the page.
        "config/environment.js" => Some(CauseKind::ClientConfig),
        _ if is_data => Some(CauseKind::GlobalData),
        _ => None,
    }
}

/// What the brackets around a place say it is for.
fn around(text: &[u8], at: usize, below: &Path) -> Option<CauseKind> {
    let heads = heads(text, at);
    let is_of = |frame: &&Frame| {
        let mut words = frame.words.iter();
        words.any(|it| heads.iter().any(|head| head.contains(it)))
    };
    let is_here = |frame: &&Frame| frame.kind != CauseKind::ModuleOption || is_nuxt(below);
    let framed = FRAMES.iter().filter(is_here).find(is_of);
    framed.map(|it| it.kind).or_else(|| {
        let is_prop = heads.first().is_some_and(|it| is_prop(it)) && !is_client(text);
        is_prop.then_some(CauseKind::ClientProp)
    })
}

fn is_nuxt(below: &Path) -> bool {
    let name = below.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b"nuxt.config.")
}

/// What a constant is used for that is set at `at`, in the same file.
fn handed_on(text: &[u8], at: usize, below: &Path) -> Option<CauseKind> {
    /// A name that is used more often is used for anything.
    const USES: usize = 20;
    let line = line_before(text, at).trim_ascii_start();
    let is_constant = [&b"const "[..], b"let ", b"var "]
        .iter()
        .any(|it| line.starts_with(it));
    let name = bound_to(text, at).filter(|it| is_constant && it.len() > 1)?;
    let uses = memchr::memmem::find_iter(&text[at..], name.as_bytes()).map(|it| at + it);
    uses.take(USES)
        .filter(|&it| stands_alone(text, it, name.len()))
        .find_map(|it| around(text, it, below))
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
fn is_static(below: &Path, project: &Project) -> bool {
    let folders = project.rows.iter().flat_map(|it| it.folders);
    let mut own = folders.filter(|it| matches!(it.role, Role::Served | Role::Source));
    let is_usual = below.starts_with("static") || below.starts_with("public");
    is_usual || own.any(|it| below.starts_with(it.path.usual()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(text: &str) -> Option<CauseKind> {
        let at = text.find("SECRET").unwrap();
        let below = Path::new("nuxt.config.ts");
        around(text.as_bytes(), at, below).or_else(|| handed_on(text.as_bytes(), at, below))
    }

    const CASES: &[(&str, Option<CauseKind>)] = &[
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
        (
            "themeConfig: { search: { key: SECRET } }",
            Some(CauseKind::ClientConfig),
        ),
        (
            "config.addGlobalData('x', { t: SECRET })",
            Some(CauseKind::GlobalData),
        ),
        (
            "export async function load({ params }) {\n return { t: SECRET } }",
            Some(CauseKind::ServerProps),
        ),
        ("sanity: { token: SECRET }", Some(CauseKind::ModuleOption)),
        (
            "const page = env.SECRET\n<Live a={1} token={page} />",
            Some(CauseKind::ClientProp),
        ),
        (
            "const page = env.SECRET\n<script define:vars={{ page }}>",
            Some(CauseKind::DefineVars),
        ),
        ("const page = env.SECRET\nf({ pages })", None),
    ];

    #[test]
    fn the_brackets_around_a_place_tell_what_it_is_for() {
        for (text, kind) in CASES {
            assert_eq!(framed(text), *kind, "{text}");
        }
    }
}

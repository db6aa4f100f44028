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
    /// How the names of the files begin in which it means that; any file, where none is said.
    only: &'static str,
}

/// What a frame means in any file.
const ANY: Frame = Frame {
    words: &[],
    kind: CauseKind::HardCoded,
    only: "",
};

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
        ..ANY
    },
    Frame {
        words: &["EnvironmentPlugin("],
        kind: CauseKind::EnvironmentPlugin,
        ..ANY
    },
    Frame {
        words: &["siteMetadata"],
        kind: CauseKind::SiteMetadata,
        ..ANY
    },
    Frame {
        words: &["createPage(", "context: {"],
        kind: CauseKind::PageContext,
        ..ANY
    },
    Frame {
        words: &["createNode(", "sourceNodes"],
        kind: CauseKind::DataNode,
        ..ANY
    },
    Frame {
        words: &["options: {"],
        kind: CauseKind::PluginOptions,
        ..ANY
    },
    Frame {
        words: &["publicRuntimeConfig", "public: {"],
        kind: CauseKind::PublicRuntimeConfig,
        ..ANY
    },
    Frame {
        words: &["getStaticProps"],
        kind: CauseKind::StaticProps,
        ..ANY
    },
    Frame {
        words: &[
            "getServerSideProps",
            "getInitialProps",
            "loader(",
            "ventHandler(",
        ],
        kind: CauseKind::ServerProps,
        ..ANY
    },
    // SvelteKit's pages and layouts.
    Frame {
        words: &["function load(", "load = (", "load = async ("],
        kind: CauseKind::ServerProps,
        only: "+",
    },
    Frame {
        words: &[
            "customFields",
            "themeConfig",
            "defineAppConfig(",
            "extra: {",
        ],
        kind: CauseKind::ClientConfig,
        ..ANY
    },
    Frame {
        words: &["addGlobalData("],
        kind: CauseKind::GlobalData,
        ..ANY
    },
    // What the module for Sanity is given in Nuxt's configuration.
    Frame {
        words: &["sanity: {"],
        kind: CauseKind::ModuleOption,
        only: "nuxt.config.",
    },
    Frame {
        words: &["define:vars={"],
        kind: CauseKind::DefineVars,
        ..ANY
    },
    Frame {
        words: &[
            "setHeadComponents(",
            "setPreBodyComponents(",
            "setPostBodyComponents(",
        ],
        kind: CauseKind::InlineScript,
        ..ANY
    },
    Frame {
        words: &["BannerPlugin(", "banner: {"],
        kind: CauseKind::Banner,
        ..ANY
    },
    Frame {
        words: &["env: {", "env:{"],
        kind: CauseKind::EnvBlock,
        ..ANY
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
    if is_static(below, project) && !reads(text, at) {
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
    let name = below.file_name().unwrap_or_default().as_encoded_bytes();
    let is_here = |frame: &&Frame| name.starts_with(frame.only.as_bytes());
    let framed = FRAMES.iter().filter(is_here).find(is_of);
    framed.map(|it| it.kind).or_else(|| {
        let is_prop = heads.first().is_some_and(|it| is_prop(it)) && !is_client(text);
        is_prop.then_some(CauseKind::ClientProp)
    })
}

/// The name that the value at `at` goes by in its file: it is set to it, or taken out of an object.
fn constant(text: &[u8], at: usize) -> Option<String> {
    let line = line_before(text, at).trim_ascii_start();
    let begins = |words: &[&[u8]]| words.iter().any(|it| line.starts_with(it));
    let name = if begins(&[b"import {", b"const {", b"let {", b"var {"]) && !line.contains(&b'=') {
        Some(identifier(text, at).to_owned())
    } else {
        let is_set = begins(&[b"const ", b"let ", b"var "]);
        bound_to(text, at).filter(|_| is_set)
    };
    name.filter(|it| it.len() > 1)
}

/// The name that begins at `at`, if one does.
fn identifier(text: &[u8], at: usize) -> &str {
    let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let length = text[at..].iter().take_while(is_word).count();
    std::str::from_utf8(&text[at..at + length]).unwrap_or_default()
}

/// What a constant is used for that is set at `at`, in the same file.
fn handed_on(text: &[u8], at: usize, below: &Path) -> Option<CauseKind> {
    /// A name that is used more often is used for anything.
    const USES: usize = 20;
    let name = constant(text, at)?;
    let uses = memchr::memmem::find_iter(&text[at..], name.as_bytes()).map(|it| at + it);
    uses.take(USES)
        .filter(|&it| stands_alone(text, it, name.len()))
        .find_map(|it| around(text, it, below))
}

/// Where nothing around the place tells more.
fn plain(finding: &Finding, original: &Original, text: &[u8], at: usize) -> CauseKind {
    let name = finding.env.as_deref();
    let is_named = name.is_some_and(|it| identifier(text, at) == it);
    let by_variable = matches!(original.by, Witness::Variable | Witness::Config);
    match name {
        Some(name) if is_named || by_variable || reads(text, at) => inlined(name),
        // A constant of another name stands for what the build has put in its place.
        Some(_) if original.by == Witness::Map && is_constant(text, at) => CauseKind::Define,
        _ if is_comment(line_before(text, at)) => CauseKind::Comment,
        _ if original.path.extension().is_some_and(|it| it == "json") => CauseKind::ImportedData,
        Some(name) if original.by == Witness::EnvFile => inlined(name),
        _ => CauseKind::HardCoded,
    }
}

fn inlined(name: &str) -> CauseKind {
    match public_prefix(name) {
        Some(_) => CauseKind::PublicPrefix,
        None => CauseKind::Inlined,
    }
}

/// Whether a name begins at `at` that is no text's.
fn is_constant(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    let is_quoted = before.is_some_and(|it| matches!(it, b'"' | b'\'' | b'`'));
    let name = identifier(text, at);
    !is_quoted && name.starts_with(|it: char| it.is_ascii_uppercase() || it == '_')
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

/// Whether a variable is read at `at`, or the environment as a whole.
fn reads(text: &[u8], at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let readers = [&b"env."[..], b"env['", b"env[\"", b"%", b"<%= "];
    let whole = [&b"process.env"[..], b"import.meta.env"];
    readers.iter().any(|it| before.ends_with(it)) || whole.iter().any(|it| after.starts_with(it))
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

    fn framed(text: &str, file: &str) -> Option<CauseKind> {
        let at = text.find("SECRET").unwrap();
        let below = Path::new(file);
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
            assert_eq!(framed(text, "a.js"), *kind, "{text}");
        }
    }

    #[test]
    fn some_brackets_mean_that_in_files_of_one_name_alone() {
        let load = "import { SECRET } from '$env/static/private'\n\
            export async function load({ params }) {\n return { t: SECRET } }";
        assert_eq!(
            framed(load, "+page.server.js"),
            Some(CauseKind::ServerProps)
        );
        assert_eq!(framed(load, "load.js"), None);
        let module = "export default { sanity: { token: SECRET } }";
        assert_eq!(
            framed(module, "nuxt.config.ts"),
            Some(CauseKind::ModuleOption)
        );
        assert_eq!(framed(module, "sanity.ts"), None);
    }

    #[test]
    fn a_name_is_a_constant_where_no_quote_stands_before_it() {
        for (text, wanted) in [
            ("f(__T__)", true),
            ("f('__T__')", false),
            ("f(token)", false),
        ] {
            let at = text.find(['_', 't']).unwrap();
            assert_eq!(is_constant(text.as_bytes(), at), wanted, "{text}");
        }
    }
}

//! What the brackets round a place say it is for.

use std::path::Path;

use crate::trace::brackets::{Bracket, brackets, element, is_prop};
use crate::trace::model::CauseKind;

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
            "rawDefine",
            // Rollup's plugin, and no text's method.
            " replace({",
            "[replace({",
            ",replace({",
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
            "getServerData",
            "getInitialProps",
            "loader(",
            "loader = (",
            "loader = async (",
            "ventHandler(",
            "useState(",
            "useAsyncData(",
            "Response.json(",
            "new Response(",
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
    // Vike's pages.
    Frame {
        words: &["data = async (", "data = (", "function data("],
        kind: CauseKind::ServerProps,
        only: "+data.",
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
    // SvelteKit's endpoints.
    Frame {
        words: &["json(", "text("],
        kind: CauseKind::ServerProps,
        only: "+server",
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
            "angerouslySetInnerHTML",
            "set:html={",
            "innerHTML:",
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
        // SvelteKit 3 makes a variable public where it is declared.
        words: &[
            "env: {",
            "env:{",
            "includeEnvironmentVariables",
            "defineEnvVars(",
        ],
        kind: CauseKind::EnvBlock,
        ..ANY
    },
];

/// What the brackets around a place say it is for; `is_rendered` where the value stands on a page that a server has made.
pub(super) fn around(text: &[u8], at: usize, below: &Path, is_rendered: bool) -> Option<CauseKind> {
    let brackets = brackets(text, at);
    let is_of = |frame: &&Frame| {
        let mut words = frame.words.iter();
        words.any(|it| brackets.iter().any(|bracket| bracket.head.contains(it)))
    };
    let name = below.file_name().unwrap_or_default().as_encoded_bytes();
    let is_here = |frame: &&Frame| name.starts_with(frame.only.as_bytes());
    let framed = FRAMES.iter().filter(is_here).find(is_of);
    framed
        .map(|it| it.kind)
        .or_else(|| in_script(text, &brackets))
        .or_else(|| {
            let is_handed = |it: &Bracket| is_prop(text, it.at);
            let is_prop = is_rendered && !is_client(text) && brackets.iter().any(is_handed);
            is_prop.then_some(CauseKind::ClientProp)
        })
}

/// A script's text that a page is written with: `<Script id="a">{`x`}</Script>`.
fn in_script(text: &[u8], brackets: &[Bracket]) -> Option<CauseKind> {
    let is_script = |it: &Bracket| {
        let head = text[..it.at].trim_ascii_end();
        let tag = head.strip_suffix(b">").and_then(element);
        tag.is_some_and(|it| it.eq_ignore_ascii_case("script"))
    };
    let own = brackets.iter().any(is_script);
    own.then_some(CauseKind::InlineScript)
}

fn is_client(text: &[u8]) -> bool {
    let head = text.trim_ascii_start();
    head.starts_with(b"'use client'") || head.starts_with(b"\"use client\"")
}

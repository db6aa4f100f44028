//! What is known of a finding's way into what ships, beside the author's line.

use std::path::PathBuf;

/// A finding's way into what ships.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// What let it through.
    pub cause: Option<Cause>,
    /// The pages that carry or load it.
    pub pages: Option<Pages>,
    /// The variables of an environment that was written out as a whole.
    pub names: Names,
    /// The author's line, without what it keeps in quotes.
    pub excerpt: Option<String>,
}

/// Variables of an environment, those apart whose values matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Those that are secret by their names, and those whose values were found, in order.
    pub secret: Vec<String>,
    /// All others, in order.
    pub other: Vec<String>,
}

impl Names {
    /// Every name, in order.
    #[must_use]
    pub fn all(&self) -> Vec<&String> {
        let mut all: Vec<&String> = self.secret.iter().chain(&self.other).collect();
        all.sort();
        all
    }
}

/// What let a value through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Which rule, setting or habit.
    pub kind: CauseKind,
    /// The file that says so.
    pub path: PathBuf,
    /// Its line, from 1.
    pub line: u64,
}

/// The pages that carry or load a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// How many.
    pub count: usize,
    /// How many pages there are.
    pub all: usize,
    /// The first of them, in order.
    pub first: Vec<String>,
}

/// What lets values through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseKind {
    /// A constant that the bundler puts in place of a name.
    Define,
    /// Webpack's plugin for variables.
    EnvironmentPlugin,
    /// The framework's prefix for public variables.
    PublicPrefix,
    /// A variable that the build puts in place of its name.
    Inlined,
    /// The `env` block of a configuration.
    EnvBlock,
    /// Options of a plugin that runs in browsers.
    PluginOptions,
    /// Gatsby's `siteMetadata`.
    SiteMetadata,
    /// The context of a page.
    PageContext,
    /// A node that pages query.
    DataNode,
    /// What `getStaticProps` returns.
    StaticProps,
    /// What `getServerSideProps` or a loader returns.
    ServerProps,
    /// What a page prints that is made before browsers get it.
    Rendered,
    /// A property that a server component gives a client component.
    ClientProp,
    /// Astro's `define:vars`.
    DefineVars,
    /// A script that is written into each page.
    InlineScript,
    /// The public part of a runtime configuration.
    PublicRuntimeConfig,
    /// A site's configuration, of which pages get the whole.
    ClientConfig,
    /// Data that the templates of all pages can print.
    GlobalData,
    /// An option of a module that makes it public.
    ModuleOption,
    /// Text that is put before every file.
    Banner,
    /// A folder that is served as it is.
    StaticFolder,
    /// A source map that is served.
    MapPublished,
    /// Data that a module imports.
    ImportedData,
    /// A comment.
    Comment,
    /// A literal.
    HardCoded,
}

/// What is said of a kind of cause.
struct Said {
    kind: CauseKind,
    name: &'static str,
    /// What it is.
    phrase: &'static str,
    /// What to do in its place.
    cure: &'static str,
}

/// In the order of the kinds.
const SAID: &[Said] = &[
    Said {
        kind: CauseKind::Define,
        name: "define",
        phrase: "a `define` puts it into client code",
        cure: "Take it out of `define`: what stands there becomes text in every bundle that names it. Read the variable in {server} instead.",
    },
    Said {
        kind: CauseKind::EnvironmentPlugin,
        name: "environment-plugin",
        phrase: "EnvironmentPlugin puts it into client code",
        cure: "Take the variable off EnvironmentPlugin's list, and read it in {server}.",
    },
    Said {
        kind: CauseKind::PublicPrefix,
        name: "public-prefix",
        phrase: "its variable carries the framework's public prefix",
        cure: "Rename the variable so that it lacks the public prefix, and read it only in {server}.",
    },
    Said {
        kind: CauseKind::Inlined,
        name: "inlined-variable",
        phrase: "client code reads its variable, which the build replaces by the value",
        cure: "Move what reads the variable into {server}, and let the page ask that.",
    },
    Said {
        kind: CauseKind::EnvBlock,
        name: "env-block",
        phrase: "the configuration's `env` block puts it into client code",
        cure: "Take it out of the `env` block, which inlines whatever it makes public; {server} reads the variable without that.",
    },
    Said {
        kind: CauseKind::PluginOptions,
        name: "plugin-options",
        phrase: "a plugin with browser code has it among its options",
        cure: "Take it out of the plugin's options: those of a plugin with browser code ship whole. Let the plugin's node code read the variable.",
    },
    Said {
        kind: CauseKind::SiteMetadata,
        name: "site-metadata",
        phrase: "`siteMetadata` has it, which any page may query",
        cure: "Take it out of `siteMetadata`, which is data for pages; read the variable in gatsby-node where it is needed.",
    },
    Said {
        kind: CauseKind::PageContext,
        name: "page-context",
        phrase: "the context of a page has it, which its page data carries",
        cure: "Take it out of the page's context, which is written to page-data.json; keep it in gatsby-node.",
    },
    Said {
        kind: CauseKind::DataNode,
        name: "data-node",
        phrase: "a node has it that a page queries",
        cure: "Leave it out of the node, or out of the query: a query's result is written to page-data.json.",
    },
    Said {
        kind: CauseKind::StaticProps,
        name: "static-props",
        phrase: "getStaticProps returns it",
        cure: "Return only what the page shows: all that getStaticProps returns is written into the page.",
    },
    Said {
        kind: CauseKind::ServerProps,
        name: "server-props",
        phrase: "a loader or an endpoint returns it",
        cure: "Return only what the page shows: all that a loader returns is sent to the browser.",
    },
    Said {
        kind: CauseKind::Rendered,
        name: "rendered",
        phrase: "a page prints it that is made before browsers get it",
        cure: "Leave it out of what the page prints; ask with it in {server}, and print the answer.",
    },
    Said {
        kind: CauseKind::ClientProp,
        name: "client-prop",
        phrase: "a server component gives it to a client component",
        cure: "Fetch in the server component and give the client component the result; import `server-only` where the token is read.",
    },
    Said {
        kind: CauseKind::DefineVars,
        name: "define-vars",
        phrase: "`define:vars` writes it into a script of the page",
        cure: "Take it out of `define:vars`, which writes values into the page; let the script ask {server}.",
    },
    Said {
        kind: CauseKind::InlineScript,
        name: "inline-script",
        phrase: "a script that is written into pages has it",
        cure: "Leave it out of the script, which every visitor can read; let the script ask {server}.",
    },
    Said {
        kind: CauseKind::PublicRuntimeConfig,
        name: "public-runtime-config",
        phrase: "the public runtime configuration has it",
        cure: "Move it from the public part of the runtime configuration to the private one, which only the server reads.",
    },
    Said {
        kind: CauseKind::ClientConfig,
        name: "client-config",
        phrase: "a part of the configuration has it that every page carries",
        cure: "Take it out of the configuration, which ships with the site; read the variable in {server}.",
    },
    Said {
        kind: CauseKind::GlobalData,
        name: "global-data",
        phrase: "data has it that a template prints",
        cure: "Keep it out of the data that templates get, or do not print it: fetch with it at build time and hand on the result.",
    },
    Said {
        kind: CauseKind::ModuleOption,
        name: "module-option",
        phrase: "a module's option has it that the module makes public",
        cure: "Take it out of the module's options, which reach every page through the public runtime configuration.",
    },
    Said {
        kind: CauseKind::Banner,
        name: "banner",
        phrase: "a banner puts it before every file",
        cure: "Take it out of the banner.",
    },
    Said {
        kind: CauseKind::StaticFolder,
        name: "static-folder",
        phrase: "it lies in a folder that is served as it is",
        cure: "Move the file out of the folder that is served as it is.",
    },
    Said {
        kind: CauseKind::MapPublished,
        name: "map-published",
        phrase: "source maps that are served have it",
        cure: "Take it out of the source: here only source maps carry it. Serve no source maps, or none with sources in them.",
    },
    Said {
        kind: CauseKind::ImportedData,
        name: "imported-data",
        phrase: "client code imports data that has it",
        cure: "Take it out of the data that client code imports, and read it from the environment in {server}.",
    },
    Said {
        kind: CauseKind::Comment,
        name: "comment",
        phrase: "a comment has it that the build keeps",
        cure: "Take it out of the comment.",
    },
    Said {
        kind: CauseKind::HardCoded,
        name: "hard-coded",
        phrase: "it is written in the code",
        cure: "Take it out of the code, and read it from the environment in {server}.",
    },
];

impl CauseKind {
    fn said(self) -> &'static Said {
        // A test shows that each kind has its row.
        SAID.iter().find(|it| it.kind == self).unwrap_or(&SAID[0])
    }

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.said().name
    }

    /// What it is, in words that follow "because".
    #[must_use]
    pub fn phrase(self) -> &'static str {
        self.said().phrase
    }

    /// What to do in its place; `server` says where code runs that no browser gets.
    #[must_use]
    pub fn cure(self, server: &str) -> String {
        self.said().cure.replace("{server}", server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_what_is_said_of_it() {
        for (index, said) in SAID.iter().enumerate() {
            assert_eq!(said.kind as usize, index, "{}", said.name);
            assert_eq!(said.kind.name(), said.name);
        }
        assert_eq!(SAID.len(), CauseKind::HardCoded as usize + 1);
    }
}

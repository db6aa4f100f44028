//! What is known of each framework, as one table: a framework is a row, and no code knows its name.

use super::Exposure;
use super::Exposure::{Client, Server, Source};
use super::prefix::PublicPrefix;

/// A row of the table of frameworks.
#[derive(Debug)]
pub struct Framework {
    /// The name used in reports.
    pub name: &'static str,
    /// The name a person writes.
    pub title: &'static str,
    /// What its user runs to build a project.
    pub build_command: &'static str,
    /// Packages whose presence in a `package.json` tells it.
    pub packages: &'static [&'static str],
    /// Configuration files, each of which tells it too, in the order the framework looks for them.
    pub config_files: &'static [&'static str],
    /// The setting that moves the folder all others are relative to.
    pub base_setting: Option<&'static str>,
    /// The folders it gives a meaning to; of two at one path the first counts.
    pub folders: &'static [Folder],
    /// Folders whose packages are parts of the project and no projects of their own.
    pub local_packages: &'static [&'static str],
    /// Prefixes that put a variable into client code.
    pub public_prefixes: &'static [PublicPrefix],
}

/// A folder that a framework gives a meaning to.
#[derive(Debug)]
pub struct Folder {
    /// Where it lies in a project.
    pub path: FolderPath,
    /// Which projects have it.
    pub when: When,
    /// Who writes it, and what for.
    pub role: Role,
    /// Entries at its top, one of which every finished build has; where none is named, any content will do.
    pub proof: &'static [&'static str],
    /// Globs from the folder down, of which the first that matches a file says who can read it.
    pub parts: &'static [(&'static str, Exposure)],
    /// Who can read a file that no part matches.
    pub rest: Exposure,
    /// What tells such a folder where no project does.
    pub signs: &'static [Sign],
}

/// Where a folder lies, from the project's base.
#[derive(Debug, Clone, Copy)]
pub enum FolderPath {
    /// Always there.
    Fixed(&'static str),
    /// Where a setting in the framework's configuration file says.
    Setting {
        /// The setting, its levels joined by dots.
        key: &'static str,
        /// Where it lies when the setting is absent.
        default: &'static str,
    },
}

/// Which projects of a framework have a folder.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// All.
    Always,
    /// Those whose configuration says so.
    Set(Claim),
    /// Those whose configuration does not say so.
    NotSet(Claim),
    /// Those where a file with one of these extensions lies in the folder.
    Holds(&'static [&'static str]),
}

/// A setting and its value.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The setting.
    pub key: &'static str,
    /// Its value.
    pub value: &'static str,
}

/// Who writes a folder, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The build writes here what ships: without one of these the project is not built.
    Shipped,
    /// The build writes here what stays on the server.
    Private,
    /// The author's files, served as they are, built or not.
    Served,
    /// The author's files, which the build copies into an output: none itself.
    Source,
}

/// What tells a folder that lies in no known project.
#[derive(Debug, Clone, Copy)]
pub enum Sign {
    /// Its own name.
    Name(&'static str),
    /// A file at its top.
    File(&'static str),
}

impl Folder {
    /// Who can read it as a whole: whoever can read the most exposed of its parts.
    #[must_use]
    pub fn exposure(&self) -> Exposure {
        let parts = self.parts.iter().map(|&(_, exposure)| exposure);
        parts.fold(self.rest, Exposure::min)
    }
}

impl FolderPath {
    /// Where it lies when no setting moves it.
    #[must_use]
    pub fn usual(self) -> &'static str {
        match self {
            Self::Fixed(path) => path,
            Self::Setting { default, .. } => default,
        }
    }
}

/// Every framework, the more specific first: what is built on Vite depends on Vite too.
pub static FRAMEWORKS: &[Framework] = &[
    Framework {
        name: "gatsby",
        title: "Gatsby",
        build_command: "gatsby build",
        packages: &["gatsby"],
        config_files: &[
            "gatsby-config.js",
            "gatsby-config.mjs",
            "gatsby-config.cjs",
            "gatsby-config.ts",
        ],
        base_setting: None,
        folders: &[
            Folder {
                path: FolderPath::Fixed("public"),
                // The renderer of pages, which the build means to delete when it is done.
                parts: &[("render-page.js", Server), ("render-page.js.map", Server)],
                ..CLIENT
            },
            Folder {
                path: FolderPath::Fixed(".cache"),
                role: Role::Private,
                rest: Server,
                signs: &[Sign::Name(".cache")],
                ..CLIENT
            },
        ],
        local_packages: &["plugins"],
        public_prefixes: &[PublicPrefix {
            prefix: "GATSBY_",
            rule: "Gatsby inlines every variable whose name starts with GATSBY_ into client code.",
        }],
    },
    Framework {
        name: "next",
        title: "Next.js",
        build_command: "next build",
        packages: &["next"],
        config_files: &[
            "next.config.js",
            "next.config.mjs",
            "next.config.cjs",
            "next.config.ts",
        ],
        base_setting: None,
        folders: &[
            Folder {
                path: FolderPath::Setting {
                    key: "distDir",
                    default: ".next",
                },
                when: When::NotSet(NEXT_EXPORT),
                ..NEXT_BUILD
            },
            // An export takes the configured folder for itself, and the build goes where it always does.
            Folder {
                path: FolderPath::Fixed(".next"),
                when: When::Set(NEXT_EXPORT),
                ..NEXT_BUILD
            },
            Folder {
                path: FolderPath::Setting {
                    key: "distDir",
                    default: "out",
                },
                when: When::Set(NEXT_EXPORT),
                ..CLIENT
            },
            Folder {
                path: FolderPath::Fixed("out"),
                ..CLIENT
            },
            Folder {
                path: FolderPath::Fixed("public"),
                role: Role::Served,
                ..CLIENT
            },
        ],
        local_packages: &[],
        public_prefixes: &[PublicPrefix {
            prefix: "NEXT_PUBLIC_",
            rule: "Next.js inlines every variable whose name starts with NEXT_PUBLIC_ into client code.",
        }],
    },
    Framework {
        name: "vite",
        title: "Vite",
        build_command: "vite build",
        packages: &["vite"],
        config_files: &[
            "vite.config.js",
            "vite.config.mjs",
            "vite.config.ts",
            "vite.config.cjs",
            "vite.config.mts",
            "vite.config.cts",
        ],
        base_setting: Some("root"),
        folders: &[
            Folder {
                path: FolderPath::Setting {
                    key: "build.outDir",
                    default: "dist",
                },
                parts: SERVER_PART,
                ..CLIENT
            },
            Folder {
                path: FolderPath::Fixed("public"),
                role: Role::Source,
                rest: Source,
                ..CLIENT
            },
        ],
        local_packages: &[],
        public_prefixes: &[PublicPrefix {
            prefix: "VITE_",
            rule: "Vite puts every variable whose name starts with VITE_ on import.meta.env, which client code inlines.",
        }],
    },
];

/// The folders of a project of no known framework.
pub static GENERIC_FOLDERS: &[Folder] = &[
    generic("_site"),
    generic("build"),
    generic("dist"),
    generic("out"),
    generic("public"),
];

/// Names of folders whose code stays on the server wherever they lie.
pub static SERVER_FOLDERS: &[&str] = &["server"];

/// Extensions of what is code for a server in such a folder; anything else may be a page of that name.
pub static SERVER_EXTENSIONS: &[&str] = &["js", "mjs", "cjs", "json", "map"];

/// A folder of which everything ships; rows take from it what they do not say.
const CLIENT: Folder = Folder {
    path: FolderPath::Fixed("."),
    when: When::Always,
    role: Role::Shipped,
    proof: &[],
    parts: &[],
    rest: Client,
    signs: &[],
};

/// A site may have a page called `server`, so what is no code in such a folder is served.
const SERVER_PART: &[(&str, Exposure)] = &[("server/**/*.{js,mjs,cjs,json,map}", Server)];

const NEXT_EXPORT: Claim = Claim {
    key: "output",
    value: "export",
};

/// What `next build` writes: the static files and the prerendered pages are served, all else is not.
const NEXT_BUILD: Folder = Folder {
    // The development server leaves its own files here.
    proof: &["BUILD_ID", "server", "standalone", "static"],
    parts: &[
        ("static/**", Client),
        // The standalone server is deployed with its own copy of what is served.
        ("standalone/**/node_modules/**", Server),
        ("standalone/**/.next/static/**", Client),
        // File traces and manifests stand among the pages' data.
        (
            "{,standalone/**/.next/}server/**/{*.nft,*-manifest,*_manifest}.json",
            Server,
        ),
        (
            "{,standalone/**/.next/}server/{app,pages}/**/*.{html,rsc,body,meta,json}",
            Client,
        ),
        ("standalone/**/.next/**", Server),
        ("standalone/**/public/**", Client),
    ],
    rest: Server,
    signs: &[Sign::Name(".next"), Sign::File("BUILD_ID")],
    ..CLIENT
};

const fn generic(name: &'static str) -> Folder {
    Folder {
        path: FolderPath::Fixed(name),
        when: When::Holds(&["html", "htm", "js", "mjs", "cjs"]),
        parts: SERVER_PART,
        ..CLIENT
    }
}

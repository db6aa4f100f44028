//! What is known of each framework, as one table: a framework is a row, and no code knows its name.

mod apps;
mod bundlers;
mod hosts;
mod kits;
mod pages;
mod sites;

use super::Exposure;
use super::Exposure::{Client, Server, Source};
use super::prefix::PublicPrefix;
pub(super) use hosts::{HOST_FOLDERS, HOST_SETTINGS, HostSetting};

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
    /// Names of rows that say nothing more where this one holds: what it is built on.
    pub hides: &'static [&'static str],
    /// Whether what it builds may be no site, or a copy of one: it counts where an output is there.
    pub is_tool: bool,
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
    /// Where code runs that no browser gets.
    pub server_code: &'static str,
    /// What to mind with a provider's client in this framework.
    pub advice: &'static [Advice],
}

/// What to mind with a provider's client in a framework.
#[derive(Debug)]
pub struct Advice {
    /// The provider.
    pub provider: &'static str,
    /// What to write, and what not, in the place of what the provider's rules say.
    pub text: &'static str,
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
    /// Where a setting says, and nowhere else.
    Hint(&'static str),
    /// Below the folder that a script of the `package.json` hands to a command.
    Operand {
        /// The command, up to the folder's name.
        command: &'static str,
        /// Where it lies from that folder.
        below: &'static str,
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
    /// Another tool writes here what ships, whether the project itself is built or not.
    Beside,
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
            Self::Hint(_) => "",
            Self::Operand { below, .. } => below,
        }
    }
}

/// Every framework, the more specific first: of what is built on Vite, Vite's own row says less.
pub static FRAMEWORKS: &[&Framework] = &[
    &sites::GATSBY,
    &sites::NEXT,
    &sites::NUXT,
    &sites::ASTRO,
    &sites::SVELTEKIT,
    &sites::REACT_ROUTER,
    &sites::REMIX,
    &kits::SOLID_START,
    &kits::TANSTACK_START,
    &kits::QWIK,
    &kits::VIKE,
    &kits::REDWOOD,
    &apps::QUASAR,
    &apps::WXT,
    &apps::PLASMO,
    &apps::ELECTRON_VITE,
    &apps::ELECTRON_FORGE,
    &apps::EXPO,
    &apps::ANGULAR,
    &apps::EMBER,
    &apps::CREATE_REACT_APP,
    &apps::VUE_CLI,
    &apps::UMI,
    &apps::STENCIL,
    &pages::DOCUSAURUS,
    &pages::ELEVENTY,
    &pages::HEXO,
    &apps::SANITY_APP,
    &apps::SANITY_STUDIO,
    &bundlers::RSBUILD,
    &bundlers::PARCEL,
    &bundlers::VITE,
    &pages::VITEPRESS,
    &pages::VUEPRESS,
    &pages::HUGO,
    &pages::JEKYLL,
    &bundlers::RSPACK,
    &bundlers::WEBPACK,
    &bundlers::ROLLUP,
    &bundlers::ESBUILD,
    &pages::STORYBOOK,
    &apps::ELECTRON,
    &apps::CAPACITOR,
    &apps::CORDOVA,
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
pub static SERVER_FOLDERS: &[&str] = &["server", "_worker.js"];

/// Extensions of what is code for a server in such a folder; anything else may be a page of that name.
pub static SERVER_EXTENSIONS: &[&str] = &["js", "mjs", "cjs", "json", "map"];

/// A row without a content; rows take from it what they do not say.
const ROW: Framework = Framework {
    name: "",
    title: "",
    build_command: "",
    packages: &[],
    hides: &[],
    is_tool: false,
    config_files: &[],
    base_setting: None,
    folders: &[],
    local_packages: &[],
    public_prefixes: &[],
    server_code: "a small server of your own (one function at your host will do)",
    advice: &[],
};

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

/// A folder of which browsers get the parts that are named.
const SERVER: Folder = Folder {
    rest: Server,
    ..CLIENT
};

/// Code for a server beside what is served: Cloudflare's worker, and folders so called. A site may
/// have a page called `server`, so what is no code in such a folder is served.
const SERVER_PART: &[(&str, Exposure)] = &[
    ("_worker.js{,/**}", Server),
    ("server/**/*.{js,mjs,cjs,json,map}", Server),
];

/// Files that a build copies into its output as they are.
const fn source(path: &'static str) -> Folder {
    Folder {
        path: FolderPath::Fixed(path),
        role: Role::Source,
        rest: Source,
        ..CLIENT
    }
}

/// A folder of which everything ships but what is for a server.
const fn shipped(path: &'static str) -> Folder {
    Folder {
        path: FolderPath::Fixed(path),
        parts: SERVER_PART,
        ..CLIENT
    }
}

/// The same, where a setting says.
const fn configured(key: &'static str, default: &'static str) -> Folder {
    Folder {
        path: FolderPath::Setting { key, default },
        parts: SERVER_PART,
        ..CLIENT
    }
}

/// What Nitro writes, the server of several frameworks.
const NITRO: Folder = Folder {
    path: FolderPath::Fixed(".output"),
    parts: &[("public/**", Client)],
    signs: &[Sign::Name(".output"), Sign::File("nitro.json")],
    ..SERVER
};

/// A folder with a part for browsers and one for the server beside it.
const SPLIT: &[(&str, Exposure)] = &[
    ("client/**", Client),
    ("server/**/*.{js,mjs,cjs,json,map}", Server),
    ("index.{js,mjs,cjs}{,.map}", Server),
];

const VITE_PREFIX: PublicPrefix = PublicPrefix {
    prefix: "VITE_",
    rule: "Vite puts every variable whose name starts with VITE_ on import.meta.env, which client code inlines.",
};

const PUBLIC_PREFIX: PublicPrefix = PublicPrefix {
    prefix: "PUBLIC_",
    rule: "Astro, SvelteKit, Qwik and Rsbuild let client code read every variable whose name starts with PUBLIC_.",
};

const fn generic(name: &'static str) -> Folder {
    Folder {
        path: FolderPath::Fixed(name),
        when: When::Holds(&["html", "htm", "js", "mjs", "cjs"]),
        parts: SERVER_PART,
        ..CLIENT
    }
}

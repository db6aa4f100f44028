//! Frameworks whose builds have a part for browsers and often one for a server.

use super::{
    Advice, CLIENT, Claim, Exposure, Folder, FolderPath, Framework, NITRO, PUBLIC_PREFIX,
    PublicPrefix, ROW, Role, SERVER, SPLIT, Sign, VITE_PREFIX, When, configured, source,
};
use Exposure::{Client, Server};

pub(super) static GATSBY: Framework = Framework {
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
    server_code: "a Gatsby Function (src/api/)",
    advice: &[Advice {
        provider: "sanity",
        text: "Let the browser read published content without a token (useCdn: true). Give the token to gatsby-source-sanity in gatsby-config, and to a Gatsby Function (src/api/) that writes; elsewhere below src/ do not name its variable: Gatsby inlines every variable of .env.production that client code reads, prefix or not.",
    }],
    ..ROW
};

pub(super) static NEXT: Framework = Framework {
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
    public_prefixes: &[PublicPrefix {
        prefix: "NEXT_PUBLIC_",
        rule: "Next.js inlines every variable whose name starts with NEXT_PUBLIC_ into client code.",
    }],
    server_code: "a route handler or a server component, in a module that imports `server-only`",
    advice: &[Advice {
        provider: "sanity",
        text: "Let the browser read published content without a token (useCdn: true). Create the client with the token in a module that begins with `import 'server-only'`, and let a route handler do the writes. With `defineLive` pass the token as `serverToken`; `browserToken` is for draft mode and wants a Viewer token of its own.",
    }],
    ..ROW
};

pub(super) static NUXT: Framework = Framework {
    name: "nuxt",
    title: "Nuxt",
    build_command: "nuxt build",
    packages: &["nuxt", "nuxt3", "nuxt-edge"],
    hides: &["vite", "webpack"],
    config_files: &[
        "nuxt.config.ts",
        "nuxt.config.js",
        "nuxt.config.mjs",
        "nuxt.config.cjs",
    ],
    folders: &[
        NITRO,
        // Nuxt 2 serves these from its own folder; `nuxt generate` writes `dist`.
        Folder {
            path: FolderPath::Fixed(".nuxt"),
            proof: &["dist"],
            parts: &[("dist/client/**", Client)],
            signs: &[Sign::Name(".nuxt")],
            ..SERVER
        },
        configured("generate.dir", "dist"),
        source("public"),
        source("static"),
    ],
    public_prefixes: &[PublicPrefix {
        prefix: "NUXT_PUBLIC_",
        rule: "Nuxt puts every variable whose name starts with NUXT_PUBLIC_ into runtimeConfig.public, which each page carries.",
    }],
    server_code: "a server route (server/api/)",
    advice: &[Advice {
        provider: "sanity",
        text: "Let the browser read published content without a token (useCdn: true). Do not set `sanity.token` in nuxt.config: the module copies it to runtimeConfig.public. Use `sanity.visualEditing.token` or `liveContent.serverToken`, which stay private, and a server route for writes.",
    }],
    ..ROW
};

pub(super) static ASTRO: Framework = Framework {
    name: "astro",
    title: "Astro",
    build_command: "astro build",
    packages: &["astro"],
    hides: &["vite"],
    config_files: &[
        "astro.config.mjs",
        "astro.config.js",
        "astro.config.ts",
        "astro.config.mts",
        "astro.config.cjs",
    ],
    folders: &[configured("outDir", "dist"), source("public")],
    public_prefixes: &[PUBLIC_PREFIX],
    server_code: "an endpoint (src/pages/api/), with `astro:env/server`",
    advice: &[Advice {
        provider: "sanity",
        text: "Let the browser read published content without a token (useCdn: true). Leave the token out of the @sanity/astro integration if any client script imports `sanity:client`; call the client in frontmatter, and let an endpoint do the writes.",
    }],
    ..ROW
};

pub(super) static SVELTEKIT: Framework = Framework {
    name: "sveltekit",
    title: "SvelteKit",
    build_command: "vite build",
    packages: &["@sveltejs/kit"],
    hides: &["vite"],
    config_files: &["svelte.config.js", "svelte.config.ts", "svelte.config.mjs"],
    folders: &[
        Folder {
            path: FolderPath::Setting {
                key: "kit.adapter.pages",
                default: "build",
            },
            ..SVELTEKIT_BUILD
        },
        Folder {
            path: FolderPath::Setting {
                key: "kit.adapter.out",
                default: "build",
            },
            ..SVELTEKIT_BUILD
        },
        // What every adapter starts from, and where those for hosts write.
        Folder {
            path: FolderPath::Fixed(".svelte-kit"),
            proof: &["output"],
            parts: &[
                ("output/{client,prerendered}/**", Client),
                ("cloudflare/_worker.js{,.map}", Server),
                ("cloudflare/**", Client),
            ],
            signs: &[Sign::Name(".svelte-kit")],
            ..SERVER
        },
        source("static"),
    ],
    public_prefixes: &[PUBLIC_PREFIX, VITE_PREFIX],
    server_code: "a `+server.js` or a module in `$lib/server`, with `$env/static/private` (`$app/env/private` since SvelteKit 3)",
    advice: &[Advice {
        provider: "sanity",
        text: "Let the browser read published content without a token (useCdn: true). Create the client with the token in `$lib/server`, return from `load` what the page shows and nothing more, and let a form action or `+server.js` do the writes.",
    }],
    ..ROW
};

/// The static adapter's whole site, or the Node adapter's server beside what it serves.
const SVELTEKIT_BUILD: Folder = Folder {
    parts: &[
        ("server/**", Server),
        ("{index,handler,env,shims,adapter-node}.js{,.map}", Server),
    ],
    ..CLIENT
};

pub(super) static REACT_ROUTER: Framework = Framework {
    name: "react-router",
    title: "React Router",
    build_command: "react-router build",
    packages: &["@react-router/dev"],
    hides: &["vite", "remix"],
    config_files: &[
        "react-router.config.ts",
        "react-router.config.js",
        "react-router.config.mjs",
    ],
    folders: &[
        Folder {
            path: FolderPath::Setting {
                key: "buildDirectory",
                default: "build",
            },
            parts: SPLIT,
            ..CLIENT
        },
        source("public"),
    ],
    public_prefixes: &[VITE_PREFIX],
    server_code: "a loader or action, in a `.server` module",
    advice: &[Advice {
        provider: "sanity",
        text: "Let the browser read published content without a token (useCdn: true). Create the client with the token in a `.server` module, return from loaders the documents and not the environment, and let an action do the writes.",
    }],
    ..ROW
};

pub(super) static REMIX: Framework = Framework {
    name: "remix",
    title: "Remix",
    build_command: "remix vite:build",
    packages: &["@remix-run/dev", "@remix-run/react"],
    hides: &["vite"],
    config_files: &["remix.config.js", "remix.config.mjs"],
    folders: &[
        Folder {
            path: FolderPath::Fixed("build"),
            parts: SPLIT,
            ..CLIENT
        },
        // The classic compiler writes `public/build`, and the whole folder is served.
        Folder {
            path: FolderPath::Fixed("public"),
            role: Role::Served,
            ..CLIENT
        },
    ],
    public_prefixes: &[VITE_PREFIX],
    server_code: "a loader or action, in a `.server` module",
    advice: &[Advice {
        provider: "sanity",
        text: "Let the browser read published content without a token (useCdn: true). Create the client with the token in a `.server` module, return from loaders the documents and not the environment, and let an action do the writes.",
    }],
    ..ROW
};

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

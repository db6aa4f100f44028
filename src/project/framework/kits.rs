//! More frameworks whose builds have a part for browsers and often one for a server, built on Vite.

use super::Exposure::{Client, Server};
use super::{
    CLIENT, Folder, FolderPath, Framework, NITRO, PUBLIC_PREFIX, PublicPrefix, ROW, Role, SERVER,
    VITE_PREFIX, When, shipped, source,
};

pub(super) static SOLID_START: Framework = Framework {
    name: "solid-start",
    title: "SolidStart",
    build_command: "vinxi build",
    packages: &["@solidjs/start", "solid-start"],
    hides: &["vite"],
    folders: &[
        NITRO,
        Folder {
            path: FolderPath::Fixed(".vinxi"),
            role: Role::Private,
            parts: &[("build/client/**", Client)],
            ..SERVER
        },
        shipped("dist"),
        source("public"),
    ],
    public_prefixes: &[VITE_PREFIX],
    server_code: "a function marked `'use server'`",
    ..ROW
};

pub(super) static TANSTACK_START: Framework = Framework {
    name: "tanstack-start",
    title: "TanStack Start",
    build_command: "vite build",
    packages: &[
        "@tanstack/react-start",
        "@tanstack/solid-start",
        "@tanstack/start",
    ],
    hides: &["vite"],
    folders: &[NITRO, shipped("dist"), source("public")],
    public_prefixes: &[VITE_PREFIX],
    server_code: "the handler of a `createServerFn`",
    ..ROW
};

pub(super) static QWIK: Framework = Framework {
    name: "qwik",
    title: "Qwik",
    build_command: "qwik build",
    packages: &["@builder.io/qwik", "@qwik.dev/core"],
    hides: &["vite"],
    folders: &[
        shipped("dist"),
        Folder {
            path: FolderPath::Fixed("server"),
            role: Role::Private,
            when: When::Holds(&["mjs", "js"]),
            ..SERVER
        },
        source("public"),
    ],
    public_prefixes: &[PUBLIC_PREFIX, VITE_PREFIX],
    server_code: "a `routeLoader$` or `server$` function",
    ..ROW
};

pub(super) static VIKE: Framework = Framework {
    name: "vike",
    title: "Vike",
    build_command: "vike build",
    packages: &["vike", "vite-plugin-ssr"],
    folders: &[
        Folder {
            path: FolderPath::Fixed("dist"),
            parts: &[
                ("client/**", Client),
                ("server/**/*.{js,mjs,cjs,json,map}", Server),
                ("assets.json", Server),
            ],
            ..CLIENT
        },
        source("public"),
    ],
    public_prefixes: &[
        PublicPrefix {
            prefix: "PUBLIC_ENV__",
            rule: "Vike lets client code read every variable whose name starts with PUBLIC_ENV__.",
        },
        VITE_PREFIX,
    ],
    server_code: "a `+data` or `.server` file, which returns what the page shows",
    ..ROW
};

pub(super) static REDWOOD: Framework = Framework {
    name: "redwood",
    title: "Redwood",
    build_command: "rw build",
    packages: &["@redwoodjs/core", "@cedarjs/core"],
    config_files: &["redwood.toml", "cedar.toml"],
    folders: &[
        Folder {
            path: FolderPath::Fixed("web/dist"),
            parts: &[("{server,rsc,ssr}/**/*.{js,mjs,cjs,json,map}", Server)],
            ..CLIENT
        },
        Folder {
            path: FolderPath::Fixed("api/dist"),
            role: Role::Private,
            ..SERVER
        },
        source("web/public"),
    ],
    local_packages: &["web", "api"],
    public_prefixes: &[PublicPrefix {
        prefix: "REDWOOD_ENV_",
        rule: "Redwood inlines every variable whose name starts with REDWOOD_ENV_ into its web side.",
    }],
    server_code: "the API side (api/src/)",
    ..ROW
};

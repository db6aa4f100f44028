//! Bundlers, whose output may be a site or anything else.

use super::{
    CLIENT, Folder, FolderPath, Framework, PUBLIC_PREFIX, ROW, SERVER_PART, VITE_PREFIX,
    configured, shipped, source,
};

pub(super) static VITE: Framework = Framework {
    name: "vite",
    title: "Vite",
    build_command: "vite build",
    packages: &["vite", "rolldown-vite"],
    config_files: &[
        "vite.config.js",
        "vite.config.mjs",
        "vite.config.ts",
        "vite.config.cjs",
        "vite.config.mts",
        "vite.config.cts",
    ],
    base_setting: Some("root"),
    folders: &[configured("build.outDir", "dist"), source("public")],
    public_prefixes: &[VITE_PREFIX],
    ..ROW
};

pub(super) static PARCEL: Framework = Framework {
    name: "parcel",
    title: "Parcel",
    build_command: "parcel build",
    packages: &["parcel", "parcel-bundler"],
    folders: &[shipped("dist"), operand("parcel build --dist-dir ")],
    ..ROW
};

pub(super) static RSBUILD: Framework = Framework {
    name: "rsbuild",
    title: "Rsbuild",
    build_command: "rsbuild build",
    packages: &["@rsbuild/core"],
    hides: &["rspack"],
    config_files: &[
        "rsbuild.config.ts",
        "rsbuild.config.mjs",
        "rsbuild.config.js",
        "rsbuild.config.mts",
        "rsbuild.config.cjs",
    ],
    folders: &[configured("output.distPath.root", "dist"), source("public")],
    public_prefixes: &[PUBLIC_PREFIX],
    ..ROW
};

pub(super) static RSPACK: Framework = Framework {
    name: "rspack",
    title: "Rspack",
    build_command: "rspack build",
    packages: &["@rspack/cli", "@rspack/core"],
    hides: &["webpack"],
    config_files: &[
        "rspack.config.js",
        "rspack.config.mjs",
        "rspack.config.ts",
        "rspack.config.cjs",
    ],
    ..TOOL
};

pub(super) static WEBPACK: Framework = Framework {
    name: "webpack",
    title: "webpack",
    build_command: "webpack",
    packages: &["webpack", "webpack-cli"],
    config_files: &[
        "webpack.config.js",
        "webpack.config.mjs",
        "webpack.config.cjs",
        "webpack.config.ts",
        "webpack.prod.js",
        "config/webpack.config.js",
    ],
    ..TOOL
};

pub(super) static ROLLUP: Framework = Framework {
    name: "rollup",
    title: "Rollup",
    build_command: "rollup -c",
    packages: &["rollup", "rolldown"],
    config_files: &[
        "rollup.config.js",
        "rollup.config.mjs",
        "rollup.config.ts",
        "rollup.config.cjs",
        "rolldown.config.js",
        "rolldown.config.ts",
    ],
    ..TOOL
};

pub(super) static ESBUILD: Framework = Framework {
    name: "esbuild",
    title: "esbuild",
    build_command: "esbuild",
    packages: &["esbuild"],
    ..TOOL
};

/// A bundler of anything, whose usual folders are those of a project of no known framework.
const TOOL: Framework = Framework {
    is_tool: true,
    folders: &[Folder {
        path: FolderPath::Hint("output.path"),
        parts: SERVER_PART,
        ..CLIENT
    }],
    ..ROW
};

const fn operand(command: &'static str) -> Folder {
    Folder {
        path: FolderPath::Operand { command, below: "" },
        parts: SERVER_PART,
        ..CLIENT
    }
}

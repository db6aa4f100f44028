//! Generators of static pages.

use super::{
    CLIENT, Folder, FolderPath, Framework, PublicPrefix, ROW, Role, SERVER, VITE_PREFIX,
    configured, shipped, source,
};

pub(super) static DOCUSAURUS: Framework = Framework {
    name: "docusaurus",
    title: "Docusaurus",
    build_command: "docusaurus build",
    packages: &["@docusaurus/core"],
    hides: &["webpack"],
    config_files: &[
        "docusaurus.config.js",
        "docusaurus.config.ts",
        "docusaurus.config.mjs",
        "docusaurus.config.cjs",
    ],
    folders: &[
        shipped("build"),
        Folder {
            path: FolderPath::Fixed(".docusaurus"),
            role: Role::Private,
            ..SERVER
        },
        source("static"),
    ],
    ..ROW
};

pub(super) static ELEVENTY: Framework = Framework {
    name: "eleventy",
    title: "Eleventy",
    build_command: "eleventy",
    packages: &["@11ty/eleventy"],
    hides: &["vite", "webpack"],
    config_files: &[
        ".eleventy.js",
        "eleventy.config.js",
        "eleventy.config.mjs",
        "eleventy.config.cjs",
        "eleventy.config.ts",
    ],
    folders: &[configured("dir.output", "_site"), source("public")],
    ..ROW
};

pub(super) static HEXO: Framework = Framework {
    name: "hexo",
    title: "Hexo",
    build_command: "hexo generate",
    packages: &["hexo"],
    hides: &["jekyll"],
    folders: &[shipped("public")],
    ..ROW
};

pub(super) static HUGO: Framework = Framework {
    name: "hugo",
    title: "Hugo",
    build_command: "hugo",
    is_tool: true,
    config_files: &[
        "hugo.toml",
        "hugo.yaml",
        "hugo.yml",
        "hugo.json",
        "config/_default/hugo.toml",
        "config/_default/hugo.yaml",
        "config/_default/config.toml",
        "archetypes/default.md",
    ],
    folders: &[shipped("public"), source("static")],
    ..ROW
};

pub(super) static JEKYLL: Framework = Framework {
    name: "jekyll",
    title: "Jekyll",
    build_command: "jekyll build",
    is_tool: true,
    config_files: &["_config.yml", "_config.yaml", "_config.toml"],
    folders: &[shipped("_site")],
    ..ROW
};

pub(super) static VITEPRESS: Framework = Framework {
    name: "vitepress",
    title: "VitePress",
    build_command: "vitepress build",
    packages: &["vitepress"],
    config_files: &[
        ".vitepress/config.ts",
        ".vitepress/config.mts",
        ".vitepress/config.js",
        ".vitepress/config.mjs",
        "docs/.vitepress/config.ts",
        "docs/.vitepress/config.mts",
        "docs/.vitepress/config.js",
        "docs/.vitepress/config.mjs",
    ],
    folders: &[
        shipped(".vitepress/dist"),
        shipped("docs/.vitepress/dist"),
        Folder {
            path: FolderPath::Operand {
                command: "vitepress build ",
                below: ".vitepress/dist",
            },
            ..CLIENT
        },
        source("docs/public"),
    ],
    public_prefixes: &[VITE_PREFIX],
    ..ROW
};

pub(super) static VUEPRESS: Framework = Framework {
    name: "vuepress",
    title: "VuePress",
    build_command: "vuepress build",
    packages: &["vuepress", "@vuepress/cli", "@vuepress/core"],
    hides: &["vite", "webpack"],
    folders: &[
        shipped(".vuepress/dist"),
        shipped("docs/.vuepress/dist"),
        shipped("src/.vuepress/dist"),
        Folder {
            path: FolderPath::Operand {
                command: "vuepress build ",
                below: ".vuepress/dist",
            },
            ..CLIENT
        },
        source("docs/.vuepress/public"),
        source("src/.vuepress/public"),
    ],
    ..ROW
};

pub(super) static STORYBOOK: Framework = Framework {
    name: "storybook",
    title: "Storybook",
    build_command: "storybook build",
    is_tool: true,
    packages: &[
        "storybook",
        "@storybook/react",
        "@storybook/vue3",
        "@storybook/html",
    ],
    config_files: &[
        ".storybook/main.ts",
        ".storybook/main.js",
        ".storybook/main.mjs",
        ".storybook/main.cjs",
    ],
    folders: &[
        Folder {
            role: Role::Beside,
            ..shipped("storybook-static")
        },
        Folder {
            path: FolderPath::Operand {
                command: "storybook build -o ",
                below: "",
            },
            role: Role::Beside,
            ..CLIENT
        },
    ],
    public_prefixes: &[PublicPrefix {
        prefix: "STORYBOOK_",
        rule: "Storybook inlines every variable whose name starts with STORYBOOK_ into its bundle.",
    }],
    ..ROW
};

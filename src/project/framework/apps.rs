//! Frameworks and wrappers of applications, all of which browsers or users get.

use super::{
    Advice, CLIENT, Exposure, Folder, FolderPath, Framework, PublicPrefix, ROW, Role, VITE_PREFIX,
    configured, shipped, source,
};
use Exposure::{Client, Server};

pub(super) static QUASAR: Framework = Framework {
    name: "quasar",
    title: "Quasar",
    build_command: "quasar build",
    packages: &["@quasar/app-vite", "@quasar/app-webpack", "@quasar/app"],
    hides: &["vite", "webpack"],
    config_files: &[
        "quasar.config.js",
        "quasar.config.ts",
        "quasar.config.cjs",
        "quasar.config.mjs",
        "quasar.conf.js",
    ],
    folders: &[
        Folder {
            parts: &[("ssr/client/**", Client), ("ssr/**", Server)],
            ..shipped("dist")
        },
        source("public"),
    ],
    public_prefixes: &[VITE_PREFIX],
    ..ROW
};

pub(super) static WXT: Framework = Framework {
    name: "wxt",
    title: "WXT",
    build_command: "wxt build",
    packages: &["wxt"],
    hides: &["vite"],
    config_files: &["wxt.config.ts", "wxt.config.js"],
    // Whoever installs the extension has all of it, its background script too.
    folders: &[whole(".output"), source("public")],
    public_prefixes: &[
        VITE_PREFIX,
        PublicPrefix {
            prefix: "WXT_",
            rule: "WXT puts every variable whose name starts with WXT_ on import.meta.env, which the extension inlines.",
        },
    ],
    ..ROW
};

pub(super) static PLASMO: Framework = Framework {
    name: "plasmo",
    title: "Plasmo",
    build_command: "plasmo build",
    packages: &["plasmo"],
    hides: &["parcel"],
    folders: &[whole("build")],
    public_prefixes: &[PublicPrefix {
        prefix: "PLASMO_PUBLIC_",
        rule: "Plasmo inlines every variable whose name starts with PLASMO_PUBLIC_ into the extension.",
    }],
    ..ROW
};

pub(super) static ELECTRON_VITE: Framework = Framework {
    name: "electron-vite",
    title: "electron-vite",
    build_command: "electron-vite build",
    packages: &["electron-vite"],
    hides: &["vite", "electron"],
    config_files: &[
        "electron.vite.config.ts",
        "electron.vite.config.js",
        "electron.vite.config.mjs",
    ],
    // The main process is in the package that users install, as readable as the renderer.
    folders: &[whole("out")],
    public_prefixes: &[
        VITE_PREFIX,
        PublicPrefix {
            prefix: "MAIN_VITE_",
            rule: "electron-vite inlines every variable whose name starts with MAIN_VITE_ into the main process, which users install.",
        },
        PublicPrefix {
            prefix: "PRELOAD_VITE_",
            rule: "electron-vite inlines every variable whose name starts with PRELOAD_VITE_ into the preload scripts, which users install.",
        },
        PublicPrefix {
            prefix: "RENDERER_VITE_",
            rule: "electron-vite inlines every variable whose name starts with RENDERER_VITE_ into the renderer, which users install.",
        },
    ],
    ..ROW
};

pub(super) static ELECTRON_FORGE: Framework = Framework {
    name: "electron-forge",
    title: "Electron Forge",
    build_command: "electron-forge package",
    packages: &[
        "@electron-forge/plugin-vite",
        "@electron-forge/plugin-webpack",
    ],
    hides: &["vite", "webpack", "electron"],
    // All of it is packed into the application that users install.
    folders: &[whole(".vite"), whole(".webpack"), source("public")],
    public_prefixes: &[VITE_PREFIX],
    ..ROW
};

pub(super) static EXPO: Framework = Framework {
    name: "expo",
    title: "Expo",
    build_command: "expo export",
    packages: &["expo"],
    folders: &[shipped("dist"), shipped("web-build"), source("public")],
    public_prefixes: &[PublicPrefix {
        prefix: "EXPO_PUBLIC_",
        rule: "Expo inlines every variable whose name starts with EXPO_PUBLIC_ into the application.",
    }],
    server_code: "an API route (`+api.ts`) or a server of your own",
    ..ROW
};

pub(super) static ANGULAR: Framework = Framework {
    name: "angular",
    title: "Angular",
    build_command: "ng build",
    packages: &["@angular/cli", "@angular/core"],
    config_files: &["angular.json", ".angular-cli.json"],
    folders: &[
        Folder {
            path: FolderPath::Setting {
                key: "projects.*.architect.build.options.outputPath",
                default: "dist",
            },
            parts: ANGULAR_SERVER,
            ..CLIENT
        },
        Folder {
            path: FolderPath::Fixed("dist"),
            parts: ANGULAR_SERVER,
            ..CLIENT
        },
        source("public"),
        source("src/assets"),
    ],
    public_prefixes: &[PublicPrefix {
        prefix: "NG_APP_",
        rule: "@ngx-env inlines every variable whose name starts with NG_APP_ into an Angular application.",
    }],
    ..ROW
};

/// Each application has a folder of its own, and beside its browser part one for the server.
const ANGULAR_SERVER: &[(&str, Exposure)] =
    &[("{,*/,*/*/}server/**/*.{js,mjs,cjs,html,map}", Server)];

pub(super) static EMBER: Framework = Framework {
    name: "ember",
    title: "Ember",
    build_command: "ember build --environment=production",
    packages: &["ember-cli", "ember-source"],
    hides: &["vite"],
    config_files: &[
        "ember-cli-build.js",
        "ember-cli-build.cjs",
        "ember-cli-build.mjs",
    ],
    folders: &[
        Folder {
            // Of FastBoot's files only the manifest is not served.
            parts: &[("package.json", Server)],
            ..shipped("dist")
        },
        source("public"),
    ],
    ..ROW
};

pub(super) static CREATE_REACT_APP: Framework = Framework {
    name: "create-react-app",
    title: "Create React App",
    build_command: "react-scripts build",
    packages: &["react-scripts", "@craco/craco", "react-app-rewired"],
    hides: &["webpack"],
    folders: &[shipped("build"), source("public")],
    public_prefixes: &[PublicPrefix {
        prefix: "REACT_APP_",
        rule: "Create React App inlines every variable whose name starts with REACT_APP_ into client code.",
    }],
    ..ROW
};

pub(super) static UMI: Framework = Framework {
    name: "umi",
    title: "Umi",
    build_command: "umi build",
    packages: &["umi", "@umijs/max"],
    hides: &["webpack", "vite"],
    config_files: &[".umirc.ts", ".umirc.js"],
    folders: &[configured("outputPath", "dist"), source("public")],
    public_prefixes: &[PublicPrefix {
        prefix: "UMI_APP_",
        rule: "Umi inlines every variable whose name starts with UMI_APP_ into client code.",
    }],
    ..ROW
};

pub(super) static STENCIL: Framework = Framework {
    name: "stencil",
    title: "Stencil",
    build_command: "stencil build",
    packages: &["@stencil/core"],
    config_files: &["stencil.config.ts", "stencil.config.js"],
    folders: &[shipped("www"), shipped("dist"), source("src/assets")],
    ..ROW
};

pub(super) static VUE_CLI: Framework = Framework {
    name: "vue-cli",
    title: "Vue CLI",
    build_command: "vue-cli-service build",
    packages: &["@vue/cli-service"],
    hides: &["webpack"],
    config_files: &["vue.config.js", "vue.config.cjs", "vue.config.ts"],
    folders: &[configured("outputDir", "dist"), source("public")],
    public_prefixes: &[PublicPrefix {
        prefix: "VUE_APP_",
        rule: "Vue CLI inlines every variable whose name starts with VUE_APP_ into client code.",
    }],
    ..ROW
};

pub(super) static SANITY_APP: Framework = Framework {
    name: "sanity-app",
    title: "Sanity application",
    build_command: "sanity build",
    packages: &["@sanity/sdk-react", "@sanity/sdk"],
    hides: &["vite", "sanity"],
    folders: &[shipped("dist"), source("static")],
    public_prefixes: &[PublicPrefix {
        prefix: "SANITY_APP_",
        rule: "A Sanity SDK application inlines every variable whose name starts with SANITY_APP_.",
    }],
    server_code: "a server of your own",
    advice: &[Advice {
        provider: "sanity",
        text: "Users of an SDK application are signed in: its hooks need no token.",
    }],
    ..ROW
};

pub(super) static SANITY_STUDIO: Framework = Framework {
    name: "sanity",
    title: "Sanity Studio",
    build_command: "sanity build",
    packages: &["sanity", "@sanity/cli"],
    hides: &["vite"],
    config_files: &[
        "sanity.config.ts",
        "sanity.config.js",
        "sanity.config.tsx",
        "sanity.config.jsx",
        "sanity.cli.ts",
        "sanity.cli.js",
    ],
    folders: &[shipped("dist"), source("static")],
    public_prefixes: &[PublicPrefix {
        prefix: "SANITY_STUDIO_",
        rule: "Sanity Studio inlines every variable whose name starts with SANITY_STUDIO_ into its bundle.",
    }],
    server_code: "a server of your own",
    advice: &[Advice {
        provider: "sanity",
        text: "Editors of a studio are signed in: `useClient` has their rights and needs no token. Keep the keys of plugins in @sanity/studio-secrets, and what needs a token in a Sanity Function.",
    }],
    ..ROW
};

/// What plain bundler set-ups leave of an application that users install whole.
pub(super) static ELECTRON: Framework = Framework {
    name: "electron",
    title: "Electron",
    build_command: "electron-forge package",
    is_tool: true,
    packages: &["electron"],
    folders: &[beside(".webpack"), beside(".vite")],
    ..ROW
};

pub(super) static CAPACITOR: Framework = Framework {
    name: "capacitor",
    title: "Capacitor",
    build_command: "cap sync",
    is_tool: true,
    packages: &["@capacitor/core", "@capacitor/cli"],
    config_files: &[
        "capacitor.config.json",
        "capacitor.config.ts",
        "ionic.config.json",
    ],
    // What `cap sync` writes beside the copy of the site is in the application too.
    folders: &[
        native("android/app/src/main/assets"),
        native("ios/App/App"),
        beside("www"),
        Folder {
            path: FolderPath::Hint("webDir"),
            ..beside("")
        },
    ],
    ..ROW
};

pub(super) static CORDOVA: Framework = Framework {
    name: "cordova",
    title: "Cordova",
    build_command: "cordova build",
    is_tool: true,
    packages: &["cordova", "cordova-android", "cordova-ios"],
    folders: &[
        beside("www"),
        beside("platforms/android/app/src/main/assets/www"),
        beside("platforms/ios/www"),
        beside("platforms/browser/www"),
    ],
    ..ROW
};

/// A folder of which users get everything, what looks like a server's code too.
const fn whole(path: &'static str) -> Folder {
    Folder {
        path: FolderPath::Fixed(path),
        ..CLIENT
    }
}

/// The part of a native application that Capacitor copies a site into.
const fn native(path: &'static str) -> Folder {
    Folder {
        proof: &["public"],
        ..beside(path)
    }
}

/// What another tool has made of an application.
const fn beside(path: &'static str) -> Folder {
    Folder {
        role: Role::Beside,
        ..whole(path)
    }
}

//! The layouts that hosts ask for, which any framework's adapter may write.

use super::{CLIENT, Exposure, Folder, FolderPath, Role, SERVER, Sign};
use Exposure::{Client, Server};

/// A folder that a host's own configuration names as what it serves.
#[derive(Debug)]
pub(crate) struct HostSetting {
    /// The file at the top of the project.
    pub(crate) file: &'static str,
    /// The setting in it.
    pub(crate) key: &'static str,
}

/// What hosts are told to serve.
pub(crate) static HOST_SETTINGS: &[HostSetting] = &[
    HostSetting {
        file: "firebase.json",
        key: "hosting.public",
    },
    HostSetting {
        file: "vercel.json",
        key: "outputDirectory",
    },
    HostSetting {
        file: "wrangler.json",
        key: "assets.directory",
    },
    HostSetting {
        file: "wrangler.jsonc",
        key: "assets.directory",
    },
];

/// Folders that any project may have; the last is what a host's setting names.
pub(crate) static HOST_FOLDERS: &[Folder] = &[
    Folder {
        // What links a project to its host lies beside it.
        path: FolderPath::Fixed(".vercel/output"),
        parts: &[
            ("{,output/}static/_worker.js{,/**}", Server),
            ("{,output/}static/**", Client),
            // What was rendered in advance, beside the functions that render it anew.
            ("{,output/}functions/**/*.{html,rsc,body,fallback}", Client),
        ],
        signs: &[Sign::Name(".vercel")],
        ..SERVER
    },
    Folder {
        path: FolderPath::Fixed(".netlify"),
        parts: &[("{static,publish,dist}/**", Client)],
        signs: &[Sign::Name(".netlify")],
        ..HOST
    },
    Folder {
        path: FolderPath::Fixed(".open-next"),
        parts: &[
            ("assets/**", Client),
            ("cache/**/*.{html,rsc,cache}", Client),
        ],
        signs: &[Sign::Name(".open-next")],
        ..HOST
    },
    Folder {
        path: FolderPath::Fixed(".amplify-hosting"),
        parts: &[("static/**", Client)],
        signs: &[Sign::Name(".amplify-hosting")],
        ..HOST
    },
    Folder {
        path: FolderPath::Fixed(".firebase"),
        parts: &[("*/hosting/**", Client)],
        signs: &[Sign::Name(".firebase")],
        ..HOST
    },
    Folder {
        path: FolderPath::Hint(""),
        parts: super::SERVER_PART,
        ..CLIENT
    },
];

/// What is for the host's own functions but for the parts that it serves.
const HOST: Folder = Folder {
    role: Role::Beside,
    ..SERVER
};

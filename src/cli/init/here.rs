//! What lies around the folder that is set up.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::edit;
use crate::cli::session::working_directory;

/// The folder, its package and its repository.
pub(super) struct Here {
    pub(super) folder: PathBuf,
    /// Where its repository begins.
    pub(super) top: Option<PathBuf>,
    /// What its `package.json` holds.
    pub(super) package: Option<String>,
    pub(super) manager: &'static Manager,
    /// Whether that manager has written down what it has installed.
    pub(super) is_locked: bool,
}

/// What installs packages, and how it is called.
pub(super) struct Manager {
    locks: &'static [&'static str],
    /// Runs the command that is installed in the project.
    pub(super) run: &'static str,
    add: &'static str,
    /// Installs what was written down, in CI.
    pub(super) install: &'static str,
    pub(super) build: &'static str,
    /// What a GitHub workflow needs before that.
    pub(super) setup: &'static str,
    /// What an image of Node needs before that.
    pub(super) script: Option<&'static str>,
    pub(super) follow_up: FollowUp,
}

/// What runs behind a script of a package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FollowUp {
    /// The script of the same name behind `post`.
    ByName,
    None,
}

const MANAGERS: [Manager; 5] = [
    Manager {
        locks: &["package-lock.json", "npm-shrinkwrap.json"],
        run: "npx --no-install spillcheck",
        add: "npm install --save-dev spillcheck",
        install: "npm ci",
        build: "npm run build",
        setup: "",
        script: None,
        follow_up: FollowUp::ByName,
    },
    Manager {
        locks: &["pnpm-lock.yaml"],
        run: "pnpm exec spillcheck",
        add: "pnpm add --save-dev spillcheck",
        install: "pnpm install --frozen-lockfile",
        build: "pnpm run build",
        setup: "      - run: corepack enable\n",
        script: Some("corepack enable"),
        follow_up: FollowUp::ByName,
    },
    // Yarn since its second version.
    Manager {
        locks: &[".yarnrc.yml"],
        run: "yarn run spillcheck",
        add: "yarn add --dev spillcheck",
        install: "yarn install --immutable",
        build: "yarn run build",
        setup: "      - run: corepack enable\n",
        script: Some("corepack enable"),
        follow_up: FollowUp::None,
    },
    Manager {
        locks: &["yarn.lock"],
        run: "yarn run spillcheck",
        add: "yarn add --dev spillcheck",
        install: "yarn install --frozen-lockfile",
        build: "yarn run build",
        setup: "      - run: corepack enable\n",
        script: Some("corepack enable"),
        follow_up: FollowUp::ByName,
    },
    Manager {
        locks: &["bun.lock", "bun.lockb"],
        run: "bunx --no-install spillcheck",
        add: "bun add --dev spillcheck",
        install: "bun install --frozen-lockfile",
        build: "bun run build",
        setup: "      - uses: oven-sh/setup-bun@v2\n",
        script: Some("npm install --global bun"),
        follow_up: FollowUp::ByName,
    },
];

impl Here {
    /// Looks around the working directory.
    pub(super) fn look() -> anyhow::Result<Self> {
        let folder = working_directory()?;
        let top = folder.ancestors().find(|it| it.join(".git").exists());
        let top = top.map(Path::to_path_buf);
        let package = edit::read(&folder.join("package.json"))?;
        let locked = manager(&folder, top.as_deref());
        Ok(Self {
            manager: locked.unwrap_or(&MANAGERS[0]),
            is_locked: locked.is_some(),
            folder,
            top,
            package,
        })
    }

    /// What starts spillcheck from the top of the repository.
    pub(super) fn command(&self, flags: &str) -> String {
        let run = if self.package.is_some() {
            self.manager.run
        } else {
            "spillcheck"
        };
        match self.below() {
            Some(folder) => format!("cd '{folder}' && {run}{flags}"),
            None => format!("{run}{flags}"),
        }
    }

    /// Where the folder lies in its repository, unless that is its top.
    pub(super) fn below(&self) -> Option<String> {
        let below = self.folder.strip_prefix(self.top.as_ref()?).ok()?;
        let below = below.to_str()?;
        (!below.is_empty()).then(|| below.replace(std::path::MAIN_SEPARATOR, "/"))
    }

    /// How to install the package, where the project does not name it.
    pub(super) fn missing_package(&self) -> Option<String> {
        let package: serde_json::Value = serde_json::from_str(self.package.as_ref()?).ok()?;
        let kinds = ["dependencies", "devDependencies"];
        let is_named = kinds
            .iter()
            .any(|kind| package[kind]["spillcheck"].is_string());
        (!is_named).then(|| self.manager.add.to_owned())
    }

    /// What git says; nothing where it says nothing, or is not there.
    pub(super) fn git(&self, args: &[&str]) -> Option<String> {
        let mut git = Command::new("git");
        git.args(args).current_dir(self.top.as_ref()?);
        let said = git
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let said = String::from_utf8(said.stdout).ok()?;
        let said = said.trim();
        (!said.is_empty()).then(|| said.to_owned())
    }
}

/// The manager whose lock lies in the folder or above it, as far up as the repository's top.
fn manager(folder: &Path, top: Option<&Path>) -> Option<&'static Manager> {
    for above in folder.ancestors() {
        let has = |it: &&Manager| it.locks.iter().any(|lock| above.join(lock).is_file());
        if let Some(manager) = MANAGERS.iter().find(has) {
            return Some(manager);
        }
        if Some(above) == top || top.is_none() {
            break;
        }
    }
    None
}

//! One project as surveyed: what builds it, and where its folders lie.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::framework::{Claim, Folder, FolderPath, Framework, GENERIC_FOLDERS, Role, When};
use super::literal::{self, Literal};
use super::{OutputDir, Project, env, package, path};
use crate::notification::{Notification, NotificationKind};

/// A project, and every folder that has a meaning in it, there or not.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) project: Project,
    pub(super) areas: Vec<Area>,
    local_packages: Vec<PathBuf>,
    pub(super) remarks: Vec<Notification>,
}

/// A folder of a project, and what it means.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) path: PathBuf,
    pub(super) folder: &'static Folder,
}

impl Site {
    pub(super) fn survey(root: &Path) -> Self {
        let mut remarks = Vec::new();
        let framework = package::framework(root, &mut remarks);
        let mut configuration = Configuration::of(root, framework, &mut remarks);
        let areas = configuration.areas(framework);
        remarks.extend(configuration.remarks);
        let local = framework.map_or(&[][..], |row| row.local_packages);
        let outputs = areas.iter().filter_map(Area::output).collect();
        Self {
            local_packages: local.iter().map(|it| root.join(it)).collect(),
            project: Project {
                root: root.to_path_buf(),
                framework,
                outputs,
                env_names: env::names(root, &mut remarks),
            },
            areas,
            remarks,
        }
    }

    /// Whether it is a frontend project, as far as can be told.
    pub(super) fn is_frontend(&self) -> bool {
        self.project.framework.is_some() || !self.project.outputs.is_empty()
    }

    /// Whether what its build ships is there, with or without content.
    pub(super) fn is_built(&self) -> bool {
        self.areas.iter().any(Area::is_shipped)
    }

    /// Whether `folder` is a part of it, and so no project of its own.
    pub(super) fn covers(&self, folder: &Path) -> bool {
        let areas = self.areas.iter().map(|it| &it.path);
        let mut parts = areas.chain(&self.local_packages);
        parts.any(|it| folder.starts_with(it))
    }

    /// Adds its outputs to `targets`, and tells what is missing of them.
    pub(super) fn take(&self, targets: &mut Vec<PathBuf>, notifications: &mut Vec<Notification>) {
        for area in self.areas.iter().filter(|it| it.is_there()) {
            if !path::is_empty(&area.path) {
                targets.push(area.path.clone());
            } else if area.is_shipped() {
                let message = format!("no file in it has any content{}", self.build_hint());
                let kind = NotificationKind::EmptyOutput;
                notifications.push(Notification::new(kind, &area.path, message));
            }
        }
        notifications.extend(self.not_built());
    }

    fn not_built(&self) -> Option<Notification> {
        let framework = self.project.framework.filter(|_| !self.is_built())?;
        let hint = self.build_hint();
        let message = format!("this {} project is not built{hint}", framework.title);
        let kind = NotificationKind::NotBuilt;
        Some(Notification::new(kind, &self.project.root, message))
    }

    fn build_hint(&self) -> String {
        let command = self.project.framework.map(|row| row.build_command);
        command.map_or_else(String::new, |it| format!("; run `{it}` first"))
    }
}

impl Area {
    /// Whether it is an output, and exists.
    fn is_there(&self) -> bool {
        self.folder.role != Role::Source && self.path.is_dir()
    }

    /// Whether it is there and is what the build ships.
    fn is_shipped(&self) -> bool {
        self.folder.role == Role::Shipped && self.is_there() && self.is_finished()
    }

    /// Whether a build came to its end here, or has left nothing at all.
    fn is_finished(&self) -> bool {
        let proof = self.folder.proof;
        let mut entries = proof.iter().map(|it| self.path.join(it));
        proof.is_empty() || entries.any(|it| it.exists()) || path::is_empty(&self.path)
    }

    fn output(&self) -> Option<OutputDir> {
        self.is_there().then(|| OutputDir {
            path: self.path.clone(),
            exposure: self.folder.exposure(),
        })
    }
}

/// What the framework's configuration file says.
struct Configuration<'a> {
    root: &'a Path,
    file: PathBuf,
    source: String,
    remarks: Vec<Notification>,
}

impl<'a> Configuration<'a> {
    fn of(root: &'a Path, framework: Option<&Framework>, remarks: &mut Vec<Notification>) -> Self {
        let name = framework.and_then(|row| package::config_file(root, row));
        let file = root.join(name.unwrap_or_default());
        let bytes = name.map_or(Ok(Vec::new()), |_| fs::read(&file));
        let bytes = bytes.unwrap_or_else(|why| {
            let message = format!("it cannot be read, so its defaults were assumed: {why}");
            remarks.push(Notification::new(
                NotificationKind::Configuration,
                &file,
                message,
            ));
            Vec::new()
        });
        Self {
            root,
            file,
            source: String::from_utf8_lossy(&bytes).into_owned(),
            remarks: Vec::new(),
        }
    }

    /// The folders that have a meaning in the project, the first of each path.
    fn areas(&mut self, framework: Option<&Framework>) -> Vec<Area> {
        let base = match framework.and_then(|row| row.base_setting) {
            Some(key) => path::lexical(&self.root.join(self.setting(key, "."))),
            None => self.root.to_path_buf(),
        };
        let mut areas: Vec<Area> = Vec::new();
        for folder in framework.map_or(GENERIC_FOLDERS, |row| row.folders) {
            if !self.claims(folder.when) {
                continue;
            }
            let path = self.locate(&base, folder);
            let is_known = areas.iter().any(|it| it.path == path);
            if !is_known && is_as_told(&path, folder.when) {
                areas.push(Area { path, folder });
            }
        }
        areas
    }

    /// Whether the configuration says what `when` asks of it.
    fn claims(&self, when: When) -> bool {
        match when {
            When::Always | When::Holds(_) => true,
            When::Set(claim) => self.sets(claim),
            When::NotSet(claim) => !self.sets(claim),
        }
    }

    fn sets(&self, claim: Claim) -> bool {
        literal::read(&self.source, claim.key) == Literal::Text(claim.value.to_owned())
    }

    fn locate(&mut self, base: &Path, folder: &Folder) -> PathBuf {
        let (key, default) = match folder.path {
            FolderPath::Fixed(fixed) => return base.join(fixed),
            FolderPath::Setting { key, default } => (key, default),
        };
        let path = path::lexical(&base.join(self.setting(key, default)));
        // A build into its own sources would make all of them an output.
        if self.root.starts_with(&path) {
            self.remark(key, default, "holds the project itself");
            return base.join(default);
        }
        path
    }

    fn setting(&mut self, key: &str, default: &str) -> String {
        match literal::read(&self.source, key) {
            Literal::Absent => default.to_owned(),
            Literal::Text(text) => text,
            Literal::Computed => {
                self.remark(key, default, "is not a plain string");
                default.to_owned()
            }
        }
    }

    fn remark(&mut self, key: &str, default: &str, why: &str) {
        self.remarks.push(Notification::new(
            NotificationKind::Configuration,
            &self.file,
            format!("`{key}` {why}, so its default `{default}` was assumed"),
        ));
    }
}

/// Whether the folder's content is what `when` asks of it.
fn is_as_told(folder: &Path, when: When) -> bool {
    match when {
        When::Holds(extensions) => holds(folder, extensions),
        _ => true,
    }
}

/// Whether a file with one of `extensions` lies below `folder`.
fn holds(folder: &Path, extensions: &[&str]) -> bool {
    let entries = WalkDir::new(folder).into_iter().flatten();
    entries
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| entry.path().extension().map(std::ffi::OsStr::to_owned))
        .any(|extension| {
            extensions
                .iter()
                .any(|it| extension.eq_ignore_ascii_case(it))
        })
}

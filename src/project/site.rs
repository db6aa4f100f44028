//! One project as surveyed: what builds it, and where its folders lie.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::framework::{
    Claim, Folder, FolderPath, Framework, GENERIC_FOLDERS, HOST_FOLDERS, HOST_SETTINGS,
    HostSetting, Role, When,
};
use super::literal::{self, Literal};
use super::package::{self, Package};
use super::{OutputDir, Project, env, path};
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
        let package = package::read(root, &mut remarks);
        let rows = package::frameworks(root, package.as_ref());
        let mut ground = Ground::new(root, package, &mut remarks);
        let areas = ground.areas(&rows);
        let outputs: Vec<OutputDir> = areas.iter().filter_map(Area::output).collect();
        let is_site = !outputs.is_empty() || rows.iter().any(|row| !row.is_tool);
        let rows: Vec<_> = rows.into_iter().filter(|_| is_site).collect();
        let local = rows.iter().flat_map(|row| row.local_packages);
        Self {
            local_packages: local.map(|it| root.join(it)).collect(),
            project: Project {
                root: root.to_path_buf(),
                framework: main(&rows, &areas),
                rows,
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
        let may_ship = |it: &Area| it.folder.role == Role::Shipped;
        let is_beside = |it: &Area| it.folder.role == Role::Beside && it.is_there();
        self.areas.iter().any(Area::is_shipped)
            || (!self.areas.iter().any(may_ship) && self.areas.iter().any(is_beside))
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
        let is_whole = self.folder.role != Role::Beside || self.is_finished();
        self.folder.role != Role::Source && self.path.is_dir() && is_whole
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

/// Of several frameworks the first whose build is there, or else the first.
fn main(rows: &[&'static Framework], areas: &[Area]) -> Option<&'static Framework> {
    let is_of =
        |row: &Framework, area: &Area| row.folders.iter().any(|it| std::ptr::eq(it, area.folder));
    let is_built = |row: &&&'static Framework| {
        let mut own = areas.iter().filter(|area| is_of(row, area));
        own.any(Area::is_shipped)
    };
    rows.iter().find(is_built).or(rows.first()).copied()
}

/// A project's folder, and what is said about it so far.
struct Ground<'a> {
    root: &'a Path,
    package: Option<Package>,
    remarks: &'a mut Vec<Notification>,
}

impl<'a> Ground<'a> {
    fn new(root: &'a Path, package: Option<Package>, remarks: &'a mut Vec<Notification>) -> Self {
        Self {
            root,
            package,
            remarks,
        }
    }

    /// The folders that have a meaning in the project, the first of each path.
    fn areas(&mut self, rows: &[&'static Framework]) -> Vec<Area> {
        let mut areas: Vec<Area> = Vec::new();
        for row in rows {
            self.add(
                &mut areas,
                package::config_file(self.root, row),
                row.base_setting,
                row.folders,
            );
        }
        if rows.iter().all(|row| row.is_tool) {
            self.add(&mut areas, None, None, GENERIC_FOLDERS);
        }
        self.add(&mut areas, None, None, HOST_FOLDERS);
        for host in HOST_SETTINGS {
            self.add_named(&mut areas, host);
        }
        areas
    }

    fn add(
        &mut self,
        areas: &mut Vec<Area>,
        file: Option<&str>,
        base: Option<&str>,
        folders: &'static [Folder],
    ) {
        let mut configuration = Configuration::of(self.root, file, self.remarks);
        let base = configuration.base(base);
        for folder in folders {
            if !configuration.claims(folder.when) {
                continue;
            }
            for path in configuration.locate(&base, folder, self.package.as_ref()) {
                add_area(areas, path, folder);
            }
        }
        self.remarks.append(&mut configuration.remarks);
    }

    /// Adds what a host's own configuration says is served.
    fn add_named(&mut self, areas: &mut Vec<Area>, host: &HostSetting) {
        let Some(folder) = HOST_FOLDERS.last() else {
            return;
        };
        if self.root.join(host.file).is_file() {
            let configuration = Configuration::of(self.root, Some(host.file), self.remarks);
            let path = configuration.hint(self.root, host.key);
            if let Some(path) = path {
                add_area(areas, path, folder);
            }
        }
    }
}

fn add_area(areas: &mut Vec<Area>, path: PathBuf, folder: &'static Folder) {
    let is_known = areas.iter().any(|it| it.path == path);
    if !is_known && is_as_told(&path, folder.when) {
        areas.push(Area { path, folder });
    }
}

/// What a configuration file says.
struct Configuration<'a> {
    root: &'a Path,
    file: PathBuf,
    source: String,
    remarks: Vec<Notification>,
}

impl<'a> Configuration<'a> {
    fn of(root: &'a Path, name: Option<&str>, remarks: &mut Vec<Notification>) -> Self {
        let file = root.join(name.unwrap_or_default());
        let bytes = name.map_or(Ok(Vec::new()), |_| fs::read(&file));
        let bytes = bytes.unwrap_or_else(|why| {
            let message = format!("it cannot be read, so its defaults were assumed: {why}");
            let kind = NotificationKind::Configuration;
            remarks.push(Notification::new(kind, &file, message));
            Vec::new()
        });
        Self {
            root,
            file,
            source: String::from_utf8_lossy(&bytes).into_owned(),
            remarks: Vec::new(),
        }
    }

    /// The folder that all others are relative to.
    fn base(&mut self, key: Option<&str>) -> PathBuf {
        key.map_or_else(
            || self.root.to_path_buf(),
            |key| path::lexical(&self.root.join(self.setting(key, "."))),
        )
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

    /// Where a folder lies: nowhere, where only a setting that is absent would tell.
    fn locate(&mut self, base: &Path, folder: &Folder, package: Option<&Package>) -> Vec<PathBuf> {
        match folder.path {
            FolderPath::Fixed(fixed) => vec![base.join(fixed)],
            FolderPath::Setting { key, default } => vec![self.set(base, key, default)],
            FolderPath::Hint(key) => self.hint(base, key).into_iter().collect(),
            FolderPath::Operand { command, below } => {
                let operands = package.map_or_else(Vec::new, |it| it.operands(command));
                let paths = operands
                    .iter()
                    .map(|it| path::lexical(&base.join(it).join(below)));
                paths.filter(|it| !self.root.starts_with(it)).collect()
            }
        }
    }

    fn set(&mut self, base: &Path, key: &str, default: &str) -> PathBuf {
        let path = path::lexical(&base.join(self.setting(key, default)));
        // A build into its own sources would make all of them an output.
        if self.root.starts_with(&path) {
            self.remark(key, default, "holds the project itself");
            return base.join(default);
        }
        path
    }

    fn hint(&self, base: &Path, key: &str) -> Option<PathBuf> {
        let Literal::Text(text) = literal::read(&self.source, key) else {
            return None;
        };
        let path = path::lexical(&base.join(text));
        (!self.root.starts_with(&path)).then_some(path)
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

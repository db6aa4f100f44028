//! What let a value through: the setting, the prop, the return value or the habit that carries it.

mod flow;
mod frames;
mod names;
mod shelf;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use super::attached::read;
use super::brackets::{line_before, offset};
use super::model::{Cause, CauseKind};
use super::reads::is_constant;
use super::sources::Lead;
use crate::finding::{Finding, Original, Witness};
use crate::project::{Exposure, Project, Role, public_prefix};
use flow::{Flow, Place};
use frames::around;
use names::identifier;
pub(super) use shelf::Shelf;

/// What a configuration does to a variable that client code reads.
const SETTINGS: [CauseKind; 3] = [
    CauseKind::Define,
    CauseKind::EnvironmentPlugin,
    CauseKind::EnvBlock,
];

/// The frameworks whose pages a server makes, with properties that it hands to components in browsers.
const HANDS_ON: [&str; 3] = ["next", "astro", "redwood"];

/// All that is known of a finding whose cause is asked for.
pub(super) struct Inquiry<'a> {
    pub(super) finding: &'a Finding,
    pub(super) original: &'a Original,
    /// The text of the original's file.
    pub(super) text: &'a [u8],
    pub(super) project: &'a Project,
    pub(super) shelf: &'a Shelf,
    /// Where configurations name its variable.
    pub(super) settings: Vec<&'a Lead>,
}

impl Inquiry<'_> {
    /// What let the finding through, and where that is written.
    pub(super) fn cause(&self) -> Cause {
        let at = offset(self.text, self.original.line, self.original.column);
        let here = |kind| Cause {
            kind,
            path: self.original.path.clone(),
            line: self.original.line,
        };
        if is_map_only(self.finding) {
            return here(CauseKind::MapPublished);
        }
        let below = self.below(&self.original.path);
        if is_static(below, self.project) && !reads(self.text, at) {
            return here(CauseKind::StaticFolder);
        }
        if let Some(kind) = by_path(below) {
            return here(kind);
        }
        let start = Place {
            path: &self.original.path,
            text: self.text,
            at,
        };
        let followed = self.flow().follow(start).map(told);
        followed.unwrap_or_else(|| {
            let kind = plain(self.finding, self.original, self.text, at);
            let is_replaced = kind == CauseKind::Inlined && self.original.by != Witness::Config;
            let setting = is_replaced.then(|| self.setting(at)).flatten();
            setting.unwrap_or_else(|| here(self.shown(kind)))
        })
    }

    fn below<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.project.root).unwrap_or(path)
    }

    fn flow(&self) -> Flow<'_> {
        let hands_on = self
            .project
            .rows
            .iter()
            .any(|it| HANDS_ON.contains(&it.name));
        Flow {
            root: &self.project.root,
            shelf: self.shelf,
            is_rendered: hands_on && is_rendered(self.finding),
            is_code: is_code(self.finding),
        }
    }

    /// The setting that has the variable at `at` replaced in client code: where it is named, where its prefix is, or where
    /// all of the environment is.
    fn setting(&self, at: usize) -> Option<Cause> {
        let named = self.settings.iter().find_map(|lead| {
            let text = read(&lead.path)?;
            let at = offset(&text, lead.spot.line + 1, lead.spot.column + 1);
            let place = Place {
                path: &lead.path,
                text: &text,
                at,
            };
            self.flow().follow(place).map(told)
        });
        let is_setting = |it: &Cause| SETTINGS.contains(&it.kind);
        named
            .filter(is_setting)
            .or_else(|| self.prefix())
            .or_else(|| self.environment(at))
    }

    /// Where a configuration has a public prefix of its own that the variable's name begins with.
    fn prefix(&self) -> Option<Cause> {
        let name = self.finding.env.as_deref()?;
        self.configured(b"envPrefix", |text, at| {
            let end = memchr::memchr2(b'\n', b'}', &text[at..]).map_or(text.len(), |it| at + it);
            let line = String::from_utf8_lossy(&text[at..end]).into_owned();
            let literals = line.split(['"', '\'', '`']).skip(1).step_by(2);
            let begins = |it: &str| !it.is_empty() && name.starts_with(it);
            literals
                .into_iter()
                .any(begins)
                .then_some(CauseKind::PublicPrefix)
        })
    }

    /// Where a configuration defines `process.env` or its members by names that it puts together, if client code reads it so.
    fn environment(&self, at: usize) -> Option<Cause> {
        let line = line_before(self.text, at);
        memchr::memmem::find(line, b"process.env")?;
        self.configured(b"process.env", |text, at| {
            let is_quoted = matches!(text[..at].last(), Some(b'"' | b'\'' | b'`'));
            let kind = || around(text, at, Path::new(""), false);
            let is_defined = is_quoted && kind() == Some(CauseKind::Define);
            is_defined.then_some(CauseKind::Define)
        })
    }

    /// The first place in a configuration where a word means something.
    fn configured(
        &self,
        word: &[u8],
        meaning: impl Fn(&[u8], usize) -> Option<CauseKind>,
    ) -> Option<Cause> {
        let configs = self.shelf.configs(&self.project.root);
        configs.into_iter().find_map(|(path, text)| {
            let mut places = memchr::memmem::find_iter(text, word);
            let found = places.find_map(|at| Some((meaning(text, at)?, at)));
            found.map(|(kind, at)| told((kind, Place { path, text, at })))
        })
    }

    /// A variable that no script holds was not put into client code: a page prints it.
    fn shown(&self, kind: CauseKind) -> CauseKind {
        if kind == CauseKind::Inlined && is_rendered(self.finding) {
            CauseKind::Rendered
        } else {
            kind
        }
    }
}

fn told((kind, place): (CauseKind, Place<'_>)) -> Cause {
    let lines = memchr::memchr_iter(b'\n', &place.text[..place.at]).count();
    Cause {
        kind,
        path: PathBuf::from(place.path),
        line: lines as u64 + 1,
    }
}

/// Whether what browsers get has it in scripts and their maps alone.
fn is_code(finding: &Finding) -> bool {
    let mut served = finding
        .occurrences()
        .filter(|it| it.exposure != Exposure::Server);
    served.all(|it| {
        let extension = it.location.path.extension().unwrap_or_default();
        ["js", "mjs", "cjs", "map"]
            .iter()
            .any(|own| extension == *own)
    })
}

/// Whether what browsers get has it in pages and their data alone, in no script.
fn is_rendered(finding: &Finding) -> bool {
    let mut served = finding
        .occurrences()
        .filter(|it| it.exposure != Exposure::Server);
    served.all(|it| {
        let extension = it.location.path.extension().unwrap_or_default();
        ["html", "rsc", "body", "meta", "json", "data", "xml", "txt"]
            .iter()
            .any(|own| extension == *own)
    })
}

/// What a file is for that has its meaning from its path.
fn by_path(below: &Path) -> Option<CauseKind> {
    let text = below.to_str()?.replace('\\', "/");
    // No bundler reads such a file in `data/`; Hugo gives it to every template.
    let is_hugo = text.starts_with("data/")
        && [".yaml", ".yml", ".toml"]
            .iter()
            .any(|it| text.ends_with(it));
    let is_data = is_hugo || text.starts_with("_data/") || text.contains("/_data/");
    match &*text {
        // Ember writes it whole into a tag of the page, Capacitor into the application.
        "config/environment.js"
        | "capacitor.config.json"
        | "capacitor.config.js"
        | "capacitor.config.ts" => Some(CauseKind::ClientConfig),
        _ if is_data => Some(CauseKind::GlobalData),
        _ => None,
    }
}

/// Where nothing around the place tells more.
fn plain(finding: &Finding, original: &Original, text: &[u8], at: usize) -> CauseKind {
    let name = finding.env.as_deref();
    let is_named = name.is_some_and(|it| identifier(text, at) == it);
    let by_variable = matches!(original.by, Witness::Variable | Witness::Config);
    match name {
        Some(name) if is_named || by_variable || reads(text, at) => inlined(name),
        // A constant of another name stands for what the build has put in its place.
        Some(_) if original.by == Witness::Map && is_constant(text, at) => CauseKind::Define,
        _ if is_banner(line_before(text, at)) => CauseKind::Banner,
        _ if is_comment(line_before(text, at)) => CauseKind::Comment,
        _ if original.path.extension().is_some_and(|it| it == "json") => CauseKind::ImportedData,
        Some(name) if original.by == Witness::EnvFile => inlined(name),
        _ => CauseKind::HardCoded,
    }
}

fn inlined(name: &str) -> CauseKind {
    match public_prefix(name) {
        Some(_) => CauseKind::PublicPrefix,
        None => CauseKind::Inlined,
    }
}

/// Whether browsers get it in source maps alone.
fn is_map_only(finding: &Finding) -> bool {
    let mut served = finding
        .occurrences()
        .filter(|it| it.exposure != Exposure::Server);
    served.all(|it| it.location.path.extension().is_some_and(|it| it == "map"))
}

/// Whether a file is served as it is.
fn is_static(below: &Path, project: &Project) -> bool {
    let folders = project.rows.iter().flat_map(|it| it.folders);
    let mut own = folders.filter(|it| matches!(it.role, Role::Served | Role::Source));
    let is_usual = below.starts_with("static") || below.starts_with("public");
    is_usual || own.any(|it| below.starts_with(it.path.usual()))
}

/// Whether a variable is read at `at`, or the environment as a whole.
fn reads(text: &[u8], at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let readers = [&b"env."[..], b"env['", b"env[\"", b"%", b"<%= "];
    let whole = [&b"process.env"[..], b"import.meta.env"];
    readers.iter().any(|it| before.ends_with(it)) || whole.iter().any(|it| after.starts_with(it))
}

/// Whether a line sets what is put before or after every file.
fn is_banner(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    line.starts_with(b"banner:") || line.starts_with(b"footer:") || contains(line, b" banner:")
}

fn contains(line: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(line, word).is_some()
}

fn is_comment(line: &[u8]) -> bool {
    memchr::memmem::find(line, b"//")
        .is_some_and(|slashes| slashes == 0 || line[slashes - 1] != b':')
        || memchr::memmem::rfind(line, b"/*").is_some()
        || line.trim_ascii_start().starts_with(b"* ")
        || memchr::memmem::find(line, b"<!--").is_some()
}

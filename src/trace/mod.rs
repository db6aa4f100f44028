//! Where the author wrote what was found.
//!
//! Witnesses are asked one after the other, the best first: the source map of the file, its answer
//! held against the source it names; the author's own files, searched for all that was found in one
//! pass; the places where its variable is read.

mod allowed;
mod attached;
mod author;
mod brackets;
mod cause;
mod dump;
mod excerpt;
mod hunt;
mod map;
mod mapped;
mod model;
mod pages;
#[cfg(test)]
mod parity;
mod reads;
mod sources;
mod spots;
mod vlq;
mod wanted;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::finding::{Finding, Kind, Occurrence, Original, Severity};
use crate::notification::Notification;
use crate::project::{Discovery, Framework, Project, Role};
use crate::secret::Secret;
pub(crate) use allowed::allowed;
use attached::read;
use author::{Home, top_of};
use cause::{Inquiry, Shelf};
pub(crate) use dump::DUMP_RULE;
pub(crate) use dump::info as dump_info;
use hunt::Hunt;
pub use model::{Cause, CauseKind, Names, Pages, Trace};
use pages::Atlas;
use sources::{Lead, Leads, Part};
use wanted::Wanted;
use witness::{Case, Witnesses};

/// Says of each place of each finding above information where it comes from, as far as can be told.
pub(crate) fn trace(findings: &mut [Finding], discovery: &Discovery) -> Vec<Notification> {
    let loud: Vec<usize> = (0..findings.len())
        .filter(|&at| is_traced(&findings[at]))
        .collect();
    let wanted: Vec<Wanted> = loud.iter().map(|&at| sought(&findings[at])).collect();
    let Some(hunt) = Hunt::new(&wanted) else {
        return Vec::new();
    };
    let scene = Scene::new(findings, &loud, discovery);
    let leads = sources::search(&scene.roots, &scene.outputs, &scene.named, &hunt);
    let files: Vec<(&Path, &[Ask])> = scene
        .files
        .iter()
        .map(|(path, asks)| (path.as_path(), asks.as_slice()))
        .collect();
    let answers: Vec<_> = files
        .into_par_iter()
        .map(|(path, asks)| answers(path, asks, &hunt, &leads))
        .collect();
    let mut notifications = Vec::new();
    for answer in answers {
        notifications.extend(answer.notifications);
        for (ask, original) in answer.originals {
            place_mut(&mut findings[loud[ask.wanted]], ask.place).original = original;
        }
    }
    let ways = Ways {
        atlas: Atlas::new(&discovery.projects, findings),
        shelf: Shelf::new(&scene.roots, &scene.outputs),
        leads,
        discovery,
    };
    for (wanted, &at) in loud.iter().enumerate() {
        ways.tell(&mut findings[at], wanted);
    }
    notifications
}

/// Whole environments that hold what was found.
pub(crate) fn dumps(findings: &[Finding]) -> Vec<Finding> {
    dump::dumps(findings, &|path| read(path).unwrap_or_default())
}

/// The same where all that was found stands in one text, which need not lie on disk.
pub(crate) fn dumps_in(findings: &[Finding], text: &[u8]) -> Vec<Finding> {
    dump::dumps(findings, &|_| text.to_vec())
}

/// What says how findings get from their authors' lines into what ships.
struct Ways<'a> {
    atlas: Atlas,
    shelf: Shelf,
    leads: Leads,
    discovery: &'a Discovery,
}

impl Ways<'_> {
    /// Adds to a finding what is known of its way.
    fn tell(&self, finding: &mut Finding, wanted: usize) {
        let trace = self.of(finding, wanted);
        let project = self.project(finding);
        tell(finding, trace, project.and_then(|it| it.framework));
    }

    /// Of the projects that ship a finding the one whose source the author's line is in, or else the first.
    fn project(&self, finding: &Finding) -> Option<&Project> {
        let paths = finding.occurrences().map(|it| &it.location.path);
        let mut all = paths.filter_map(|it| project_of(it, self.discovery));
        let written = |it: &&Project| {
            let original = finding.original();
            original.is_some_and(|place| place.path.starts_with(&it.root))
        };
        let first = all.next();
        first
            .filter(written)
            .or_else(|| all.find(written))
            .or(first)
    }

    /// The way of one finding, which is sought as `wanted`.
    fn of(&self, finding: &Finding, wanted: usize) -> Trace {
        let pages = self.atlas.of(finding);
        let source = finding
            .original()
            .and_then(|it| Some((it, read(&it.path)?)));
        let Some((original, text)) = source else {
            return Trace {
                pages,
                ..finding.trace.clone()
            };
        };
        let extension = original
            .path
            .extension()
            .unwrap_or_default()
            .to_string_lossy();
        Trace {
            names: finding.trace.names.clone(),
            cause: self.cause(finding, wanted, (original, &text)),
            excerpt: excerpt::excerpt(&extension, &text, original.line),
            pages,
        }
    }

    fn cause(
        &self,
        finding: &Finding,
        wanted: usize,
        (original, text): (&Original, &[u8]),
    ) -> Option<Cause> {
        let project = self.project(finding)?;
        let sets = |it: &&Lead| it.part == Part::Config || declares_variables(&it.path);
        let settings = self.leads.of(wanted).filter(sets);
        let inquiry = Inquiry {
            finding,
            original,
            text,
            project,
            shelf: &self.shelf,
            settings: settings.collect(),
        };
        (finding.kind != Kind::Dump).then(|| inquiry.cause())
    }
}

/// Adds what is known, and what follows from it: what to change where the cause is, and what the framework asks for.
fn tell(finding: &mut Finding, trace: Trace, framework: Option<&Framework>) {
    let is_secret = finding.kind == Kind::Secret;
    if let Some(cause) = trace.cause.as_ref().filter(|_| is_secret) {
        finding.fix.cure = cause
            .kind
            .cure(framework.map_or("server code", |it| it.server_code));
        let all = framework.map_or(&[][..], |it| it.advice);
        let advice = all
            .iter()
            .find(|it| it.provider == finding.rule.provider)
            .filter(|_| finding.rule.role != crate::rule::Role::Session);
        if let Some(advice) = advice {
            advice.text.clone_into(&mut finding.fix.code);
        }
    }
    finding.trace = trace;
}

/// Whether a file is the one in which `SvelteKit` 3 declares variables, and which of them are public.
fn declares_variables(path: &Path) -> bool {
    ["src/env.ts", "src/env.js"]
        .iter()
        .any(|it| path.ends_with(it))
}

fn is_traced(finding: &Finding) -> bool {
    finding.severity > Severity::Info && finding.kind != Kind::File
}

fn sought(finding: &Finding) -> Wanted {
    let parts = finding.parts.iter().map(|part| &part.secret);
    let values: BTreeSet<Vec<u8>> = finding
        .secret
        .iter()
        .chain(parts)
        .map(|it| Secret::reveal(it).to_vec())
        .collect();
    let named = finding.occurrences().map(|it| &it.env);
    let named = named
        .chain(finding.parts.iter().map(|it| &it.env))
        .chain([&finding.env]);
    let mut variables: BTreeSet<String> = named.flatten().cloned().collect();
    variables.extend(variables.clone().iter().filter_map(|it| nuxt_key(it)));
    Wanted {
        values: values.into_iter().collect(),
        variables: variables.into_iter().collect(),
    }
}

/// What Nuxt's configuration calls the variable of a public setting: `apiToken` of `NUXT_PUBLIC_API_TOKEN`.
fn nuxt_key(variable: &str) -> Option<String> {
    let name = variable.strip_prefix("NUXT_PUBLIC_")?.to_lowercase();
    let mut parts = name.split('_').filter(|it| !it.is_empty());
    let first = parts.next()?.to_owned();
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    let key = parts.fold(first, |key, part| key + &capital(part));
    (key.len() > 5).then_some(key)
}

/// A place whose origin is asked for.
#[derive(Debug, Clone)]
struct Ask {
    /// Index among what is sought.
    wanted: usize,
    /// Which place of the finding: 0 is the primary one.
    place: usize,
    start: u64,
    spot: vlq::Spot,
    project: PathBuf,
}

struct Answers<'a> {
    originals: Vec<(&'a Ask, Option<Original>)>,
    notifications: Vec<Notification>,
}

/// What is asked, file by file, and where the author's files lie.
struct Scene {
    files: BTreeMap<PathBuf, Vec<Ask>>,
    roots: BTreeSet<PathBuf>,
    outputs: Vec<PathBuf>,
    /// What is scanned because somebody named it.
    named: Vec<PathBuf>,
}

impl Scene {
    fn new(findings: &[Finding], loud: &[usize], discovery: &Discovery) -> Self {
        let mut files: BTreeMap<PathBuf, Vec<Ask>> = BTreeMap::new();
        let mut roots = BTreeSet::new();
        for (wanted, &at) in loud.iter().enumerate() {
            for (place, occurrence) in findings[at].occurrences().enumerate() {
                let path = &occurrence.location.path;
                let project = project_of(path, discovery);
                roots.extend(project.map(|it| it.root.clone()));
                let project = project.map_or_else(|| above(path), |it| it.root.clone());
                let ask = Ask::new((wanted, place), occurrence, project);
                files.entry(path.clone()).or_default().push(ask);
            }
        }
        let outputs = discovery.projects.iter().flat_map(built);
        Self {
            files,
            roots,
            outputs: outputs.map(Path::to_path_buf).collect(),
            named: named(discovery).cloned().collect(),
        }
    }
}

impl Ask {
    fn new((wanted, place): (usize, usize), occurrence: &Occurrence, project: PathBuf) -> Self {
        let location = &occurrence.location;
        Self {
            wanted,
            place,
            start: location.start,
            spot: vlq::Spot {
                line: location.line.saturating_sub(1),
                column: location.column.saturating_sub(1),
            },
            project,
        }
    }
}

/// The outputs that a build writes; the others are the author's own files.
fn built(project: &Project) -> impl Iterator<Item = &Path> {
    let folders = project.rows.iter().flat_map(|it| it.folders);
    let served = folders.filter(|it| it.role == Role::Served);
    let served: Vec<PathBuf> = served
        .map(|it| project.root.join(it.path.usual()))
        .collect();
    let outputs = project.outputs.iter().map(|it| it.path.as_path());
    // Beside a bundler's own folder, `public` is what it copies.
    let usual = ["dist", "build", "out"].map(|it| project.root.join(it));
    let has_own = project.outputs.iter().any(|it| usual.contains(&it.path));
    let is_tool = project.rows.iter().all(|it| BUNDLERS.contains(&it.name));
    let copied = (has_own && is_tool).then(|| project.root.join("public"));
    outputs.filter(move |it| {
        let is_served = served.iter().any(|own| own == it);
        !is_served && copied.as_deref() != Some(*it)
    })
}

/// The targets that are in no known output.
fn named(discovery: &Discovery) -> impl Iterator<Item = &PathBuf> {
    let outputs = || discovery.projects.iter().flat_map(|it| &it.outputs);
    let targets = discovery.targets.iter();
    targets.filter(move |it| !outputs().any(|own| it.starts_with(&own.path)))
}

/// Bundlers that write into any folder.
const BUNDLERS: [&str; 4] = ["webpack", "rspack", "rollup", "esbuild"];

fn project_of<'a>(path: &Path, discovery: &'a Discovery) -> Option<&'a Project> {
    let index = discovery.place(path).project?;
    discovery.projects.get(index)
}

/// The folder that stands in for the project of a file without one.
fn above(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_path_buf()
}

fn answers<'a>(path: &Path, asks: &'a [Ask], hunt: &Hunt, leads: &Leads) -> Answers<'a> {
    let project = asks[0].project.as_path();
    let home = Home {
        project,
        top: top_of(project),
    };
    let mut witnesses = Witnesses::new(path, home, hunt, leads);
    let cases: Vec<Case> = asks
        .iter()
        .map(|ask| Case {
            wanted: ask.wanted,
            start: ask.start,
            spot: ask.spot,
        })
        .collect();
    let originals = witnesses.hear(&cases);
    Answers {
        originals: asks.iter().zip(originals).collect(),
        notifications: witnesses.notifications(),
    }
}

fn place_mut(finding: &mut Finding, place: usize) -> &mut Occurrence {
    match place.checked_sub(1) {
        None => &mut finding.primary,
        Some(other) => &mut finding.others[other],
    }
}

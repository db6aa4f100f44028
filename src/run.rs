//! A whole run, from settings to a report.

mod changes;
mod disk;
mod news;
mod selftest;
mod stream;

pub use selftest::{Outcome, Selftest, Trial, selftest};

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::classify::{classify, sort};
use crate::composite::combine;
use crate::detect::Engine;
use crate::detect::names::Names;
use crate::error::Error;
use crate::finding::Finding;
use crate::merge::merge;
use crate::notification::Notification;
use crate::progress::Progress;
use crate::project::{Discovery, Variable};
use crate::report::Report;
use crate::rule::{Note, RuleSet};
use crate::scan::{Allowance, Scan, Sighting};
use crate::served::ServedFiles;
use crate::settings::{Input, Settings};
use crate::suppress::{Policy, suppress};
use crate::trace::{allowed, dumps, trace};
use crate::values::{Known, Values};

/// Finds what ships, scans it, judges what was found.
///
/// # Errors
///
/// When the threads cannot be started, or git not be asked. What cannot be found or read is in the
/// report instead.
pub fn check(settings: &Settings, rules: &RuleSet) -> Result<Report, Error> {
    check_with(settings, rules, &mut io::empty(), &Progress::default())
}

/// Checks as [`check`] does, with a stream that is read where the settings ask for one, and tells
/// how far it is.
///
/// # Errors
///
/// As [`check`], and when the stream cannot be read.
pub fn check_with(
    settings: &Settings,
    rules: &RuleSet,
    stream: &mut dyn Read,
    progress: &Progress,
) -> Result<Report, Error> {
    let started = Instant::now();
    let job = Job::new(settings, rules, progress)?;
    let gathered = job.gather(stream)?;
    let mut report = job.report(gathered);
    let took = started.elapsed().as_millis();
    report.summary.duration_ms = took.try_into().unwrap_or(u64::MAX);
    Ok(report)
}

/// What every kind of input is scanned with.
struct Job<'a> {
    settings: &'a Settings,
    rules: &'a RuleSet,
    served: ServedFiles<'a>,
    /// Those of the files that were named.
    variables: Vec<Variable>,
    pool: ThreadPool,
    progress: &'a Progress,
}

/// What is looked for, and what is known of it.
struct Sought {
    engine: Engine,
    values: Arc<Values>,
}

/// What a scan gave, not yet judged.
struct Gathered {
    discovery: Discovery,
    scan: Scan,
    /// What is judged already: files that leak by being served.
    findings: Vec<Finding>,
    values: Arc<Values>,
    news: news::News,
}

impl<'a> Job<'a> {
    fn new(
        settings: &'a Settings,
        rules: &'a RuleSet,
        progress: &'a Progress,
    ) -> Result<Self, Error> {
        Ok(Self {
            settings,
            rules,
            served: ServedFiles::new(rules, &settings.working_directory),
            variables: settings.variables.read()?,
            pool: pool(settings)?,
            progress,
        })
    }

    fn gather(&self, stream: &mut dyn Read) -> Result<Gathered, Error> {
        let here = &self.settings.working_directory;
        match &self.settings.input {
            Input::Projects => Ok(self.on_disk(Discovery::below(here))),
            Input::Paths(paths) => Ok(self.on_disk(Discovery::of_paths(&self.absolute(paths)))),
            Input::Changes { range, below } => self.changes(range, &self.absolute(below)),
            Input::Stream(name) => self.stream(&here.join(name), stream),
        }
    }

    /// Judges what a scan gave.
    fn report(&self, gathered: Gathered) -> Report {
        self.report_with(gathered, |findings, discovery| {
            self.trace(findings, discovery)
        })
    }

    /// Judges what a scan gave, and asks `trace` where that comes from.
    fn report_with(
        &self,
        gathered: Gathered,
        trace: impl FnOnce(&mut Vec<Finding>, &Discovery) -> Vec<Notification>,
    ) -> Report {
        let Gathered {
            discovery,
            mut scan,
            mut findings,
            values,
            news,
        } = gathered;
        values.name(&mut scan.sightings);
        findings.extend(judge(scan.sightings, &discovery, self.rules));
        news.keep(&mut findings);
        sort(&mut findings);
        let traced = trace(&mut findings, &discovery);
        let mut found = [discovery.notifications, scan.notifications, traced].concat();
        found.extend_from_slice(&values.notifications);
        let is_done = !found.iter().any(|note| note.kind.is_error());
        let is_whole = self.settings.input.is_whole() && is_done;
        let policy = &self.settings.policy;
        let allowances = allowances(scan.allowances, &findings);
        let outcome = suppress(findings, &allowances, policy, is_whole);
        let mut notifications = [found, outcome.notifications].concat();
        notifications.extend(self.rules.notes().iter().filter_map(Note::remark));
        notifications.sort();
        notifications.dedup();
        Report {
            projects: discovery.projects,
            findings: outcome.open,
            suppressed: outcome.hidden,
            notifications,
            summary: scan.summary,
        }
    }

    /// Says where what was found comes from, if what was scanned lies on disk as it was scanned.
    fn trace(&self, findings: &mut Vec<Finding>, discovery: &Discovery) -> Vec<Notification> {
        match &self.settings.input {
            Input::Projects | Input::Paths(_) => {
                findings.extend(dumps(findings));
                sort(findings);
                self.pool.install(|| trace(findings, discovery))
            }
            Input::Changes { .. } | Input::Stream(_) => Vec::new(),
        }
    }

    fn absolute(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let here = &self.settings.working_directory;
        paths.iter().map(|path| here.join(path)).collect()
    }

    /// The detectors, with the names and the values that matter to the projects of a run.
    fn sought(&self, discovery: &Discovery) -> Sought {
        let known = Known::new(self.rules);
        let asked = &self.settings.variables.asked;
        let values = Arc::new(Values::new(discovery, &self.variables, asked, &known));
        let mut engine = Engine::new(self.rules).seen_from(&self.settings.working_directory);
        if self.rules.finds_names() {
            engine = engine.with_values(Arc::clone(&values));
            let names = names(discovery, self.rules, &self.settings.policy);
            engine = engine.with_names(names);
        }
        Sought { engine, values }
    }
}

/// The comments in what was scanned, and in the sources that it was made of.
fn allowances(scanned: Vec<Allowance>, findings: &[Finding]) -> Vec<Allowance> {
    let mut all = [scanned, allowed(findings)].concat();
    all.sort();
    all.dedup();
    all
}

/// The names that matter to the projects of a run, and the providers'.
fn names(discovery: &Discovery, rules: &RuleSet, policy: &Policy) -> Names {
    let frameworks = discovery.projects.iter().flat_map(|it| &it.rows);
    let prefixes: BTreeSet<&str> = frameworks
        .flat_map(|framework| framework.public_prefixes)
        .map(|public| public.prefix)
        .collect();
    let own = discovery.projects.iter().flat_map(|it| &it.env_names);
    let prefixes: Vec<&str> = prefixes.into_iter().collect();
    let secret = [rules.secret_variables(), &policy.secret_names].concat();
    let public = [rules.public_variables(), &policy.public_names].concat();
    Names::new(&prefixes, own.cloned()).with_providers(&secret, &public)
}

fn pool(settings: &Settings) -> Result<ThreadPool, Error> {
    let threads = settings.threads.get();
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|source| Error::Threads { threads, source })
}

/// Merged and judged, in no order.
fn judge(sightings: Vec<Sighting>, discovery: &Discovery, rules: &RuleSet) -> Vec<Finding> {
    let clusters = combine(merge(sightings, discovery), rules.composites());
    let told = clusters
        .into_iter()
        .filter(|it| !rules.is_only_a_part(&it.rule.id));
    told.filter_map(classify).collect()
}

/// Files without a byte in any of them prove nothing.
fn unread(discovery: &Discovery, scan: &Scan) -> Vec<Notification> {
    if scan.summary.files == 0 || scan.summary.bytes > 0 {
        return Vec::new();
    }
    let targets = discovery.targets.iter();
    targets.map(|it| Notification::empty(it)).collect()
}

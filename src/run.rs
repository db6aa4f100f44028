//! A whole run, from settings to a report.

use std::collections::BTreeSet;
use std::time::Instant;

use rayon::ThreadPoolBuilder;

use crate::classify::{classify, sort};
use crate::composite::combine;
use crate::detect::Engine;
use crate::detect::names::Names;
use crate::error::Error;
use crate::finding::Finding;
use crate::merge::merge;
use crate::notification::{Notification, NotificationKind};
use crate::project::Discovery;
use crate::report::{Report, Summary};
use crate::rule::RuleSet;
use crate::scan::{Scan, Sighting, scan};
use crate::served::ServedFiles;
use crate::settings::Settings;
use crate::walk;

/// Finds what ships, scans it, judges what was found.
///
/// # Errors
///
/// When the threads cannot be started. What cannot be found or read is in the report instead.
pub fn check(settings: &Settings, rules: &RuleSet) -> Result<Report, Error> {
    let started = Instant::now();
    let discovery = discover(settings);
    let mut engine = Engine::new(rules);
    if rules.finds_names() {
        engine = engine.with_names(names(&discovery, rules));
    }
    let walk = walk::files(&discovery.targets);
    let Scan {
        sightings,
        notifications: scanned,
        mut summary,
    } = pool(settings)?.install(|| scan(&walk.files, &engine));
    let mut findings = judge(sightings, &discovery, rules);
    findings.extend(ServedFiles::new(rules)?.find(&walk.files, &discovery));
    sort(&mut findings);
    let unread = unread(&discovery, summary);
    let mut notifications = [discovery.notifications, walk.notifications, scanned, unread].concat();
    notifications.sort();
    notifications.dedup();
    summary.duration_ms = started.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    Ok(Report {
        projects: discovery.projects,
        findings,
        notifications,
        summary,
    })
}

/// Files without a byte in any of them prove nothing.
fn unread(discovery: &Discovery, summary: Summary) -> Vec<Notification> {
    if summary.files == 0 || summary.bytes > 0 {
        return Vec::new();
    }
    let targets = discovery.targets.iter();
    let empty = |it| Notification::new(NotificationKind::EmptyOutput, it, "it is empty");
    targets.map(empty).collect()
}

fn discover(settings: &Settings) -> Discovery {
    let here = &settings.working_directory;
    if settings.paths.is_empty() {
        return Discovery::below(here);
    }
    let paths: Vec<_> = settings.paths.iter().map(|path| here.join(path)).collect();
    Discovery::of_paths(&paths)
}

/// The names that matter to the projects of a run, and the providers'.
fn names(discovery: &Discovery, rules: &RuleSet) -> Names {
    let frameworks = discovery.projects.iter().filter_map(|it| it.framework);
    let prefixes: BTreeSet<&str> = frameworks
        .flat_map(|framework| framework.public_prefixes)
        .map(|public| public.prefix)
        .collect();
    let own = discovery.projects.iter().flat_map(|it| &it.env_names);
    let prefixes: Vec<&str> = prefixes.into_iter().collect();
    Names::new(&prefixes, own.cloned())
        .with_providers(rules.secret_variables(), rules.public_variables())
}

fn pool(settings: &Settings) -> Result<rayon::ThreadPool, Error> {
    let threads = settings.threads.get();
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|source| Error::Threads { threads, source })
}

/// Merged and judged, in no order.
fn judge(sightings: Vec<Sighting>, discovery: &Discovery, rules: &RuleSet) -> Vec<Finding> {
    let clusters = combine(merge(sightings, discovery), rules.composites());
    clusters.into_iter().filter_map(classify).collect()
}

//! Proves that the gate is shut: a marker of each kind, planted into the build's own files, fails the run.
//!
//! The files are changed in memory alone, and scanned at their own paths with the project's own
//! settings, so that whatever would hide a real leak hides a marker too.

mod carrier;
mod marker;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Job, Sought};
use crate::error::Error;
use crate::finding::{Confidence, ExitStatus, Finding, Fingerprint, Severity};
use crate::progress::Progress;
use crate::project::Discovery;
use crate::report::Report;
use crate::rule::RuleSet;
use crate::scan::Source;
use crate::settings::{Input, Settings};
use crate::trace::dumps_in;
use marker::{Marker, Planted, markers};

/// What became of the markers.
#[derive(Debug)]
pub struct Selftest {
    /// The files that carried them; none where nothing is built.
    pub files: Vec<PathBuf>,
    /// Each marker, by its kind and its file.
    pub trials: Vec<Trial>,
}

/// One marker in one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trial {
    /// The rule it is an example of.
    pub rule: String,
    /// The file that carried it, or that was the marker.
    pub path: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing told of it.
    Missed,
    /// It was told, and the configuration hides it.
    Hidden,
    /// It was told, and did not fail the run.
    Passed(Severity, Confidence),
    /// It failed the run, as it would have the build.
    Caught(Severity, Confidence),
}

/// Plants a marker of each kind that `rules` watch into copies of what the settings name.
///
/// # Errors
///
/// When the threads cannot be started, or an example of a rule is broken.
pub fn selftest(settings: &Settings, rules: &RuleSet) -> Result<Selftest, Error> {
    let discovery = match &settings.input {
        Input::Paths(paths) => {
            let here = &settings.working_directory;
            Discovery::of_paths(&paths.iter().map(|path| here.join(path)).collect::<Vec<_>>())
        }
        _ => Discovery::below(&settings.working_directory),
    };
    let carriers = carrier::choose(&discovery);
    // Of a file that lies nowhere no author's line can be told.
    let settings = Settings {
        input: Input::Stream(PathBuf::new()),
        ..settings.clone()
    };
    let progress = Progress::default();
    let mut job = Job::new(&settings, rules, &progress)?;
    job.variables.push(marker::variable(&settings)?);
    let sought = job.sought(&discovery);
    let bench = Bench {
        job: &job,
        sought: &sought,
        discovery: &discovery,
    };
    let mut markers = markers(rules, &carriers, &discovery)?;
    if let Some(carrier) = carriers.first().filter(|_| rules.finds_names()) {
        markers.extend(marker::values(carrier, sought.values.sought()));
    }
    let mut trials: Vec<Trial> = job.pool.install(|| {
        let markers = markers.par_iter();
        markers.map(|marker| bench.trial(marker)).collect()
    });
    trials.sort();
    Ok(Selftest {
        files: carriers.into_iter().map(|it| it.path).collect(),
        trials,
    })
}

/// What every marker is tried with.
struct Bench<'a> {
    job: &'a Job<'a>,
    sought: &'a Sought,
    discovery: &'a Discovery,
}

impl Bench<'_> {
    fn trial(&self, marker: &Marker<'_>) -> Trial {
        let (path, report) = match &marker.planted {
            Planted::Text(carrier, text) => {
                let before = self.scan(&carrier.path, &carrier.bytes);
                let known = before.all().map(|(it, _)| it.fingerprint.clone());
                let known: BTreeSet<Fingerprint> = known.collect();
                let mut report = self.scan(&carrier.path, &carrier.with(text));
                let is_new = |it: &Finding| {
                    !known.contains(&it.fingerprint) && marker.is_told_by(&it.rule.id)
                };
                retain(&mut report, is_new);
                (&carrier.path, report)
            }
            Planted::File(path, content) => {
                let mut report = self.scan(path, content);
                retain(&mut report, |it| marker.is_told_by(&it.rule.id));
                (path, report)
            }
        };
        Trial {
            rule: match marker.variable {
                Some(variable) => format!("{} ({variable})", marker.rule),
                None => marker.rule.to_owned(),
            },
            path: path.clone(),
            outcome: self.outcome(&report),
        }
    }

    fn scan(&self, path: &Path, bytes: &[u8]) -> Report {
        let source = Source::of_bytes(bytes.to_vec());
        let discovery = self.discovery.clone();
        let gathered = self.job.file(path, source, discovery, self.sought);
        self.job.report_with(gathered, |findings, _| {
            findings.extend(dumps_in(findings, bytes));
            Vec::new()
        })
    }

    /// What the run comes to where it found this and nothing else.
    fn outcome(&self, report: &Report) -> Outcome {
        let settings = self.job.settings;
        let worst = report
            .findings
            .iter()
            .max_by_key(|it| (it.fails(settings), it.severity, it.confidence));
        match (worst, report.status(settings)) {
            (None, _) if !report.suppressed.is_empty() => Outcome::Hidden,
            (None, _) => Outcome::Missed,
            (Some(it), ExitStatus::Found) => Outcome::Caught(it.severity, it.confidence),
            (Some(it), _) => Outcome::Passed(it.severity, it.confidence),
        }
    }
}

fn retain(report: &mut Report, is_meant: impl Fn(&Finding) -> bool) {
    report.findings.retain(&is_meant);
    report.suppressed.retain(|it| is_meant(&it.finding));
}

//! Proves that the gate is shut: a marker of each kind, planted into the build's own files, fails the run.
//!
//! The files are changed in memory alone, and scanned at their own paths with the project's own
//! settings, so that whatever would hide a real leak hides a marker too.

mod carrier;

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Job, Sought};
use crate::error::Error;
use crate::finding::{Confidence, ExitStatus, Fingerprint, Severity};
use crate::progress::Progress;
use crate::project::Discovery;
use crate::report::Report;
use crate::rule::RuleSet;
use crate::rule::template::fill;
use crate::scan::Source;
use crate::settings::{Input, Settings};
use carrier::Carrier;

/// Fills the templates: any number does, and the same one makes the same markers each time.
const SEED: u64 = 2026;

/// The rule whose marker every kind of file carries, where the rules have it.
const FOREMOST: &str = "sanity-api-token";

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
    /// The file that carried it.
    pub path: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing told of it.
    Missed,
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
    let job = Job::new(&settings, rules, &progress)?;
    let sought = job.sought(&discovery);
    let bench = Bench {
        job: &job,
        sought: &sought,
        discovery: &discovery,
    };
    let markers = markers(rules, &carriers)?;
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

/// A value that is to be found, and the file it is planted into.
struct Marker<'a> {
    rule: &'a str,
    text: String,
    carrier: &'a Carrier,
}

/// What every marker is tried with.
struct Bench<'a> {
    job: &'a Job<'a>,
    sought: &'a Sought,
    discovery: &'a Discovery,
}

impl Bench<'_> {
    fn trial(&self, marker: &Marker<'_>) -> Trial {
        let carrier = marker.carrier;
        let known: BTreeSet<Fingerprint> = self
            .scan(carrier, carrier.bytes.clone())
            .findings
            .into_iter()
            .map(|it| it.fingerprint)
            .collect();
        let mut report = self.scan(carrier, carrier.with(&marker.text));
        report
            .findings
            .retain(|it| !known.contains(&it.fingerprint));
        Trial {
            rule: marker.rule.to_owned(),
            path: carrier.path.clone(),
            outcome: self.outcome(&report),
        }
    }

    fn scan(&self, carrier: &Carrier, bytes: Vec<u8>) -> Report {
        let source = Source::of_bytes(bytes);
        let discovery = self.discovery.clone();
        let gathered = self.job.file(&carrier.path, source, discovery, self.sought);
        self.job.report(gathered)
    }

    /// What the run comes to where it found this and nothing else.
    fn outcome(&self, report: &Report) -> Outcome {
        let settings = self.job.settings;
        let worst = report
            .findings
            .iter()
            .max_by_key(|it| (it.fails(settings), it.severity, it.confidence));
        match (worst, report.status(settings)) {
            (None, _) => Outcome::Missed,
            (Some(it), ExitStatus::Found) => Outcome::Caught(it.severity, it.confidence),
            (Some(it), _) => Outcome::Passed(it.severity, it.confidence),
        }
    }
}

/// An example of each rule in a script, and one of the foremost in every other kind of file.
fn markers<'a>(rules: &'a RuleSet, carriers: &'a [Carrier]) -> Result<Vec<Marker<'a>>, Error> {
    let Some((first, others)) = carriers.split_first() else {
        return Ok(Vec::new());
    };
    let mut markers = Vec::new();
    for rule in rules.rules() {
        let id = &rule.info.id;
        let Some(example) = rule.examples().first() else {
            continue;
        };
        let text = fill(example, SEED).map_err(|error| Error::Rule {
            rule: id.clone(),
            message: error.to_string(),
        })?;
        let also: &[Carrier] = if id == FOREMOST { others } else { &[] };
        let carriers = std::iter::once(first).chain(also);
        markers.extend(carriers.map(|carrier| Marker {
            rule: id,
            text: text.clone(),
            carrier,
        }));
    }
    Ok(markers)
}

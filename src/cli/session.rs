//! A scan whose findings a command acts on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context as _, bail};
use spillcheck::baseline::{Acceptance, Baseline};
use spillcheck::report::{Mask, Redactor, escape, suspects};
use spillcheck::rule::RuleSet;
use spillcheck::{Date, Finding, Policy, Report, Settings, Suppressed, check};

use super::args::{AcceptanceArgs, PolicyArgs, ScopeArgs};
use super::config::Written;
use super::output::{OutputFile, Readers};
use super::scan::variables;

/// What was scanned, and what was found.
pub(super) struct Session {
    pub(super) rules: Arc<RuleSet>,
    pub(super) settings: Settings,
    pub(super) report: Report,
}

impl Session {
    pub(super) fn new(scope: &ScopeArgs, written: &Written) -> anyhow::Result<Self> {
        let rules = scope.rules.load()?;
        written.must_name_rules(&rules)?;
        let settings = Settings {
            working_directory: working_directory()?,
            input: scope.input(),
            threads: std::thread::available_parallelism().unwrap_or(std::num::NonZeroUsize::MIN),
            fail_on: scope.thresholds.fail_on,
            fail_confidence: scope.thresholds.fail_confidence,
            strict: false,
            variables: variables(&scope.values)?,
            policy: policy(&scope.policy, written)?,
        };
        let report = check(&settings, &rules)?;
        Ok(Self {
            rules,
            settings,
            report,
        })
    }

    /// The findings of one fingerprint, of which some digits were typed, each with what hides it.
    pub(super) fn named(
        &self,
        typed: &str,
    ) -> anyhow::Result<Vec<(&Finding, Option<&Suppressed>)>> {
        let all = self.report.all();
        let found: Vec<_> = all
            .filter(|(it, _)| it.fingerprint.is_named_by(typed))
            .collect();
        let fingerprints: BTreeSet<_> = found.iter().map(|(it, _)| &it.fingerprint).collect();
        match fingerprints.len() {
            0 => bail!("{}", self.nothing(typed)),
            1 => Ok(found),
            _ => bail!("'{typed}' is the beginning of several fingerprints: type more of it"),
        }
    }

    /// That nothing has this fingerprint, and why that may be.
    fn nothing(&self, typed: &str) -> String {
        let text =
            format!("nothing is found here with the fingerprint '{typed}' (eight digits or more)");
        match self.report.errors(&self.settings).next() {
            Some(error) => format!("{text}: not everything was scanned: {}", error.message),
            None => text,
        }
    }

    /// Every finding: those of the report, then those that are hidden.
    pub(super) fn findings(&self) -> Vec<&Finding> {
        self.report.all().map(|(finding, _)| finding).collect()
    }

    /// The accepted findings, as they are before this command.
    pub(super) fn baseline(&self) -> Baseline {
        self.settings.policy.baseline.clone()
    }

    /// Refuses to judge by a scan that is not whole.
    pub(super) fn must_be_whole(&self) -> anyhow::Result<()> {
        if !self.settings.input.is_whole() {
            bail!(
                "this needs a scan of the projects here as a whole: leave out --path, --staged and --since"
            );
        }
        match self.report.errors(&self.settings).next() {
            Some(error) => bail!("not everything was scanned: {}", error.message),
            None => Ok(()),
        }
    }

    /// One line about a finding, for a person.
    pub(super) fn line(&self, finding: &Finding) -> String {
        let mask = |text: &str| suspects(&self.rules, text);
        let mask: Mask<'_> = &mask;
        let all = self.report.all().map(|(finding, _)| finding);
        let redactor = Redactor::new(all, mask, false);
        let location = &finding.primary.location;
        let here = &self.settings.working_directory;
        let path = location.path.strip_prefix(here).unwrap_or(&location.path);
        let text = format!(
            "{} {} {} {}:{}:{}",
            finding.fingerprint.short(),
            finding.severity.name(),
            finding.rule.id,
            path.display(),
            location.line,
            location.column
        );
        escape(&redactor.text(&text)).into_owned()
    }
}

impl AcceptanceArgs {
    /// With the reason that was typed, which must be one.
    pub(super) fn because(&self, reason: String) -> anyhow::Result<Acceptance> {
        if reason.trim().is_empty() {
            bail!("--reason is empty: who reads the baseline later has nothing else to go by");
        }
        if let Some(day) = self.expires.filter(|day| *day < Date::of(now())) {
            bail!("--expires {day} is over: the acceptance would hold on no day");
        }
        Ok(Acceptance {
            reason,
            expires: self.expires,
        })
    }
}

/// Writes the baseline to where it was read from.
pub(super) fn save(baseline: &Baseline) -> anyhow::Result<()> {
    let file = OutputFile::new(baseline.path().to_owned(), Readers::Usual)?;
    file.write(|out| baseline.write(out))
}

pub(super) fn working_directory() -> anyhow::Result<PathBuf> {
    std::env::current_dir().context("there is no working directory")
}

/// What is accepted by the file that was named, or by the one that lies here or above.
pub(super) fn policy(args: &PolicyArgs, written: &Written) -> anyhow::Result<Policy> {
    Ok(Policy {
        baseline: baseline(args)?,
        today: Date::of(now()),
        overrides: written.overrides.clone(),
        secret_names: written.secret_names.clone(),
        public_names: written.public_names.clone(),
    })
}

pub(super) fn baseline(args: &PolicyArgs) -> anyhow::Result<Baseline> {
    let here = working_directory()?;
    let path = match &args.baseline {
        Some(path) => here.join(path),
        None => nearest(&here, Baseline::FILE_NAME).unwrap_or(here.join(Baseline::FILE_NAME)),
    };
    if path.exists() {
        Ok(Baseline::load(path)?)
    } else {
        Ok(Baseline::empty(path))
    }
}

/// A file of this name in a folder or above it, as far up as the repository's top.
pub(super) fn nearest(folder: &Path, name: &str) -> Option<PathBuf> {
    for above in folder.ancestors() {
        let file = above.join(name);
        if file.is_file() {
            return Some(file);
        }
        if above.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Seconds of Unix time; a clock before its beginning is read as that.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

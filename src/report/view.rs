//! What every format says of a finding, redacted and not yet escaped: that is each format's own.

use std::collections::HashMap;
use std::path::Path;

use super::{Options, Paths, Report, plural};
use crate::finding::{ExitStatus, Finding, Fingerprint, Occurrence};
use crate::notification::Notification;
use crate::project::Exposure;
use crate::secret::Secret;
use crate::suppress::Suppressed;
use crate::trace::Names;

/// How many of an environment's secret variables are named where there is little room.
const NAMES: usize = 6;

/// A report and how it is to be shown.
pub(super) struct View<'a> {
    pub(super) report: &'a Report,
    pub(super) options: Options<'a>,
    pub(super) paths: Paths<'a>,
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report, options: Options<'a>) -> Self {
        Self {
            report,
            options,
            paths: Paths::new(report, options),
        }
    }

    /// Every finding, those that are hidden last, each with what hides it.
    pub(super) fn all(
        &self,
    ) -> impl Iterator<Item = (&'a Finding, Option<&'a Suppressed>)> + use<'a> {
        self.report.all()
    }

    /// Text that may hold a secret, without it.
    pub(super) fn text(&self, text: &str) -> String {
        self.paths.redactor().text(text)
    }

    /// A path as it is shown.
    pub(super) fn path(&self, path: &Path) -> String {
        self.paths.show(path).text
    }

    /// `public/app.js:1:2048`.
    pub(super) fn place(&self, occurrence: &Occurrence) -> String {
        let location = &occurrence.location;
        let path = self.path(&location.path);
        format!("{path}:{}:{}", location.line, location.column)
    }

    /// What was found: the variable and its redacted value, or the secret variables of an environment.
    pub(super) fn subject(&self, finding: &Finding) -> Option<String> {
        if let [_, ..] = &*finding.trace.names.secret {
            return Some(self.names(&finding.trace.names));
        }
        let env = finding.env.as_deref().map(|env| self.text(env));
        let secret = finding.secret.as_ref().map(|secret| self.value(secret));
        match (env, secret) {
            (Some(env), Some(secret)) => Some(format!("{env}: {secret}")),
            (env, secret) => env.or(secret),
        }
    }

    /// `API_SECRET, DB_PASSWORD and 3 more secret variables`.
    fn names(&self, names: &Names) -> String {
        let shown = &names.secret[..names.secret.len().min(NAMES)];
        let shown = self.text(&shown.join(", "));
        match names.secret.len() - names.secret.len().min(NAMES) {
            0 => shown,
            more => format!("{shown} and {}", plural(more, "more secret variable")),
        }
    }

    fn value(&self, secret: &Secret) -> String {
        let shown = self.paths.redactor().secret(secret);
        let length = format!("{} characters", secret.length());
        if shown == format!("[{length}]") {
            return shown;
        }
        format!("\"{shown}\" ({length})")
    }

    /// `Sanity API token, ships to browsers`.
    pub(super) fn title(&self, finding: &Finding) -> String {
        let title = self.text(&finding.rule.title);
        format!("{title}, {}", exposure(finding.primary.exposure))
    }

    /// All of it in one line: what, whose, why.
    pub(super) fn sentence(&self, finding: &Finding) -> String {
        let title = self.title(finding);
        let why = self.text(&finding.why);
        match self.subject(finding) {
            Some(subject) => format!("{title} ({subject}). {why}"),
            None => format!("{title}. {why}"),
        }
    }

    /// `public/app.js: it cannot be read`.
    pub(super) fn note(&self, note: &Notification) -> String {
        let message = self.text(&note.message);
        match &note.path {
            Some(path) => format!("{}: {message}", self.path(path)),
            None => message,
        }
    }

    /// Whether a notification fails the run.
    pub(super) fn is_error(&self, note: &Notification) -> bool {
        self.options.settings.strict || note.kind.is_error()
    }

    /// Whether the job was done, found something or not.
    pub(super) fn is_done(&self) -> bool {
        let settings = self.options.settings;
        self.report.status(settings) != ExitStatus::Error
            && self.report.errors(settings).next().is_none()
    }
}

/// Names for findings that are the same after a rebuild, and never the same for two: of two with one
/// name GitLab would show one.
///
/// Weak values of one rule, variable and length share a fingerprint, which tells nothing of them.
/// They are numbered as they stand in the author's sources, for places in a build change with it.
pub(super) fn names<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<String> {
    let all: Vec<&Finding> = findings.collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&at| {
        let original = &all[at].primary.original;
        (original.is_none(), original)
    });
    let mut counts: HashMap<&Fingerprint, usize> = HashMap::new();
    let mut names = vec![String::new(); all.len()];
    for at in order {
        let fingerprint = &all[at].fingerprint;
        let count = counts.entry(fingerprint).or_default();
        *count += 1;
        names[at] = match *count {
            1 => fingerprint.to_string(),
            number => format!("{fingerprint}-{number}"),
        };
    }
    names
}

/// Who can read a place, in words.
pub(super) fn exposure(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Client => "ships to browsers",
        Exposure::Unknown => "may ship to browsers",
        Exposure::Source => "in the source",
        Exposure::Server => "server only",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Original, Witness};
    use crate::report::tests::{finding, occurrence};

    fn written(path: &str, line: u64) -> Finding {
        let mut finding = finding();
        finding.primary = occurrence(path, Exposure::Client);
        finding.primary.original = Some(Original {
            path: "/site/src/a.js".into(),
            line,
            column: 1,
            by: Witness::Map,
        });
        finding
    }

    #[test]
    fn a_name_stays_through_a_rebuild_and_is_no_other_finding_s() {
        let moved = written("/site/public/other.js", 1);
        assert_eq!(names([finding()].iter()), names([moved].iter()));
        let two = names([finding(), finding()].iter());
        assert_eq!(two[1], format!("{}-2", two[0]));
    }

    #[test]
    fn of_two_that_share_a_fingerprint_the_author_s_first_is_the_first() {
        let before = [
            written("/site/public/a.js", 3),
            written("/site/public/b.js", 9),
        ];
        let rebuilt = [
            finding(),
            written("/site/public/a.js", 9),
            written("/site/public/b.js", 3),
        ];
        let (before, rebuilt) = (names(before.iter()), names(rebuilt.iter()));
        assert_eq!(before, [&*rebuilt[2], &*rebuilt[1]]);
        assert!(rebuilt[0].ends_with("-3"));
    }
}

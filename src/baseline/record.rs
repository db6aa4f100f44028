//! One accepted finding, and what it covers.

use super::check::{Check, Salt};
use crate::date::Date;
use crate::finding::{Finding, Fingerprint, Severity};
use crate::fingerprint::is_strong;
use crate::project::Exposure;

/// Why a finding is accepted, and until when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acceptance {
    /// Why, in the words of who accepted it.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Option<Date>,
}

/// One accepted finding. The order is that of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// What it is about.
    pub fingerprint: Fingerprint,
    /// Tells a weak value from another of the same fingerprint.
    pub check: Option<Check>,
    /// The rule that found it.
    pub rule: String,
    /// How bad it was when it was accepted.
    pub severity: Severity,
    /// Who could read it when it was accepted.
    pub exposure: Exposure,
    /// Why, and until when.
    pub acceptance: Acceptance,
}

/// What a record says of a finding that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cover {
    /// It did, and does no more.
    Expired,
    /// It is worse, or nearer to the public, than what was accepted.
    Raised,
    /// It covers it.
    Whole,
}

impl Record {
    /// Accepts findings as they are; as the file is sorted, their records stand in it in their order.
    #[must_use]
    pub fn of_all(findings: &[&Finding], acceptance: &Acceptance) -> Vec<Self> {
        let mut salts = Salt::some(findings.len()).into_iter();
        let record = |finding: &&Finding| {
            let weak = finding.secret.as_ref().filter(|secret| !is_strong(secret));
            Self {
                fingerprint: finding.fingerprint.clone(),
                check: weak
                    .zip(salts.next())
                    .map(|(it, salt)| Check::salted(it, salt)),
                rule: finding.rule.id.clone(),
                severity: finding.severity,
                exposure: finding.primary.exposure,
                acceptance: acceptance.clone(),
            }
        };
        findings.iter().map(record).collect()
    }

    /// Whether it is about this finding's rule and what a report tells of its value.
    pub(super) fn may_be_about(&self, finding: &Finding) -> bool {
        let rule = &finding.rule;
        let same_rule = rule.id == self.rule || rule.former_ids.contains(&self.rule);
        self.fingerprint == finding.fingerprint && same_rule
    }

    /// What it says of a finding that it is about.
    pub(crate) fn cover(&self, finding: &Finding, today: Date) -> Cover {
        if self.is_over(today) {
            Cover::Expired
        } else if finding.severity > self.severity || finding.primary.exposure < self.exposure {
            Cover::Raised
        } else {
            Cover::Whole
        }
    }

    /// Whether its last day is past. A clock that is plainly wrong proves nothing about that day.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        let expires = self.acceptance.expires;
        expires.is_some_and(|day| day < today || today < Date::RELEASED)
    }

    /// Whether the value is the one that was accepted, which takes long to tell of a weak one.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        match (&finding.secret, &self.check) {
            (Some(secret), None) => is_strong(secret),
            (Some(secret), Some(check)) => !is_strong(secret) && check.holds(secret),
            (None, check) => check.is_none(),
        }
    }
}

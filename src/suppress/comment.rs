//! `spillcheck:allow RULE reason` in a comment covers one literal of a source, and never a bundle's line.

use super::{Outcome, SuppressedBy};
use crate::baseline::Acceptance;
use crate::finding::{Finding, Occurrence};
use crate::notification::{Notification, NotificationKind};
use crate::project::Exposure;
use crate::scan::Allowance;

/// Takes away the places that a comment covers; a finding without any other is hidden.
pub(super) fn apply(
    mut findings: Vec<Finding>,
    allowances: &[Allowance],
    outcome: &mut Outcome,
) -> Vec<Finding> {
    let mut covered: Vec<(usize, usize, &Allowance)> = Vec::new();
    for allowance in allowances {
        match literal(&findings, allowance) {
            Some((finding, place)) => covered.push((finding, place, allowance)),
            None => outcome.notifications.extend(unused(&findings, allowance)),
        }
    }
    for index in (0..findings.len()).rev() {
        let own: Vec<_> = covered.iter().filter(|it| it.0 == index).collect();
        if own.is_empty() {
            continue;
        }
        let places: Vec<usize> = own.iter().map(|it| it.1).collect();
        if let Some(rest) = without(&findings[index], &places) {
            findings[index] = rest;
            continue;
        }
        let acceptance = Acceptance {
            reason: own[0].2.reason.clone(),
            expires: None,
        };
        let finding = findings.remove(index);
        outcome.hide(finding, SuppressedBy::Comment, acceptance);
    }
    // They were taken from the end on.
    outcome.hidden.sort_by(|a, b| {
        let key = |it: &super::Suppressed| (it.by, it.finding.primary.location.clone());
        key(a).cmp(&key(b))
    });
    findings
}

/// The finding and its place that an allowance covers: the nearest before it in its line, or the
/// first in the next line where it stands in one alone.
fn literal(findings: &[Finding], allowance: &Allowance) -> Option<(usize, usize)> {
    let mut places: Vec<(u64, usize, usize)> = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let names =
            finding.rule.id == allowance.rule || finding.rule.former_ids.contains(&allowance.rule);
        for (place, occurrence) in finding.occurrences().enumerate() {
            if names && is_beside(occurrence, allowance) {
                places.push((occurrence.location.start, index, place));
            }
        }
    }
    places.sort_unstable();
    let one = if allowance.is_alone {
        places.first()
    } else {
        places.last()
    };
    one.map(|&(_, finding, place)| (finding, place))
}

fn is_beside(occurrence: &Occurrence, allowance: &Allowance) -> bool {
    let location = &occurrence.location;
    // Browsers do not read comments: what ships is accepted by its fingerprint alone.
    occurrence.exposure == Exposure::Source
        && location.path == allowance.path
        && if allowance.is_alone {
            location.line == allowance.line + 1
        } else {
            location.line == allowance.line && location.column < allowance.column
        }
}

/// The finding without some of its places; nothing where none is left.
fn without(finding: &Finding, places: &[usize]) -> Option<Finding> {
    let rest = finding.occurrences().enumerate();
    let rest = rest.filter(|(index, _)| !places.contains(index));
    let mut rest = rest.map(|(_, occurrence)| occurrence.clone());
    let primary = rest.next()?;
    Some(Finding {
        primary,
        others: rest.collect(),
        ..finding.clone()
    })
}

/// Tells of an allowance in a source that covers nothing.
fn unused(findings: &[Finding], allowance: &Allowance) -> Option<Notification> {
    let is_source = findings
        .iter()
        .flat_map(Finding::occurrences)
        .any(|it| it.location.path == allowance.path && it.exposure == Exposure::Source);
    let message = format!(
        "the comment in line {} allows a {} that does not stand beside it",
        allowance.line, allowance.rule
    );
    let kind = NotificationKind::AcceptanceUnmatched;
    is_source.then(|| Notification::new(kind, &allowance.path, message))
}

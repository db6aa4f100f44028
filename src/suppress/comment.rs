//! `spillcheck:allow RULE reason` in a comment covers one literal of a source, and never a bundle's line.
//!
//! What ships is covered where a source map leads to the literal, which stands in that source as it
//! was found: a value that a build puts in the place of a variable is no literal.

use super::{Outcome, SuppressedBy};
use crate::baseline::Acceptance;
use crate::finding::{Finding, Occurrence, Original, Witness};
use crate::notification::{Notification, NotificationKind};
use crate::project::Exposure;
use crate::scan::Allowance;
use memchr::memmem;

/// Takes away the places that a comment covers; a finding without any other is hidden.
pub(super) fn apply(
    mut findings: Vec<Finding>,
    allowances: &[Allowance],
    outcome: &mut Outcome,
) -> Vec<Finding> {
    let mut covered: Vec<(usize, Vec<usize>, &Allowance)> = Vec::new();
    for allowance in allowances {
        match literal(&findings, allowance) {
            Some((finding, places)) => covered.push((finding, places, allowance)),
            None => outcome.notifications.extend(unused(&findings, allowance)),
        }
    }
    for index in (0..findings.len()).rev() {
        let own: Vec<_> = covered.iter().filter(|it| it.0 == index).collect();
        let Some((_, _, first)) = own.first() else {
            continue;
        };
        let places: Vec<usize> = own.iter().flat_map(|it| it.1.clone()).collect();
        if let Some(rest) = without(&findings[index], &places) {
            findings[index] = rest;
            continue;
        }
        let acceptance = Acceptance {
            reason: first.reason.clone(),
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

/// The finding and its places that an allowance covers: those of the nearest literal before it in its
/// line, or of the first in the next line where it stands in one alone.
fn literal(findings: &[Finding], allowance: &Allowance) -> Option<(usize, Vec<usize>)> {
    let mut literals: Vec<(u64, usize)> = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let names =
            finding.rule.id == allowance.rule || finding.rule.former_ids.contains(&allowance.rule);
        if names {
            let columns = finding.occurrences();
            let columns = columns.filter_map(|it| column(finding, it, allowance));
            literals.extend(columns.map(|column| (column, index)));
        }
    }
    literals.sort_unstable();
    let &(at, index) = if allowance.is_alone {
        literals.first()?
    } else {
        literals.last()?
    };
    let finding = &findings[index];
    let places = finding.occurrences().enumerate();
    let places = places.filter(|(_, it)| {
        column(finding, it, allowance) == Some(at) || is_written_at(it, at, allowance)
    });
    Some((index, places.map(|(place, _)| place).collect()))
}

/// Where in an allowance's line a place's literal stands, if it does.
fn column(finding: &Finding, place: &Occurrence, allowance: &Allowance) -> Option<u64> {
    let (path, line, column) = match &place.original {
        _ if place.exposure == Exposure::Source => {
            let at = &place.location;
            (&at.path, at.line, at.column)
        }
        Some(original) if is_carried(finding, original, allowance) => {
            (&original.path, original.line, original.column)
        }
        _ => return None,
    };
    let is_beside = if allowance.is_alone {
        line == allowance.line + 1
    } else {
        line == allowance.line && column < allowance.column
    };
    (*path == allowance.path && is_beside).then_some(column)
}

/// Whether a source map leads to a literal that is the value itself.
fn is_carried(finding: &Finding, original: &Original, allowance: &Allowance) -> bool {
    let beside = allowance.beside.reveal();
    let stands = |value: &[u8]| memmem::find(beside, value).is_some();
    original.by == Witness::Map
        && finding
            .secret
            .as_ref()
            .is_some_and(|it| stands(it.reveal()))
}

/// Whether a place without a map was traced to the literal that another one's map leads to.
fn is_written_at(place: &Occurrence, column: u64, allowance: &Allowance) -> bool {
    let line = allowance.line + u64::from(allowance.is_alone);
    place.original.as_ref().is_some_and(|it| {
        it.by <= Witness::Source
            && it.path == allowance.path
            && (it.line, it.column) == (line, column)
    })
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

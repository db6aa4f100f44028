//! A variable's name directly before a value is that value's name, and no name without one.
//!
//! `process.env.SANITY_TOKEN||"T"`, `["SANITY_TOKEN","T"]`, `{"name":"SANITY_TOKEN","value":"T"}`.

use crate::detect::Subject;
use crate::finding::Confidence;
use crate::rule::Role;
use crate::scan::Sighting;

/// Bytes between a name and the value it is taken for the name of: room for `","value":"`, escaped,
/// and not for another call.
const BINDS: u64 = 16;

/// Keys that say nothing of whose value theirs is.
const CARRIERS: [&str; 4] = ["value", "val", "default", "defaultValue"];

/// Words in a name that say that its value only reads.
const READS: [&str; 4] = ["READ", "READER", "READONLY", "VIEWER"];

/// Words that say more, whatever stands beside them.
const WRITES: [&str; 4] = ["WRITE", "EDITOR", "ADMIN", "DEPLOY"];

/// Gives values the names before them, and leaves those names out; wants sightings in order.
pub(super) fn join_names(mut sightings: Vec<Sighting>) -> Vec<Sighting> {
    let mut joined = vec![false; sightings.len()];
    for at in 0..sightings.len() {
        if is_unbound(&sightings[at]) {
            let names = names_before(&sightings, at);
            for &name in &names {
                joined[name] = true;
            }
            if let Some(name) = names.first().and_then(|&it| name_of(&sightings[it])) {
                adopt(&mut sightings[at], name);
            }
        }
    }
    let mut joined = joined.into_iter();
    sightings.retain(|_| !joined.next().unwrap_or(false));
    sightings
}

/// Whether it is surely a credential, bound to no key of its own.
fn is_unbound(sighting: &Sighting) -> bool {
    // Beside what anybody may have, a secret's name is still the worst there is to tell.
    let is_secret = !matches!(sighting.rule.role, Role::Public | Role::Id);
    let key = sighting.evidence.key.as_deref();
    matches!(sighting.subject, Subject::Secret(_))
        && is_secret
        && sighting.confidence > Confidence::Low
        && key.is_none_or(|key| CARRIERS.contains(&key))
}

/// The names before a value and behind every other value, the nearest first.
fn names_before(sightings: &[Sighting], at: usize) -> Vec<usize> {
    let value = &sightings[at];
    let before = (0..at).rev().filter(|&other| {
        let other = &sightings[other];
        other.layers == value.layers && other.location.end <= value.location.start
    });
    before
        .take_while(|&other| gap(&sightings[other], value).is_some_and(|gap| gap <= BINDS))
        .take_while(|&other| matches!(sightings[other].subject, Subject::Name(..)))
        .collect()
}

/// The bytes between a sighting and one behind it in the same file.
fn gap(before: &Sighting, behind: &Sighting) -> Option<u64> {
    let (before, behind) = (&before.location, &behind.location);
    let is_same = before.path == behind.path;
    is_same.then(|| behind.start.saturating_sub(before.end))
}

fn name_of(sighting: &Sighting) -> Option<String> {
    match &sighting.subject {
        Subject::Name(name, _) => Some(name.clone()),
        Subject::Secret(_) => None,
    }
}

fn adopt(value: &mut Sighting, name: String) {
    let evidence = &mut value.evidence;
    if evidence.read.is_none() && only_reads(&name) {
        evidence.read = Some(name.clone());
    }
    evidence.key = Some(name);
}

fn only_reads(name: &str) -> bool {
    let says = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
    says(&READS) && !says(&WRITES)
}

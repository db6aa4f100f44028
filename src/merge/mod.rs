//! Brings sightings of one thing together: one secret, many places.

mod beside;

use std::cmp::Ordering;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::detect::{Evidence, NameContext, Sink, Subject};
use crate::finding::{Confidence, Occurrence, Part};
use crate::project::{Discovery, Place};
use crate::rule::RuleInfo;
use crate::scan::Sighting;
use crate::values::VALUE_RULE;
use beside::join_names;

/// One secret or name, with every place where it was seen.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) rule: Arc<RuleInfo>,
    pub(crate) subject: Subject,
    pub(crate) confidence: Confidence,
    /// All that any of the places says.
    pub(crate) evidence: Evidence,
    /// The values of a composite, its own among them; empty where it is none.
    pub(crate) parts: Vec<Part>,
    /// Never empty; the worst place first, then in order.
    pub(crate) places: Vec<Seen>,
}

/// One place of a cluster. The order is that of reports: who can read it decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) context: Option<NameContext>,
    pub(crate) occurrence: Occurrence,
}

/// What makes two sightings one: the value, or the variable's name.
type Key = (Option<Vec<u8>>, Option<String>);

/// Merges sightings; the result depends on no order of theirs.
pub(crate) fn merge(mut sightings: Vec<Sighting>, discovery: &Discovery) -> Vec<Cluster> {
    sightings.sort_by(compare);
    let mut clusters: BTreeMap<Key, Cluster> = BTreeMap::new();
    for sighting in join_names(sightings) {
        let place = discovery.place(&sighting.location.path);
        match clusters.entry(key(&sighting.subject)) {
            Entry::Vacant(vacant) => {
                vacant.insert(Cluster::new(sighting, place));
            }
            Entry::Occupied(mut occupied) => {
                occupied.get_mut().add(sighting, place);
            }
        }
    }
    let mut merged: Vec<Cluster> = clusters.into_values().collect();
    for cluster in &mut merged {
        cluster.places.sort();
    }
    drop_named_elsewhere(merged)
}

/// An order in which only sightings that say the same are equal.
fn compare(a: &Sighting, b: &Sighting) -> Ordering {
    (&a.location, &a.layers)
        .cmp(&(&b.location, &b.layers))
        .then_with(|| (&a.rule.id, &a.subject).cmp(&(&b.rule.id, &b.subject)))
        .then_with(|| a.confidence.cmp(&b.confidence))
        .then_with(|| words(&a.evidence).cmp(&words(&b.evidence)))
}

fn words(evidence: &Evidence) -> ([Option<&str>; 6], Option<Sink>) {
    let Evidence {
        write,
        read,
        provider,
        worse,
        key,
        variable,
        sink,
    } = evidence;
    let texts = [write, read, provider, worse, key, variable];
    (texts.map(Option::as_deref), *sink)
}

fn key(subject: &Subject) -> Key {
    match subject {
        Subject::Secret(secret) => (Some(secret.identity().into_owned()), None),
        Subject::Name(name, _) => (None, Some(name.clone())),
    }
}

impl Cluster {
    fn new(sighting: Sighting, place: Place) -> Self {
        let seen = Seen::new(&sighting, place);
        Self {
            rule: sighting.rule,
            subject: sighting.subject,
            confidence: sighting.confidence,
            evidence: sighting.evidence,
            parts: Vec::new(),
            places: vec![seen],
        }
    }

    /// Adds a place; the surer sighting says which rule it is.
    fn add(&mut self, sighting: Sighting, place: Place) {
        self.places.push(Seen::new(&sighting, place));
        let ours = (self.knows_form(), self.confidence, &sighting.rule.id);
        let theirs = (
            sighting.rule.id != VALUE_RULE,
            sighting.confidence,
            &self.rule.id,
        );
        if theirs > ours {
            self.rule = sighting.rule;
        }
        self.confidence = self.confidence.max(sighting.confidence);
        self.evidence.absorb(sighting.evidence);
    }

    /// Whether its rule says more than that it is some variable's value.
    fn knows_form(&self) -> bool {
        self.rule.id != VALUE_RULE
    }

    /// The variables that carry this value somewhere.
    fn variables(&self) -> impl Iterator<Item = &str> {
        let is_secret = matches!(self.subject, Subject::Secret(_));
        let places = self.places.iter().filter(move |_| is_secret);
        places.filter_map(|seen| seen.occurrence.env.as_deref())
    }
}

impl Seen {
    fn new(sighting: &Sighting, place: Place) -> Self {
        let (context, env) = match &sighting.subject {
            Subject::Secret(_) => {
                let Evidence { key, variable, .. } = &sighting.evidence;
                let key = key.as_ref().filter(|key| is_variable(key));
                (None, variable.as_ref().or(key).cloned())
            }
            Subject::Name(name, context) => (Some(*context), Some(name.clone())),
        };
        Self {
            context,
            occurrence: Occurrence {
                exposure: place.exposure,
                location: sighting.location.clone(),
                layers: sighting.layers.clone(),
                hops: sighting.hops.clone(),
                env,
                original: None,
            },
        }
    }
}

/// Whether a key is written as environment variables are: `SANITY_TOKEN`.
fn is_variable(key: &str) -> bool {
    key.contains('_')
        && key.starts_with(|first: char| first.is_ascii_uppercase())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A name without a value says nothing new where the same variable was found with its value.
fn drop_named_elsewhere(mut clusters: Vec<Cluster>) -> Vec<Cluster> {
    let carried: HashSet<String> = clusters
        .iter()
        .flat_map(Cluster::variables)
        .map(str::to_owned)
        .collect();
    clusters.retain(|cluster| match &cluster.subject {
        Subject::Name(name, _) => !carried.contains(name),
        Subject::Secret(_) => true,
    });
    clusters
}

#[cfg(test)]
mod tests;

//! The places of a composite's parts, in order, so that what stands near a value is found without a look at all.

use std::collections::HashMap;
use std::path::Path;

use crate::finding::Location;
use crate::merge::Cluster;
use crate::rule::Composite;

/// Where one rule's values stand in one file.
#[derive(Default)]
struct Row {
    /// First byte, one past the last, and the cluster; in order.
    spans: Vec<(u64, u64, usize)>,
    /// How long the longest is.
    longest: u64,
}

/// The places of all values of a composite's rules, by file and rule.
pub(super) struct Near<'a> {
    rows: HashMap<(&'a Path, &'a str), Row>,
    within: u64,
}

impl<'a> Near<'a> {
    pub(super) fn new(clusters: &'a [Cluster], composite: &'a Composite) -> Self {
        let mut rows: HashMap<(&Path, &str), Row> = HashMap::new();
        for (at, cluster) in clusters.iter().enumerate() {
            let rule = &cluster.rule.id;
            if !composite.parts.iter().any(|(part, _)| part == rule) {
                continue;
            }
            for location in locations(cluster) {
                let row = rows.entry((&location.path, rule)).or_default();
                row.spans.push((location.start, location.end, at));
                row.longest = row.longest.max(location.end - location.start);
            }
        }
        for row in rows.values_mut() {
            row.spans.sort_unstable();
        }
        Self {
            rows,
            within: composite.within,
        }
    }

    /// The cluster of a rule whose value stands nearest to that of cluster `own`, where one is near enough.
    pub(super) fn nearest(&self, own: usize, cluster: &Cluster, rule: &str) -> Option<usize> {
        let near = locations(cluster).filter_map(|location| {
            let row = self.rows.get(&(&*location.path, rule))?;
            row.nearest((location.start, location.end), own, self.within)
        });
        near.min().map(|(_, other)| other)
    }
}

impl Row {
    /// Distance and cluster of the nearest span that is not of cluster `own`.
    fn nearest(&self, span: (u64, u64), own: usize, within: u64) -> Option<(u64, usize)> {
        let middle = self.spans.partition_point(|it| it.0 < span.0);
        let (before, behind) = self.spans.split_at(middle);
        let mut best = Best {
            within,
            found: None,
        };
        // Both ways outwards, until nothing further off can be as near.
        for &(start, end, at) in behind {
            if start.saturating_sub(span.1) > best.reach() {
                break;
            }
            best.consider(distance(span, (start, end)), at, own);
        }
        for &(start, end, at) in before.iter().rev() {
            if span.0.saturating_sub(start + self.longest) > best.reach() {
                break;
            }
            best.consider(distance(span, (start, end)), at, own);
        }
        best.found
    }
}

/// The nearest so far; of two as near the first cluster.
struct Best {
    within: u64,
    found: Option<(u64, usize)>,
}

impl Best {
    /// How far off something may be that is still of interest.
    fn reach(&self) -> u64 {
        self.found.map_or(self.within, |(far, _)| far)
    }

    fn consider(&mut self, far: u64, at: usize, own: usize) {
        let is_nearer = self.found.is_none_or(|found| (far, at) < found);
        if at != own && far <= self.within && is_nearer {
            self.found = Some((far, at));
        }
    }
}

/// The bytes between two spans.
fn distance(one: (u64, u64), other: (u64, u64)) -> u64 {
    one.0.max(other.0).saturating_sub(one.1.min(other.1))
}

fn locations(cluster: &Cluster) -> impl Iterator<Item = &Location> {
    cluster.places.iter().map(|seen| &seen.occurrence.location)
}

//! Values that mean something together: found near each other, they are one finding.

use crate::detect::Subject;
use crate::finding::{Location, Part};
use crate::merge::Cluster;
use crate::rule::{Composite, SECRET};
use crate::secret::Secret;

/// Joins clusters whose places stand near each other as a composite's parts do.
///
/// The cluster of the secret part becomes the composite; those of the other parts go.
pub(crate) fn combine<'a>(
    mut clusters: Vec<Cluster>,
    composites: impl IntoIterator<Item = &'a Composite>,
) -> Vec<Cluster> {
    // The one with most parts first: three that belong together are no pair and a rest.
    let mut composites: Vec<&Composite> = composites.into_iter().collect();
    composites.sort_by_key(|composite| std::cmp::Reverse(composite.parts.len()));
    let mut used = vec![false; clusters.len()];
    for composite in composites {
        for index in 0..clusters.len() {
            if clusters[index].parts.is_empty()
                && let Some(others) = partners(&clusters, index, composite)
            {
                for &(other, _) in &others {
                    used[other] = true;
                }
                join(&mut clusters, index, &others, composite);
            }
        }
    }
    let mut keep = used.iter().map(|used| !used);
    clusters.retain(|_| keep.next().unwrap_or(true));
    clusters
}

/// The clusters of a composite's other parts, each with what it is in the whole, when the cluster
/// at `index` is its secret part and all others stand near it: the nearest of each.
fn partners<'a>(
    clusters: &[Cluster],
    index: usize,
    composite: &'a Composite,
) -> Option<Vec<(usize, &'a str)>> {
    let secret = &clusters[index];
    let mut own = composite.parts.iter().filter(|(_, role)| role == SECRET);
    if !own.any(|(rule, _)| *rule == secret.rule.id) {
        return None;
    }
    let others = composite.parts.iter().filter(|(_, role)| role != SECRET);
    others
        .map(|(rule, role)| {
            let others = clusters.iter().enumerate();
            let far = others
                .filter(|(at, other)| *at != index && other.rule.id == *rule)
                .filter_map(|(at, other)| Some((distance(secret, other)?, at)));
            let (_, found) = far.filter(|(far, _)| *far <= composite.within).min()?;
            Some((found, role.as_str()))
        })
        .collect()
}

/// The least distance in bytes between places of two clusters in one file.
fn distance(one: &Cluster, other: &Cluster) -> Option<u64> {
    let places = |cluster: &'_ Cluster| -> Vec<Location> {
        let seen = cluster.places.iter();
        seen.map(|seen| seen.occurrence.location.clone()).collect()
    };
    let others = places(other);
    places(one)
        .iter()
        .flat_map(|a| others.iter().map(move |b| (a, b)))
        .filter(|(a, b)| a.path == b.path)
        .map(|(a, b)| a.start.max(b.start).saturating_sub(a.end.min(b.end)))
        .min()
}

/// Makes the cluster at `index` the composite of itself and the others.
fn join(clusters: &mut [Cluster], index: usize, others: &[(usize, &str)], composite: &Composite) {
    let mut parts = vec![part(&clusters[index], SECRET)];
    let mut places = Vec::new();
    for &(other, role) in others {
        parts.push(part(&clusters[other], role));
        places.extend(clusters[other].places.iter().cloned());
    }
    let whole = &mut clusters[index];
    whole.rule = composite.info.clone();
    whole.confidence = composite.confidence;
    whole.parts = parts.into_iter().flatten().collect();
    whole.places.extend(places);
}

fn part(cluster: &Cluster, role: &str) -> Option<Part> {
    let Subject::Secret(secret) = &cluster.subject else {
        return None;
    };
    Some(Part {
        role: role.to_owned(),
        env: cluster
            .places
            .iter()
            .find_map(|seen| seen.occurrence.env.clone()),
        secret: Secret::clone(secret),
    })
}

#[cfg(test)]
mod tests;

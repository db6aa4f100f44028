//! Values that mean something together: found near each other, they are one finding.

mod near;

use crate::detect::Subject;
use crate::finding::Part;
use crate::merge::Cluster;
use crate::rule::{Composite, SECRET};
use crate::secret::Secret;
use near::Near;

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
        for (index, others) in wholes(&clusters, composite) {
            for &(other, _) in &others {
                used[other] = true;
            }
            join(&mut clusters, index, &others, composite);
        }
    }
    let mut keep = used.iter().map(|used| !used);
    clusters.retain(|_| keep.next().unwrap_or(true));
    clusters
}

/// The clusters of a composite's secret part that all others stand near, each with the nearest of
/// those and what it is in the whole.
fn wholes<'a>(
    clusters: &[Cluster],
    composite: &'a Composite,
) -> Vec<(usize, Vec<(usize, &'a str)>)> {
    let (own, others): (Vec<_>, Vec<_>) =
        composite.parts.iter().partition(|(_, role)| role == SECRET);
    let is_own = |cluster: &Cluster| {
        let is_one = own.iter().any(|(rule, _)| *rule == cluster.rule.id);
        is_one && cluster.parts.is_empty()
    };
    let near = Near::new(clusters, composite);
    let secrets = clusters.iter().enumerate();
    let secrets = secrets.filter(|(_, cluster)| is_own(cluster));
    secrets
        .filter_map(|(index, secret)| {
            let partner = |(rule, role): &&'a (String, String)| {
                Some((near.nearest(index, secret, rule)?, role.as_str()))
            };
            let partners: Option<Vec<_>> = others.iter().map(partner).collect();
            Some((index, partners?))
        })
        .collect()
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

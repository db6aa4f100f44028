//! What was probably meant.

/// The candidate that is few edits away from what was typed, or holds it.
pub(super) fn nearest<'a>(
    typed: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let near = candidates.filter_map(|candidate| {
        let edits = edits(typed, candidate);
        let close = edits <= candidate.len() / 3 || candidate.contains(typed);
        close.then_some((edits, candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

/// Levenshtein's distance in bytes.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.bytes().enumerate() {
            let change = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("same", "same"), 0);
    }

    #[test]
    fn a_typo_or_a_part_is_understood_and_noise_is_not() {
        let rules = ["sanity-api-token", "stripe-secret-key"];
        let suggest = |typed| nearest(typed, rules.into_iter());
        assert_eq!(suggest("sanity-api-tokne"), Some("sanity-api-token"));
        assert_eq!(suggest("stripe"), Some("stripe-secret-key"));
        assert_eq!(suggest("github"), None);
    }
}

//! Findings brought together by what is to be done about them: every report for people tells them so.

use crate::finding::Finding;
use crate::fix::Fix;

/// Findings of one rule that are as near to the public, and of one remedy.
pub(super) struct Group<'a> {
    /// Never empty.
    pub(super) findings: Vec<&'a Finding>,
}

/// Those of a group that one thing let through, and that are judged alike.
pub(super) struct Cured<'a> {
    /// What is to be done first; empty where nothing is known of what let them through.
    pub(super) cure: &'a str,
    pub(super) why: &'a str,
    pub(super) findings: Vec<&'a Finding>,
}

/// Findings in their groups, in the order of the first of each.
pub(super) fn groups<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let alike =
        |a: &Finding, b: &Finding| is_one_remedy(a, b) && a.primary.exposure == b.primary.exposure;
    let gathered = gather(findings, alike).into_iter();
    gathered.map(|findings| Group { findings }).collect()
}

/// Findings by rule and remedy alone, however near to the public they are.
pub(super) fn by_remedy<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let gathered = gather(findings, is_one_remedy).into_iter();
    gathered.map(|findings| Group { findings }).collect()
}

impl<'a> Group<'a> {
    /// A finding alone.
    pub(super) fn of(finding: &'a Finding) -> Self {
        Self {
            findings: vec![finding],
        }
    }

    pub(super) fn first(&self) -> &'a Finding {
        self.findings[0]
    }

    /// What is to be done whatever let them through.
    pub(super) fn remedy(&self) -> Fix {
        self.first().fix.without_cure()
    }

    /// What most of them are judged by.
    pub(super) fn why(&self) -> &'a str {
        let reasons = gather(self.findings.iter().copied(), |a, b| a.why == b.why);
        let most = reasons.iter().rev().max_by_key(|same| same.len());
        most.map_or("", |same| &same[0].why)
    }

    /// The same findings by what is to be done first, however they are judged.
    pub(super) fn cures(&self) -> Vec<(&'a str, Vec<&'a Finding>)> {
        let alike = |a: &Finding, b: &Finding| cure(a) == cure(b);
        let gathered = gather(self.findings.iter().copied(), alike).into_iter();
        gathered
            .map(|findings| (cure(findings[0]), findings))
            .collect()
    }

    /// The same findings by what let them through.
    pub(super) fn cured(&self) -> Vec<Cured<'a>> {
        let alike = |a: &Finding, b: &Finding| cure(a) == cure(b) && a.why == b.why;
        let gathered = gather(self.findings.iter().copied(), alike).into_iter();
        gathered
            .map(|findings| Cured {
                cure: cure(findings[0]),
                why: &findings[0].why,
                findings,
            })
            .collect()
    }
}

/// Whether the same is to be done, whatever let them through.
fn is_one_remedy(a: &Finding, b: &Finding) -> bool {
    a.rule.id == b.rule.id && a.fix.remedy() == b.fix.remedy()
}

/// What is to be done first, because of what let it through; empty where that is not known.
fn cure(finding: &Finding) -> &str {
    &finding.fix.cure
}

/// Those that are alike together, in the order of the first of each.
pub(super) fn gather<'a, T>(
    all: impl Iterator<Item = &'a T>,
    alike: impl Fn(&T, &T) -> bool,
) -> Vec<Vec<&'a T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|group| alike(group[0], one)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::finding;

    fn cured_by(cure: &str) -> Finding {
        Finding {
            fix: Fix {
                cure: cure.to_owned(),
                ..finding().fix
            },
            ..finding()
        }
    }

    #[test]
    fn what_one_remedy_is_for_is_one_group_whatever_let_it_through() {
        let other = Finding {
            fix: Fix::in_code("Another."),
            ..finding()
        };
        let all = [cured_by("One."), cured_by(""), other, cured_by("One.")];
        let groups = groups(all.iter());
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].remedy(), finding().fix);
        let cured = groups[0].cured();
        let told: Vec<_> = cured
            .iter()
            .map(|it| (it.cure, it.findings.len()))
            .collect();
        assert_eq!(told, [("One.", 2), ("", 1)]);
    }

    #[test]
    fn of_two_reasons_as_common_the_first_is_usual() {
        let [mut one, two] = [finding(), finding()];
        one.why = "First.".to_owned();
        let all = [one, two];
        assert_eq!(groups(all.iter())[0].why(), "First.");
    }
}

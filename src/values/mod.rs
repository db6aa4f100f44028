//! The values of a project's own variables, sought in what it ships.

mod forms;
mod index;
mod info;
mod worth;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::content::{Fragment, LayerName};
use crate::detect::{Evidence, Match, Subject, is_anyones};
use crate::error::Error;
use crate::finding::Confidence;
use crate::notification::{Notification, NotificationKind};
use crate::project::{Discovery, Variable, variables, variables_of_file};
use crate::rule::RuleInfo;
use crate::scan::Sighting;
use crate::secret::Secret;
use forms::{Form, forms};
use index::{Index, Places};
use worth::{Worth, is_sought, worth};

pub(crate) use forms::base64_forms;
pub(crate) use info::{VALUE_RULE, info};
pub(crate) use worth::Known;

/// Where more variables come from than the projects' own files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariableSources {
    /// Files of `NAME=value` lines.
    pub files: Vec<PathBuf>,
    /// Variables taken from the environment because they were asked for, secret all of them.
    pub asked: Vec<(String, Secret)>,
}

/// The values that are sought, and whose they are.
#[derive(Debug)]
pub(crate) struct Values {
    rule: Arc<RuleInfo>,
    /// Those that are sought, in each of their forms.
    sought: Vec<(Secret, Form)>,
    index: Index,
    /// The variables of each value, sought or not: a rule may find what no name tells.
    names: BTreeMap<Secret, BTreeSet<String>>,
    /// What is too weak to be sought.
    pub(crate) notifications: Vec<Notification>,
}

impl VariableSources {
    /// The variables that the files set.
    ///
    /// # Errors
    ///
    /// When one cannot be read.
    pub(crate) fn read(&self) -> Result<Vec<Variable>, Error> {
        let mut all = Vec::new();
        for path in &self.files {
            let set = variables_of_file(path).map_err(|source| Error::Read {
                path: path.clone(),
                source,
            })?;
            all.extend(set);
        }
        Ok(all)
    }
}

impl Values {
    /// The secret values of the projects' variables and of more; what is too weak to be sought is told.
    pub(crate) fn new(
        discovery: &Discovery,
        more: &[Variable],
        asked: &[(String, Secret)],
        known: &Known<'_>,
    ) -> Self {
        let mut values = Self::default();
        let mut secrets = BTreeSet::new();
        let mut weak: BTreeMap<Option<PathBuf>, BTreeSet<String>> = BTreeMap::new();
        let own = discovery.projects.iter().flat_map(variables);
        for Variable { name, value, path } in own.chain(more.iter().cloned()) {
            match worth(&name, value.reveal(), known) {
                Worth::Secret => drop(secrets.insert(value.clone())),
                Worth::Weak => drop(weak.entry(Some(path)).or_default().insert(name.clone())),
                Worth::Public => {}
            }
            values.add(value, name);
        }
        for (name, value) in asked {
            if is_sought(value.reveal()) {
                secrets.insert(value.clone());
            } else {
                weak.entry(None).or_default().insert(name.clone());
            }
            values.add(value.clone(), name.clone());
        }
        values.notifications = weak.into_iter().map(too_weak).collect();
        values.seek(secrets);
        values
    }

    /// Each value that is sought, with the first of its variables.
    pub(crate) fn sought(&self) -> impl Iterator<Item = (&str, &Secret)> {
        let as_it_is = self.sought.iter().filter(|(_, form)| form.layer.is_none());
        as_it_is.filter_map(|(secret, _)| {
            let name = self.names.get(secret)?.first()?;
            Some((name.as_str(), secret))
        })
    }

    fn add(&mut self, value: Secret, name: String) {
        if is_sought(value.reveal()) {
            self.names.entry(value).or_default().insert(name);
        }
    }

    fn seek(&mut self, secrets: BTreeSet<Secret>) {
        for secret in secrets {
            let forms = forms(secret.reveal()).into_iter();
            self.sought.extend(forms.map(|form| (secret.clone(), form)));
        }
        self.index = Index::new(self.sought.iter().map(|(_, form)| &*form.text));
    }

    /// Adds every value that starts in the fragment's own part and that no rule knows better.
    ///
    /// The runs are those that the sweep tells of.
    pub(crate) fn detect(
        &self,
        fragment: &Fragment<'_>,
        runs: &[Range<usize>],
        found: &mut Vec<Match>,
    ) {
        let places = Places {
            text: fragment.bytes,
            stretches: &fragment.texts().collect::<Vec<_>>(),
            runs,
        };
        self.index.for_each(places, |start, sought| {
            let (secret, form) = &self.sought[sought];
            let span = start..start + form.text.len();
            let is_better = |it: &Match| {
                it.is_secret()
                    && !is_anyones(&it.rule)
                    && it.span.start < span.end
                    && span.start < it.span.end
            };
            let is_whole = form.layer.is_some() || stands_alone(fragment.bytes, &span);
            if !is_whole || !fragment.own.contains(&start) || found.iter().any(is_better) {
                return;
            }
            found.retain(|it| {
                !it.is_secret() || it.span.start < span.start || it.span.end > span.end
            });
            found.push(self.matched(secret, form.layer, span));
        });
    }

    fn matched(&self, secret: &Secret, layer: Option<LayerName>, span: Range<usize>) -> Match {
        Match {
            rule: Arc::clone(&self.rule),
            subject: Subject::Secret(secret.clone()),
            confidence: Confidence::High,
            evidence: Evidence {
                variable: self.names.get(secret).and_then(BTreeSet::first).cloned(),
                ..Evidence::default()
            },
            layer,
            span,
        }
    }

    /// Names the variable of each sighting whose value is that of one, whatever found it.
    pub(crate) fn name(&self, sightings: &mut [Sighting]) {
        for sighting in sightings {
            let Subject::Secret(secret) = &sighting.subject else {
                continue;
            };
            let exact = self.names.get(secret);
            let Some(names) = exact.or_else(|| self.holding(secret.reveal())) else {
                continue;
            };
            let beside = sighting
                .evidence
                .key
                .as_ref()
                .filter(|&key| names.contains(key));
            sighting.evidence.variable = beside.or(names.first()).cloned();
            if exact.is_some() {
                sighting.confidence = Confidence::High;
            }
        }
    }

    /// The variables whose value a found one is a part of: the password in an address.
    fn holding(&self, part: &[u8]) -> Option<&BTreeSet<String>> {
        let whole = self
            .names
            .iter()
            .find(|(value, _)| memchr::memmem::find(value.reveal(), part).is_some());
        whole.map(|(_, names)| names)
    }
}

/// Whether a short value is no part of a longer word or number; a long one is rare enough.
fn stands_alone(text: &[u8], span: &Range<usize>) -> bool {
    const LONG: usize = 20;
    let is_word = |at: Option<usize>| {
        at.and_then(|it| text.get(it))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    span.len() >= LONG || !(is_word(span.start.checked_sub(1)) || is_word(Some(span.end)))
}

impl Default for Values {
    fn default() -> Self {
        Self {
            rule: Arc::new(info()),
            sought: Vec::new(),
            index: Index::new(std::iter::empty()),
            names: BTreeMap::new(),
            notifications: Vec::new(),
        }
    }
}

fn too_weak((path, names): (Option<PathBuf>, BTreeSet<String>)) -> Notification {
    let names: Vec<String> = names.into_iter().collect();
    let message = format!(
        "too short or too common to be sought in what ships: the value{} of {}",
        if names.len() == 1 { "" } else { "s" },
        names.join(", ")
    );
    Notification {
        kind: NotificationKind::WeakValue,
        path,
        message,
    }
}

#[cfg(test)]
mod tests;

//! Files that leak by being served, whatever stands in them: an environment file, a key, a dump.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::error::Error;
use crate::finding::{Confidence, Finding, Fingerprint, Kind, Location, Occurrence, Severity};
use crate::project::{Discovery, Exposure};
use crate::rule::{FileRule, RuleSet};
use crate::trace::Trace;

/// How much of a file is looked at for what its rule wants in it.
pub(crate) const HEAD: u64 = 64 << 10;

/// The rules of served files, by their globs.
pub(crate) struct ServedFiles<'a> {
    /// Those with a glob come first.
    rules: &'a [FileRule],
    /// In lower case, and with no braces: such are looked up by a name or its ending.
    globs: GlobSet,
    /// The rule of each glob.
    rule_of_glob: Vec<usize>,
    root: PathBuf,
}

impl<'a> ServedFiles<'a> {
    /// Compiles the globs.
    ///
    /// # Errors
    ///
    /// When a glob is broken, which names its rule.
    pub(crate) fn new(rules: &'a RuleSet, root: &Path) -> Result<Self, Error> {
        let rules = rules.files();
        let mut builder = GlobSetBuilder::new();
        let mut rule_of_glob = Vec::new();
        for (index, rule) in rules.iter().take_while(|it| it.is_glob()).enumerate() {
            for glob in rule.globs() {
                let glob = GlobBuilder::new(&glob.to_ascii_lowercase())
                    .literal_separator(true)
                    .build();
                builder.add(glob.map_err(|error| broken(rule, &error))?);
                rule_of_glob.push(index);
            }
        }
        let globs = builder.build().map_err(|error| Error::Rule {
            rule: "file".to_owned(),
            message: error.to_string(),
        })?;
        let root = root.to_owned();
        Ok(Self {
            rules,
            globs,
            rule_of_glob,
            root,
        })
    }

    /// What is found of `files` on disk.
    pub(crate) fn find(&self, files: &[PathBuf], discovery: &Discovery) -> Vec<Finding> {
        let fits = |path: &PathBuf| Some((self.rule_of(path, || head(path))?, path.clone()));
        self.findings(files.iter().filter_map(fits), discovery)
    }

    /// One finding for each rule that fits some served file, with all its files.
    pub(crate) fn findings(
        &self,
        files: impl IntoIterator<Item = (usize, PathBuf)>,
        discovery: &Discovery,
    ) -> Vec<Finding> {
        let mut found: BTreeMap<usize, Vec<Occurrence>> = BTreeMap::new();
        for (index, path) in files {
            if let exposure @ (Exposure::Client | Exposure::Unknown) =
                discovery.place(&path).exposure
            {
                found.entry(index).or_default().push(place(&path, exposure));
            }
        }
        let found = found.into_iter();
        found
            .filter_map(|(index, places)| finding(&self.rules[index], places))
            .collect()
    }

    /// The first rule that a file's path fits, and its content where the rule asks for some.
    pub(crate) fn rule_of(&self, path: &Path, head: impl Fn() -> Vec<u8>) -> Option<usize> {
        let known = self.globs_of(path).into_iter();
        let mut known = known.map(|glob| self.rule_of_glob[glob]);
        let known = known.find(|&rule| self.rules[rule].holds(&head));
        known.or_else(|| self.foreign_rule_of(path))
    }

    /// The globs that a file's path fits. Nearly none fits any, which takes a shorter look.
    fn globs_of(&self, path: &Path) -> Vec<usize> {
        let lower = path.as_os_str().to_ascii_lowercase();
        let path = Candidate::new(&lower);
        if self.globs.is_match_candidate(&path) {
            self.globs.matches_candidate(&path)
        } else {
            Vec::new()
        }
    }

    /// The first rule of another program's that a file's path fits, as seen from the root.
    fn foreign_rule_of(&self, path: &Path) -> Option<usize> {
        if self.rules.last().is_none_or(FileRule::is_glob) {
            return None;
        }
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let shown = below.to_string_lossy().replace('\\', "/");
        self.rules.iter().position(|rule| rule.matches(&shown))
    }
}

fn broken(rule: &FileRule, error: &globset::Error) -> Error {
    Error::Rule {
        rule: rule.info.id.clone(),
        message: error.to_string(),
    }
}

/// The beginning of a file; empty where it cannot be read, which the scan tells.
fn head(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(file) = File::open(path) {
        let _ = file.take(HEAD).read_to_end(&mut bytes);
    }
    bytes
}

fn place(path: &Path, exposure: Exposure) -> Occurrence {
    Occurrence {
        exposure,
        location: Location::of_file(path),
        layers: Vec::new(),
        env: None,
        original: None,
        hops: Vec::new(),
    }
}

fn finding(rule: &FileRule, mut places: Vec<Occurrence>) -> Option<Finding> {
    places.sort();
    let names: Vec<u8> = places
        .iter()
        .filter_map(|place| place.location.path.file_name())
        .flat_map(|name| [name.as_encoded_bytes(), b"\n"].concat())
        .collect();
    let mut places = places.into_iter();
    Some(Finding {
        kind: Kind::File,
        severity: if rule.is_leak {
            Severity::High
        } else {
            Severity::Info
        },
        confidence: Confidence::High,
        fingerprint: Fingerprint::of(&rule.info, &names),
        secret: None,
        env: None,
        parts: Vec::new(),
        primary: places.next()?,
        others: places.collect(),
        why: rule.why.clone(),
        fix: rule.info.fix.clone(),
        rule: rule.info.clone(),
        trace: Trace::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::template::fill;

    #[test]
    fn every_rule_tells_its_own_example() {
        let rules = RuleSet::builtin().unwrap();
        let served = ServedFiles::new(&rules, Path::new("/site")).unwrap();
        for (index, rule) in rules.files().iter().enumerate() {
            let (name, template) = rule.example().unwrap();
            let content = fill(template, 1).unwrap();
            let path = Path::new("/site/public").join(&name);
            let told = served.rule_of(&path, || content.clone().into_bytes());
            assert_eq!(told, Some(index), "{}: {name}", rule.info.id);
        }
    }
}

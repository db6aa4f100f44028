//! Files that leak by being served, whatever stands in them: an environment file, a key, a dump.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

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
    /// Of what every path that fits a glob holds one: nearly none does.
    pieces: Option<AhoCorasick>,
    /// Made when first needed, from globs that are all sound.
    globs: OnceLock<Option<Globs>>,
    root: PathBuf,
}

/// Globs, and the rule of each.
struct Globs {
    /// In lower case, and with no braces: such are looked up by a name or its ending.
    set: GlobSet,
    rules: Vec<usize>,
}

impl Globs {
    fn of(rules: &[FileRule]) -> Result<Self, globset::Error> {
        let mut builder = GlobSetBuilder::new();
        let mut rule_of_glob = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            for glob in rule.globs() {
                let lower = glob.to_ascii_lowercase();
                let mut glob = GlobBuilder::new(&lower);
                builder.add(glob.literal_separator(true).build()?);
                rule_of_glob.push(index);
            }
        }
        Ok(Self {
            set: builder.build()?,
            rules: rule_of_glob,
        })
    }

    /// The rules of the globs that a path fits.
    fn fit_by(&self, path: &Path) -> Vec<usize> {
        let lower = path.as_os_str().to_ascii_lowercase();
        let fits = self.set.matches_candidate(&Candidate::new(&lower));
        fits.into_iter().map(|glob| self.rules[glob]).collect()
    }
}

impl<'a> ServedFiles<'a> {
    /// Makes ready to look at paths.
    pub(crate) fn new(rules: &'a RuleSet, root: &Path) -> Self {
        let rules = rules.files();
        let globs = rules.iter().flat_map(FileRule::globs);
        let pieces: BTreeSet<String> = globs.map(|it| piece(&it).to_owned()).collect();
        let mut builder = AhoCorasick::builder();
        let builder = builder.ascii_case_insensitive(true);
        Self {
            rules,
            pieces: builder.kind(Some(AhoCorasickKind::DFA)).build(pieces).ok(),
            globs: OnceLock::new(),
            root: root.to_owned(),
        }
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
        let mut known = self.rules_of(path).into_iter();
        let known = known.find(|&rule| self.rules[rule].holds(&head));
        known.or_else(|| self.foreign_rule_of(path))
    }

    /// The rules with a glob that a file's path fits.
    fn rules_of(&self, path: &Path) -> Vec<usize> {
        let bytes = path.as_os_str().as_encoded_bytes();
        if self.pieces.as_ref().is_some_and(|it| !it.is_match(bytes)) {
            return Vec::new();
        }
        let globs = self.globs.get_or_init(|| Globs::of(self.rules).ok());
        let fits = |globs: &Globs| globs.fit_by(path);
        globs.as_ref().map(fits).unwrap_or_default()
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

/// A text that every path holds which fits a glob without braces, short for the table of all.
fn piece(glob: &str) -> &str {
    const LONG_ENOUGH: usize = 6;
    if glob.contains(['[', '\\']) {
        return "";
    }
    let parts = glob.split(['*', '?']);
    // Any number of folders is none, with no separator beside it.
    let parts = parts.map(|it| it.trim_matches('/'));
    let longest = parts.max_by_key(|it| it.len()).unwrap_or_default();
    longest.get(..LONG_ENOUGH).unwrap_or(longest)
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
    fn a_path_that_fits_a_glob_is_looked_at() {
        let rules = RuleSet::builtin().unwrap();
        let served = ServedFiles::new(&rules, Path::new("/site"));
        assert!(served.pieces.is_some() && Globs::of(rules.files()).is_ok());
        for glob in rules.files().iter().flat_map(FileRule::globs) {
            for (folders, rest) in [("", ""), ("a/B/", "x"), ("c/", "y.Z")] {
                let path = glob.replacen("**/", folders, 1);
                let path = path.replace("**", "x").replace('*', rest).to_uppercase();
                assert!(
                    !served.rules_of(Path::new(&path)).is_empty(),
                    "{glob}: {path}"
                );
            }
        }
        assert_eq!(piece("**/.git/logs/**"), ".git/l");
        assert_eq!(piece("**/*.[ch]"), "");
    }

    #[test]
    fn every_rule_tells_its_own_example() {
        let rules = RuleSet::builtin().unwrap();
        let served = ServedFiles::new(&rules, Path::new("/site"));
        for (index, rule) in rules.files().iter().enumerate() {
            let (name, template) = rule.example().unwrap();
            let content = fill(template, 1).unwrap();
            let path = Path::new("/site/public").join(&name);
            let told = served.rule_of(&path, || content.clone().into_bytes());
            assert_eq!(told, Some(index), "{}: {name}", rule.info.id);
        }
    }
}

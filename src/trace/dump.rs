//! Whole environments written into an output, told by the secrets that were found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::model::{Names, Trace};
use super::spots::spots;
use crate::detect::names::{NameVerdict, verdict};
use crate::finding::{Confidence, Finding, Fingerprint, Kind, Location, Occurrence, Severity};
use crate::fix::Fix;
use crate::project::Exposure;
use crate::report::plural;
use crate::rule::{Basis, Role, RuleInfo};

/// The rule of a whole environment.
pub(crate) const DUMP_RULE: &str = "environment-dump";

/// How far before a secret its object may begin, and how many of them are tried.
const REACH: usize = 64 << 10;
const TRIES: usize = 40;

/// What only a process's own environment holds.
const OF_PROCESS: [&str; 12] = [
    "PATH", "HOME", "PWD", "OLDPWD", "SHELL", "SHLVL", "USER", "LOGNAME", "HOSTNAME", "LANG",
    "TERM", "NODE_ENV",
];

/// What `import.meta.env` holds beside the project's variables.
const OF_BUILD: [&str; 5] = ["BASE_URL", "MODE", "DEV", "PROD", "SSR"];

/// One finding for each environment that holds a secret which was found.
pub(super) fn dumps(findings: &[Finding], text_of: &dyn Fn(&Path) -> Vec<u8>) -> Vec<Finding> {
    let mut by_file: BTreeMap<&Path, Vec<&Occurrence>> = BTreeMap::new();
    for finding in findings
        .iter()
        .filter(|it| it.kind == Kind::Secret && it.severity > Severity::Info)
    {
        let served = finding
            .occurrences()
            .filter(|it| it.exposure != Exposure::Server && it.layers.is_empty());
        for place in served {
            by_file.entry(&place.location.path).or_default().push(place);
        }
    }
    let carriers = carriers(&by_file);
    let mut dumps: BTreeMap<Vec<String>, BTreeSet<Occurrence>> = BTreeMap::new();
    for (path, places) in by_file {
        let text = text_of(path);
        for place in places {
            let at = usize::try_from(place.location.start).unwrap_or(usize::MAX);
            if let Some((span, names)) = environment(&text, at) {
                dumps
                    .entry(names)
                    .or_default()
                    .insert(whole(place, &text, span));
            }
        }
    }
    dumps
        .into_iter()
        .filter_map(|(names, places)| finding(&names, &carriers, places))
        .collect()
}

/// The variables that carry values which were found.
fn carriers<'a>(found: &BTreeMap<&Path, Vec<&'a Occurrence>>) -> BTreeSet<&'a str> {
    let places = found.values().flatten();
    places.filter_map(|it| it.env.as_deref()).collect()
}

/// The place of an object in the file that `place` stands in.
fn whole(place: &Occurrence, text: &[u8], span: Range<usize>) -> Occurrence {
    let begin = spots(text, [span.start])[0];
    Occurrence {
        location: Location {
            start: span.start as u64,
            end: span.end as u64,
            line: begin.line + 1,
            column: begin.column + 1,
            ..place.location.clone()
        },
        env: None,
        hops: Vec::new(),
        ..place.clone()
    }
}

/// The environment that byte `at` lies in, and the names of its variables.
fn environment(text: &[u8], at: usize) -> Option<(Range<usize>, Vec<String>)> {
    let from = at.saturating_sub(REACH);
    let openings = memchr::memrchr_iter(b'{', text.get(from..at)?).take(TRIES);
    openings.map(|it| from + it).find_map(|start| {
        let (end, names) = object(text, start)?;
        let is_around = end > at && is_environment(&text[..start], &names);
        is_around.then(|| (start..end, names.into_iter().collect()))
    })
}

fn is_environment(before: &[u8], names: &BTreeSet<String>) -> bool {
    let count = |list: &[&str]| list.iter().filter(|it| names.contains(**it)).count();
    let of_npm = names.iter().any(|it| it.starts_with("npm_"));
    let head = before.trim_ascii_end();
    let head = head
        .strip_suffix(b"=")
        .or_else(|| head.strip_suffix(b":"))
        .unwrap_or(head)
        .trim_ascii_end();
    let is_called = [&b"__ENV"[..], b"__env", b"process.env", b"_env_", b"ENV"]
        .iter()
        .any(|it| head.ends_with(it));
    let is_secret = |it: &String| verdict(it) == NameVerdict::Secret;
    let looks_it = count(&OF_PROCESS) >= 3 || of_npm || count(&OF_BUILD) >= 4 || is_called;
    looks_it && names.iter().any(is_secret)
}

/// The end of a flat object that begins at `start`, and its keys; nothing where it is no such thing.
fn object(text: &[u8], start: usize) -> Option<(usize, BTreeSet<String>)> {
    let mut names = BTreeSet::new();
    let mut at = start + 1;
    loop {
        let (name, next) = word(text, at)?;
        at = skip(text, next);
        if text.get(at) != Some(&b':') {
            return None;
        }
        names.insert(name);
        (_, at) = word(text, skip(text, at + 1))?;
        at = skip(text, at);
        match text.get(at)? {
            b',' => at = skip(text, at + 1),
            b'}' => return Some((at + 1, names)),
            _ => return None,
        }
    }
}

/// A key or a plain value: quoted, or a word; and where it ends.
fn word(text: &[u8], at: usize) -> Option<(String, usize)> {
    let first = *text.get(at)?;
    let (start, end, next) = if matches!(first, b'"' | b'\'' | b'`') {
        let mut end = at + 1;
        while *text.get(end)? != first {
            end += if text[end] == b'\\' { 2 } else { 1 };
        }
        (at + 1, end, end + 1)
    } else {
        let is_bare = |it: &&u8| it.is_ascii_alphanumeric() || b"_$.-!".contains(it);
        let length = text[at..].iter().take_while(is_bare).count();
        (at, at + length, at + length)
    };
    let word = String::from_utf8_lossy(&text[start..end]).into_owned();
    (next > at).then_some((word, next))
}

fn skip(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .take_while(|it| it.is_ascii_whitespace())
        .count()
}

fn finding(
    names: &[String],
    carriers: &BTreeSet<&str>,
    places: BTreeSet<Occurrence>,
) -> Option<Finding> {
    let rule = info();
    let mut places = places.into_iter();
    let is_secret =
        |it: &String| verdict(it) == NameVerdict::Secret || carriers.contains(it.as_str());
    let (secret, other): (Vec<_>, Vec<_>) = names.iter().cloned().partition(is_secret);
    Some(Finding {
        kind: Kind::Dump,
        severity: Severity::Critical,
        confidence: Confidence::High,
        fingerprint: Fingerprint::of(&rule, names.join("\n").as_bytes()),
        secret: None,
        env: None,
        parts: Vec::new(),
        primary: places.next()?,
        others: places.collect(),
        why: format!(
            "Browsers are served an environment as a whole: {}, {} of them secret.",
            plural(names.len(), "variable"),
            secret.len()
        ),
        fix: rule.fix.clone().of_served(),
        rule: Arc::new(rule),
        trace: Trace {
            names: Names { secret, other },
            ..Trace::default()
        },
    })
}

/// What reports say about the rule.
pub(crate) fn info() -> RuleInfo {
    RuleInfo {
        id: DUMP_RULE.to_owned(),
        title: "Whole environment in an output".to_owned(),
        provider: "any".to_owned(),
        role: Role::Variable,
        pattern: "an object of environment variables, with a secret in it that was found"
            .to_owned(),
        basis: Basis::Documented,
        since: "0.1.0".to_owned(),
        former_ids: Vec::new(),
        public: None,
        worse: None,
        fix: Fix::new(
            "Name the variables that the browser needs, one by one, and never `process.env` or \
             `import.meta.env` as a whole.",
            "Revoke every secret that was in it.",
        ),
        revoke: None,
        source: "https://webpack.js.org/plugins/define-plugin/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Option<usize> {
        let found = environment(text.as_bytes(), text.find("T0KEN")?)?;
        Some(found.1.len())
    }

    #[test]
    fn what_is_secret_by_its_name_or_by_what_was_found_stands_apart() {
        let names = ["API_SECRET", "CARRIER", "HOME"].map(str::to_owned);
        let place = Occurrence {
            exposure: Exposure::Client,
            location: Location::of_file("/site/a.js"),
            layers: Vec::new(),
            env: None,
            original: None,
            hops: Vec::new(),
        };
        let places = BTreeSet::from([place]);
        let dump = finding(&names, &BTreeSet::from(["CARRIER"]), places).unwrap();
        let told = dump.trace.names;
        assert_eq!(told.secret, ["API_SECRET", "CARRIER"]);
        assert_eq!(told.other, ["HOME"]);
        assert!(dump.why.ends_with("3 variables, 2 of them secret."));
    }

    #[test]
    fn an_environment_is_told_from_any_other_object() {
        for (text, count) in [
            (
                r#"x={"PATH":"/a","HOME":"/","NODE_ENV":"p","A_SECRET":"T0KEN","B":"}"}"#,
                Some(5),
            ),
            (
                "m={BASE_URL:`/`,DEV:!1,MODE:`production`,PROD:!0,VITE_DB_PASSWORD:`T0KEN`}",
                Some(5),
            ),
            (
                r#"window.__ENV = {"DATASET":"a","API_SECRET":"T0KEN"}"#,
                Some(2),
            ),
            (r#"x={"DATASET":"a","API_SECRET":"T0KEN"}"#, None),
            (r#"window.__ENV = {"A":"a","B":"T0KEN"}"#, None),
            (
                r#"x={"PATH":f(),"HOME":"/","NODE_ENV":"p","A_SECRET":"T0KEN"}"#,
                None,
            ),
        ] {
            assert_eq!(names(text), count, "{text}");
        }
    }
}

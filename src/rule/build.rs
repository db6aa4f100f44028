//! What runs, from what is written in a rule file.

use std::mem::take;
use std::sync::{Arc, OnceLock};

use super::key::KeyExpression;
use super::lazy::LazyRegex;
use super::matcher::Matcher;
use super::syntax::{CompositeSyntax, ContextSyntax, RuleFile, RuleSyntax};
use super::{Basis, Checks, Composite, Context, Find, Public, Rule, RuleInfo, Worse};
use crate::error::Error;
use crate::finding::Confidence;
use crate::fix::Fix;

/// A rule from what is written of it.
pub(super) fn rule(
    file: &RuleFile,
    mut written: RuleSyntax,
    context: &Arc<Context>,
) -> Result<Rule, Error> {
    let find = find(&mut written).map_err(|message| broken(&written.id, message))?;
    let is_at_anchor = is_at_anchor(&find, &written.regex);
    let matcher = match find {
        Find::Start(_) | Find::Near(_) => Matcher::at_start(&written.regex),
        Find::Anchor(_) if is_at_anchor => Matcher::at_start(&written.regex),
        Find::Beside(_) | Find::Anchor(_) => Matcher::anywhere(&written.regex),
    };
    Ok(Rule {
        confidence: written.confidence.into(),
        find,
        is_at_anchor,
        context: match &written.worse_when {
            Some(worse) => Arc::new(Context {
                worse: worse.near.clone(),
                ..Context::clone(context)
            }),
            None => Arc::clone(context),
        },
        info: Arc::new(info(file, &mut written)),
        whole_lengths: written.whole_lengths,
        examples: written.examples,
        negatives: written.negatives,
        matcher,
        before: written
            .before
            .map(|it| LazyRegex::new(format!("(?:{it})$"))),
        or_starts_with: written.or_starts_with,
        lead: OnceLock::new(),
        bound_to: written.bound_to.as_deref().map(KeyExpression::new),
        handed_on: written.handed_on,
        not_bound_to: written.not_bound_to.as_deref().map(KeyExpression::new),
        checks: Checks {
            shape: written.shape.into(),
            checksum: written.checksum,
            jwt: written.jwt,
            allowed: written.allow_sha256,
        },
    })
}

/// Whether each match begins with the anchor that points to it, and is the value: then one look at
/// that place is enough, however many anchors stand round it.
fn is_at_anchor(find: &Find, regex: &str) -> bool {
    let Find::Anchor(anchors) = find else {
        return false;
    };
    let opens = match &anchors[..] {
        [anchor] => regex.starts_with(&regex_syntax::escape(anchor)),
        anchors => regex.starts_with(&format!("(?:{})", anchors.join("|"))),
    };
    let is_scheme = anchors.iter().any(|anchor| anchor.ends_with("://"));
    opens && !is_scheme && !regex.contains("(?P<secret>")
}

const TOO_SHORT: &str = "a word to find it by is too short: two bytes for starts_with, else four";

/// How a rule's candidates are found, which is taken out of it: it says exactly one way.
fn find(written: &mut RuleSyntax) -> Result<Find, &'static str> {
    type Way = fn(Vec<String>) -> Find;
    if written.before.is_some() && written.starts_with.is_empty() {
        return Err("before goes with starts_with");
    }
    if !written.or_starts_with.is_empty() && written.beside.is_empty() {
        return Err("or_starts_with goes with beside");
    }
    if written.or_starts_with.iter().any(|word| word.len() < 2) {
        return Err(TOO_SHORT);
    }
    let ways: [(Vec<String>, Way, usize); 4] = [
        (take(&mut written.starts_with), Find::Start, 2),
        (take(&mut written.near), Find::Near, 4),
        (take(&mut written.beside), Find::Beside, 4),
        (take(&mut written.anchors), Find::Anchor, 4),
    ];
    let mut said = ways.into_iter().filter(|(words, ..)| !words.is_empty());
    match (said.next(), said.next()) {
        (Some((words, way, least)), None) if words.iter().all(|word| word.len() >= least) => {
            Ok(way(words))
        }
        (Some(_), None) => Err(TOO_SHORT),
        _ => Err("it needs exactly one of starts_with, near, beside and anchors"),
    }
}

/// What a report says about a rule, which is taken out of it.
fn info(file: &RuleFile, written: &mut RuleSyntax) -> RuleInfo {
    RuleInfo {
        id: take(&mut written.id),
        title: take(&mut written.title),
        provider: file.provider.clone(),
        role: written.role,
        pattern: take(&mut written.regex),
        fix: fix(file, written.fix.as_deref(), written.rotate.as_deref()),
        revoke: written.revoke.take().or_else(|| file.revoke.clone()),
        source: written.source.take().unwrap_or_else(|| file.source.clone()),
        basis: written.evidence,
        since: take(&mut written.since),
        former_ids: take(&mut written.former_ids),
        public: written.public.take().map(|public| Public {
            reason: public.reason,
            check: public.check,
        }),
        worse: written.worse_when.take().map(|worse| Worse {
            role: worse.role,
            why: worse.why,
        }),
    }
}

/// What to do, by a rule's own words or else by its file's: advice of one's own comes with no word of the file's.
fn fix(file: &RuleFile, code: Option<&str>, secret: Option<&str>) -> Fix {
    let of_file = if code.is_none() { &*file.rotate } else { "" };
    Fix::new(
        code.unwrap_or(&file.fix).trim(),
        secret.unwrap_or(of_file).trim(),
    )
}

/// A composite from what is written of it.
pub(super) fn composite(file: &RuleFile, written: &CompositeSyntax) -> Composite {
    let parts = written.parts.iter();
    let found_by: Vec<&str> = parts.clone().map(|part| &*part.rule).collect();
    Composite {
        info: Arc::new(RuleInfo {
            id: written.id.clone(),
            title: written.title.clone(),
            provider: file.provider.clone(),
            role: written.role,
            pattern: format!("found near each other: {}", found_by.join(", ")),
            fix: fix(file, written.fix.as_deref(), written.rotate.as_deref()),
            revoke: file.revoke.clone(),
            source: file.source.clone(),
            basis: Basis::Documented,
            since: "0.2.0".to_owned(),
            former_ids: written.former_ids.clone(),
            public: None,
            worse: None,
        }),
        parts: parts
            .map(|part| (part.rule.clone(), part.role.clone()))
            .collect(),
        within: written.within as u64,
        confidence: Confidence::High,
    }
}

pub(super) fn broken(rule: &str, message: &str) -> Error {
    Error::Rule {
        rule: rule.to_owned(),
        message: message.to_owned(),
    }
}

impl From<ContextSyntax> for Context {
    fn from(written: ContextSyntax) -> Self {
        Self {
            provider: [written.hosts, written.clients, written.names].concat(),
            writes: written.writes,
            write_names: written.write_names,
            read_names: written.read_names,
            worse: Vec::new(),
        }
    }
}

//! What is planted: a value of each rule and of each secret variable, the names of secrets, a whole
//! environment, and files that must not be served.

use std::path::PathBuf;

use super::carrier::Carrier;
use crate::detect::names::{NAME_RULE, PREFIX_RULE};
use crate::error::Error;
use crate::project::{Discovery, Variable};
use crate::rule::RuleSet;
use crate::rule::template::fill;
use crate::secret::Secret;
use crate::settings::Settings;
use crate::trace::DUMP_RULE;
use crate::values::VALUE_RULE;

/// Fills the templates: any number does, and the same one makes the same markers each time.
const SEED: u64 = 2026;

/// The rule whose marker every kind of file carries, where the rules have it.
const FOREMOST: &str = "sanity-api-token";

/// A variable that no project has, and its value.
const VARIABLE: &str = "SPILLCHECK_MARKER_SECRET_TOKEN";
const VALUE: &str = "{alnum:32}";

/// Something that is to be found.
pub(super) struct Marker<'a> {
    pub(super) rule: &'a str,
    /// The variable whose value it is.
    pub(super) variable: Option<&'a str>,
    pub(super) planted: Planted<'a>,
}

impl Marker<'_> {
    /// Whether a finding of a rule tells of it: of a value whatever knows it best.
    pub(super) fn is_told_by(&self, rule: &str) -> bool {
        match self.planted {
            Planted::Text(..) if self.rule != DUMP_RULE => true,
            // What stands in it is another matter.
            _ => self.rule == rule,
        }
    }
}

/// What holds it.
pub(super) enum Planted<'a> {
    /// A file of the build, and what is added to it.
    Text(&'a Carrier, String),
    /// A file that the build does not have.
    File(PathBuf, Vec<u8>),
}

/// An example of each rule in a script, and one of the foremost in every other kind of file.
pub(super) fn markers<'a>(
    rules: &'a RuleSet,
    carriers: &'a [Carrier],
    discovery: &Discovery,
) -> Result<Vec<Marker<'a>>, Error> {
    let Some((first, others)) = carriers.split_first() else {
        return Ok(Vec::new());
    };
    let mut markers = names(rules, first, discovery);
    markers.extend(dump(rules, first)?);
    markers.extend(files(rules, first)?);
    for rule in rules.rules() {
        let id = &rule.info.id;
        let Some(example) = rule.examples().first() else {
            continue;
        };
        let text = filled(id, example)?;
        let also: &[Carrier] = if id == FOREMOST { others } else { &[] };
        let carriers = std::iter::once(first).chain(also);
        markers.extend(carriers.map(|carrier| Marker {
            rule: id,
            variable: None,
            planted: Planted::Text(carrier, text.clone()),
        }));
    }
    Ok(markers)
}

/// A secret's name where code reads it, and one behind the prefix of each framework here.
fn names<'a>(rules: &RuleSet, carrier: &'a Carrier, discovery: &Discovery) -> Vec<Marker<'a>> {
    if !rules.finds_names() {
        return Vec::new();
    }
    let read = |rule, name: &str| Marker {
        rule,
        variable: None,
        planted: Planted::Text(carrier, format!("if(!process.env.{name})throw 1")),
    };
    let prefixes = discovery.projects.iter().filter_map(|it| it.framework);
    let prefixes = prefixes.flat_map(|framework| framework.public_prefixes);
    let mut prefixes: Vec<&str> = prefixes.map(|public| public.prefix).collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    let behind = prefixes.into_iter();
    let behind = behind.map(|prefix| read(PREFIX_RULE, &format!("{prefix}{VARIABLE}")));
    std::iter::once(read(NAME_RULE, VARIABLE))
        .chain(behind)
        .collect()
}

/// The variable that is there for this alone, as a `.env` file would set it.
pub(super) fn variable(settings: &Settings) -> Result<Variable, Error> {
    Ok(Variable {
        name: VARIABLE.to_owned(),
        value: Secret::new(filled(VALUE_RULE, VALUE)?.as_bytes()),
        path: settings.working_directory.join(".env"),
    })
}

/// The value of each secret variable, the project's own among them, that the carrier does not have already.
pub(super) fn values<'a>(
    carrier: &'a Carrier,
    sought: impl Iterator<Item = (&'a str, &'a Secret)>,
) -> Vec<Marker<'a>> {
    let has = |it: &[u8]| memchr::memmem::find(&carrier.bytes, it).is_some();
    let new = sought.filter(|(_, value)| !has(value.reveal()));
    new.filter_map(|(name, value)| {
        let value = std::str::from_utf8(value.reveal()).ok()?;
        let value = serde_json::Value::from(value);
        let planted = Planted::Text(carrier, format!("var marker={value}"));
        let rule = VALUE_RULE;
        Some(Marker {
            rule,
            variable: Some(name),
            planted,
        })
    })
    .collect()
}

/// An environment as a whole, that variable in it.
fn dump<'a>(rules: &RuleSet, carrier: &'a Carrier) -> Result<Option<Marker<'a>>, Error> {
    if !rules.finds_names() {
        return Ok(None);
    }
    let value = filled(VALUE_RULE, VALUE)?;
    let text = format!(
        r#"window.__ENV={{"PATH":"/bin","HOME":"/","NODE_ENV":"production","{VARIABLE}":"{value}"}}"#
    );
    Ok(Some(Marker {
        rule: DUMP_RULE,
        variable: None,
        planted: Planted::Text(carrier, text),
    }))
}

/// A file of each kind, beside the one that carries the rest.
fn files<'a>(rules: &'a RuleSet, carrier: &Carrier) -> Result<Vec<Marker<'a>>, Error> {
    let folder = carrier.path.parent().unwrap_or(&carrier.path);
    let examples = rules.files().iter();
    let examples = examples.filter_map(|rule| Some((&*rule.info.id, rule.example()?)));
    let markers = examples.map(|(rule, (name, template))| {
        let content = filled(rule, template)?.into_bytes();
        let planted = Planted::File(folder.join(name), content);
        Ok(Marker {
            rule,
            variable: None,
            planted,
        })
    });
    markers.collect()
}

fn filled(rule: &str, template: &str) -> Result<String, Error> {
    fill(template, SEED).map_err(|error| Error::Rule {
        rule: rule.to_owned(),
        message: error.to_string(),
    })
}

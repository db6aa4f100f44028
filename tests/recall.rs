//! Recall, generated: values made from every rule's own templates, in each notation and encoding in
//! which a build may hold them, compared at the level of matches, before any is judged.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use spillcheck::content::{Fragment, Language};
use spillcheck::detect::{Detect, Engine, Match, Subject};
use spillcheck::rule::template::fill;
use spillcheck::rule::{Find, Rule, RuleSet};

/// How many values each template is filled with.
const SEEDS: u64 = 3;

/// Missed between some boundaries. The digits that a client's id begins with may be an escape's; a
/// service account's address holds no long run, so that it is told by one beside it, and what is no
/// secret is not worth a look at every dot; a cookie's own escapes end it.
const BETWEEN_BOUNDARIES: &[&str] = &[
    "gcp-oauth-client-id",
    "gcp-service-account-email",
    "slack-session-cookie",
];

/// Missed in some encodings, which are unwrapped before the engine is asked: what Adyen's keys may
/// end in is what an encoding puts behind them.
const IN_ENCODINGS: &[&str] = &["adyen-api-key"];

/// Missed in some notations. Strapi's word stands in the part of its example that a notation leaves out;
/// what a call takes has one notation, and so has what an address holds.
const IN_NOTATIONS: &[&str] = &[
    "generic-client-credential",
    "generic-query-key",
    "strapi-api-token",
];

/// What stands on both sides of a value that needs nothing beside it.
const BOUNDARIES: &[(&str, &str)] = &[
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("\\\"", "\\\""),
    ("\\\\\\\"", "\\\\\\\""),
    ("&quot;", "&quot;"),
    ("&#34;", "&#34;"),
    ("%22", "%22"),
    ("%3D", "%26"),
    ("%20", "%0A"),
    ("\\u0022", "\\u0022"),
    ("\\x22", "\\x22"),
    (">", "<"),
    ("\\n", "\\n"),
    ("\\\\n", "\\\\n"),
    ("Bearer ", "\r\n"),
    ("Bearer%20", "&"),
    ("?token=", "&x=1"),
    ("NAME=", "\n"),
    ("NAME: ", "\r\n"),
    ("{apiKey:\"", "\"}"),
    ("{\"token\":\"", "\"}"),
    ("export NAME='", "'\n"),
    ("[\"NAME\",\"", "\"]"),
    ("[", "]"),
    ("(", ")"),
    (",", ","),
    ("", ""),
];

/// Notations of a value that is bound to a key.
const NOTATIONS: &[&str] = &[
    "{KEY:\"VALUE\"}",
    "{\"KEY\":\"VALUE\",a:1}",
    "{\"KEY\": \"VALUE\"}",
    "{\\\"KEY\\\":\\\"VALUE\\\"}",
    "{\\\\\\\"KEY\\\\\\\":\\\\\\\"VALUE\\\\\\\"}",
    "{&quot;KEY&quot;:&quot;VALUE&quot;}",
    "%22KEY%22%3A%22VALUE%22",
    "a=1&KEY=VALUE&b=2",
    "KEY=VALUE\n",
    "KEY = \"VALUE\"\n",
    "export KEY='VALUE'\n",
    "KEY: VALUE\n",
    "KEY: 'VALUE'\n",
    "const KEY=`VALUE`;",
    "var KEY = \"VALUE\";",
    "KEY := \"VALUE\"\n",
    "\"KEY\" => \"VALUE\",",
    "<KEY>VALUE</KEY>",
    "<entry name=\"KEY\" value=\"VALUE\" />",
    "<meta name=\"KEY\" content=\"VALUE\">",
    "set(\"KEY\", \"VALUE\")",
    "process.env.KEY||\"VALUE\"",
];

fn rules() -> &'static (RuleSet, Engine) {
    static RULES: LazyLock<(RuleSet, Engine)> = LazyLock::new(|| {
        let rules = RuleSet::builtin().expect("the built-in rules are sound");
        let engine = Engine::new(&rules);
        (rules, engine)
    });
    &RULES
}

fn matches(text: &str, rule: &Rule) -> Vec<Match> {
    let found = rules()
        .1
        .detect(&Fragment::whole(text.as_bytes(), Language::Other));
    let own = |hit: &Match| hit.rule.id == rule.info.id;
    found.into_iter().filter(own).collect()
}

fn value(hit: &Match) -> String {
    let Subject::Secret(secret) = &hit.subject else {
        panic!("a rule finds values");
    };
    String::from_utf8(secret.reveal().to_vec()).expect("templates are text")
}

/// Whether the rule finds the value in a text.
fn finds(text: &str, rule: &Rule, wanted: &str) -> bool {
    matches(text, rule).iter().any(|hit| value(hit) == wanted)
}

/// An example filled, and what its rule finds in it.
struct Sample {
    text: String,
    hit: Match,
}

fn samples(rule: &Rule) -> Vec<Sample> {
    let filled = rule.examples().iter().flat_map(|template| {
        (0..SEEDS).map(move |seed| fill(template, 100 + seed).expect("a rule's template is sound"))
    });
    filled
        .filter_map(|text| {
            let hit = matches(&text, rule).into_iter().next()?;
            Some(Sample { text, hit })
        })
        .collect()
}

/// A text as it stands inside other texts: each changes quotes, and nothing that values hold.
fn encodings(text: &str) -> Vec<String> {
    let json = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let once = json(text);
    vec![
        format!("x(1);{text};y(2)"),
        format!("e.exports=\"{once}\";"),
        format!("JSON.parse(\"{}\")", json(&once)),
        format!(
            "<div data-x=\"{}\">",
            text.replace('&', "&amp;")
                .replace('"', "&quot;")
                .replace('\'', "&#39;")
        ),
        format!("'{}'", text.replace('\'', "\\'")),
        format!("`{text}`"),
        format!("line\r\n{text}\r\nline"),
        format!("\u{feff}{text}\n"),
    ]
}

/// Misses, by rule, with one example of each.
#[derive(Default)]
struct Misses(BTreeMap<String, (usize, String)>);

impl Misses {
    fn note(&mut self, rule: &Rule, context: &str) {
        let entry = self.0.entry(rule.info.id.clone()).or_default();
        entry.0 += 1;
        if entry.1.is_empty() {
            context.clone_into(&mut entry.1);
        }
    }

    /// That the rules that miss are those that are known to, and no other.
    fn are(self, known: &[&str], tried: usize, least: usize) {
        let unknown: Vec<_> = self
            .0
            .iter()
            .filter(|(id, _)| !known.contains(&&***id))
            .collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
        let found: Vec<_> = known
            .iter()
            .filter(|id| !self.0.contains_key(**id))
            .collect();
        assert!(found.is_empty(), "no longer missed: {found:?}");
        assert!(tried >= least, "only {tried} texts were tried");
    }
}

#[test]
fn a_value_that_needs_nothing_is_found_between_any_boundaries() {
    let (mut misses, mut tried) = (Misses::default(), 0);
    for rule in rules().0.rules() {
        for sample in samples(rule) {
            let secret = value(&sample.hit);
            if sample.text != secret {
                continue;
            }
            for (before, after) in BOUNDARIES {
                tried += 1;
                if !finds(&format!("x(1);{before}{secret}{after}"), rule, &secret) {
                    misses.note(rule, &format!("{before}…{after}"));
                }
            }
        }
    }
    misses.are(BETWEEN_BOUNDARIES, tried, 20_000);
}

#[test]
fn every_example_is_found_in_every_encoding() {
    let (mut misses, mut tried) = (Misses::default(), 0);
    for rule in rules().0.rules() {
        for sample in samples(rule) {
            let secret = value(&sample.hit);
            // What an encoding changes is no longer the value: unwrapping it is another step's work.
            if secret.contains(['"', '\'', '&', '\\']) {
                continue;
            }
            for (index, text) in encodings(&sample.text).iter().enumerate() {
                tried += 1;
                if !finds(text, rule, &secret) {
                    misses.note(rule, &format!("encoding {index}"));
                }
            }
        }
    }
    misses.are(IN_ENCODINGS, tried, 20_000);
}

#[test]
fn a_value_bound_to_a_key_is_found_in_every_notation() {
    let (mut misses, mut tried) = (Misses::default(), 0);
    for rule in rules().0.rules() {
        let Find::Near(words) = &rule.find else {
            continue;
        };
        for sample in samples(rule) {
            let secret = value(&sample.hit);
            let Some(key) = sample.hit.evidence.key.clone() else {
                continue;
            };
            let names_it = words
                .iter()
                .any(|word| key.to_lowercase().contains(&**word));
            let head = if names_it { "" } else { head(&sample, &key) };
            for notation in NOTATIONS {
                let bound = notation.replace("KEY", &key).replace("VALUE", &secret);
                tried += 1;
                if !finds(&format!("{head}\n{bound}"), rule, &secret) {
                    misses.note(rule, notation);
                }
            }
        }
    }
    misses.are(IN_NOTATIONS, tried, 10_000);
}

/// What stands before the key in an example: the words that say whose the value is.
fn head<'a>(sample: &'a Sample, key: &str) -> &'a str {
    let before = &sample.text[..sample.hit.span.start];
    before.rfind(key).map_or("", |at| &before[..at])
}

/// How many of `tried` values of a template its rule finds.
fn found_of(tried: u64, rule: &str, template: &str) -> u64 {
    let own = |rule_of: &&std::sync::Arc<Rule>| rule_of.info.id == rule;
    let rule = rules().0.rules().iter().find(own).expect("it is a rule");
    let found = |seed: &u64| {
        let text = fill(template, *seed).expect("the template is sound");
        !matches(&text, rule).is_empty()
    };
    (0..tried).filter(found).count() as u64
}

#[test]
fn a_value_that_its_own_signs_cut_up_is_found_where_another_run_stands_by() {
    // Known: alone, such a value has no run long enough to be looked at.
    let (id, secret) = (
        "accessKeyId:\"AKIA{base32:16}\"",
        "secretAccessKey:\"{base64:40}\"",
    );
    let alone = found_of(1000, "aws-secret-access-key", secret);
    let beside_its_id = found_of(1000, "aws-secret-access-key", &format!("{{{id},{secret}}}"));
    assert!((900..1000).contains(&alone), "{alone} of 1000 alone");
    assert!(
        beside_its_id >= 990,
        "{beside_its_id} of 1000 beside the id"
    );
}

#[test]
fn a_value_that_its_own_signs_cut_up_is_found_behind_a_name_that_is_long_enough() {
    for name in [
        "AWS_SECRET_ACCESS_KEY=",
        "aws_secret_access_key = ",
        "{\"NEXT_PUBLIC_AWS_SECRET_ACCESS_KEY\":\"",
        "{S3_SECRET_ACCESS_KEY:\"",
        "export VITE_AWS_SECRET_KEY='",
    ] {
        let found = found_of(
            500,
            "aws-secret-access-key",
            &format!("{name}{{base64:40}}\"\n"),
        );
        assert!(found >= 495, "{name}: {found} of 500");
    }
}

/// Rules with the least that a value of theirs holds, and how many of 500 must be found: before a value
/// was allowed to lack digits where no words can be in it, a few in a hundred were missed.
const AT_RANDOM: &[(&str, &str, u64)] = &[
    ("stripe-secret-key", "sk_live_{alnum:24}", 498),
    ("stripe-restricted-key", "rk_live_{alnum:24}", 498),
    ("stripe-publishable-key", "pk_live_{alnum:24}", 498),
    ("clerk-secret-key", "sk_live_{alnum:42}", 498),
    ("notion-legacy-token", "secret_{alnum:43}", 498),
    ("render-api-key", "rnd_{alnum:28}", 497),
    ("posthog-personal-key", "phx_{alnum:43}", 498),
    ("sanity-token-like", "sk{alnum:60}", 497),
    (
        "neon-database-url",
        "postgresql://neondb_owner:npg_{alnum:12}@ep-cool-darkness-a1b2c3d4.us-east-2.aws.neon.tech/neondb",
        490,
    ),
    (
        "mongodb-url-password",
        "mongodb+srv://app:{alnum:16}@cluster0.ab1cd.mongodb.net/shop",
        492,
    ),
];

#[test]
fn values_are_found_whatever_chance_leaves_out_of_them() {
    for (rule, template, least) in AT_RANDOM {
        let found = found_of(500, rule, template);
        assert!(found >= *least, "{rule}: {found} of 500");
    }
}

#[test]
fn without_a_digit_no_value_is_found_by_a_name_alone() {
    // Known: a run without one is hardly ever a value, and names near it are not looked at.
    let found = |value: &str| {
        let text = format!("STORYBLOK_MANAGEMENT_TOKEN=\"{value}tt\"");
        found_of(200, "storyblok-management-token", &text)
    };
    assert_eq!(found("{upper:8}{lower:6}{upper:8}"), 0);
    assert!(found("{upper:8}{lower:6}{upper:7}7") >= 195);
}

#[test]
fn what_stands_before_a_literal_and_is_of_the_value_is_found_with_it() {
    let rules = rules().0.rules();
    let rule = rules
        .iter()
        .find(|rule| rule.info.id == "hashicorp-terraform-token");
    let rule = rule.expect("it is a rule");
    for (before, after) in BOUNDARIES {
        let token = fill("{alnum:14}.atlasv1.{random:67}", 7).expect("the template is sound");
        assert!(
            finds(&format!("x(1);{before}{token}{after}"), rule, &token),
            "{before}…{after}"
        );
    }
    let short = fill("x.{alnum:9}.atlasv1.{random:67}", 7).expect("the template is sound");
    assert!(
        !finds(&short, rule, &short),
        "no more is taken than there is"
    );
}

#[test]
fn no_rule_makes_every_byte_be_searched() {
    let costs_nothing = |literal: &String| {
        let are_capitals = |three: &[u8]| three.iter().all(u8::is_ascii_uppercase);
        literal.ends_with("://") || literal.as_bytes().windows(3).any(are_capitals)
    };
    for rule in rules().0.rules() {
        if let Find::Anchor(literals) = &rule.find {
            assert!(literals.iter().all(costs_nothing), "{}", rule.info.id);
        }
    }
}

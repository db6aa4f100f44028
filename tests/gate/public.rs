//! What browsers are meant to get, in the shape that a minifier leaves it in, and what only looks so.

use serde_json::Value;
use spillcheck::rule::template::fill;

use crate::done::text;
use crate::tree::Tree;

/// How many values each template is filled with.
const SEEDS: u64 = 3;

/// `vendor|template` of the values that real sites ship by design.
const PUBLIC: &str = include_str!("public.txt");

/// `rule|severity|template` of values that are of the same vendors, and of no page.
const WORSE: &str = include_str!("worse.txt");

/// Those that must be told, as info with the reason, and not merely passed over.
const TOLD: &[(&str, &str)] = &[
    ("google-maps", "gcp-api-key"),
    ("firebase", "gcp-api-key"),
    ("stripe", "stripe-publishable-key"),
    ("sentry", "sentry-dsn"),
    ("mapbox", "mapbox-public-token"),
    ("algolia3", "algolia-search-key"),
    ("segment", "segment-snippet-key"),
    ("posthog", "posthog-project-key"),
    ("datadog", "datadog-client-token"),
    ("newrelic", "new-relic-browser-key"),
    ("recaptcha", "recaptcha-site-key"),
    ("supabase", "supabase-publishable-key"),
    ("supabase-anon", "supabase-anon-jwt"),
    ("contentful", "contentful-delivery-token"),
    ("mixpanel3", "mixpanel-project-token"),
    ("bugsnag2", "bugsnag-notifier-key"),
    ("paypal", "paypal-client-id"),
    ("square", "square-application-id"),
    ("stytch", "stytch-public-token"),
    ("amplitude2", "amplitude-api-key"),
];

/// A template as a script or a page, minified.
fn minified(filled: &str) -> (&'static str, String) {
    if filled.starts_with('<') {
        ("html", format!("<html><body>{filled}</body></html>"))
    } else {
        let code =
            format!("!function(){{var e=t(12),r=n=>n.map(o=>o.id);{filled};e.exports=r}}();");
        ("js", code)
    }
}

/// A build that holds the templates, each in files of its own whose names begin with `name.`.
fn build<'a>(templates: impl Iterator<Item = (String, &'a str)>) -> Tree {
    let tree = Tree::new();
    for (row, (name, template)) in (0..).zip(templates) {
        for seed in 0..SEEDS {
            // Equal values would be one finding.
            let (end, page) = minified(&fill(template, row * SEEDS + seed).unwrap());
            tree.write(format!("dist/{name}.{seed}.{end}"), page);
        }
    }
    tree
}

/// Which template a finding's places are of.
fn names(finding: &Value) -> Vec<&str> {
    let others = finding["occurrences"].as_array().unwrap().iter();
    std::iter::once(&finding["location"])
        .chain(others.map(|it| &it["location"]))
        .filter_map(|it| text(&it["path"]).strip_prefix("dist/")?.split('.').next())
        .collect()
}

#[test]
fn what_vendors_put_into_pages_fails_no_run() {
    let rows = PUBLIC.lines().filter_map(|row| row.split_once('|'));
    let tree = build(rows.map(|(vendor, template)| (vendor.to_owned(), template)));
    let report = tree.json(&["dist"]);
    for finding in report.findings() {
        // What no rule knows for a vendor's own may be told by its name, which fails no run.
        let is_guess = finding["confidence"] == "low";
        assert!(finding["severity"] == "info" || is_guess, "{finding:#}");
        assert!(!text(&finding["why"]).is_empty(), "{finding:#}");
    }
    for (vendor, rule) in TOLD {
        let told = |it: &&Value| it["rule"] == *rule && names(it).contains(vendor);
        assert!(
            report.findings().iter().any(|it| told(&it)),
            "{vendor}: {rule}"
        );
    }
    assert_eq!(report.code, Some(0));
}

#[test]
fn what_is_of_the_same_vendors_and_of_no_page_is_red() {
    let rows = WORSE.lines().map(|row| row.splitn(3, '|'));
    let rows: Vec<Vec<&str>> = rows.map(Iterator::collect).collect();
    let tree = build(rows.iter().map(|row| (row[0].to_owned(), row[2])));
    let report = tree.json(&["dist"]);
    for row in &rows {
        let (rule, severity) = (row[0], row[1]);
        let is_it = |it: &&Value| it["rule"] == rule && names(it).contains(&rule);
        let found: Vec<&Value> = report.findings().iter().filter(is_it).collect();
        assert_eq!(found.len() as u64, SEEDS, "{rule}: {:#}", report.json);
        for finding in found {
            assert_eq!(finding["severity"], severity, "{finding:#}");
            assert_ne!(finding["confidence"], "low", "{finding:#}");
        }
    }
    assert_eq!(report.code, Some(1));
}

//! `docs/catalogue.md` lists every rule with where its format comes from, and is true.
//!
//! `SPILLCHECK_BLESS=1 cargo test --test catalogue` writes it anew.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use spillcheck::rule::{RuleInfo, RuleSet};

/// The page, as it should be.
fn page(rules: &RuleSet) -> String {
    let mut rows: Vec<&RuleInfo> = rules.infos().collect();
    rows.sort_by_key(|rule| (&rule.provider, &rule.id));
    let mut page = format!(
        "# Catalogue\n\n{} rules. *Documented*: the provider's own page states the format. *Observed*: it was \
         seen in public code or in other detectors' tests.\n\n\
         | provider | rule | finds | holder can | evidence |\n| --- | --- | --- | --- | --- |\n",
        rows.len()
    );
    for rule in rows {
        let _ = writeln!(
            page,
            "| {} | `{}` | {} | {} | [{}]({}) |",
            rule.provider,
            rule.id,
            rule.title,
            rule.role.description(),
            rule.basis.name(),
            rule.source,
        );
    }
    page
}

#[test]
fn the_catalogue_lists_every_rule() {
    let rules = RuleSet::builtin().expect("the built-in rules are sound");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalogue.md");
    let wanted = page(&rules);
    if env::var_os("SPILLCHECK_BLESS").is_some() {
        fs::write(&file, &wanted).expect("the page can be written");
    }
    let there = fs::read_to_string(&file).expect("the page is there");
    assert!(
        there == wanted,
        "docs/catalogue.md is stale: SPILLCHECK_BLESS=1 cargo test --test catalogue"
    );
}

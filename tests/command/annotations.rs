//! What GitHub shows on the changed files, without a flag.

use crate::run::{command, folder, leak, token};

fn printed(flags: &[&str], variable: &str) -> String {
    let here = folder(&[("dist/a.js", &leak())]);
    let mut command = command(&here, flags);
    let output = command.env(variable, "true").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn annotations_follow_the_report_on_github_alone() {
    let there = printed(&[], "GITHUB_ACTIONS");
    let (report, annotations) = there
        .split_once("::error file=dist/a.js,line=1,col=4,")
        .unwrap();
    assert!(report.contains("Next: "), "{report}");
    assert!(!annotations.contains(&token()[4..20]));
    assert!(!printed(&[], "GITLAB_CI").contains("::error"));
}

#[test]
fn whoever_names_a_format_gets_that_alone() {
    assert!(!printed(&["--format", "human"], "GITHUB_ACTIONS").contains("::error"));
    let json = printed(&["--format", "json"], "GITHUB_ACTIONS");
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

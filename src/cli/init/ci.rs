//! The job of a CI service: told by the repository's files, else by where it is pushed to.

use std::fs;
use std::path::Path;

use super::edit::{self, Edit};
use super::here::Here;
use super::{Step, gitlab};

/// A job that builds and checks what was built.
pub(super) fn step(here: &Here) -> anyhow::Result<Step> {
    let Some(top) = &here.top else {
        return Ok(Step::Skip("CI: this is no git repository".to_owned()));
    };
    if here.package.is_none() {
        return Ok(Step::Skip(
            "CI: there is no package.json here to build".to_owned(),
        ));
    }
    let remote = here.git(&["config", "--get", "remote.origin.url"]);
    let remote = remote.unwrap_or_default();
    if top.join(gitlab::FILE).exists() || remote.contains("gitlab") {
        return gitlab::step(here, top);
    }
    if top.join(".github").is_dir() || remote.contains("github.com") {
        return github(here, top);
    }
    let why = "CI: no .github/, no .gitlab-ci.yml, and no remote of either; for another service, \
               let the step that builds be followed by";
    Ok(Step::Hand(why.to_owned(), here.manager.run.to_owned()))
}

fn github(here: &Here, top: &Path) -> anyhow::Result<Step> {
    let folder = top.join(".github/workflows");
    if let Some(name) = workflow(&folder) {
        return Ok(Step::Done(format!(
            ".github/workflows/{name} runs spillcheck"
        )));
    }
    let path = folder.join("spillcheck.yml");
    if edit::read(&path)?.is_some() {
        return Ok(Step::Done(".github/workflows/spillcheck.yml".to_owned()));
    }
    Ok(Step::Write(Edit::create(path, github_text(here))))
}

/// A workflow that runs it already.
fn workflow(folder: &Path) -> Option<String> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let mut names: Vec<_> = entries
        .filter(|it| fs::read_to_string(it.path()).is_ok_and(|text| text.contains("spillcheck")))
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.into_iter().next()
}

fn github_text(here: &Here) -> String {
    let manager = here.manager;
    let defaults = match here.below() {
        Some(folder) => {
            format!("    defaults:\n      run:\n        working-directory: '{folder}'\n")
        }
        None => String::new(),
    };
    format!(
        "\
name: spillcheck
on: [push, pull_request]
permissions:
  contents: read
jobs:
  spillcheck:
    runs-on: ubuntu-latest
{defaults}    steps:
      - uses: actions/checkout@v5
{}      - run: {}
      - run: {}
      - run: {}
",
        manager.setup,
        install(here),
        manager.build,
        manager.run
    )
}

/// What was not written down cannot be asked for.
pub(super) fn install(here: &Here) -> &'static str {
    if here.is_locked {
        here.manager.install
    } else {
        "npm install"
    }
}

//! The hook that checks each commit, in whatever runs the repository's hooks already.

use std::path::{Path, PathBuf};

use super::edit::{self, Edit};
use super::here::Here;
use super::managers::{LEFTHOOK, PRE_COMMIT, lefthook, pre_commit};
use super::{Step, json};

const FLAGS: &str = " --staged";

/// Has git run the hooks of a folder that can be committed.
const ACTIVATE: &str = "git config core.hooksPath .githooks";
const HUSKY: &str = ".husky/pre-commit";

/// Has each commit checked.
pub(super) fn step(here: &Here) -> anyhow::Result<Step> {
    let Some(top) = &here.top else {
        return Ok(Step::Skip("hook: this is no git repository".to_owned()));
    };
    let package = edit::read(&top.join("package.json"))?.unwrap_or_default();
    if let Some(name) = already(top, &package)? {
        return Ok(Step::Done(format!("{name} checks each commit")));
    }
    if top.join(".husky").is_dir() {
        return husky(here, top);
    }
    if let Some(name) = LEFTHOOK.into_iter().find(|it| top.join(it).is_file()) {
        return lefthook(&here.command(FLAGS), &top.join(name), name);
    }
    if top.join(PRE_COMMIT).is_file() {
        return pre_commit(&here.command(FLAGS), &top.join(PRE_COMMIT));
    }
    if json::is_object(&package, "simple-git-hooks") {
        return Ok(simple(here, top, package));
    }
    plain(here, top)
}

/// What runs it before a commit.
fn already(top: &Path, package: &str) -> anyhow::Result<Option<String>> {
    for name in LEFTHOOK.into_iter().chain([PRE_COMMIT, HUSKY]) {
        let text = edit::read(&top.join(name))?;
        if text.is_some_and(|it| it.contains("spillcheck")) {
            return Ok(Some(name.to_owned()));
        }
    }
    let is_in_package = package.contains("spillcheck --staged");
    Ok(is_in_package.then(|| "package.json".to_owned()))
}

fn husky(here: &Here, top: &Path) -> anyhow::Result<Step> {
    let (path, command) = (top.join(HUSKY), here.command(FLAGS));
    Ok(Step::Write(match edit::read(&path)? {
        Some(old) => {
            let new = with_line(&old, &command);
            Edit::change(path, old, new)
        }
        None => Edit::create(path, format!("{command}\n")),
    }))
}

/// A shell script with a command behind what it begins with, so that no `exit` keeps it from being run.
fn with_line(script: &str, command: &str) -> String {
    let is_beginning = |line: &&str| {
        let line = line.trim();
        let words = ["#", ". ", "source ", "set ", "export "];
        line.is_empty() || words.iter().any(|word| line.starts_with(word))
    };
    let lines = script.split_inclusive('\n');
    let at = lines.take_while(is_beginning).map(str::len).sum();
    let (before, after) = script.split_at(at);
    let end = if before.is_empty() || before.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let command = if command.starts_with("cd ") {
        format!("({command})")
    } else {
        command.to_owned()
    };
    format!("{before}{end}{command} || exit 1\n{after}")
}

fn simple(here: &Here, top: &Path, package: String) -> Step {
    const KEY: &str = "simple-git-hooks";
    let command = here.command(FLAGS);
    let new = match json::value(&package, KEY, "pre-commit") {
        Some(_) => json::extended(&package, KEY, "pre-commit", &command),
        None => json::first_key(&package, KEY)
            .and_then(|first| json::inserted(&package, KEY, &first, ("pre-commit", &command))),
    };
    let then = Some("npx simple-git-hooks".to_owned());
    match new {
        Some(new) => Step::Write(Edit::change(top.join("package.json"), package, new).then(then)),
        None => Step::Hand(
            format!("package.json: the `pre-commit` of `{KEY}`"),
            command,
        ),
    }
}

/// git's own hook: the one that is there, or one in a folder that can be committed.
fn plain(here: &Here, top: &Path) -> anyhow::Result<Step> {
    let Some(own) = here.git(&["rev-parse", "--git-path", "hooks/pre-commit"]) else {
        return Ok(Step::Skip(
            "hook: git does not say where its hooks lie".to_owned(),
        ));
    };
    let (own, command) = (top.join(own), here.command(FLAGS));
    if let Some(old) = edit::read(&own)? {
        return Ok(own_hook(&own, old, &command));
    }
    if here.git(&["config", "--get", "core.hooksPath"]).is_some() {
        return Ok(Step::Write(script(own, &command)));
    }
    let path = top.join(".githooks/pre-commit");
    match edit::read(&path)? {
        None => Ok(Step::Write(
            script(path, &command).then(Some(format!("{ACTIVATE}   (once in each clone)"))),
        )),
        Some(text) if text.contains("spillcheck") => Ok(Step::Done(format!(
            ".githooks/pre-commit checks each commit in a clone after `{ACTIVATE}`"
        ))),
        Some(_) => Ok(Step::Hand(
            format!(
                ".githooks/pre-commit is run by nothing here: let it run this, and `{ACTIVATE}`"
            ),
            command,
        )),
    }
}

/// A hook of its own.
fn script(path: PathBuf, command: &str) -> Edit {
    let exec = match command.rsplit_once("&& ") {
        Some((folder, run)) => format!("{folder}&& exec {run}"),
        None => format!("exec {command}"),
    };
    Edit::create(path, format!("#!/bin/sh\n{exec}\n")).executable()
}

fn own_hook(path: &Path, old: String, command: &str) -> Step {
    if old.contains("spillcheck") {
        return Step::Done("git's pre-commit hook runs it".to_owned());
    }
    let first = old.lines().next().unwrap_or_default();
    if first.starts_with("#!") && !first.trim_end().ends_with("sh") {
        return Step::Hand(
            "the pre-commit hook is no shell script; let it run".to_owned(),
            command.to_owned(),
        );
    }
    let new = with_line(&old, command);
    Step::Write(Edit::change(path.to_path_buf(), old, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_comes_before_what_may_end_a_script() {
        let script = "#!/bin/sh\n# Ours.\n. \"$(dirname \"$0\")/env.sh\"\n\nnpm test\nexit 0\n";
        let new = with_line(script, "x --staged");
        assert!(new.contains("env.sh\"\n\nx --staged || exit 1\nnpm test\nexit 0\n"));
        assert_eq!(with_line("#!/bin/sh", "x"), "#!/bin/sh\nx || exit 1\n");
        assert_eq!(with_line("", "cd 'a' && x"), "(cd 'a' && x) || exit 1\n");
    }

    #[test]
    fn a_hook_in_another_language_is_left_alone() {
        let step = |text: &str| own_hook(Path::new("pre-commit"), text.to_owned(), "x");
        assert!(matches!(step("#!/usr/bin/env python3\n"), Step::Hand(..)));
        assert!(matches!(step("#!/usr/bin/env bash\n"), Step::Write(_)));
        assert!(matches!(step("#!/bin/sh\nspillcheck\n"), Step::Done(_)));
    }
}

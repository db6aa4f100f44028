//! Managers of hooks that are told in YAML what to run.

use std::path::Path;

use super::Step;
use super::edit::{self, Edit};
use super::yaml::{Entry, Yaml};

/// The files that each is told in.
pub(super) const LEFTHOOK: [&str; 4] = [
    "lefthook.yml",
    "lefthook.yaml",
    ".lefthook.yml",
    ".lefthook.yaml",
];
pub(super) const PRE_COMMIT: &str = ".pre-commit-config.yaml";

/// One more job of lefthook's, among those that run before a commit.
pub(super) fn lefthook(command: &str, path: &Path, name: &str) -> anyhow::Result<Step> {
    let old = edit::read(path)?.unwrap_or_default();
    let job = [
        "- name: spillcheck".to_owned(),
        format!("  run: {}", scalar(command)),
    ];
    let Some(added) = Yaml::of(&old).and_then(|yaml| with_job(&yaml, &job)) else {
        let why = format!("{name}: among the jobs of `pre-commit`");
        return Ok(Step::Hand(why, job.join("\n")));
    };
    let then = Some("lefthook install".to_owned());
    Ok(Step::Write(
        Edit::change(path.to_owned(), old, added).then(then),
    ))
}

fn with_job(yaml: &Yaml<'_>, job: &[String; 2]) -> Option<String> {
    let Some(hook) = yaml.entry("pre-commit") else {
        let lines = ["pre-commit:".to_owned(), "  jobs:".to_owned()];
        let lines = lines.into_iter().chain(indented(4, job));
        return Some(yaml.with(&all_at(yaml.len(), lines)));
    };
    let parts = yaml.below(&hook);
    let last = |key: &str| {
        let part = parts.iter().find(|it| it.key == key)?;
        yaml.below(part).pop()
    };
    if let Some(job_before) = last("jobs") {
        let lines = indented(job_before.indent, job);
        return Some(yaml.with(&all_at(job_before.end, lines)));
    }
    if let Some(before) = last("commands") {
        let lines = ["spillcheck:".to_owned(), job[1].clone()];
        return Some(yaml.with(&all_at(before.end, indented(before.indent, &lines))));
    }
    let is_known = |it: &Entry<'_>| it.key == "jobs" || it.key == "commands" || it.key == "<<";
    let first = parts.first().filter(|_| !parts.iter().any(is_known))?;
    let jobs = std::iter::once("jobs:".to_owned());
    let lines: Vec<String> = jobs.chain(indented(2, job)).collect();
    Some(yaml.with(&all_at(hook.end, indented(first.indent, &lines))))
}

/// One more repository of pre-commit's, which is this one.
pub(super) fn pre_commit(command: &str, path: &Path) -> anyhow::Result<Step> {
    let old = edit::read(path)?.unwrap_or_default();
    let repository = repository(command);
    Ok(match with_repository(&old, &repository) {
        Some(new) => Step::Write(Edit::change(path.to_owned(), old, new)),
        None => Step::Hand(
            format!("{PRE_COMMIT}: among the `repos`"),
            repository.join("\n"),
        ),
    })
}

fn with_repository(old: &str, repository: &[String]) -> Option<String> {
    let yaml = Yaml::of(old)?;
    let last = yaml.below(&yaml.entry("repos")?).pop()?;
    Some(yaml.with(&all_at(last.end, indented(last.indent, repository))))
}

fn repository(command: &str) -> Vec<String> {
    // A hook's entry is no line of a shell.
    let entry = match command.split_once("&&") {
        Some(_) => format!("sh -c \"{command}\""),
        None => command.to_owned(),
    };
    [
        "- repo: local",
        "  hooks:",
        "    - id: spillcheck",
        "      name: spillcheck",
        &format!("      entry: {}", scalar(&entry)),
        "      language: system",
        "      pass_filenames: false",
        "      always_run: true",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A command as YAML has it: in quotes where one of its signs would mean something there.
fn scalar(command: &str) -> String {
    if command.contains([':', '#', '\'']) {
        format!("\"{}\"", command.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        command.to_owned()
    }
}

pub(super) fn indented(indent: usize, lines: &[String]) -> impl Iterator<Item = String> {
    lines
        .iter()
        .map(move |line| format!("{:indent$}{line}", ""))
}

/// Lines that are all added at one place.
pub(super) fn all_at(at: usize, lines: impl Iterator<Item = String>) -> Vec<(usize, String)> {
    lines.map(|line| (at, line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> [String; 2] {
        ["- name: s".to_owned(), "  run: s --staged".to_owned()]
    }

    #[test]
    fn a_job_of_lefthook_stands_among_those_that_are_there() {
        for (old, new) in [
            (
                "",
                "pre-commit:\n  jobs:\n    - name: s\n      run: s --staged\n",
            ),
            (
                "pre-commit:\n  parallel: true # yes\n\n  # Ours.\n  commands:\n    lint:\n      run: |\n        a\n        # b\n\n# Last.\npre-push:\n  jobs: []\n",
                "pre-commit:\n  parallel: true # yes\n\n  # Ours.\n  commands:\n    lint:\n      run: |\n        a\n        # b\n    spillcheck:\n      run: s --staged\n\n# Last.\npre-push:\n  jobs: []\n",
            ),
            (
                "pre-commit:\n  jobs:\n  - run: a\n    glob: \"*.js\"\n",
                "pre-commit:\n  jobs:\n  - run: a\n    glob: \"*.js\"\n  - name: s\n    run: s --staged\n",
            ),
            (
                "pre-commit:\n    piped: true\n",
                "pre-commit:\n    piped: true\n    jobs:\n      - name: s\n        run: s --staged\n",
            ),
        ] {
            assert_eq!(
                with_job(&Yaml::of(old).unwrap(), &job()).as_deref(),
                Some(new)
            );
        }
        for old in [
            "pre-commit: {}\n",
            "pre-commit: *a\n",
            "pre-commit:\n  jobs: []\n",
        ] {
            assert_eq!(with_job(&Yaml::of(old).unwrap(), &job()), None, "{old}");
        }
    }

    #[test]
    fn a_repository_of_pre_commit_is_the_last_of_its_list_wherever_that_stands() {
        let added = ["- repo: local".to_owned()];
        for (old, new) in [
            (
                "repos:\n- repo: a # A.\n  hooks:\n  - id: b\n# CI.\nci:\n  skip: []\n",
                "repos:\n- repo: a # A.\n  hooks:\n  - id: b\n- repo: local\n# CI.\nci:\n  skip: []\n",
            ),
            (
                "repos:\n  - repo: a",
                "repos:\n  - repo: a\n  - repo: local\n",
            ),
        ] {
            assert_eq!(with_repository(old, &added).as_deref(), Some(new));
        }
        assert_eq!(with_repository("repos: []\n", &added), None);
        assert_eq!(with_repository("- a\n", &added), None);
    }

    #[test]
    fn a_command_that_yaml_would_read_otherwise_is_quoted() {
        assert_eq!(scalar("npx s --staged"), "npx s --staged");
        assert_eq!(scalar("cd 'a' && s"), "\"cd 'a' && s\"");
        assert_eq!(scalar("sh -c \"cd 'a'\""), "\"sh -c \\\"cd 'a'\\\"\"");
    }
}

//! `spillcheck init`: what it writes, what it leaves alone, and that it does nothing twice.

#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it asserts")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use tempfile::TempDir;

const PACKAGE: &str = r#"{
  "name": "site",
  "scripts": {
    "build": "gatsby build"
  },
  "dependencies": {
    "gatsby": "5"
  }
}
"#;

/// A repository.
struct Repository(TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "--quiet"]);
        for (name, text) in files {
            repository.write(name, text);
        }
        repository
    }

    /// A site on GitHub, without anything of this.
    fn site() -> Self {
        Self::new(&[
            ("package.json", PACKAGE),
            ("package-lock.json", "{}"),
            (".github/CODEOWNERS", "* @me"),
        ])
    }

    fn git(&self, args: &[&str]) {
        let mut git = common::clean("git");
        git.args(args).current_dir(self.0.path());
        git.env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(git.status().unwrap().success(), "{args:?}");
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
    }

    fn run_in(&self, folder: &str, args: &[&str]) -> Output {
        let mut command = common::spillcheck();
        command.args(args).current_dir(self.0.path().join(folder));
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// What is said, and that it ends well.
    #[track_caller]
    fn init(&self, args: &[&str]) -> String {
        let output = self.run_in("", &[&["init"], args].concat());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Every file outside of git's own folder, and what it holds.
    fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for entry in walk(self.0.path()) {
            let name = entry.strip_prefix(self.0.path()).unwrap();
            let name = name.to_str().unwrap().to_owned();
            files.push((name.clone(), self.read(&name)));
        }
        files.sort();
        files
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let kept = entries.filter(|it| !it.ends_with(".git"));
    kept.flat_map(|it| if it.is_dir() { walk(&it) } else { vec![it] })
        .collect()
}

#[test]
fn all_of_it_is_written_once() {
    let site = Repository::site();
    let said = site.init(&["--yes"]);
    for part in [
        "spillcheck.toml, a new file:",
        "package.json, line 4:\n-     \"build\": …\n+     \"build\": …,\n+     \"postbuild\": \"spillcheck\"",
        ".githooks/pre-commit, a new file:\n+ #!/bin/sh\n+ exec npx --no-install spillcheck --staged",
        ".github/workflows/spillcheck.yml, a new file:",
        "Next:\n  npm install --save-dev spillcheck\n  git config core.hooksPath .githooks",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(
        site.read("package.json")
            .contains("\"postbuild\": \"spillcheck\"")
    );
    let written = site.files();
    let again = site.init(&["--yes"]);
    assert_eq!(again.matches("already there: ").count(), 4, "{again}");
    assert_eq!(site.files(), written);
}

#[test]
fn nothing_is_written_without_consent() {
    let site = Repository::site();
    let before = site.files();
    let shown = site.init(&["--dry-run"]);
    assert!(shown.contains("+     \"postbuild\": \"spillcheck\""));
    let output = site.run_in("", &["init"]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("--yes writes all of it"), "{stderr}");
    assert_eq!(site.files(), before);
    // Where there is nothing to ask, nobody needs to be asked.
    site.init(&["--yes", "config"]);
    assert!(
        site.init(&["config"])
            .contains("spillcheck.toml has the settings")
    );
    assert_eq!(site.files().len(), before.len() + 1);
}

#[test]
fn every_setting_in_the_file_can_be_taken_out_of_its_comment() {
    let site = Repository::site();
    site.init(&["--yes", "config"]);
    let text = site.read("spillcheck.toml");
    assert!(text.lines().all(|line| line.len() <= 80));
    let settings = text.lines().filter_map(|line| {
        let setting = line.strip_prefix('#')?;
        (!setting.starts_with(' ')).then_some(setting)
    });
    let settings: Vec<&str> = settings.collect();
    assert!(settings.len() > 12, "{settings:?}");
    site.write("spillcheck.toml", &settings.join("\n"));
    site.write("spillcheck-rules.toml", "");
    let output = site.run_in("", &["config"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        !said.contains("(error)") && said.contains("# overrides: 1"),
        "{said}"
    );
}

#[test]
fn the_hook_that_is_written_stops_a_commit() {
    let site = Repository::site();
    site.init(&["--yes", "hook"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let hook = site.0.path().join(".githooks/pre-commit");
        let mode = fs::metadata(hook).unwrap().permissions().mode();
        assert_eq!(mode & 0o100, 0o100);
    }
    assert!(site.init(&["hook"]).contains("already there"));
}

#[test]
fn a_hook_that_is_there_is_kept_and_added_to() {
    for (name, text, after) in [
        (
            ".husky/pre-commit",
            "npm test\n",
            "npx --no-install spillcheck --staged || exit 1\nnpm test\n",
        ),
        (
            ".git/hooks/pre-commit",
            "#!/bin/sh\nmake lint\nexit 0\n",
            "#!/bin/sh\nnpx --no-install spillcheck --staged || exit 1\nmake lint\nexit 0\n",
        ),
        (
            "lefthook.yml",
            "pre-push:\n  jobs: []\n",
            "pre-push:\n  jobs: []\npre-commit:\n  jobs:\n    - name: spillcheck\n      run: npx --no-install spillcheck --staged\n",
        ),
    ] {
        let site = Repository::new(&[("package.json", PACKAGE), (name, text)]);
        site.init(&["--yes", "hook"]);
        assert_eq!(site.read(name), after);
        assert!(site.init(&["hook"]).contains("already there"), "{name}");
        assert_eq!(site.read(name), after);
        assert_eq!(site.read(".githooks/pre-commit"), "");
    }
}

#[test]
fn pre_commit_gets_one_more_repository() {
    let text = "repos:\n  - repo: https://example.com/a\n    rev: v1\n    hooks:\n      - id: a\n";
    let site = Repository::new(&[("package.json", PACKAGE), (".pre-commit-config.yaml", text)]);
    site.init(&["--yes", "hook"]);
    let new = site.read(".pre-commit-config.yaml");
    let added = new.strip_prefix(text).unwrap();
    assert!(added.starts_with("  - repo: local\n    hooks:\n      - id: spillcheck\n"));
    assert!(site.init(&["hook"]).contains("already there"));
    let other = format!("{text}# Ours.\nci:\n  skip: []\n");
    site.write(".pre-commit-config.yaml", &other);
    site.init(&["--yes", "hook"]);
    let amid = format!("{text}{added}# Ours.\nci:\n  skip: []\n");
    assert_eq!(site.read(".pre-commit-config.yaml"), amid);
    site.write(".pre-commit-config.yaml", "repos: []\n");
    let said = site.init(&["--yes", "hook"]);
    assert!(said.contains("by hand: .pre-commit-config.yaml"), "{said}");
    assert_eq!(site.read(".pre-commit-config.yaml"), "repos: []\n");
}

#[test]
fn scripts_of_the_package_are_added_to() {
    for (package, after) in [
        (
            r#"{"scripts":{"build":"vite build","postbuild":"cp a b"}}"#,
            r#"{"scripts":{"build":"vite build","postbuild":"cp a b && spillcheck"}}"#,
        ),
        (
            r#"{"scripts":{"build":"vite build"}}"#,
            r#"{"scripts":{"build":"vite build","postbuild": "spillcheck"}}"#,
        ),
    ] {
        let site = Repository::new(&[("package.json", package)]);
        site.init(&["--yes", "build"]);
        assert_eq!(site.read("package.json"), after);
    }
    let berry = Repository::new(&[("package.json", PACKAGE), (".yarnrc.yml", "")]);
    berry.init(&["--yes", "build"]);
    assert!(
        berry
            .read("package.json")
            .contains("\"gatsby build && spillcheck\"")
    );
    let none = Repository::new(&[("package.json", r#"{"name":"a"}"#)]);
    assert!(
        none.init(&["build"])
            .contains("by hand: package.json has no script `build`")
    );
}

#[test]
fn simple_git_hooks_are_added_to() {
    let package = r#"{"simple-git-hooks":{"commit-msg":"a"}}"#;
    let site = Repository::new(&[("package.json", package)]);
    let said = site.init(&["--yes", "hook"]);
    assert!(said.contains("npx simple-git-hooks"), "{said}");
    let after = site.read("package.json");
    assert!(
        after.contains(r#""commit-msg":"a","pre-commit": "npx --no-install spillcheck --staged"}"#)
    );
}

#[test]
fn a_site_in_a_folder_of_its_repository_is_entered() {
    let site = Repository::new(&[
        ("web/package.json", PACKAGE),
        ("pnpm-lock.yaml", ""),
        (".github/CODEOWNERS", ""),
    ]);
    let output = site.run_in("web", &["init", "--yes"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(site.read("web/spillcheck.toml").contains("fail-on"));
    assert_eq!(
        site.read(".githooks/pre-commit"),
        "#!/bin/sh\ncd 'web' && exec pnpm exec spillcheck --staged\n"
    );
    let workflow = site.read(".github/workflows/spillcheck.yml");
    assert!(workflow.contains("working-directory: 'web'"), "{workflow}");
    assert!(workflow.contains("corepack enable"), "{workflow}");
}

#[test]
fn gitlab_is_told_by_its_file_or_by_the_remote() {
    let site = Repository::new(&[("package.json", PACKAGE)]);
    site.git(&["remote", "add", "origin", "git@gitlab.com:me/site.git"]);
    site.init(&["--yes", "ci"]);
    assert!(
        site.read(".gitlab-ci.yml")
            .contains("npm install\n    - npm run build\n")
    );
    assert!(site.init(&["ci"]).contains("already there"));
}

const SCAN: &str = "npx --no-install spillcheck";
const REPORTED: &str = "npx --no-install spillcheck --format human --format gitlab-quality=gl-code-quality-report.json";
const REPORT: &str = "  artifacts:\n    when: always\n    reports:\n      codequality: gl-code-quality-report.json\n";
const STAGES: &str = "# Ours.\nstages: [build, ship]\n\n";
const BUILD: &str =
    "site:\n  stage: build # once\n  script:\n    - npm ci\n    - |\n      npm run build\n";

/// Pipelines, and what becomes of each.
fn pipelines() -> [(String, String); 4] {
    let last = "\n# Last.\nship:\n  script: [make]\n";
    let kept = "  artifacts:\n    paths: [public]\n";
    let other = "site:\n  script: [make]";
    let job = format!(
        "  image: node:24\n  script:\n    - npm install\n    - npm run build\n    - {REPORTED}\n{REPORT}"
    );
    [
        (
            format!("{STAGES}{BUILD}    # - cp\n{last}"),
            format!("{STAGES}{BUILD}    - {REPORTED}\n    # - cp\n{REPORT}{last}"),
        ),
        (
            format!("{STAGES}{BUILD}{kept}"),
            format!("{STAGES}{BUILD}    - {SCAN}\n{kept}"),
        ),
        (
            format!("{STAGES}{other}"),
            format!("{STAGES}{other}\n\nspillcheck:\n  stage: build\n{job}"),
        ),
        (
            format!("{other}\n"),
            format!("{other}\n\nspillcheck:\n{job}"),
        ),
    ]
}

#[test]
fn a_pipeline_of_gitlab_is_added_to_and_keeps_what_it_says() {
    for (old, new) in pipelines() {
        let site = Repository::new(&[("package.json", PACKAGE), (".gitlab-ci.yml", &old)]);
        let shown = site.init(&["--dry-run", "ci"]);
        let is_added = shown.contains(".gitlab-ci.yml, line ") && !shown.contains("\n- ");
        assert!(is_added, "{shown}");
        site.init(&["--yes", "ci"]);
        assert_eq!(site.read(".gitlab-ci.yml"), new);
        assert!(site.init(&["ci"]).contains("already there"));
    }
}

#[test]
fn a_pipeline_of_several_documents_is_a_person_s_to_add_to() {
    let site = Repository::new(&[
        ("package.json", PACKAGE),
        (".gitlab-ci.yml", "spec:\n---\na: 1\n"),
    ]);
    let said = site.init(&["--yes", "ci"]);
    assert!(said.contains("by hand: .gitlab-ci.yml"), "{said}");
}

#[test]
fn what_has_no_place_here_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = common::spillcheck();
    command.args(["init", "--yes"]).current_dir(folder.path());
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(said.matches("left out: ").count(), 3, "{said}");
    assert!(folder.path().join("spillcheck.toml").exists());
}

#[test]
fn a_package_that_is_not_understood_is_named() {
    let site = Repository::new(&[("package.json", "{\"scripts\":")]);
    let output = site.run_in("", &["init", "--yes"]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("package.json is no JSON object"),
        "{stderr}"
    );
    assert_eq!(site.read("spillcheck.toml"), "");
}

#[test]
fn what_it_says_fits_on_a_terminal() {
    let site = Repository::site();
    site.write(".githooks/pre-commit", "#!/bin/sh\nmake lint\n");
    let said = site.init(&["--yes"]);
    let long: Vec<&str> = said.lines().filter(|it| it.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:?}");
    assert!(
        said.contains("by hand: .githooks/pre-commit is run by nothing here:"),
        "{said}"
    );
    let wrapped = "\n         `git config core.hooksPath .githooks`\n";
    assert!(said.contains(wrapped), "{said}");
}

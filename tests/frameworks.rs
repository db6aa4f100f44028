//! Real builds with planted tokens: whether each leak is found, and told as what it is.
//!
//! `tests/real/frameworks.py` makes the builds; `docs/frameworks.md` shows the outcome.
//! `SPILLCHECK_BLESS=1 cargo test --test frameworks` writes it anew; read the difference.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use spillcheck::project::{Exposure, FRAMEWORKS, Folder, FolderPath, Role};

/// A planted token, and where the build has put it.
#[derive(Deserialize)]
struct Row {
    case: String,
    how: String,
    expect: String,
    token_sha256: String,
    env_var: Option<String>,
    cause: Option<String>,
    /// Why something of it cannot be told right.
    why: Option<String>,
}

/// One build as it was scanned.
struct Build {
    name: String,
    versions: BTreeMap<String, String>,
    rows: Vec<Row>,
    originals: BTreeMap<String, Vec<(String, u64)>>,
    findings: Vec<Value>,
}

/// What was said of one leak; nothing where there was nothing to say.
#[derive(Clone, Copy)]
struct Told {
    is_found: bool,
    exposure: Option<bool>,
    original: Option<bool>,
    env: Option<bool>,
    cause: Option<bool>,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> T {
    let text = fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

fn builds() -> Vec<Build> {
    let entries = fs::read_dir(fixtures()).expect("fixtures/ is there");
    let mut folders: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
    folders.retain(|it| it.join("versions.json").is_file());
    folders.sort();
    folders.iter().map(|it| Build::scan(it)).collect()
}

impl Build {
    fn scan(folder: &Path) -> Self {
        let done = common::spillcheck()
            .args(["--format", "json", "--reveal"])
            .current_dir(folder)
            .output()
            .expect("it runs");
        let report: Value = serde_json::from_slice(&done.stdout).expect("a report");
        Self {
            name: folder
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
            versions: read(&folder.join("versions.json")),
            rows: read(&folder.join("manifest.json")),
            originals: read(&folder.join("originals.json")),
            findings: report["findings"].as_array().expect("a list").clone(),
        }
    }

    /// The finding above information that carries the row's token.
    fn finding(&self, row: &Row) -> Option<&Value> {
        self.findings.iter().find(|it| {
            let value = it["secret"]["value"].as_str().unwrap_or_default();
            it["severity"] != "info" && digest(value) == row.token_sha256
        })
    }

    fn told(&self, row: &Row) -> Told {
        let finding = self.finding(row);
        let of = |check: &dyn Fn(&Value) -> bool| finding.map(check);
        Told {
            is_found: finding.is_some(),
            exposure: of(&|it| it["exposure"] == "client"),
            original: of(&|it| self.is_traced(row, it)),
            env: row
                .env_var
                .as_ref()
                .and_then(|name| of(&|it| it["env"] == **name)),
            cause: row
                .cause
                .as_ref()
                .and_then(|kind| of(&|it| it["cause"]["kind"] == **kind)),
        }
    }

    fn is_traced(&self, row: &Row, finding: &Value) -> bool {
        let others = finding["occurrences"].as_array().into_iter().flatten();
        let said = others.chain([finding]).map(|it| &it["original"]);
        let lines = &self.originals[&row.case];
        said.into_iter().any(|it| {
            lines
                .iter()
                .any(|(path, line)| it["path"] == **path && it["line"] == *line)
        })
    }

    fn leaks(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|it| it.expect.starts_with("leak-"))
    }
}

fn digest(text: &str) -> String {
    let bytes = Sha256::digest(text.as_bytes());
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[test]
fn every_leak_of_a_real_build_is_found_and_nothing_else() {
    let builds = builds();
    assert!(builds.len() >= 12, "only {} builds", builds.len());
    for build in &builds {
        for row in build.leaks() {
            assert!(build.finding(row).is_some(), "{} is missed", row.case);
        }
        let leaks: Vec<&str> = build.leaks().map(|it| it.token_sha256.as_str()).collect();
        for finding in build.findings.iter().filter(|it| it["severity"] != "info") {
            let value = finding["secret"]["value"].as_str().unwrap_or_default();
            let is_planted = leaks.contains(&&*digest(value)) || finding["kind"] != "secret";
            assert!(
                is_planted,
                "{}: {} at {}",
                build.name, finding["rule"], finding["location"]["path"]
            );
        }
    }
}

#[test]
fn the_tables_are_those_of_the_builds() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/frameworks.md");
    let text = fs::read_to_string(&page).expect("docs/frameworks.md is there");
    let (head, _) = text
        .split_once("<!-- made by tests/frameworks.rs -->")
        .expect("a mark");
    let builds = builds();
    let made = format!(
        "{head}<!-- made by tests/frameworks.rs -->\n\n{}\n{}\n{}",
        known(&builds),
        scores(&builds),
        ways(&builds)
    );
    if env::var_os("SPILLCHECK_BLESS").is_some() {
        fs::write(&page, &made).expect("it can be written");
    }
    assert_eq!(fs::read_to_string(&page).expect("text"), made);
}

/// The rows of the table of frameworks.
fn known(builds: &[Build]) -> String {
    let mut text = "## What is known\n\n| framework | told by | outputs | public prefixes | checked on |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for row in FRAMEWORKS {
        let packages: Vec<String> = row
            .packages
            .iter()
            .chain(row.config_files.first())
            .map(|it| format!("`{it}`"))
            .collect();
        let outputs: Vec<String> = row
            .folders
            .iter()
            .filter(|it| it.role != Role::Source)
            .map(output)
            .collect();
        let prefixes: Vec<String> = row
            .public_prefixes
            .iter()
            .map(|it| format!("`{}`", it.prefix))
            .collect();
        let checked: Vec<String> = builds
            .iter()
            .filter(|it| it.name.starts_with(row.name) || is_of(row.name, &it.name))
            .map(|it| format!("`{}`", it.name))
            .collect();
        let cells = [
            packages.join(", "),
            outputs.join("; "),
            prefixes.join(", "),
            checked.join(", "),
        ];
        let _ = writeln!(text, "| {} | {} |", row.title, cells.join(" | "));
    }
    text
}

/// Builds whose names do not begin with their framework's.
fn is_of(framework: &str, build: &str) -> bool {
    [
        ("create-react-app", "cra"),
        ("sanity", "sanity-studio"),
        ("gatsby", "gatsby-blog"),
        ("next", "next-app"),
    ]
    .contains(&(framework, build))
}

fn output(folder: &Folder) -> String {
    let path = match folder.path {
        FolderPath::Fixed(path) => format!("`{path}`"),
        FolderPath::Setting { key, default } => format!("`{key}` or `{default}`"),
        FolderPath::Hint(key) => format!("`{key}`"),
        FolderPath::Operand { command, below } => {
            format!("`{command}…` {below}").trim_end().to_owned()
        }
    };
    let parts = folder.parts.iter().filter(|(_, it)| *it != folder.rest);
    let parts: Vec<String> = parts
        .map(|(glob, it)| format!("`{}` {}", glob.replace('|', "\\|"), it.name()))
        .collect();
    let rest = if folder.rest == Exposure::Client {
        "client"
    } else {
        folder.rest.name()
    };
    if parts.is_empty() {
        format!("{path} {rest}")
    } else {
        format!("{path} {rest}, but {}", parts.join(", "))
    }
}

fn scores(builds: &[Build]) -> String {
    let mut text = "## What is found\n\n| build | versions | leaks | exposure | original | env | cause | server-only quiet |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n".to_owned();
    for build in builds {
        let told: Vec<Told> = build.leaks().map(|row| build.told(row)).collect();
        let count = |of: &dyn Fn(&Told) -> Option<bool>| {
            let said: Vec<bool> = told.iter().filter_map(of).collect();
            format!("{}/{}", said.iter().filter(|it| **it).count(), said.len())
        };
        let server: Vec<bool> = build
            .rows
            .iter()
            .filter(|it| it.expect == "server-only")
            .map(|it| build.finding(it).is_none())
            .collect();
        let versions: Vec<String> = build
            .versions
            .iter()
            .map(|(name, it)| format!("{name} {it}"))
            .collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {}/{} |",
            build.name,
            versions.join(", "),
            count(&|it| Some(it.is_found)),
            count(&|it| it.exposure),
            count(&|it| it.original),
            count(&|it| it.env),
            count(&|it| it.cause),
            server.iter().filter(|it| **it).count(),
            server.len()
        );
    }
    text
}

fn ways(builds: &[Build]) -> String {
    let mut text = "## Each way of leaking\n\nThe test is `tests/frameworks.rs`, the case one of its fixture's `manifest.json`.\n\n| case | way | exposure | original | env | cause |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    for build in builds {
        for row in build.leaks() {
            let told = build.told(row);
            let mark = |it: Option<bool>| match it {
                Some(true) => "yes",
                Some(false) => "no",
                None => "–",
            };
            let how = row.how.split_once(' ').map_or("", |(_, how)| how);
            let kind = build
                .finding(row)
                .and_then(|it| it["cause"]["kind"].as_str())
                .unwrap_or("–");
            let wanted = row.cause.as_deref().unwrap_or("–");
            let cause = match (told.cause, &row.why) {
                (Some(false), why) => {
                    let why = why.as_deref().unwrap_or("not known why");
                    format!("no: {kind}, not {wanted} ({why})")
                }
                _ => format!("yes: {kind}"),
            };
            let original = match (told.original, told.cause, &row.why) {
                (Some(false), Some(true) | None, Some(why)) => format!("no ({why})"),
                (original, ..) => mark(original).to_owned(),
            };
            let [exposure, env] = [told.exposure, told.env].map(mark);
            let cells = [exposure, &original, env].join(" | ");
            let _ = writeln!(text, "| {} | {how} | {cells} | {cause} |", row.case);
        }
    }
    text
}

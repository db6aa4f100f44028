//! The command in a folder, with something to read.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use spillcheck::rule::template::fill;
use tempfile::TempDir;

use crate::common;

/// A Sanity token of the usual form.
pub(crate) fn token() -> String {
    fill("sk{random:178}", 1).unwrap()
}

/// Code that holds it at column 4.
pub(crate) fn leak() -> String {
    format!("x=\"{}\"", token())
}

pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, content) in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// The command in `folder`, with nothing in the environment that changes what it prints.
pub(crate) fn command(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = common::spillcheck();
    command.args(args).current_dir(folder.path());
    command
}

/// Runs in `folder` with `input` to read.
pub(crate) fn run(folder: &TempDir, args: &[&str], input: &[u8]) -> Done {
    let mut command = command(folder, args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // Whoever does not read it closes it, which is no matter here.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Done {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Done {
    /// `severity exposure path:line:column` of each finding of a JSON report.
    pub(crate) fn found(&self) -> Vec<String> {
        let json: Value = serde_json::from_str(&self.stdout).unwrap();
        let findings = json["findings"].as_array().unwrap().iter();
        let told = findings.map(|it| {
            let [severity, exposure] =
                ["severity", "exposure"].map(|key| it[key].as_str().unwrap());
            let at = &it["location"];
            let path = PathBuf::from(at["path"].as_str().unwrap());
            format!(
                "{severity} {exposure} {}:{}:{}",
                path.display(),
                at["line"],
                at["column"]
            )
        });
        told.collect()
    }

    #[track_caller]
    pub(crate) fn refuses(&self, because: &str) {
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (Some(2), ""),
            "{}",
            self.stderr
        );
        assert!(self.stderr.contains(because), "{}", self.stderr);
    }
}

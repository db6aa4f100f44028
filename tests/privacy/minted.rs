//! Tokens that nobody has issued, and whether a text tells one.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};

use spillcheck::report::Format;
use spillcheck::rule::template::fill;
use tempfile::TempDir;

use crate::common;

/// A piece this long is as bad as the whole.
const PIECE: usize = 12;

/// How many characters are shown at either end of a token.
const SHOWN: usize = 4;

/// Every form a Sanity token has, each of other tokens in every run of the tests.
pub(crate) struct Minted {
    seed: u64,
    pub(crate) tokens: Vec<String>,
}

impl Minted {
    /// A token of each length.
    pub(crate) fn of_every_length() -> Self {
        let likely = (60..=200).map(|length| format!("sk{{random:{}}}", length - 2));
        Self::new(likely.chain(strict_and_sessions()))
    }

    /// A token of each kind: for tests that start the command for each of them.
    pub(crate) fn of_every_kind() -> Self {
        let likely = ["sk{random:58}", "sk{random:133}", "sk{random:198}"];
        Self::new(
            likely
                .map(str::to_owned)
                .into_iter()
                .chain(strict_and_sessions()),
        )
    }

    fn new(templates: impl Iterator<Item = String>) -> Self {
        let seed = RandomState::new().build_hasher().finish();
        let tokens = (seed..).zip(templates);
        let tokens = tokens.map(|(seed, template)| fill(&template, seed).unwrap());
        Self {
            seed,
            tokens: tokens.collect(),
        }
    }

    /// Fails if the text holds a piece of a token, other than its shown ends.
    #[track_caller]
    pub(crate) fn are_kept_by(&self, text: &[u8], what: &str) {
        let pieces: HashSet<&[u8]> = text.windows(PIECE).collect();
        for token in &self.tokens {
            let inner = &token.as_bytes()[SHOWN..token.len() - SHOWN];
            let told = inner.windows(PIECE).any(|piece| pieces.contains(piece));
            let text = String::from_utf8_lossy(text);
            let seed = self.seed;
            assert!(!told, "{what} tells {token} (seed {seed}):\n{text}");
        }
    }
}

fn strict_and_sessions() -> impl Iterator<Item = String> {
    [
        "sk{alnum:178}",
        "sk{alnum:79}",
        "sk{alnum:78}",
        "sk{random:16}-st{random:20}",
        "sk{random:38}-st{random:38}",
        "sk{random:60}-st{random:30}-{random:20}_{random:20}",
    ]
    .map(str::to_owned)
    .into_iter()
}

/// A folder for one test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(below)
    }

    pub(crate) fn write(&self, file: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Runs the command, and returns all that it wrote.
    pub(crate) fn written<S: AsRef<OsStr>>(&self, args: &[S]) -> Vec<u8> {
        let mut command = common::spillcheck();
        let output = command.args(args).current_dir(self.path("")).output();
        let output = output.unwrap();
        assert!(output.status.code().is_some(), "it ends by itself");
        [output.stdout, output.stderr].concat()
    }

    /// All that is written by a scan, in every format and at every verbosity.
    pub(crate) fn written_by_scans(&self, paths: &[&str]) -> Vec<u8> {
        let mut all = Vec::new();
        for options in [
            &["-vvv", "--color", "always"][..],
            &["-vvv", "--strict"],
            &["-vvv", "--format", "json"],
            &["--quiet"],
            &["--format", "json", "--output", "report.json"],
            &["-vvv", "--output", "report.txt"],
        ] {
            all.extend(self.written(&[options, paths].concat()));
        }
        let names = Format::ALL.map(Format::name);
        let formats = names.map(|name| format!("--format={name}=report.{name}"));
        let mut args: Vec<&str> = formats.iter().map(String::as_str).collect();
        args.extend(paths);
        all.extend(self.written(&args));
        for extension in names.into_iter().chain(["txt"]) {
            let report = self.path(format!("report.{extension}"));
            all.extend(fs::read(&report).unwrap());
            fs::remove_file(report).unwrap();
        }
        all
    }
}

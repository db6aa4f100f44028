//! Which reports are written where: one to standard output at most, each other to a file of its own.

use std::path::{Path, PathBuf};

use anyhow::bail;
use spillcheck::Report;
use spillcheck::report::{Format, Options, Paths, Verbosity, escape, headline};

use super::args::{FormatArg, Reveal, ScanArgs};
use super::output::{self, OutputFile, Readers};
use super::{ci, stderr};

/// What is to be written.
pub(super) struct Plan {
    stdout: Option<Format>,
    /// What follows it there, where a CI service reads that from its log.
    also: Option<Format>,
    files: Vec<(Format, OutputFile)>,
}

impl Plan {
    /// Checks what was asked for before a long scan.
    pub(super) fn new(args: &ScanArgs) -> anyhow::Result<Self> {
        let readers = if args.reveal.is_some() {
            Readers::Owner
        } else {
            Readers::Usual
        };
        let mut plan = Self {
            stdout: None,
            also: None,
            files: Vec::new(),
        };
        for FormatArg { format, file } in with_output(args)? {
            match (file, plan.stdout) {
                (Some(file), _) => plan.add_file(format, file, readers)?,
                (None, None) => plan.stdout = Some(format),
                (None, Some(other)) => bail!(
                    "{} and {} cannot both be written to standard output; give one a file: --format {}=FILE",
                    other.name(),
                    format.name(),
                    format.name()
                ),
            }
        }
        if args.formats.is_empty() && plan.stdout.is_some() && ci::reads_annotations() {
            plan.also = Some(Format::Github);
        }
        if plan.stdout.is_some() && args.reveal == Some(Reveal::Here) && ci::is_here() {
            bail!(
                "--reveal would write secrets into a CI log; write to a file, or use --reveal=force"
            );
        }
        Ok(plan)
    }

    fn add_file(&mut self, format: Format, file: PathBuf, readers: Readers) -> anyhow::Result<()> {
        if self.files.iter().any(|(_, other)| other.path() == file) {
            bail!("two reports cannot both be written to {}", file.display());
        }
        self.files.push((format, OutputFile::new(file, readers)?));
        Ok(())
    }

    pub(super) fn uses_stdout(&self) -> bool {
        self.stdout.is_some()
    }

    /// Writes every report; one that cannot be written keeps no other from it.
    pub(super) fn write(&self, report: &Report, options: Options<'_>) -> anyhow::Result<()> {
        let mut outcome = Ok(());
        for (format, file) in &self.files {
            let plain = Options {
                color: options.color && self.stdout.is_none(),
                links: false,
                ..options
            };
            let reporter = format.reporter(plain);
            outcome = outcome.and(file.write(|out| reporter.write(report, out)));
        }
        for format in [self.stdout, self.also].into_iter().flatten() {
            let reporter = format.reporter(options);
            outcome = outcome.and(output::to_stdout(|out| reporter.write(report, out)));
        }
        if options.verbosity > Verbosity::Quiet && outcome.is_ok() {
            self.tell(report, options);
        }
        outcome
    }

    /// Tells a person on standard error what the reports tell a program or a file.
    fn tell(&self, report: &Report, options: Options<'_>) {
        let unrevealed = Options {
            reveal: false,
            ..options
        };
        if self.stdout == Some(Format::Human) {
            return;
        }
        let paths = Paths::new(report, unrevealed);
        for note in report.errors(options.settings) {
            stderr::print(&format!("spillcheck: error: {}\n", note.line(&paths)));
        }
        let shown = |path: &Path| escape(&paths.show(path).text).into_owned();
        let files: Vec<String> = self.files.iter().map(|(_, it)| shown(it.path())).collect();
        if !files.is_empty() {
            let sentence = headline(report, unrevealed);
            stderr::print(&format!("{sentence}; see {}\n", files.join(", ")));
        }
    }
}

/// The formats asked for, the one without a file with that of `--output`.
fn with_output(args: &ScanArgs) -> anyhow::Result<Vec<FormatArg>> {
    let mut formats = args.formats.clone();
    if formats.is_empty() {
        formats.push(FormatArg {
            format: Format::Human,
            file: None,
        });
    }
    if let Some(output) = &args.output {
        let Some(open) = formats.iter_mut().find(|it| it.file.is_none()) else {
            bail!("--output has no report to write: every --format names a file of its own");
        };
        open.file = Some(output.clone());
    }
    Ok(formats)
}

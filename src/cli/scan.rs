//! `spillcheck [PATH]...`: scan, report, and the exit code that follows.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Context as _;
use spillcheck::report::{Format, Options, Paths, Verbosity, escape, headline, suspects};
use spillcheck::{ExitStatus, Report, Settings, check};

use super::args::ScanArgs;
use super::output::{self, OutputFile, Readers};
use super::{color, stderr};

/// Columns where there is no terminal, and the most that prose reads well in.
const WIDTH: usize = 80;

/// Scans and reports.
pub(super) fn run(args: &ScanArgs) -> anyhow::Result<ExitStatus> {
    let rules = args.rules.load()?;
    let settings = settings(args)?;
    let target = target(args)?;
    let report = check(&settings, &rules)?;
    let options = Options {
        settings: &settings,
        rules: rules.version(),
        mask: &|text| suspects(&rules, text),
        reveal: args.reveal,
        color: wants_color(args),
        verbosity: args.verbosity(),
        width: width(args),
    };
    write(&report, options, args.format, &target)?;
    hint(&args.paths);
    Ok(report.status(&settings))
}

/// Tells of `--help` whoever typed a command of other programs, which is a PATH to this one.
fn hint(paths: &[PathBuf]) {
    let is_meant = |path: &&PathBuf| {
        ["help", "scan"]
            .iter()
            .any(|word| path.as_os_str() == *word)
    };
    if let Some(typed) = paths.iter().find(is_meant).filter(|it| !it.exists()) {
        stderr::print(&format!(
            "spillcheck: there is no command `{}`; see `spillcheck --help`\n",
            typed.display()
        ));
    }
}

/// Where the report goes.
enum Target {
    Stdout,
    File(OutputFile),
}

fn target(args: &ScanArgs) -> anyhow::Result<Target> {
    let readers = if args.reveal {
        Readers::Owner
    } else {
        Readers::Usual
    };
    args.output.clone().map_or(Ok(Target::Stdout), |path| {
        OutputFile::new(path, readers).map(Target::File)
    })
}

fn settings(args: &ScanArgs) -> anyhow::Result<Settings> {
    let working_directory = std::env::current_dir().context("there is no working directory")?;
    Ok(Settings {
        working_directory,
        input: args.input(),
        threads: args.threads(),
        fail_on: args.fail_on,
        fail_confidence: args.fail_confidence,
        strict: args.strict,
    })
}

fn wants_color(args: &ScanArgs) -> bool {
    color::wanted(args.color, |name| std::env::var_os(name), on_terminal(args))
}

/// The terminal's width where it is narrower than what reads well.
fn width(args: &ScanArgs) -> usize {
    if !on_terminal(args) {
        return WIDTH;
    }
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    let width = terminal.map_or(WIDTH, |(width, _)| usize::from(width.0));
    width.clamp(WIDTH / 2, WIDTH)
}

fn on_terminal(args: &ScanArgs) -> bool {
    args.output.is_none() && std::io::stdout().is_terminal()
}

fn write(
    report: &Report,
    options: Options<'_>,
    format: Format,
    target: &Target,
) -> anyhow::Result<()> {
    let reporter = format.reporter(options);
    match target {
        Target::Stdout => output::to_stdout(|out| reporter.write(report, out))?,
        Target::File(file) => file.write(|out| reporter.write(report, out))?,
    }
    if options.verbosity > Verbosity::Quiet {
        tell(report, options, format, target);
    }
    Ok(())
}

/// Tells a person on standard error what the report tells a program or a file.
fn tell(report: &Report, options: Options<'_>, format: Format, target: &Target) {
    let unrevealed = Options {
        reveal: false,
        ..options
    };
    let to_file = matches!(target, Target::File(_));
    if to_file || format != Format::Human {
        let paths = Paths::new(report, unrevealed);
        for note in report.errors(options.settings) {
            stderr::print(&format!("spillcheck: error: {}\n", note.line(&paths)));
        }
    }
    if let Target::File(file) = target {
        let path = Paths::new(report, unrevealed).show(file.path()).text;
        let sentence = headline(report, unrevealed);
        stderr::print(&format!("{sentence}; see {}\n", escape(&path)));
    }
}

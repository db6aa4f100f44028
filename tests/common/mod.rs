//! How every test starts a program.

use std::ffi::OsStr;
use std::process::Command;

/// What programs need to start at all; whatever else is set where the tests run could change what is printed.
const KEPT: [&str; 8] = [
    "HOME",
    "LLVM_PROFILE_FILE",
    "PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
];

/// The program, neither on a CI service nor told of colours or terminals nor within another command of git.
pub(crate) fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    command.envs(std::env::vars_os().filter(|(name, _)| KEPT.iter().any(|it| name == *it)));
    command
}

/// The command that is tested.
pub(crate) fn spillcheck() -> Command {
    clean(assert_cmd::cargo::cargo_bin!("spillcheck"))
}

//! The `spillcheck` command.

mod cli;

use std::process::ExitCode;

use spillcheck::ExitStatus;

fn main() -> ExitCode {
    cli::install_panic_hook();
    match cli::run(std::env::args_os()) {
        Ok(status) => status.into(),
        Err(error) => {
            cli::print_error(&error);
            ExitStatus::Error.into()
        }
    }
}

//! spillcheck proves that no secret ships in a frontend build.
//!
//! [`check`] is the whole run: find what ships, read it, judge what was found. The library is
//! silent: it prints nothing, exits nothing and knows no command line.

pub mod baseline;
mod classify;
mod composite;
pub mod content;
mod date;
pub mod detect;
mod error;
mod file_name;
mod finding;
mod fingerprint;
mod fix;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod git;
mod hop;
mod js;
mod merge;
mod notification;
mod progress;
pub mod project;
pub mod report;
pub mod rule;
mod run;
#[cfg(test)]
mod samples;
pub mod scan;
mod secret;
mod served;
mod settings;
mod suppress;
mod trace;
mod values;
pub mod walk;

pub use date::{Date, NoDate};
pub use error::{Error, GitSaid};
pub use finding::{
    Confidence, ExitStatus, Finding, Fingerprint, Kind, Location, Occurrence, Original, Part,
    Severity, Witness,
};
pub use fix::{About, Fix, Step};
pub use hop::Hop;
pub use notification::{Notification, NotificationKind};
pub use progress::Progress;
pub use report::{Report, Summary};
pub use run::{Outcome, Selftest, Trial, check, check_with, selftest};
pub use secret::Secret;
pub use settings::{Input, Range, Settings};
pub use suppress::{Effect, Override, Policy, Suppressed, SuppressedBy};
pub use trace::{Cause, CauseKind, Names, Pages, Trace};
pub use values::VariableSources;

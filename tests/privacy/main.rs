//! No output, of any command and at any verbosity, tells a secret: not where it was found, not
//! where it was typed, not where something went wrong beside it.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it needs is missing"
)]

mod commands;
#[path = "../common/mod.rs"]
mod common;
mod minted;
mod projects;
mod rules;
mod typed;

//! The gate, end to end: trees as builds leave them, through the real binary, to an exit code.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it needs is missing"
)]

#[path = "../common/mod.rs"]
mod common;
mod counterparts;
mod done;
mod exits;
mod foreign;
mod large;
mod names;
mod nothing;
mod odd;
mod outputs;
mod paths;
mod public;
mod rules;
mod text;
mod tree;

//! What git is about to commit, and what a branch has committed.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it needs is missing"
)]

#[path = "../common/mod.rs"]
mod common;
mod errors;
mod repo;
mod shapes;
mod since;
mod staged;

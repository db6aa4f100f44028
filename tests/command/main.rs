//! What is typed beside PATHs: standard input, lists of paths, and what is made from the definition.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it needs is missing"
)]

mod annotations;
#[path = "../common/mod.rs"]
mod common;
mod generated;
mod lists;
mod run;
mod selftest;
mod stdin;

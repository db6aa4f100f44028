//! The `spillcheck` command.
fn main() {}

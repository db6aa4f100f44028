//! Reading: every file of an output, whatever its name, size, bytes or kind.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it needs is missing"
)]

mod input {
    mod detector;
    mod faults;
    mod links;
    mod packed;
    mod text;
    mod windows;
}

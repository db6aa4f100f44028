//! The rule files that come with spillcheck.

/// Name and text of each, in order.
pub(super) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

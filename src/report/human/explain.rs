//! One finding, and all that is known of it.

use std::io::{self, Write};

use super::findings::Detail;
use super::{Page, View, style_of};
use crate::finding::Finding;
use crate::report::groups::Group;
use crate::report::{Options, Report, Verbosity};
use crate::suppress::Suppressed;

/// Explains findings of a report: what was found, through which layers, why it is judged as it
/// is, and what to do.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn explain(
    report: &Report,
    findings: &[(&Finding, Option<&Suppressed>)],
    options: Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let verbosity = Verbosity::Explained;
    let page = Page(View::new(
        report,
        Options {
            verbosity,
            ..options
        },
    ));
    for (finding, hidden) in findings {
        let heading = finding.severity.name().to_uppercase();
        let heading = page.paint(style_of(finding.severity), heading);
        writeln!(out, "{heading}  fingerprint {}\n", finding.fingerprint)?;
        let group = Group::of(finding);
        page.group(&group, (Detail::Full, Some(group.why())), out)?;
        if let Some(hidden) = hidden {
            let text = format!("by {}: {}", hidden.by.name(), hidden.reason);
            page.prose("hidden", &text, out)?;
        }
    }
    Ok(())
}

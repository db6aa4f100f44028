//! JSON Lines: one object a line, so that a reader need not hold the whole.
//!
//! The last line is the summary; a file without one was cut off.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::json::Wiring;
use super::text::json_safe;
use super::{Options, Report, Reporter};

/// Writes JSON Lines.
pub(super) struct Lines<'a> {
    options: Options<'a>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

impl Reporter for Lines<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let wiring = Wiring::new(report, self.options);
        for (finding, suppressed) in report.all() {
            line("finding", &wiring.finding(finding, suppressed), out)?;
        }
        for notification in &report.notifications {
            line("notification", &wiring.notification(notification), out)?;
        }
        line("summary", &wiring.frame(report, self.options.rules), out)
    }
}

/// One line, which says of itself what it is.
fn line(kind: &str, wire: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut object = Map::new();
    object.insert("type".to_owned(), kind.into());
    if let Value::Object(fields) = serde_json::to_value(wire)? {
        object.extend(fields);
    }
    writeln!(out, "{}", json_safe(&serde_json::to_string(&object)?))
}

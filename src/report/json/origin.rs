//! Where a finding comes from, as JSON has it.

use serde::Serialize;

use super::{WirePath, Wiring};
use crate::finding::{Finding, Kind, Original};
use crate::trace::{Cause, Pages};

#[derive(Serialize)]
pub(super) struct WireOriginal {
    #[serde(flatten)]
    path: WirePath,
    line: u64,
    column: u64,
    by: &'static str,
}

#[derive(Serialize)]
pub(super) struct WireCause {
    kind: &'static str,
    #[serde(flatten)]
    path: WirePath,
    line: u64,
}

#[derive(Serialize)]
pub(super) struct WirePages {
    count: usize,
    first: Vec<String>,
}

impl Wiring<'_> {
    pub(super) fn original(&self, original: &Original) -> WireOriginal {
        WireOriginal {
            path: self.path(&original.path),
            line: original.line,
            column: original.column,
            by: original.by.name(),
        }
    }

    pub(super) fn cause(&self, cause: &Cause) -> WireCause {
        WireCause {
            kind: cause.kind.name(),
            path: self.path(&cause.path),
            line: cause.line,
        }
    }

    pub(super) fn names(&self, finding: &Finding) -> Option<Vec<String>> {
        let names = finding
            .trace
            .names
            .all()
            .into_iter()
            .map(|it| self.text(it));
        (finding.kind == Kind::Dump).then(|| names.collect())
    }

    pub(super) fn secret_names(&self, finding: &Finding) -> Option<Vec<String>> {
        let names = finding.trace.names.secret.iter().map(|it| self.text(it));
        (finding.kind == Kind::Dump).then(|| names.collect())
    }

    pub(super) fn pages(&self, pages: &Pages) -> WirePages {
        WirePages {
            count: pages.count,
            first: pages.first.iter().map(|it| self.text(it)).collect(),
        }
    }
}

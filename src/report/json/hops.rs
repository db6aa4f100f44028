//! The way from a file to a value, as JSON has it.

use serde::Serialize;

use super::Wiring;
use crate::content::LayerName;
use crate::finding::Occurrence;
use crate::hop::Hop;

/// A text that the value stands in, in whatever form.
#[derive(Serialize)]
pub(super) struct WireHop {
    layer: Option<&'static str>,
    start: Option<u64>,
    end: Option<u64>,
    pieces: usize,
    member: Option<String>,
    evidence: Option<String>,
}

impl Wiring<'_> {
    /// The texts on the way to a value that does not stand in its file as it is.
    pub(super) fn hops(&self, place: &Occurrence) -> Option<Vec<WireHop>> {
        let hops = place.hops.iter().map(|hop| self.hop(hop));
        (!place.layers.is_empty()).then(|| hops.collect())
    }

    fn hop(&self, hop: &Hop) -> WireHop {
        WireHop {
            layer: hop.layer.map(LayerName::name),
            start: hop.span.map(|(start, _)| start),
            end: hop.span.map(|(_, end)| end),
            pieces: hop.pieces,
            member: hop.member.as_deref().map(|it| self.text(it)),
            evidence: hop.evidence().map(|it| self.text(&it)),
        }
    }
}

//! The way from a file to a value: a line for each text that was unwrapped.

use std::io::{self, Write};

use super::Page;
use crate::finding::Occurrence;
use crate::hop::Hop;
use crate::report::Verbosity;
use crate::report::text::plural;

impl Page<'_> {
    /// The texts on the way to a place, where somebody asked for that much.
    pub(super) fn way(&self, place: &Occurrence, out: &mut dyn Write) -> io::Result<()> {
        let is_asked = match self.options.verbosity {
            Verbosity::Quiet | Verbosity::Normal => false,
            Verbosity::Verbose => !place.layers.is_empty(),
            Verbosity::Explained => true,
        };
        if !is_asked {
            return Ok(());
        }
        for hop in &place.hops {
            self.prose("", &sentence(hop), out)?;
        }
        Ok(())
    }
}

/// `bytes 120-480, in base64: atob("[360 bytes]")`.
pub(in crate::report) fn sentence(hop: &Hop) -> String {
    let place = match hop.span {
        Some((start, end)) => format!("bytes {start}-{end}"),
        None => "all of it".to_owned(),
    };
    let pieces = match hop.pieces {
        0 | 1 => String::new(),
        many => format!(" in {}", plural(many, "piece")),
    };
    let layer = hop.layer.map_or("as it is", |layer| layer.phrase());
    let member = hop.member.as_ref();
    let member = member.map(|it| format!(" as {it}")).unwrap_or_default();
    let evidence = hop.evidence().map(|it| format!(": {it}"));
    let evidence = evidence.unwrap_or_default();
    format!("{place}{pieces}, {layer}{member}{evidence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::LayerName;

    #[test]
    fn each_text_is_told_in_one_sentence() {
        let text = b"x=\"sk\"+\"Ab\"";
        let hop = |layer, ranges: &[std::ops::Range<usize>]| Hop::new(layer, text, ranges);
        for (hop, told) in [
            (
                hop(Some(LayerName::Fold), &[3..5, 8..10]),
                "bytes 3-10 in 2 pieces, put together by code: x=\"[7 bytes]\"",
            ),
            (
                hop(None, &[3..5]),
                "bytes 3-5, as it is: x=\"[2 bytes]\"+\"",
            ),
            (
                Hop::whole(LayerName::Zip, Some("a/b.js")),
                "all of it, in a ZIP archive as a/b.js",
            ),
        ] {
            assert_eq!(sentence(&hop), told);
        }
    }
}

//! What a value is in encoded text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::content::LayerName;

/// A value as it may stand in a text.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) text: Vec<u8>,
    /// What has to be undone; nothing where it is the value itself.
    pub(super) layer: Option<LayerName>,
}

/// The value itself, and what encoding makes of it.
pub(super) fn forms(value: &[u8]) -> Vec<Form> {
    let encoded = |layer| {
        move |text| Form {
            text,
            layer: Some(layer),
        }
    };
    let mut all = vec![Form {
        text: value.to_vec(),
        layer: None,
    }];
    all.extend(
        (0..3)
            .flat_map(|shift| base64_forms(value, shift))
            .map(encoded(LayerName::Base64)),
    );
    let hex = |write: fn(&u8) -> String| {
        value
            .iter()
            .map(write)
            .collect::<Vec<_>>()
            .concat()
            .into_bytes()
    };
    let lower = hex(|byte| format!("{byte:02x}"));
    let upper = hex(|byte| format!("{byte:02X}"));
    all.extend([lower, upper].map(encoded(LayerName::Hex)));
    let percent = percent(value);
    if percent != value {
        all.push(encoded(LayerName::Percent)(percent));
    }
    all
}

/// What a value is in the midst of base64 text, `shift` bytes behind a multiple of three.
pub(crate) fn base64_forms(value: &[u8], shift: usize) -> Vec<Vec<u8>> {
    let mut shifted = vec![0; shift];
    shifted.extend(value);
    // The digits at either end depend on the neighbours too.
    let first = (shift * 8).div_ceil(6);
    let last = shifted.len() * 8 / 6;
    let inner = |digits: String| digits.as_bytes().get(first..last).map(<[u8]>::to_vec);
    let standard = inner(STANDARD_NO_PAD.encode(&shifted));
    let url_safe =
        inner(URL_SAFE_NO_PAD.encode(&shifted)).filter(|it| Some(it) != standard.as_ref());
    standard.into_iter().chain(url_safe).collect()
}

/// As `encodeURIComponent` writes it.
fn percent(value: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(value.len());
    for &byte in value {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            text.push(byte);
        } else {
            text.extend(format!("%{byte:02X}").bytes());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_digits_stand_in_any_base64_of_it() {
        let value = b"skAbcdefghij0123456789+/>?";
        for before in ["", "x", "xy", "xyz"] {
            let text = [before.as_bytes(), value, b"end"].concat();
            let whole = STANDARD_NO_PAD.encode(text);
            let forms = base64_forms(value, before.len() % 3);
            let digits = std::str::from_utf8(&forms[0]).unwrap();
            assert!(whole.contains(digits), "{before}");
        }
    }

    #[test]
    fn only_what_needs_it_is_percent_encoded() {
        assert_eq!(percent(b"a-b+c d"), b"a-b%2Bc%20d");
    }
}

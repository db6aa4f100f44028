//! Large data, which is passed over quickly: nothing beside it or in it is lost.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{found, token};

/// Bytes that are no text, as those of a font.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let byte = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..length).map(byte).collect()
}

#[test]
fn a_token_beside_large_data_is_found() {
    let font = BASE64_STANDARD.encode(noise(50_000));
    let (before, behind) = (token(1), token(2));
    let text = format!("a=\"{before}\",b=\"data:font/woff2;base64,{font}\",c=\"{behind}\"");
    let found = found("a.js", text.as_bytes());
    let starts: Vec<u64> = found.iter().map(|it| it.location.start).collect();
    let behind = text.len() - behind.len() - 1;
    assert_eq!(starts, [3, behind as u64]);
}

#[test]
fn a_token_deep_in_large_data_is_found() {
    for before in [0, 5_000, 100_001] {
        let token = token(3);
        let plain = [
            noise(before),
            format!("; token={token};").into(),
            noise(9_000),
        ]
        .concat();
        let text = format!("a=\"{}\"", BASE64_STANDARD.encode(plain));
        let found = found("a.js", text.as_bytes());
        assert_eq!(found.len(), 1, "behind {before} bytes");
        let start = 3 + (before + 8) * 4 / 3;
        assert!(found[0].location.start.abs_diff(start as u64) <= 4);
    }
}

#[test]
fn mappings_hide_nothing_beside_them() {
    let mappings = "AAAA,CAAC,EAAE;".repeat(1000);
    let (first, last) = (token(4), token(5));
    let map = format!(
        r#"{{"version":3,"sourcesContent":["a='{first}'"],"mappings":"{mappings}","x":"{last}"}}"#
    );
    assert_eq!(found("a.js.map", map.as_bytes()).len(), 2);
}

//! Holds what maps say against what `@jridgewell/trace-mapping` says: see `tests/real/maps.mjs`.

use std::collections::BTreeMap;
use std::{env, fs};

use serde::Deserialize;

use super::map::Map;
use super::vlq::Spot;

#[derive(Deserialize)]
struct Case {
    name: String,
    map: String,
    places: Vec<Place>,
}

/// A line and a column, and the source, line and column that they come from.
#[derive(Deserialize)]
struct Place(u64, u64, Option<(usize, u64, u64)>);

#[test]
#[ignore = "needs what Node has looked up"]
fn every_place_is_traced_as_the_reference_traces_it() {
    let path = env::var_os("SPILLCHECK_MAPS").expect("a file that maps.mjs has written");
    let cases: Vec<Case> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut different: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in &cases {
        let map = Map::parse(&case.map).unwrap();
        let spots = case.places.iter().map(|it| Spot {
            line: it.0,
            column: it.1,
        });
        let found = map.lookup(&spots.collect::<Vec<_>>());
        for (Place(line, column, wanted), found) in case.places.iter().zip(found) {
            let found = found.map(|it| (it.source, it.spot.line, it.spot.column));
            if found != *wanted {
                let text = format!("{line}:{column} is {found:?}, not {wanted:?}");
                different.entry(&case.name).or_default().push(text);
            }
        }
    }
    let places: usize = cases.iter().map(|it| it.places.len()).sum();
    assert!(places >= 10_000, "only {places} places");
    let counts: Vec<_> = different.iter().map(|(it, all)| (it, all.len())).collect();
    let first: Vec<_> = different.values().map(|it| &it[0]).collect();
    assert!(
        counts.is_empty(),
        "of {places} places {counts:?}: {first:#?}"
    );
}
